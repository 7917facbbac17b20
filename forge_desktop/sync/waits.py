"""Time as the sending of writes counts it: quiet periods, and instants that no set clock can move."""

from __future__ import annotations

from collections.abc import Callable, Iterable

QUIET = 120
"""Seconds after which a server has surely done, or not done, what it was asked for."""
_AGREE = 60


class Waits:
    """Counts from the start of the program: a clock set meanwhile neither shortens nor lengthens a wait."""

    def __init__(
        self,
        quiet: int,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        doubtful: Iterable[str],
    ) -> None:
        self.quiet = quiet
        self._clock = clock
        self._monotonic = monotonic
        self._wall, self._begun = clock(), monotonic()
        self._trusting = False
        self._held = dict.fromkeys(doubtful, self._begun + quiet)
        """Entries whose answer was lost before the start: how long ago only the clock knows."""

    def trust_clock(self) -> None:
        """A quiet period may have passed before the start, as far as the server's clock agrees with ours."""
        self._trusting = True
        self._held.clear()

    def now(self) -> int:
        """UTC seconds as they would be, had nobody set the clock since the start."""
        return int(self._wall + self._monotonic() - self._begun)

    def latest(self) -> int:
        """The later of what both clocks say, for what must not be underestimated."""
        return max(self.now(), int(self._clock()))

    def lost(self, ident: str) -> None:
        """An answer was lost just now."""
        self._held[ident] = self._monotonic() + self.quiet

    def left(self, ident: str) -> float:
        """Seconds that are left of an entry's quiet period."""
        return max(0.0, self._held.get(ident, 0.0) - self._monotonic())

    def doubt(self, ident: str, server_time: int | None) -> bool:
        """True, and the quiet period begins anew, when it was counted by a clock that the server's belies."""
        told = server_time is not None and abs(server_time - self._clock()) <= _AGREE
        if told or not self._trusting or self._monotonic() >= self._begun + self.quiet:
            return False
        self._held[ident] = self._begun + self.quiet
        return True
