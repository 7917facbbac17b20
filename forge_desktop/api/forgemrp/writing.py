"""Adds and changes records of a ForgeMRP server: one request each, judged once, never repeated here.

A POST carries an Idempotency-Key, the same at every try of the same write (contracts/forgemrp-api.txt,
"Idempotency"), so whoever keeps the write may send it again.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from forge_desktop.api import receipts
from forge_desktop.api.asking import Asking
from forge_desktop.api.bodies import Body
from forge_desktop.api.forgemrp import assumed, reading
from forge_desktop.api.forgemrp.assumed import THINGS, Taken, camel
from forge_desktop.api.jsontext import whole_text
from forge_desktop.api.protocol import Lane, Row
from forge_desktop.api.receipts import Sent
from forge_desktop.api.transport import Reply
from forge_desktop.api.wire import Decoder
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.errors import BadReply, Failure, NotPermitted, Refused

_HEADER = "Idempotency-Key"


class Writing:
    """The writing half of a client. `changes`: this server takes PATCH, which the contract does not promise."""

    def __init__(
        self,
        asking: Asking,
        resources: Mapping[str, Resource],
        decoders: Mapping[str, Decoder],
        zone: ZoneInfo,
        *,
        changes: bool,
    ) -> None:
        self._asking = asking
        self._resources = resources
        self._decoders = decoders
        self._zone = zone
        self._changes = changes

    def taken(self, resource: str, verb: Verb) -> Taken | None:
        """What such a write takes; None when it is not permitted at all."""
        thing = THINGS.get(resource)
        if thing is None or resource not in self._resources:
            return None
        if verb is Verb.CREATE:
            return thing.create
        return thing.change if self._changes else None

    async def create(self, resource: str, values: Values, lane: Lane, idempotency: str) -> Row:
        """The new record as the server answered it."""
        table = self._permitted(resource, Verb.CREATE)
        given = {name: value for name, value in values.items() if value is not None}
        body = self._body(resource, given, table)
        headers = {_HEADER: _shaped(idempotency)} if idempotency else {}
        judge = partial(self._judge, sent=self._sent("POST", table), resource=resource)
        reply = await self._told(
            resource, "create", self._asking.write("POST", THINGS[resource].path, body, headers, lane, judge)
        )
        return self._row(resource, reply)

    async def update(self, resource: str, name: str, values: Values, lane: Lane) -> None:
        """Change these fields of one record."""
        table = self._permitted(resource, Verb.UPDATE)
        body = self._body(resource, values, table)
        judge = partial(self._judge, sent=self._sent("PATCH", table), resource=resource)
        path = f"{THINGS[resource].path}/{name}"
        await self._told(resource, "update", self._asking.write("PATCH", path, body, {}, lane, judge))

    async def _told(self, resource: str, verb: str, work: Awaitable[Reply]) -> Reply:
        try:
            return await work
        except NotPermitted as failure:
            raise lacking(resource, verb, failure) from None
        except Refused as failure:
            failure.fields = tuple((_snake(name), why) for name, why in failure.fields)
            raise

    def _judge(self, reply: Reply, *, sent: Sent, resource: str) -> Failure | None:
        wrong = receipts.failure(reply, sent)
        if wrong is None and reply.body.strip():
            try:
                self._row(resource, reply)
            except BadReply:
                return receipts.unreadable(sent.host)
        elif wrong is None and sent.method == "POST":
            return receipts.unreadable(sent.host)
        return wrong

    def _row(self, resource: str, reply: Reply) -> Row:
        if not reply.proven_whole:
            raise BadReply("The answer may have been cut short.")
        rows, asides = self._decoders[resource].rows([reading.one(reply.body)])
        if asides:
            raise BadReply(asides[0].reason)
        return rows[0]

    def _permitted(self, resource: str, verb: Verb) -> Taken:
        table = self.taken(resource, verb)
        if table is None:
            what = "to be changed" if verb is not Verb.CREATE else "to be created"
            raise NotPermitted(f"ForgeMRP does not offer {resource} {what} from outside.")
        return table

    def _sent(self, method: str, table: Taken) -> Sent:
        names = table.known | {camel(name) for name in table.known}
        return Sent(method, self._asking.host, self._asking.clean, names)

    def _body(self, resource: str, values: Values, table: Taken) -> Body:
        wrong = tuple(_wrong(values, table))
        if wrong or not values:
            told = "; ".join(f"“{name}” {why}" for name, why in wrong[:3]) or "There is nothing to send"
            raise Refused(f"{told}.", title="This cannot be sent", fields=wrong)
        declared = self._resources[resource]
        timed = {field.name for field in declared.fields if field.kind.timed}
        text = _written({name: self._day(v) if name in timed else v for name, v in values.items()})
        return Body("application/json", text.encode())

    def _day(self, value: Json) -> Json:
        """An instant as the day it is in the account's zone."""
        return datetime.fromtimestamp(value, self._zone).date().isoformat() if isinstance(value, int) else value


def lacking(resource: str, verb: str, failure: NotPermitted) -> NotPermitted:
    """The same failure, naming the scope that the key seems to lack."""
    scope = assumed.scope(resource, verb)
    return NotPermitted(
        f"The key lacks the scope “{scope}”. Somebody can give a key that scope in ForgeMRP, under Settings, "
        "Integrations.",
        title="The key lacks a scope",
        reasons=failure.reasons,
    )


def _shaped(ident: str) -> str:
    """32 hex digits as the contract's sample of a key is written."""
    try:
        return str(UUID(hex=ident))
    except ValueError:
        return ident


def _written(value: Json, name: str = "") -> str:
    """JSON with camelCase names, and amounts as exact numbers, which the standard library cannot write."""
    if isinstance(value, dict):
        parts = (f"{json.dumps(camel(key))}:{_written(part, key)}" for key, part in value.items())
        return f"{{{','.join(parts)}}}"
    if isinstance(value, list):
        return f"[{','.join(_written(part) for part in value)}]"
    if name in assumed.AMOUNTS and isinstance(value, str):
        return plain(Decimal(value))
    return json.dumps(whole_text(value) if isinstance(value, str) else value)


def _wrong(values: Values, table: Taken) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name not in table.known:
            yield name, "is not taken by the server here"
        elif name in table.lines and isinstance(value, list):
            for number, line in enumerate(value):
                if not isinstance(line, dict):
                    yield f"{name}.{number}", "is not a line"
                    continue
                for inner, part in line.items():
                    known = inner in table.lines[name]
                    why = _why_not(inner, part) if known else "is not taken by the server here"
                    if why:
                        yield f"{name}.{number}.{inner}", why
        elif why := _why_not(name, value):
            yield name, why


def _why_not(name: str, value: Json) -> str:
    if name.endswith("_id") and isinstance(value, int) and value < 0:
        return "still points to something that the server does not have"
    if name in assumed.AMOUNTS and value is not None:
        try:
            finite = not isinstance(value, (bool, list, dict)) and Decimal(value).is_finite()
        except InvalidOperation:
            finite = False
        return "" if finite else "is not a number"
    return "is not a value that can be sent" if isinstance(value, (list, dict)) else ""


def _snake(name: str) -> str:
    """`lines.0.unitPrice` as our own names are spelled."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
