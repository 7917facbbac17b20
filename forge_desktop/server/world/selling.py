"""Customer orders: placing them, changing their lines and status, and what that books and ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from forge_desktop.server import tables as t
from forge_desktop.server.world import actions, states
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.booking import Need, book, booked, release
from forge_desktop.server.world.money import ZERO
from forge_desktop.server.world.numbering import next_code
from forge_desktop.server.world.pricing import Price, order_sums
from forge_desktop.server.world.settling import settle_order
from forge_desktop.server.world.shipping import ship

_order, _line = t.customer_orders.c, t.customer_order_lines.c


@dataclass(frozen=True)
class Wanted:
    """A line as it is wanted; with a line_id it replaces that line of the order."""

    article_id: int
    quantity: Decimal
    price: Price
    description: str = ""
    line_id: int | None = None

    def values(self) -> dict[str, Any]:
        """Its columns."""
        return {
            "article_id": self.article_id,
            "description": self.description,
            "quantity": self.quantity,
            "item_price": self.price.item_price,
            "total_price": self.price.total_price,
            "discount_percent": self.price.discount_percent,
            "discount_sum": self.price.discount_sum,
        }


def place(act: Act, values: Mapping[str, Any], lines: list[Wanted]) -> int:
    """A new order; from Confirmed on it books stock, from Shipped on it ships what it has booked."""
    total, discount = order_sums([line.price.total_price for line in lines], values["discount_percent"])
    code = values.get("code") or next_code(act, t.customer_orders)
    sums = {"code": code, "created": act.now, "total_price": total, "discount_sum": discount}
    key = act.add(t.customer_orders, **{**values, **sums})
    for ord, line in enumerate(lines, start=1):
        _add_line(act, key, ord, line)
    act.did(actions.CO_CREATED, key, code)
    follow(act, key, values["status"])
    return key


def change(act: Act, key: int, values: Mapping[str, Any], lines: list[Wanted] | None) -> None:
    """Change fields, the whole list of lines and the status; bookings follow."""
    if not values and lines is None:
        return
    order = act.row(select(t.customer_orders).where(_order.cust_ord_id == key))
    status = values.get("status", order.status)
    why = states.why_no_co_move(order.status, status)
    if why:
        raise Refused(f"status: {why}")
    if lines is not None:
        _replace_lines(act, order, lines)
    _write(act, key, values, order)
    held = order.status in states.BOOKED_ORDERS or order.status >= states.INVOICED
    if status != order.status and held and status not in (states.DELIVERED, states.INVOICED):
        _give_back(act, key)
    act.did(actions.CO_CHANGED, key, order.code)
    follow(act, key, status, strict=status != order.status)
    if status == order.status and lines is not None and status in states.BOOKED_ORDERS:
        settle_order(act, key, advance=True)


def _write(act: Act, key: int, values: Mapping[str, Any], order: Any) -> None:
    totals = [row[0] for row in act.rows(select(_line.total_price).where(_line.cust_ord_id == key))]
    percent = values.get("discount_percent", order.discount_percent)
    total, discount = order_sums(totals, percent)
    sums = {"total_price": total, "discount_sum": discount}
    act.set(t.customer_orders, _order.cust_ord_id == key, {**values, **sums})


def follow(act: Act, key: int, status: int, *, strict: bool = False) -> None:
    """Book and ship as the status says; a strict delivery takes everything or is refused."""
    if states.CONFIRMED <= status <= states.DELIVERED:
        _book_lines(act, key)
    if states.INVOICED <= status <= states.DELIVERED:
        ship(act, key, strict=strict)
    settle_order(act, key)


def _book_lines(act: Act, key: int) -> None:
    statement = select(_line.line_id, _line.article_id, _line.quantity).where(_line.cust_ord_id == key)
    for line in act.rows(statement.order_by(_line.ord)):
        need = Need(line_id=line.line_id)
        missing = line.quantity - booked(act, need)
        if missing > 0:
            book(act, need, line.article_id, missing)


def _give_back(act: Act, key: int) -> None:
    lines = act.rows(select(_line.line_id, _line.shipped).where(_line.cust_ord_id == key))
    if any(line.shipped > 0 for line in lines):
        raise Refused("status: a part of the order has been shipped, which is not undone")
    for line in lines:
        release(act, Need(line_id=line.line_id))


def _add_line(act: Act, key: int, ord: int, line: Wanted) -> int:
    values = line.values() | {"shipped": ZERO, "cost": None, "part_status": states.LINE_NOT_BOOKED}
    return act.add(t.customer_order_lines, cust_ord_id=key, ord=ord, **values)


def _replace_lines(act: Act, order: Any, lines: list[Wanted]) -> None:
    if order.status >= states.INVOICED:
        raise Refused("products: the order has been shipped or cancelled; its lines cannot be changed")
    old = {
        row.line_id: row
        for row in act.rows(select(t.customer_order_lines).where(_line.cust_ord_id == order.cust_ord_id))
    }
    kept = {line.line_id for line in lines}
    for line_id, row in old.items():
        if line_id not in kept:
            _drop(act, row)
    for ord, line in enumerate(lines, start=1):
        if line.line_id is None:
            _add_line(act, order.cust_ord_id, ord, line)
        else:
            _fit_bookings(act, old[line.line_id], line, ord)
            mine = _line.line_id == line.line_id
            act.set(t.customer_order_lines, mine, {**line.values(), "ord": ord})


def _drop(act: Act, row: Any) -> None:
    if row.shipped > 0:
        raise Refused(f"products: line {row.ord} has been shipped in part and cannot be removed")
    release(act, Need(line_id=row.line_id))
    orders = t.manufacturing_orders
    act.set(orders, orders.c.cust_ord_line_id == row.line_id, {"cust_ord_line_id": None})
    act.connection.execute(delete(t.customer_order_lines).where(_line.line_id == row.line_id))


def _fit_bookings(act: Act, row: Any, line: Wanted, ord: int) -> None:
    """Give back what the changed line no longer needs."""
    if row.shipped > line.quantity:
        raise Refused(f"products[{ord - 1}][quantity]: more has been shipped already")
    if row.article_id == line.article_id:
        release(act, Need(line_id=row.line_id), keep=line.quantity)
    elif row.shipped > 0:
        raise Refused(f"products[{ord - 1}][article_id]: the line has been shipped in part")
    else:
        release(act, Need(line_id=row.line_id))
