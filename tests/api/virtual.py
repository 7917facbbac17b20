"""Time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio


class VirtualTime:
    """A clock and a sleep that belong together; waits cost nothing."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Monotonic seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and others have their turn."""
        self.slept.append(seconds)
        wake = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, wake)
