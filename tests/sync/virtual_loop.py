"""An event loop whose time passes only when everybody waits: an hour costs as much as its work."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Selector(selectors.DefaultSelector):
    """Instead of waiting, it moves the loop's time."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("everybody waits for something that never comes")
        if not found and timeout:
            self.ahead += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Begins at 1,000 seconds; real time does not count at all."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Virtual seconds."""
        return 1_000.0 + self._virtual.ahead


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
