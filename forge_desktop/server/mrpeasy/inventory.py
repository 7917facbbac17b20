"""The inventory: what was on hand of each item, and what it cost, now or at the end of a day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import from_scaled
from forge_desktop.server.mrpeasy.declare import AMOUNT, ID, TEXT, Field, Link, Resource, Rows
from forge_desktop.server.stock import RECEIVED, product

_item = t.items.c
_unit = Link(_item.unit_id, t.units, t.units.c.unit_id)
_group = Link(_item.group_id, t.product_groups, t.product_groups.c.group_id)

INVENTORY = Resource(
    "stock/inventory",
    "Stock item",
    Rows(
        t.items,
        _item.article_id,
        (
            Field("article_id", _item.article_id, ID),
            Field("product_id", _item.product_id, ID),
            Field("item_code", _item.code, TEXT),
            Field("item_title", _item.title, TEXT),
            Field("unit_id", _item.unit_id, ID),
            Field("unit", t.units.c.title, TEXT, via=_unit),
            Field("group_id", _item.group_id, ID),
            Field("group_code", t.product_groups.c.code, TEXT, via=_group),
            Field("group_title", t.product_groups.c.title, TEXT, via=_group),
            Field("quantity", _item.in_stock, AMOUNT),
            Field("total_cost", _item.stock_cost, AMOUNT),
        ),
    ),
)


def put_day(connection: Connection, keys: Sequence[int], rows: Sequence[dict[str, Any]], before: int) -> None:
    """Replace the present figures in these rows by those of the instant `before`."""
    figures = _on_hand(connection, before, keys)
    for key, row in zip(keys, rows, strict=True):
        row["quantity"], row["total_cost"] = figures.get(key, (Decimal(0), Decimal(0)))


def total_cost(connection: Connection, before: int | None) -> Decimal:
    """What everything on hand cost, now or at the instant `before`."""
    if before is None:
        total = connection.execute(select(func.sum(type_coerce(_item.stock_cost, BigInteger)))).scalar()
        return from_scaled(int(total or 0))
    return sum((cost for _, cost in _on_hand(connection, before, None).values()), Decimal(0))


def _on_hand(
    connection: Connection, before: int, keys: Sequence[int] | None
) -> dict[int, tuple[Decimal, Decimal]]:
    """Item → quantity and cost: what had been received by then, less what had left by then."""
    lot, booking = t.lots.c, t.bookings.c
    received = select(
        lot.article_id,
        func.sum(type_coerce(lot.quantity, BigInteger)),
        func.sum(type_coerce(product(lot.quantity, lot.item_cost), BigInteger)),
    ).where(lot.status == RECEIVED, func.coalesce(lot.available_from, lot.created) < before)
    left = (
        select(
            lot.article_id,
            func.sum(type_coerce(booking.consumed, BigInteger)),
            func.sum(type_coerce(product(booking.consumed, lot.item_cost), BigInteger)),
        )
        .select_from(t.bookings.join(t.lots, booking.lot_id == lot.lot_id))
        .where(lot.status == RECEIVED, booking.consumed_at < before)
    )
    sums: dict[int, tuple[int, int]] = {}
    for statement, sign in ((received, 1), (left, -1)):
        if keys is not None:
            statement = statement.where(lot.article_id.in_(keys))
        for article_id, quantity, cost in connection.execute(statement.group_by(lot.article_id)):
            old = sums.get(article_id, (0, 0))
            sums[article_id] = (old[0] + sign * int(quantity), old[1] + sign * int(cost))
    return {key: (from_scaled(quantity), from_scaled(cost)) for key, (quantity, cost) in sums.items()}
