"""Adds and changes records of a ForgeMRP server: one request each, judged once, never repeated here.

A POST carries an Idempotency-Key, the same at every try of the same write (contracts/forgemrp-api.txt,
"Idempotency"), so whoever keeps the write may send it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from forge_desktop.api import receipts, taken
from forge_desktop.api.asking import Asking
from forge_desktop.api.bodies import Body
from forge_desktop.api.forgemrp import assumed, reading
from forge_desktop.api.forgemrp.assumed import THINGS, camel
from forge_desktop.api.jsontext import whole_text
from forge_desktop.api.protocol import Lane
from forge_desktop.api.receipts import Sent
from forge_desktop.api.taken import Taken
from forge_desktop.api.transport import Reply
from forge_desktop.api.values import LARGEST_EXPONENT
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.errors import BadReply, Failure, NotPermitted, Refused

_HEADER = "Idempotency-Key"
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Writing:
    """The writing half of a client. `changes`: this server takes PATCH, which the contract does not promise."""

    def __init__(
        self,
        asking: Asking,
        resources: Mapping[str, Resource],
        zone: ZoneInfo,
        *,
        changes: bool,
    ) -> None:
        self._asking = asking
        self._resources = resources
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

    async def create(self, resource: str, values: Values, lane: Lane, idempotency: str) -> str:
        """What the server calls the new record."""
        table = self._permitted(resource, Verb.CREATE)
        given = {name: _filled(value) for name, value in values.items() if value is not None}
        body = self._body(resource, given, table)
        headers = {_HEADER: _shaped(idempotency)}
        judge = partial(self._judge, sent=self._sent("POST", table), resource=resource, name=None)
        path = THINGS[resource].path
        return _told_name(await self._asking.write("POST", path, body, headers, lane, judge))

    async def update(self, resource: str, name: str, safe: str, values: Values, lane: Lane) -> None:
        """Change these fields of the record of that name, which stands in an address as `safe`."""
        table = self._permitted(resource, Verb.UPDATE)
        body = self._body(resource, {key: _filled(value) for key, value in values.items()}, table)
        judge = partial(self._judge, sent=self._sent("PATCH", table), resource=resource, name=name)
        await self._asking.write("PATCH", f"{THINGS[resource].path}/{safe}", body, {}, lane, judge)

    def _judge(self, reply: Reply, *, sent: Sent, resource: str, name: str | None) -> Failure | None:
        """What the answer means; a good one to a POST names the record, to a PATCH no other one than `name`.

        Nothing else of the record is looked at: that it cannot be read does not make it less created.
        """
        wrong = receipts.failure(reply, sent)
        if isinstance(wrong, NotPermitted) and reply.status == 403:
            return lacking(resource, "create" if sent.method == "POST" else "update", wrong)
        if isinstance(wrong, Refused):
            wrong.fields = tuple((_snake(field), why) for field, why in wrong.fields)
        if wrong is not None:
            return wrong
        told = _told_name(reply)
        if told == name or (told and name is None) or (name is not None and not reply.body.strip()):
            return None
        return receipts.unreadable(sent.host)

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
        wrong = tuple(taken.wrong(values, table, _why_not))
        timed = {field.name for field in self._resources[resource].fields if field.kind.timed}
        days = {name: self._day(v) if name in timed else v for name, v in values.items()}
        wrong += tuple((name, "is not a day") for name in timed if name in values and days[name] is False)
        if wrong or not values:
            told = "; ".join(f"“{name}” {why}" for name, why in wrong[:3]) or "There is nothing to send"
            raise Refused(f"{told}.", title="This cannot be sent", fields=wrong)
        return Body("application/json", _written(days).encode())

    def _day(self, value: Json) -> Json:
        """An instant as the day it is in the account's zone; False for what is none."""
        if isinstance(value, (bool, list, dict)):
            return False
        if not isinstance(value, int):
            return value
        try:
            return datetime.fromtimestamp(value, self._zone).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return False


def lacking(resource: str, verb: str, failure: NotPermitted) -> NotPermitted:
    """The same failure, naming the scope that the key seems to lack; the server's words only if they do not."""
    scope = assumed.scope(resource, verb)
    said = next((f" It says: “{reason}”" for reason in failure.reasons[:1] if scope not in reason), "")
    return NotPermitted(
        f"The key lacks the scope “{scope}”. Somebody can give a key that scope in ForgeMRP, under Settings, "
        f"Integrations.{said}",
        reasons=failure.reasons,
    )


def _shaped(ident: str) -> str:
    """A key as the contract's sample of one is written, always the same one for the same write."""
    if _HEX.fullmatch(ident):
        return str(UUID(hex=ident))
    return str(uuid5(NAMESPACE_OID, ident) if ident else uuid4())


def _told_name(reply: Reply) -> str:
    """What the answer calls the record; empty when it does not, or may have been cut short."""
    try:
        return reading.name_of(reading.one(reply.body)) if reply.proven_whole else ""
    except BadReply:
        return ""


def _filled(value: Json) -> Json:
    """Lines without what was left empty in them: they are sent whole."""
    if not isinstance(value, list):
        return value
    return [
        {k: v for k, v in line.items() if v is not None} if isinstance(line, dict) else line for line in value
    ]


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


def _why_not(name: str, value: Json) -> str:
    if name.endswith("_id") and isinstance(value, int) and value < 0:
        return "still points to something that the server does not have"
    if name in assumed.AMOUNTS and value is not None:
        try:
            number = Decimal("NaN") if isinstance(value, (bool, list, dict)) else Decimal(value)
        except InvalidOperation:
            return "is not a number"
        return "" if number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT else "is not a number"
    return "is not a value that can be sent" if isinstance(value, (list, dict)) else ""


def _snake(name: str) -> str:
    """`lines.0.unitPrice` as our own names are spelled."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
