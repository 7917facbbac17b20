"""Finds out what became of a write whose answer was lost, without a key that the server would know it by.

A customer order carries a token in its reference. Manufacturing orders and customers carry nothing of ours:
they are known by what was asked for (the fingerprint), among records younger than all that were there before
sending (the high-water mark), each of which can be claimed by one entry only (design/reliability.md §2.3).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from forge_desktop.api.protocol import Lane, Row
from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json
from forge_desktop.outbox import Entry
from forge_desktop.sync import comparing
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.walk import Position, advance, filtered
from forge_desktop.sync.writes import Writes

TOKENS: Mapping[str, str] = {"customer-orders": "reference"}
"""Where a resource can carry our token: in a text of the person's own."""
FINGERPRINTS: Mapping[str, tuple[str, ...]] = {
    "manufacturing-orders": ("article_id", "quantity", "assigned_id", "site_id"),
    "customers": ("code", "title"),
}
"""What a record without a token is known by, as far as it was sent."""
_NARROW: Mapping[str, tuple[str, ...]] = {
    "manufacturing-orders": ("article_id",),
    "customers": ("code", "title"),
}
"""Filters for the look-up, the first that was sent and that the server has."""
MARGIN = 900
"""Seconds a record may be older than the newest one known before it was sent: clocks, late commits."""
_LAST = 50


def token_of(ident: str) -> str:
    """The short token of a command, the same at every try: `FD-7K3Q9X2M`."""
    return f"FD-{base64.b32encode(bytes.fromhex(ident)[:5]).decode()}"


def payload(entry: Entry) -> tuple[str, Values]:
    """The token, empty where none can be carried, and what is sent with it."""
    command = entry.command
    field = TOKENS.get(command.resource)
    if field is None:
        return "", command.patch
    token = token_of(command.id)
    own = " ".join(str(command.patch.get(field) or "").split())
    return token, {**command.patch, field: f"{own} {token}".strip()}


def fingerprint(entry: Entry) -> Values:
    """What a created record is known by when it carries no token."""
    sent = entry.frozen if entry.frozen is not None else entry.command.patch
    names = FINGERPRINTS.get(entry.command.resource, ())
    return {name: sent[name] for name in names if sent.get(name) not in (None, "")}


class Resolver:
    """Asks the server; decides nothing."""

    def __init__(self, ground: Ground, writes: Writes) -> None:
        self._ground = ground
        self._writes = writes

    async def watermark(self, resource: Resource) -> int:
        """The highest key of the resource: whatever we create now gets a higher one."""
        ground = self._ground
        newest = self._newest(resource)
        if newest is not None and ground.sliced(resource):
            key, created = newest
            came, _ = await filtered(ground, resource, {f"{resource.created}_min": created - MARGIN}, Lane.USER)
            return max({key, *came})
        first = await ground.page(resource, lane=Lane.USER, length=_LAST)
        rows = list(first.rows)
        if not first.whole and first.total is not None:
            last = max(0, first.total - _LAST)
            rows += (await ground.page(resource, start=last, lane=Lane.USER, length=_LAST)).rows
        return max((row.key for row in rows), default=0)

    async def find(self, entry: Entry) -> list[int]:
        """Keys of the records that can only be what this entry created, those of other entries left out."""
        claimed = self._claimed(entry)
        return [row.key for row in await self._candidates(entry) if row.key not in claimed]

    async def doubles(self, entry: Entry) -> list[Row]:
        """What an audit finds: all records that carry the token, or came of the same attempts without one."""
        found = {row.key: row for row in await self._candidates(entry)}
        claimed = self._claimed(entry)
        own = found.get(entry.result_key or 0)
        created = self._writes.resource(entry).created
        latest = own.values.get(created) if own is not None else None
        return [
            row
            for key, row in found.items()
            if key not in claimed and (entry.token or key == entry.result_key or _by(row, created, latest))
        ]

    async def _candidates(self, entry: Entry) -> list[Row]:
        resource = self._writes.resource(entry)
        sent: Values = entry.frozen if entry.frozen is not None else entry.command.patch
        if entry.token:
            field = TOKENS[resource.name]
            told = await self._list(resource, {field: str(sent[field])})
            carry = [row for row in told if entry.token in str(row.values.get(field))]
            if carry:
                return carry
            told = await self._list(resource, self._since(resource, None) | _owner(sent))
            return [row for row in told if entry.token in str(row.values.get(field))]
        where = self._since(resource, entry.watermark)
        offer = self._ground.client.offer(resource.name)
        for name in _NARROW.get(resource.name, ()):
            value = sent.get(name)
            if offer is not None and name in offer.filters and isinstance(value, (int, str)) and value != "":
                where |= {name: value}
                break
        wanted, low = fingerprint(entry), entry.watermark or 0
        return [
            row
            for row in await self._list(resource, where)
            if row.key > low and comparing.reached(resource, wanted, row.values)
        ]

    async def _list(self, resource: Resource, where: Mapping[str, str | int]) -> list[Row]:
        """All rows of a filtered list, kept in the cache on the way."""
        rows: dict[int, Row] = {}
        position = Position(until=0)
        while True:
            page = await self._ground.page(resource, start=position.start, where=where, lane=Lane.USER)
            self._ground.keep(resource, page)
            rows |= {row.key: row for row in page.rows}
            if advance(position, page):
                return list(rows.values())

    def _since(self, resource: Resource, watermark: int | None) -> dict[str, str | int]:
        """A creation instant from which on everything younger than the mark is found, by the server's clock."""
        ground = self._ground
        if not ground.sliced(resource):
            return {}
        created: Json = None
        if watermark:
            record = ground.reader.records(resource, (watermark,))[0]
            created = record.get(resource.created) if record is not None else None
        elif ground.client.server_time is not None:
            created = ground.client.server_time - 2 * 86_400
        return {f"{resource.created}_min": created - MARGIN} if isinstance(created, int) else {}

    def _claimed(self, entry: Entry) -> set[int]:
        name, ident = entry.command.resource, entry.command.id
        return {
            other.result_key
            for other in self._writes.outbox.entries()
            if other.result_key is not None and other.command.resource == name and other.command.id != ident
        }

    def _newest(self, resource: Resource) -> tuple[int, int] | None:
        """The cached record with the highest key, and its creation instant."""
        query = Query(resource.name, sort=(Sort(resource.key, descending=True),))
        keys = self._ground.reader.first(query, self._ground.seen(), 1)
        record = self._ground.reader.records(resource, keys)[0] if keys else None
        created = record.get(resource.created) if record is not None else None
        return (keys[0], created) if isinstance(created, int) else None


def _owner(sent: Values) -> dict[str, str | int]:
    customer = sent.get("customer_id")
    return {"customer_id": customer} if isinstance(customer, int) else {}


def _by(row: Row, created: str, latest: Json) -> bool:
    """True when the row is hardly younger than the one that is ours for sure."""
    made = row.values.get(created)
    return isinstance(made, int) and isinstance(latest, int) and made <= latest + MARGIN
