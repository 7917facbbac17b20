"""Carries one write to the server, and finds out what became of it.

What an answer means is the outbox's table; here each failure of the client gets its name in it.
"""

from __future__ import annotations

import asyncio
import random

from forge_desktop.api.protocol import Lane, Row
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.moving import remarked
from forge_desktop.domain.resource import Values
from forge_desktop.errors import (
    AnswerLost,
    BadReply,
    Busy,
    Failure,
    Missing,
    Refused,
    SignedOut,
    Unreachable,
)
from forge_desktop.outbox import Answer, Entry, State
from forge_desktop.sync import comparing, meant, naming, rereading, resolve
from forge_desktop.sync.auditing import FIRST_AUDIT
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.resolve import Resolver
from forge_desktop.sync.waits import Waits
from forge_desktop.sync.writes import Writes

OLD = 8 * 3_600
"""A write with consequences that waited longer is not sent before somebody is asked again."""
CONFIRMED = 30
"""From this status on a customer order books stock; above it, it may even ship."""
MOST_BUSY = 20
MOST_UNDER_WAY = 4
"""Tries with a key until a conflict is believed to be about something else than an earlier try of ours."""


class Delivery:
    """Does the next thing for one entry; every end is noted in the outbox before anything else happens."""

    def __init__(
        self, ground: Ground, writes: Writes, resolver: Resolver, waits: Waits, chance: random.Random
    ) -> None:
        self._ground = ground
        self._writes = writes
        self._resolver = resolver
        self._waits = waits
        self._chance = chance
        self._key_ages = rereading.KeyAges(ground, writes, waits)

    async def advance(self, entry: Entry) -> None:
        """Do the next thing for one entry. A server that cannot be used ends the round."""
        try:
            if entry.state is State.UNKNOWN:
                await self._look_up(entry)
            elif (why := self._why_ask(entry)) != "":
                self._settle(entry, Answer.STALE, reasons=(why,))
            elif not self._ground.client.may(entry.command.resource, entry.command.verb):
                self._settle(entry, Answer.NOT_PERMITTED)
            elif entry.command.verb is Verb.CREATE:
                await self._create(entry, in_doubt=False)
            else:
                await self._change(entry)
        except (BadReply, AnswerLost, Refused) as failure:  # of a reading: this entry only
            self._settle(
                entry, self._read_failed(failure), reasons=meant.reasons(failure), wait=self._pause(entry)
            )

    async def _create(self, entry: Entry, *, in_doubt: bool) -> None:
        """`in_doubt`: an earlier try may have arrived; whatever this one meets, that is known no better."""
        command, client = entry.command, self._ground.client
        resource = self._writes.resource(entry)
        token, values = ("", command.patch) if client.has_keys else resolve.payload(entry)
        watermark = entry.watermark
        if client.has_keys and watermark is None:  # how old its key is, and what was there before
            watermark = client.server_now or await self._key_ages.server_time(resource)
        elif not client.has_keys and not token and watermark is None:
            watermark = await self._resolver.watermark(resource)
        if entry.frozen is None:
            values = await naming.named(self._ground, resource, values)
        entry = self._begin(entry, token, values, watermark)
        try:
            key = await client.create(
                resource.name, entry.frozen or values, lane=Lane.USER, idempotency=entry.idempotency
            )
        except Failure as failure:
            await self._failed(entry, failure, in_doubt=in_doubt)
        except BaseException:  # cancelled, or a mistake of ours: it may have left
            self._lost(entry, ())
            raise
        else:
            self._accepted(entry, key)
            await self.read_back_all()

    async def _change(self, entry: Entry) -> None:
        """Look first whether the record is still what the person saw: neither contract has If-Match."""
        command, resource = entry.command, self._writes.resource(entry)
        name = await naming.name_of(self._ground, resource, command.key)
        row = await self._ground.one(resource, command.key, lane=Lane.USER)
        self._ground.keep_one(resource, row)
        if comparing.reached(resource, command.patch, row.values):
            self._settle(entry, Answer.CONFIRMED_ELSEWHERE, result_key=command.key)
            self._writes.read_back(entry, row)
            return
        told = comparing.conflicts(resource, command, row.values)
        if told:
            self._settle(
                entry, Answer.CONFLICT, reasons=tuple(comparing.words(resource, side) for side in told)
            )
            return
        client = self._ground.client
        wanted = remarked(resource, command.patch, command.reason, client.takes(resource.name, command.verb))
        wanted = await naming.named(self._ground, resource, wanted)
        entry = self._begin(entry, "", wanted, None)
        try:
            await client.update(resource.name, name, entry.frozen or wanted, lane=Lane.USER)
        except Failure as failure:
            await self._failed(entry, failure)
        except BaseException:
            self._lost(entry, ())
            raise
        else:
            self._accepted(entry, command.key)
            await self.read_back_all()

    def _accepted(self, entry: Entry, key: int) -> None:
        """The id is noted before anything else: a record read back is not worth an order sent twice."""
        audit = self._audit_at() if entry.reached else 0
        self._settle(entry, Answer.ACCEPTED, result_key=key, not_before=audit)

    async def _failed(self, entry: Entry, failure: Failure, *, in_doubt: bool = False) -> None:
        """What a failed write means; raised again when nothing can be sent now."""
        answer, reasons = meant.answer(failure), meant.reasons(failure, entry)
        if answer is Answer.CONFLICT and in_doubt and entry.tries < MOST_UNDER_WAY:
            answer = Answer.LOST  # the same key may be at work there still
        if answer is Answer.LOST:
            self._lost(entry, reasons)
            return
        if answer in meant.NOT_DONE and in_doubt:
            self._lost(entry, reasons)
            if isinstance(failure, (Unreachable, SignedOut)) and not isinstance(failure, Busy):
                raise failure
            return
        mine = in_doubt or (entry.reached and answer is Answer.REFUSED and not self._ground.client.has_keys)
        if mine and entry.command.verb is Verb.CREATE and await self._came_before(entry):
            return  # "code exists": of our own earlier attempt
        self._settle(entry, answer, reasons=reasons)
        if answer in (Answer.NOT_SENT, Answer.DOWN) and self._status(entry) > CONFIRMED:
            why = "It could not be sent when it was wanted, and it books or ships goods. Send it now?"
            self._settle(entry, Answer.STALE, reasons=(why,))
        if isinstance(failure, Busy) and entry.tries % MOST_BUSY:
            await asyncio.sleep(min(failure.retry_after or self._chance.uniform(0.1, 1.0), 10.0))
        elif isinstance(failure, (Unreachable, SignedOut)):
            raise failure

    async def _came_before(self, entry: Entry) -> bool:
        try:
            found = await self._find(entry)
        except Failure as failure:
            self._lost(entry, meant.reasons(failure))
            return True
        if len(found) == 1:
            self._settle(entry, Answer.ACCEPTED, result_key=found[0], not_before=self._audit_at())
        return len(found) == 1

    def _lost(self, entry: Entry, reasons: tuple[str, ...]) -> None:
        if entry.command.verb is Verb.CREATE and self._ground.client.has_keys:
            self._settle(entry, Answer.LOST, reasons=reasons, wait=self._pause(entry))  # the key makes it safe
            return
        self._waits.lost(entry.command.id)
        self._settle(entry, Answer.LOST, reasons=reasons, wait=self._waits.quiet)

    # -- in doubt --------------------------------------------------------------------------------------------

    async def _look_up(self, entry: Entry) -> None:
        """After the quiet period: did it arrive?"""
        command = entry.command
        keyed = self._ground.client.has_keys and command.verb is Verb.CREATE
        if keyed and await self._key_ages.holds(entry):
            self._settle(entry, Answer.KEY_HOLDS)
            await self._create(self._writes.entry(command.id), in_doubt=True)
        elif keyed and self._key_ages.rests(entry):
            self._settle(entry, Answer.LOST, reasons=entry.reasons, wait=self._waits.quiet)
        elif keyed:
            self._found(entry, await self._find(entry))
        elif command.verb is Verb.CREATE:
            found = await self._find(entry)
            if found or not self._waits.doubt(command.id, self._ground.client.server_time):
                self._found(entry, found)
        else:
            resource = self._writes.resource(entry)
            row = await self._ground.one(resource, command.key, lane=Lane.USER)
            self._ground.keep_one(resource, row)
            await self._found_changed(entry, row)

    async def _find(self, entry: Entry) -> list[int]:
        """Keys of the records that can only be what this entry created."""
        if self._ground.client.has_keys:
            return await rereading.find(self._ground, self._writes, entry)
        return await self._resolver.find(entry)

    def _audit_at(self) -> int:
        """When to look whether it was doubled; 0, never, where keys keep that from happening."""
        return 0 if self._ground.client.has_keys else self._waits.now() + FIRST_AUDIT

    def _found(self, entry: Entry, found: list[int]) -> None:
        if len(found) == 1:
            self._settle(entry, Answer.FOUND_ONE, result_key=found[0], not_before=self._audit_at())
        elif found:
            told = f"{len(found)} records could be it: {', '.join(self._called(entry, found[:5]))}"
            self._settle(entry, Answer.FOUND_SEVERAL, reasons=(told,))
        else:
            self._settle(entry, Answer.FOUND_NONE)

    def _called(self, entry: Entry, keys: list[int]) -> list[str]:
        """What people call these records, as far as they lie in the cache."""
        resource = self._writes.resource(entry)
        records = self._ground.reader.records(resource, keys)
        codes = [record.get(resource.code) if record and resource.code else None for record in records]
        return [str(code or self._ground.name_of(resource, key)) for code, key in zip(codes, keys, strict=True)]

    async def _found_changed(self, entry: Entry, row: Row) -> None:
        resource, command = self._writes.resource(entry), entry.command
        told = comparing.conflicts(resource, command, row.values)
        if comparing.reached(resource, command.patch, row.values):
            self._settle(entry, Answer.FOUND_ONE, result_key=command.key)
            self._writes.read_back(entry, row)
        elif told:
            self._settle(
                entry, Answer.CONFLICT, reasons=tuple(comparing.words(resource, side) for side in told)
            )
        else:
            self._settle(entry, Answer.FOUND_NONE)

    # -- afterwards ------------------------------------------------------------------------------------------

    async def read_back_all(self) -> None:
        """The records as the server has them now, in place of what was pending."""
        for entry in self._writes.unread():
            resource = self._writes.resource(entry)
            try:
                row = await self._ground.one(resource, entry.result_key or entry.command.key, lane=Lane.USER)
            except (Missing, BadReply, Refused):
                self._writes.read_back(entry, None)
            else:
                self._writes.read_back(entry, row)

    # -- small things ----------------------------------------------------------------------------------------

    def _begin(self, entry: Entry, token: str, values: Values, watermark: int | None) -> Entry:
        self._key_ages.tried(entry)
        return self._writes.begin(
            entry.command.id, token=token, payload=values, watermark=watermark, now=self._waits.now()
        )

    def _settle(
        self,
        entry: Entry,
        answer: Answer,
        *,
        reasons: tuple[str, ...] = (),
        result_key: int | None = None,
        wait: float = 0.0,
        not_before: int = 0,
    ) -> None:
        now = self._waits.now()
        self._writes.settle(
            entry.command.id,
            answer,
            now=now,
            not_before=not_before or (now + int(wait) if wait else 0),
            result_key=result_key,
            reasons=reasons,
        )

    def _why_ask(self, entry: Entry) -> str:
        age = self._waits.latest() - entry.agreed_at
        if self._status(entry) < CONFIRMED or age <= OLD:
            return ""
        return f"It has waited for {age // 3_600} hours, and it books or ships goods. Send it still?"

    def _status(self, entry: Entry) -> int:
        """The status a customer order would get; 0 for anything else."""
        status = entry.command.patch.get("status") if entry.command.resource == "customer-orders" else 0
        return int(status) if isinstance(status, (int, str)) and str(status).isdigit() else 0

    def _read_failed(self, failure: Failure) -> Answer:
        return Answer.LOST if isinstance(failure, (BadReply, AnswerLost)) else Answer.REFUSED

    def _pause(self, entry: Entry) -> float:
        return min(300.0, 5.0 * 2.0 ** min(entry.tries, 6)) * self._chance.uniform(0.8, 1.2)
