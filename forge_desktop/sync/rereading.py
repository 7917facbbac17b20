"""Finds out what became of a write whose idempotency key may have been forgotten: by reading the whole list.

Where lists cannot be filtered and records carry nothing of ours, a record is known by what was sent, among
those made since the first try left; each can be claimed by one entry only (design/reliability.md §2.3).
"""

from __future__ import annotations

from contextlib import suppress

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import NotPermitted
from forge_desktop.outbox import Entry
from forge_desktop.sync import comparing
from forge_desktop.sync.cursors import CursorWalk
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.resolve import MARGIN
from forge_desktop.sync.waits import Waits
from forge_desktop.sync.writes import Writes

KEY_LIFE = 20 * 60
"""Seconds for which a server surely knows an idempotency key; longer only when a contract says so."""


class KeyAges:
    """Tells, by the server's clock, for which entries in doubt the key can still be leant on."""

    def __init__(self, ground: Ground, writes: Writes, waits: Waits) -> None:
        self._ground = ground
        self._writes = writes
        self._waits = waits
        self._rested: set[str] = set()
        """Entries whose key is too old, and for which a quiet period was kept since their last try."""

    async def server_time(self, resource: Resource) -> int:
        """What the server's clock says just now; ours, where it does not tell."""
        with suppress(NotPermitted):  # what the key lacks for the write itself, its answer says
            await self._ground.page(resource, lane=Lane.USER, length=1)
        return self._ground.client.server_now or self._waits.latest()

    async def holds(self, entry: Entry) -> bool:
        """True while the server surely knows the key of the first try."""
        first = entry.watermark if entry.watermark is not None else entry.sent_at or 0
        now = await self.server_time(self._writes.resource(entry))
        return 0 <= now - first <= KEY_LIFE

    def rests(self, entry: Entry) -> bool:
        """True, and a quiet period begins, when the last try may still be at work on the server."""
        if entry.command.id in self._rested:
            return False
        self._rested.add(entry.command.id)
        self._waits.lost(entry.command.id)
        return True

    def tried(self, entry: Entry) -> None:
        """Another try leaves."""
        self._rested.discard(entry.command.id)


async def find(ground: Ground, writes: Writes, entry: Entry) -> list[int]:
    """Keys of the records that can be what this entry created; those of other entries are left out."""
    resource, name = writes.resource(entry), entry.command.resource
    await CursorWalk(ground, resource, Lane.USER, anew=True, quiet=True).run()
    offer, sent = ground.client.offer(name), entry.frozen or entry.command.patch
    first = entry.watermark if entry.watermark is not None else entry.sent_at
    made: tuple[Condition, ...] = ()
    if offer is not None and offer.created and first is not None:
        made = (Condition(offer.created, Op.BETWEEN, (first - MARGIN, None)),)
    timed = {field.name for field in resource.fields if field.kind.timed}
    wanted = {field: value for field, value in sent.items() if field not in timed}
    keys = list(ground.reader.keys(Query(name, where=made), ground.seen()))
    claimed = {
        other.result_key
        for other in writes.outbox.entries()
        if other.command.resource == name and other.command.id != entry.command.id
    }
    return [
        record.key
        for record in ground.reader.records(resource, [key for key in keys if key not in claimed])
        if record is not None and comparing.reached(resource, wanted, record.values)
    ]
