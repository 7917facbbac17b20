"""Reads pages and single objects out of the database: keys by an index, their rows, all their children at once.

A page costs about the same wherever it lies: its keys come from a narrow index, never from an OFFSET over wide
rows, and totals are counted once per filter for as long as the data stays the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, func, select

from forge_desktop.server.mrpeasy.declare import Child, Resource, Rows
from forge_desktop.server.mrpeasy.query import Parameters, Slice, conditions
from forge_desktop.server.mrpeasy.wire import Style
from forge_desktop.server.version import Totals

Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some rows of a list, where they begin, their keys, and how many rows the whole list has."""

    first: int
    keys: Sequence[int]
    rows: list[Row]
    total: int


def page(
    connection: Connection,
    totals: Totals,
    resource: Resource,
    asked: Parameters,
    wanted: Slice,
    style: Style,
) -> Page:
    """The wanted rows of a resource, oldest first where it has a time of creation, else by key."""
    rows = resource.rows
    where = conditions(resource, asked)
    name = f"{resource.path} {sorted(item for item in asked.items() if item[0] in resource.filters)}"
    total = totals.of(name, connection, select(func.count()).select_from(rows.table).where(*where))
    if wanted.first >= total:
        return Page(wanted.first, [], [], total)
    ordered = select(rows.key).where(*where).order_by(*_order(rows)).limit(wanted.size).offset(wanted.first)
    keys = connection.execute(ordered).scalars().all()
    return Page(wanted.first, keys, load(connection, rows, keys, style, single=False), total)


def _order(rows: Rows) -> tuple[ColumnElement[Any], ...]:
    return (rows.key,) if rows.order is None else (rows.order, rows.key)


def load(connection: Connection, rows: Rows, keys: Sequence[int], style: Style, *, single: bool) -> list[Row]:
    """The rows with these keys, in this order, with their children; keys that are gone are left out."""
    statement = _select(rows).where(rows.key.in_(bindparam("keys", expanding=True)))
    shape = style.shape(rows.fields)
    found: dict[int, Row] = {}
    for values in connection.execute(statement, {"keys": list(keys)}):
        found[values[-1]] = {name: convert(values[position]) for name, position, convert in shape}
    present = [key for key in keys if key in found]
    for child in rows.children:
        if single or not child.detail:
            arrays = _children(connection, child, present, style, single=single)
            for key in present:
                found[key][child.name] = arrays.get(key, [])
    return [found[key] for key in present]


def _children(
    connection: Connection, child: Child, parents: Sequence[int], style: Style, *, single: bool
) -> dict[int, list[Any]]:
    """Parent key → array, for all parents in one query per level."""
    rows = child.rows
    keys: BindParameter[int] = bindparam("keys", expanding=True)
    statement = select(child.parent, rows.key).where(child.parent.in_(keys))
    pairs = connection.execute(statement.order_by(*_order(rows)), {"keys": list(parents)}).all()
    loaded = load(connection, rows, [key for _, key in pairs], style, single=single)
    arrays: dict[int, list[Any]] = {}
    first = rows.fields[0].name
    for (parent, _), row in zip(pairs, loaded, strict=True):
        arrays.setdefault(parent, []).append(row[first] if child.bare else row)
    return arrays


def _select(rows: Rows) -> Select[Any]:
    source = rows.table
    for link in rows.links:
        source = source.outerjoin(link.table, link.column == link.key)
    return select(*(field.value for field in rows.fields), rows.key.label("the_key")).select_from(source)
