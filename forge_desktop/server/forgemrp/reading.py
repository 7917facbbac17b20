"""Reads rows as the contract shows them, by key, and pages of them by keyset.

A page is what follows the last key that was seen, so rows that come and go while somebody walks through a list
neither repeat nor hide others; new rows come at the end of the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, func, select

from forge_desktop.server.columns import from_scaled, to_scaled
from forge_desktop.server.forge_tables import versions
from forge_desktop.server.forgemrp import ids
from forge_desktop.server.forgemrp.assumed import Field, Kind
from forge_desktop.server.forgemrp.catalog import PURCHASE_ORDERS, Lines, Source
from forge_desktop.server.world.money import ZERO, share

Row = dict[str, Any]
Convert = Callable[[Any], Any]


def page(
    connection: Connection, source: Source, after: int, limit: int, zone: ZoneInfo
) -> tuple[list[Row], int | None]:
    """Up to `limit` rows behind that key, and the key to go on from, if there is more."""
    wanted = select(source.key).where(source.key > after, *source.where).order_by(source.key)
    keys = list(connection.execute(wanted.limit(limit + 1)).scalars())
    more = keys[limit - 1] if len(keys) > limit else None
    return list(load(connection, source, keys[:limit], zone).values()), more


def load(connection: Connection, source: Source, keys: Sequence[int], zone: ZoneInfo) -> dict[int, Row]:
    """The rows with these keys by key, in this order; those that are gone or not shown are left out."""
    version = and_(versions.c.kind == source.thing.path, versions.c.thing == source.key)
    statement = (
        select(
            source.key,
            func.coalesce(versions.c.created_ms, source.created * 1000),
            func.coalesce(versions.c.updated_ms, source.changed * 1000, source.created * 1000),
            *(value.label(name) for name, value in source.values.items()),
        )
        .select_from(source.source.outerjoin(versions, version))
        .where(source.key.in_(bindparam("keys", expanding=True)), *source.where)
    )
    shape = _shape(source.thing.fields, source.values, zone)
    found: dict[int, Row] = {}
    for key, created, updated, *values in connection.execute(statement, {"keys": list(keys)}):
        row: Row = {"id": ids.shown(source.thing.prefix, key)}
        row.update((name, convert(value)) for (name, convert), value in zip(shape, values, strict=True))
        row["created_at"] = ids.instant(int(created))
        row["updated_at"] = ids.instant(max(int(updated), int(created)))
        found[key] = row
    present = {key: found[key] for key in keys if key in found}
    if source.lines is not None:
        _put_lines(connection, source, source.lines, present, zone)
    return present


def _shape(fields: Sequence[Field], values: Mapping[str, Any], zone: ZoneInfo) -> list[tuple[str, Convert]]:
    """For each value in the order of the select: its name and how it is written."""
    kinds = {field.name: field.kind for field in fields}
    return [(name, _writer(name, kinds[name], zone)) for name in values]


def _writer(name: str, kind: Kind, zone: ZoneInfo) -> Convert:
    if kind is Kind.ID:
        prefix = ids.PREFIX_OF.get(name, ids.WORK_ORDER)
        return lambda value: None if value is None else ids.shown(prefix, value)
    if kind is Kind.DAY:
        return lambda value: None if value is None else ids.day(value, zone)
    if kind is Kind.AMOUNT:
        return lambda value: None if value is None else from_scaled(to_scaled(value))
    return lambda value: value


def _put_lines(
    connection: Connection, source: Source, lines: Lines, rows: Mapping[int, Row], zone: ZoneInfo
) -> None:
    """Give every row its array, all of them in one query."""
    fields = next(field.fields for field in source.thing.fields if field.name == lines.name)
    shape = _shape(fields, lines.values, zone)
    statement = (
        select(lines.parent, *(value.label(name) for name, value in lines.values.items()))
        .select_from(lines.source)
        .where(lines.parent.in_(bindparam("keys", expanding=True)))
        .order_by(lines.parent, lines.order)
    )
    for row in rows.values():
        row[lines.name] = []
    for parent, *values in connection.execute(statement, {"keys": list(rows)}):
        line = {name: convert(value) for (name, convert), value in zip(shape, values, strict=True)}
        rows[parent][lines.name].append(line)
    for row in rows.values():
        if lines.name == "work_orders":
            _block(row[lines.name])
        elif source is PURCHASE_ORDERS:
            _price_each(row[lines.name])


def _block(work_orders: list[Row]) -> None:
    """A work order that has not begun is blocked while one before it is not completed."""
    open_before = False
    for row in work_orders:
        if open_before and row["status"] == "pending":
            row["status"] = "blocked"
        open_before = open_before or row["status"] != "completed"


def _price_each(lines: list[Row]) -> None:
    """The factory knows what a line costs, the contract what one of it costs."""
    for line in lines:
        line["unit_price"] = share(line["unit_price"], line["quantity"]) if line["quantity"] else ZERO
