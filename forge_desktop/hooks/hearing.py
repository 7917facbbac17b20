"""The ear behind the door: counts what came, remembers what was taken, and hands the hints on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from forge_desktop.domain.text import one_line
from forge_desktop.hooks.events import Event, Hint
from forge_desktop.hooks.heard import Counts, Heard
from forge_desktop.hooks.remembered import Remembered
from forge_desktop.hooks.waiting import Waiting

_RARELY = 60.0
"""Seconds between two lines in the log about one sort of what was not taken."""
_log = structlog.stdlib.get_logger("hooks")


class Hearing:
    """What one listener has heard since it began; to be closed."""

    def __init__(
        self,
        table: Mapping[str, str],
        memory: Path,
        heard: Callable[[Heard], None],
        clock: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self.counts = Counts()
        self._heard, self._monotonic = heard, monotonic
        self._remembered = Remembered(memory, clock)
        self._waiting = Waiting(table)
        self._said: dict[str, float] = {}

    async def hand_on(self, tell: Callable[[Hint], None]) -> None:
        """Tell each hint, for ever."""
        while True:
            for hint in await self._waiting.take():
                tell(hint)

    def close(self) -> None:
        """Let go of the file."""
        self._remembered.close()

    # What the door tells

    def knows(self, body: bytes) -> bool:
        """True when this very body was taken before."""
        return self._remembered.knows(body)

    def take(self, body: bytes, event: Event) -> None:
        """A signed event that was not heard before."""
        self._remembered.add(body)
        kind = one_line(event.type, 80)
        if event.hint is None:
            self.counts.unknown += 1
            self._murmur("events of a type that is not followed", kind=kind, number=self.counts.unknown)
            self._heard(Heard("unknown", kind))
            return
        self.counts.taken += 1
        self._waiting.put(event.hint)
        self._heard(Heard("taken", kind, event.hint))

    def repeated(self) -> None:
        """A delivery that was taken before."""
        self.counts.repeated += 1
        self._heard(Heard("repeated"))

    def unreadable(self, why: str) -> None:
        """Signed, and no event at all."""
        self.counts.unreadable += 1
        self._murmur("signed deliveries that are no events", why=why, number=self.counts.unreadable)
        self._heard(Heard("unreadable"))

    def forged(self) -> None:
        """The signature is missing or wrong."""
        self.counts.forged += 1
        self._murmur("deliveries whose signature does not fit", number=self.counts.forged)
        self._heard(Heard("forged"))

    def turned_away(self, status: int) -> None:
        """No delivery at all."""
        self.counts.turned_away += 1
        self._murmur("requests that are no deliveries", status=status, number=self.counts.turned_away)
        self._heard(Heard("turned_away"))

    def _murmur(self, words: str, **facts: object) -> None:
        """Into the log, at most once a minute of each sort; the number is that since the start."""
        now = self._monotonic()
        if words not in self._said or now - self._said[words] >= _RARELY:
            self._said[words] = now
            _log.warning(words, **facts)
