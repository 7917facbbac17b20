"""What was heard and not handed on yet: so many hints at the most; beyond them, that anything may differ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from forge_desktop.hooks.events import Hint, everything

MOST = 1_000


class Waiting:
    """A queue that never grows beyond `MOST`; a flood makes one hint per resource of all that waits."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._everything = everything(table)
        self._hints: list[Hint] = []
        self._flooded = False
        self._came = asyncio.Event()

    def put(self, hint: Hint) -> None:
        """One more."""
        if not self._flooded:
            self._hints.append(hint)
            if len(self._hints) > MOST:
                self._flooded, self._hints = True, []
        self._came.set()

    async def take(self) -> list[Hint]:
        """All that waits, as soon as there is something."""
        await self._came.wait()
        self._came.clear()
        taken = list(self._everything) if self._flooded else self._hints
        self._flooded, self._hints = False, []
        return taken
