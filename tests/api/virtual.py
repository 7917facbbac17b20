"""Time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools

_SETTLING = 4
"""Rounds of the loop in which others may come to their own sleep before the time moves on."""


class VirtualTime:
    """A clock and a sleep that belong together; waits cost nothing, and who wakes first goes first."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._sleepers: list[tuple[float, int]] = []
        self._number = itertools.count()

    def clock(self) -> float:
        """Monotonic seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and others have their turn."""
        mine = (self.now + seconds, next(self._number))
        heapq.heappush(self._sleepers, mine)
        try:
            rounds = 0
            while rounds < _SETTLING or self._sleepers[0] is not mine:
                rounds += 1
                await asyncio.sleep(0)
            self.now = max(self.now, mine[0])
        finally:
            self._sleepers.remove(mine)
            heapq.heapify(self._sleepers)
