"""The account's own fields, `custom_814`: flat on the wire, beside the fields that the contract knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from forge_desktop.server import tables as t
from forge_desktop.server.world.act import Act

_own = t.custom_values.c


def complete(connection: Connection, table: str, keys: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Add to each row the own fields that it has."""
    statement = select(_own.object_id, _own.name, _own.value).where(
        _own.object == table, _own.object_id.in_(keys)
    )
    by_key = dict(zip(keys, rows, strict=True))
    for key, name, value in connection.execute(statement.order_by(_own.name)):
        by_key[key][name] = value


def write(act: Act, table: str, key: int, values: Mapping[str, str | None]) -> None:
    """Set these own fields; null stays visible as null."""
    for name, value in values.items():
        mine = and_(_own.object == table, _own.object_id == key, _own.name == name)
        act.connection.execute(delete(t.custom_values).where(mine))
        act.add(t.custom_values, object=table, object_id=key, name=name, value=value)
