"""How fast a load has been lately, for an honest "time left"."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from forge_desktop.domain.text import Seen

_LOOK_BACK = 30
"""Seconds of the past the estimate rests on: longer than the 10 s window the servers allow requests in."""


class Pace:
    """Rows a second over the last half minute."""

    def __init__(self, seen: Callable[[], Seen]) -> None:
        self._seen = seen
        self._steps: deque[tuple[int, int]] = deque()

    def add(self, rows: int) -> None:
        """So many rows arrived now."""
        now = self._seen().now
        self._steps.append((now, rows))
        while self._steps and (self._steps[0][0] < now - _LOOK_BACK or self._steps[0][0] > now):
            self._steps.popleft()

    def seconds_for(self, rows: int) -> int | None:
        """Seconds until so many more rows are there; None while nothing can be said yet."""
        if rows <= 0:
            return 0
        if not self._steps:
            return None
        elapsed = self._steps[-1][0] - self._steps[0][0]
        arrived = sum(count for _, count in self._steps)
        if elapsed < 2 or arrived == 0:
            return None
        return int(rows * elapsed / arrived) + 1
