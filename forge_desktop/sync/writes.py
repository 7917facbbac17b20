"""The door for everything a person wants written: outbox first, then the overlay, then the feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from forge_desktop.api.protocol import Row
from forge_desktop.domain.changes import Change
from forge_desktop.domain.commands import Command, Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json, Kind, key_of
from forge_desktop.outbox import Answer, Entry, Outbox, State
from forge_desktop.outbox.states import HOLDS
from forge_desktop.store import Pending
from forge_desktop.sync import comparing, sums
from forge_desktop.sync.comparing import Side
from forge_desktop.sync.ground import Ground

OUTBOX = "outbox"
"""The name under which the feed tells that an entry moved."""
SHOWN = (State.READY, State.SENDING, State.UNKNOWN, State.REVIEW, State.BLOCKED, State.RECORDED)
"""Entries in these states are seen as pending values; refused ones only in the outbox."""
WAITING = (State.READY, State.SENDING, State.UNKNOWN)
"""Entries that go on by themselves."""
_BORROWED: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "customer-orders": {"customer_id": ("customers", {"customer_code": "code", "customer_name": "title"})},
    "manufacturing-orders": {
        "article_id": (
            "items",
            {"item_code": "code", "item_title": "title", "unit_id": "unit_id", "product_id": "product_id"},
        )
    },
    "quotes": {"client_id": ("clients", {"client_name": "name"})},
    "jobs": {
        "quote_id": (
            "quotes",
            {
                "client_id": "client_id",
                "client_name": "client_name",
                "part_name": "parts",
                "part_number": "part_numbers",
            },
        ),
        "client_id": ("clients", {"client_name": "name"}),
        "part_number": ("inventory", {"part_name": "name"}),
    },
}
"""What the server will work out of a reference, shown before it does: resource -> field -> (where, names)."""


class Writes:
    """Used from the engine's thread only. Everything it says is saved, is on the disk."""

    def __init__(self, ground: Ground, outbox: Outbox) -> None:
        self.outbox = outbox
        self.came = asyncio.Event()
        """Set when there may be something to send."""
        self.clock: Callable[[], int] = lambda: ground.now
        """What a wait before sending is counted by; whoever sends puts a clock here that nobody can set."""
        self._ground = ground
        self._unread: dict[str, Entry] = {}
        """Arrived, but not read back yet."""
        self.show()

    def next_key(self) -> int:
        """A key for a record that no server knows yet."""
        return self.outbox.next_key()

    def submit(self, command: Command, hold: int = 0) -> Entry:
        """Keep it for good, show it, and have it sent, not before `hold` seconds have passed.

        What this server never takes is recorded at once and never called unsent. StorageTrouble when it could
        not be kept.
        """
        entry = self.outbox.submit(command, not_before=self.clock() + hold if hold else 0)
        if not self._is_taken(entry):
            return self.settle(command.id, Answer.NOT_PERMITTED, now=self._ground.now)
        self._tell(self._ground.cache.overlay.lay(self._pending(entry), now=self._ground.now))
        self.came.set()
        return entry

    def edit(self, ident: str, patch: Values, base: Values | None = None, reason: str | None = None) -> Entry:
        """Want something else instead. Refused, in words, when it may have left already."""
        entry = self.outbox.edit(ident, patch, base=base, reason=reason)
        if not self._is_taken(entry):
            return self.settle(ident, Answer.NOT_PERMITTED, now=self._ground.now)
        return self._changed(entry)

    def retry(self, ident: str) -> Entry:
        """Send it after all; what somebody else changed is overwritten, for the person has seen it."""
        entry = self.entry(ident)
        if entry.state is State.REVIEW and entry.command.verb is not Verb.CREATE and entry.result_key is None:
            there = {side.field: side.theirs for side in self.sides(entry)}
            return self._changed(self.outbox.edit(ident, entry.command.patch, base=there))
        return self._changed(self.outbox.retry(ident, self._ground.now))

    def discard(self, ident: str) -> Entry:
        """Never send it; what the server said is shown again."""
        return self._changed(self.outbox.discard(ident))

    def confirm(self, ident: str, key: int | None = None) -> Entry:
        """The person found on the server what was wanted; `key` is its id there when it was new."""
        overtaken = self.overtaken(self.entry(ident))
        done = self.settle(ident, Answer.CONFIRMED_ELSEWHERE, now=self._ground.now, result_key=key)
        for other in overtaken:
            self.settle(other.command.id, Answer.CONFIRMED_ELSEWHERE, now=self._ground.now)
        return done

    def overtaken(self, entry: Entry) -> list[Entry]:
        """What was recorded here for the same fields of the same record before this was: over with it."""
        command = entry.command
        return [
            other
            for other in self.outbox.entries(State.RECORDED)
            if entry.state is State.RECORDED
            and (other.command.resource, other.command.key) == (command.resource, command.key)
            and other.seq < entry.seq
            and other.command.patch.keys() <= command.patch.keys()
        ]

    def entry(self, ident: str) -> Entry:
        """The entry of this id. KeyError when there is none."""
        found = self.outbox.entry(ident)
        if found is None:
            raise KeyError(ident)
        return found

    def sides(self, entry: Entry) -> tuple[Side, ...]:
        """What is wanted, what the server has as far as known, and what the person saw, field by field."""
        resource = self.resource(entry)
        record = self._ground.reader.record(resource, entry.command.key)
        return comparing.sides(resource, entry.command, record.values if record is not None else {})

    def waiting(self) -> int:
        """How many entries are not at their end: waiting, on their way, or in need of somebody."""
        return self.outbox.waiting()

    def still_waiting(self) -> list[Entry]:
        """Entries that have not come to an end: on their way, waiting, or in need of somebody."""
        return self.outbox.entries(*HOLDS)

    def settle(self, ident: str, answer: Answer, **told: Any) -> Entry:
        """Note what became of an entry, and show it."""
        before = self.entry(ident)
        entry = self.outbox.settle(ident, answer, **told)
        if entry.state is State.DELIVERED and before.state is not State.DELIVERED:
            self._unread[ident] = entry
        return self._changed(entry)

    def begin(self, ident: str, *, token: str, payload: Values, watermark: int | None, now: int) -> Entry:
        """Note, before the first byte leaves, that it does."""
        return self._changed(
            self.outbox.begin(ident, token=token, payload=payload, watermark=watermark, now=now), poke=False
        )

    def unread(self) -> list[Entry]:
        """Entries that arrived and whose record was not read back yet."""
        return list(self._unread.values())

    def read_back(self, entry: Entry, row: Row | None) -> None:
        """The record as the server has it takes the place of what was pending; None: it cannot be read."""
        self._unread.pop(entry.command.id, None)
        cache, now = self._ground.cache, self._ground.now
        changes: list[Change] = []
        with cache.records.batch():
            if row is not None:
                resource = self.resource(entry)
                changes += cache.records.put_detail(resource, row.key, row.values, now=now).changes
                self._ground.forget_stale(resource, row.key)
            changes += cache.overlay.show_only(self._all(), now=now)
        self._tell(tuple(changes))

    def show(self) -> None:
        """Show exactly what the outbox holds; the cache may be younger than it, or older."""
        self._tell(self._ground.cache.overlay.show_only(self._all(), now=self._ground.now))

    def knows(self, entry: Entry) -> bool:
        """False for an entry about something that this program does not know."""
        return self._ground.named(entry.command.resource) is not None

    def resource(self, entry: Entry) -> Resource:
        """What the entry is about."""
        found = self._ground.named(entry.command.resource)
        assert found is not None
        return found

    def _is_taken(self, entry: Entry) -> bool:
        """False for what would go out next and this server never takes."""
        command = entry.command
        return entry.state is not State.READY or self._ground.client.may(command.resource, command.verb)

    def _changed(self, entry: Entry, *, poke: bool = True) -> Entry:
        self.show()
        if poke:
            self.came.set()
        return entry

    def _tell(self, changes: tuple[Change, ...]) -> None:
        for change in (*changes, Change(OUTBOX)):
            self._ground.feed.tell(change)

    def _all(self) -> list[Pending]:
        waiting = [*self.outbox.entries(*SHOWN), *self._unread.values()]
        return [self._pending(entry) for entry in waiting if self._ground.named(entry.command.resource)]

    def _pending(self, entry: Entry) -> Pending:
        command = entry.command
        values = {**self._borrowed(command), **sums.of_lines(command.resource, command.patch), **command.patch}
        return Pending(command.id, command.resource, command.key, entry.seq, entry.state.value, values)

    def _borrowed(self, command: Command) -> dict[str, Json]:
        """The words behind references that lists show beside them."""
        found: dict[str, Json] = {}
        for name, (where, names) in _BORROWED.get(command.resource, {}).items():
            values = self._values_of(where, self._meant(command, name, where))
            if values is not None:
                found |= {ours: values.get(theirs) for ours, theirs in names.items()}
        return found

    def _meant(self, command: Command, name: str, where: str) -> int | None:
        """The key of the record that a field points to; one that is no reference holds what it is called."""
        resource, value = self._ground.named(command.resource), command.patch.get(name)
        if resource is not None and resource.has(name) and resource.field(name).kind is Kind.ID:
            return key_of(value)
        other = self._ground.named(where)
        return self._ground.reader.by_code(other, value) if other and isinstance(value, str) else None

    def _values_of(self, name: str, key: int | None) -> Values | None:
        resource = self._ground.named(name)
        if key is None:
            return None
        if key < 0:
            made = (e.command for e in self.outbox.entries() if e.command.key == key)
            return next((c.patch for c in made if c.verb is Verb.CREATE), None)
        record = self._ground.reader.records(resource, (key,))[0] if resource is not None else None
        return record.values if record is not None else None
