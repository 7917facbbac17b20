"""Looks again at what was delivered in doubt, and at what is recorded here only."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.changes import Change
from forge_desktop.errors import BadReply, Missing, Refused
from forge_desktop.outbox import Answer, Entry, State
from forge_desktop.sync import comparing
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.resolve import Resolver
from forge_desktop.sync.writes import Writes

FIRST_AUDIT, LAST_AUDIT = 600, 86_400
"""Seconds after delivery at which an entry that was in doubt is looked up again."""


class Auditor:
    """Two looks after a delivery in doubt; and each later read of a record that was recorded here."""

    def __init__(self, ground: Ground, writes: Writes, resolver: Resolver) -> None:
        self._ground = ground
        self._writes = writes
        self._resolver = resolver

    def heard(self, change: Change) -> None:
        """Something was read from the server."""
        recorded = self._writes.outbox.entries(State.RECORDED)
        about = {e.command.key for e in recorded if e.command.resource == change.resource}
        if about and (not change.keys or about & set(change.keys)):
            self._writes.came.set()

    def clear_recorded(self, now: int) -> None:
        """A later read shows what was recorded here: somebody entered it there, so it is done."""
        for entry in reversed(self._writes.outbox.entries(State.RECORDED)):
            resource = self._writes.resource(entry)
            record = self._ground.reader.record(resource, entry.command.key)
            if record is not None and comparing.reached(resource, entry.command.patch, record.values):
                for one in (entry, *self._writes.overtaken(entry)):
                    self._clear(one, now)

    def _clear(self, entry: Entry, now: int) -> None:
        ident = entry.command.id
        if self._writes.entry(ident).state is State.RECORDED:
            done = self._writes.settle(ident, Answer.CONFIRMED_ELSEWHERE, now=now, result_key=entry.command.key)
            self._writes.read_back(done, None)  # it was read just now

    async def audit(self, now: int) -> None:
        """Whether something that arrived in doubt arrived twice after all; that is told, never repaired."""
        for entry in self._writes.outbox.audits(now):
            try:
                await self._audit(entry, now)
            except (BadReply, Refused):
                self._settle(entry, Answer.LOST, now, now + FIRST_AUDIT)

    async def _audit(self, entry: Entry, now: int) -> None:
        resource = self._writes.resource(entry)
        found = await self._resolver.doubles(entry)
        if len(found) > 1:
            names = [str(row.values.get(resource.code) or row.key) for row in found]
            told = f"It arrived {len(found)} times: {', '.join(names)}. One is enough; cancel the others there."
            self._settle(entry, Answer.FOUND_SEVERAL, now, 0, told)
            return
        if not found and not await self._is_there(entry):
            told = (
                "It had arrived, but the server does not have it any more. Was it deleted there, or restored?"
            )
            self._settle(entry, Answer.FOUND_NONE, now, 0, told)
            return
        last = entry.changed_at + LAST_AUDIT
        self._settle(entry, Answer.FOUND_ONE, now, last if now < last else 0)

    async def _is_there(self, entry: Entry) -> bool:
        try:
            await self._ground.one(self._writes.resource(entry), entry.result_key or 0, lane=Lane.BACKGROUND)
        except Missing:
            return False
        return True

    def _settle(self, entry: Entry, answer: Answer, now: int, again: int, *reasons: str) -> None:
        self._writes.settle(
            entry.command.id,
            answer,
            now=now,
            not_before=again,
            result_key=entry.result_key if answer is not Answer.FOUND_NONE else None,
            reasons=reasons,
        )
