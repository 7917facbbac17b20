"""Keeps to a limit that the server announces with each answer: what is left for a key, and until when.

The server tells whole seconds until its window ends, rounded up; whoever believed each of them would give a
second of every window away. Of several answers in one window the one that ends soonest is the nearest to it.
"""

from __future__ import annotations

import random

from forge_desktop.api.answers import allowance
from forge_desktop.api.gate import Clock, Gate
from forge_desktop.api.transport import Reply

_PLENTY = 0.2
"""Share of an announced allowance above which nobody needs to slow down (design/reliability.md §2.4)."""
_SPREAD = 0.02
"""Share of a pause that is added at random, so that not all who share a key come back at once."""
_ROUNDING = 1.0
"""Seconds by which a server that rounds down ends its window later than it says."""


class Announced:
    """What the server said last of one key: near its end background work spreads out, at its end all wait."""

    def __init__(self, gate: Gate, clock: Clock, chance: random.Random) -> None:
        self._gate = gate
        self._clock = clock
        self._chance = chance
        self._left = 0
        self._end = 0.0
        self._late = 0.0

    def heard(self, reply: Reply) -> None:
        """An answer came; called inside its turn."""
        told = allowance(reply)
        if told is None:
            return
        now = self._clock()
        if now >= self._end and told.remaining <= 0 and reply.status == 429:
            self._late = _ROUNDING  # it had not ended when we thought so
        if now >= self._end or told.remaining > self._left:
            self._end = now + told.reset
        self._end = min(self._end, now + told.reset)
        self._left = told.remaining
        if told.remaining > told.limit * _PLENTY:
            return
        wait = self._end + self._late - now
        if told.remaining <= 0:
            self._gate.hold(wait * self._chance.uniform(1.0, 1.0 + _SPREAD))
        else:
            self._gate.slow(wait / (told.remaining + 1))
