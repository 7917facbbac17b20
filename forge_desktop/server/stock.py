"""Computes what lots and items repeat of other tables: how much of a lot is free, what is in stock.

After anything that books, consumes, receives or ships, call `refresh_lots` and then `refresh_items` in the
same transaction, naming what was touched; the builder of a whole world names nothing and calls both once.
Everything is computed inside the database, on whole millionths.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, case, func, select, type_coerce, update

from forge_desktop.server.columns import SCALE, Amount
from forge_desktop.server.masters import items
from forge_desktop.server.orders import bookings, lots

PLANNED, RECEIVED = 10, 20
EXPECTED_STATUSES = (5, PLANNED)
GONE_STATUSES = (25, 30)  # rejected, cancelled: nothing of them can be booked


def product(left: ColumnElement[Decimal], right: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    """SQL for left × right of two amounts, cut to whole millionths, without leaving 64-bit integers."""
    a, b = type_coerce(left, BigInteger), type_coerce(right, BigInteger)
    return type_coerce((a // SCALE) * b + (a % SCALE) * b // SCALE, Amount)


def refresh_lots(connection: Connection, lot_ids: Collection[int] | None = None) -> None:
    """Set `booked` and `available` of these lots, or of all, from their bookings."""
    held = _booking_sum(bookings.c.quantity - bookings.c.consumed)
    taken = _booking_sum(bookings.c.quantity)
    gone = lots.c.status.in_(GONE_STATUSES)
    statement = update(lots).values(
        booked=case((gone, 0), else_=held),
        available=case((gone, 0), else_=type_coerce(lots.c.quantity, BigInteger) - taken),
    )
    if lot_ids is not None:
        statement = statement.where(lots.c.lot_id.in_(lot_ids))
    connection.execute(statement)


def _booking_sum(what: ColumnElement[Decimal]) -> ColumnElement[int]:
    total = select(func.coalesce(func.sum(type_coerce(what, BigInteger)), 0))
    return total.where(bookings.c.lot_id == lots.c.lot_id).scalar_subquery()


def refresh_items(connection: Connection, article_ids: Collection[int] | None = None) -> None:
    """Set the stock figures of these items, or of all, from their lots."""
    here = lots.c.status == RECEIVED
    coming = lots.c.status.in_(EXPECTED_STATUSES)
    whole = lots.c.available + lots.c.booked
    cost = product(lots.c.available, lots.c.item_cost) + product(lots.c.booked, lots.c.item_cost)
    sums = {
        "in_stock": (here, whole),
        "available": (here, lots.c.available),
        "booked": (here, lots.c.booked),
        "expected_total": (coming, whole),
        "expected_available": (coming, lots.c.available),
        "expected_booked": (coming, lots.c.booked),
        "stock_cost": (here, cost),
    }
    statement = select(lots.c.article_id)
    for name, (which, what) in sums.items():
        figure = func.sum(case((which, type_coerce(what, BigInteger)), else_=0))
        statement = statement.add_columns(figure.label(name))
    changed = update(items)
    if article_ids is not None:
        statement = statement.where(lots.c.article_id.in_(article_ids))
        changed = changed.where(items.c.article_id.in_(article_ids))
    totals = connection.execute(statement.group_by(lots.c.article_id)).mappings().all()
    connection.execute(changed.values(dict.fromkeys(sums, Decimal(0))))
    for row in totals:
        figures: dict[str, Any] = {name: type_coerce(int(row[name]), BigInteger) for name in sums}
        connection.execute(update(items).where(items.c.article_id == row["article_id"]).values(figures))
