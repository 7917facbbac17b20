"""Gives documents their numbers: the next free one by default, or the caller's own if nobody has it."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from forge_desktop.server.world.act import Act

PREFIXES = {
    "customer_orders": "CO",
    "customers": "CU",
    "manufacturing_orders": "MO",
    "items": "A",
    "lots": "L",
    "shipments": "S",
    "boms": "BO",
    "routings": "R",
    "work_center_types": "WCT",
    "work_centers": "WS",
    "product_groups": "AG",
    "relations": "RE",
    "quotes": "Q",
    "rfqs": "RFQ",
}


def used(act: Act, table: Table, code: str, *, but: int | None = None) -> bool:
    """Whether another row than `but` has that code."""
    key = next(iter(table.primary_key))
    statement = select(key).where(table.c.code == code)
    if but is not None:
        statement = statement.where(key != but)
    return act.row(statement.limit(1)) is not None


def next_code(act: Act, table: Table) -> str:
    """The number after the highest key in use, or the first free one after that."""
    key = next(iter(table.primary_key))
    number = int(act.connection.scalar(select(func.max(key))) or 0) + 1
    while used(act, table, code := f"{PREFIXES[table.name]}{number:05d}"):
        number += 1
    return code
