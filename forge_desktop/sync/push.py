"""Sends what waits in the outbox: one write at a time, in each chain in order, no chain blocking another."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from forge_desktop.domain.commands import Verb
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import Entry, State
from forge_desktop.sync import resolve
from forge_desktop.sync.auditing import Auditor
from forge_desktop.sync.delivery import Delivery
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pauses import wait_at_most
from forge_desktop.sync.resolve import Resolver
from forge_desktop.sync.waits import QUIET, Waits
from forge_desktop.sync.writes import Writes

LONGEST_NAP = 300.0
_SHOWN_FIRST = 0.15
"""Seconds between a wish and its sending: the row that waits is on the screen before the two compete."""


class Push:
    """The one task that sends; used from the engine's thread only."""

    def __init__(
        self,
        ground: Ground,
        writes: Writes,
        *,
        quiet: int = QUIET,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        chance: random.Random | None = None,
    ) -> None:
        self._client = ground.client
        self._writes = writes
        doubtful = [
            entry.command.id
            for entry in writes.outbox.entries(State.UNKNOWN)
            if not (self._client.has_keys and entry.command.verb is Verb.CREATE)  # its key makes it safe
        ]
        self._waits = Waits(quiet, clock, monotonic, doubtful)
        writes.clock = self._waits.now
        resolver = Resolver(ground, writes)
        self._delivery = Delivery(ground, writes, resolver, self._waits, chance or random.Random())
        self._auditor = Auditor(ground, writes, resolver)
        self._behind: dict[str, int] = {}
        """Entries at which the server could not be used: the others go first."""
        ground.feed.listen(self._auditor.heard)

    def trust_clock(self) -> None:
        """For a short run: a quiet period may have passed before the program started."""
        self._waits.trust_clock()

    async def work(self) -> None:
        """Send what can be sent, then wait until there is something to do; for the engine's endless loop."""
        self._writes.came.clear()
        await self.beat()
        await wait_at_most(self._writes.came, self.until_due())
        if self._writes.came.is_set():
            await asyncio.sleep(_SHOWN_FIRST)

    async def beat(self) -> None:
        """One round over everything that is due. Unreachable and SignedOut when the server cannot be used."""
        done: set[tuple[str, int]] = set()
        await self._delivery.read_back_all()
        while (entry := self._next(done)) is not None:
            done.add((entry.command.id, entry.rev))
            await self._advance(entry)
        self._auditor.clear_recorded(self._waits.now())
        await self._auditor.audit(self._waits.now())

    def until_due(self) -> float:
        """Seconds until something is due that is not due now; at most five minutes."""
        now, waits = self._waits.now(), [LONGEST_NAP]
        for entry in self._writes.outbox.entries(State.READY, State.UNKNOWN, State.DELIVERED):
            wait = max(entry.not_before - now, self._waits.left(entry.command.id))
            if wait > 0:
                waits.append(wait)
        return max(1.0, min(waits))

    async def _advance(self, entry: Entry) -> None:
        try:
            await self._delivery.advance(entry)
        except (Unreachable, SignedOut):
            self._behind[entry.command.id] = self._behind.get(entry.command.id, 0) + 1
            raise

    def _next(self, done: set[tuple[str, int]]) -> Entry | None:
        heads = self._writes.outbox.heads(self._waits.now())
        for entry in sorted(heads, key=lambda entry: (self._behind.get(entry.command.id, 0), entry.seq)):
            fresh = (entry.command.id, entry.rev) not in done
            if fresh and not self._waits.left(entry.command.id) and not self._is_twin(entry):
                return entry
        return None

    def _is_twin(self, entry: Entry) -> bool:
        """The same was sent before and is in doubt: two of them could not be told apart."""
        command = entry.command
        if entry.state is not State.READY or command.verb is not Verb.CREATE or self._client.has_keys:
            return False
        mine = resolve.fingerprint(entry)
        return command.resource not in resolve.TOKENS and any(
            other.command.resource == command.resource
            and other.command.id != command.id
            and resolve.fingerprint(other) == mine
            for other in self._writes.outbox.entries(State.UNKNOWN, State.SENDING)
        )
