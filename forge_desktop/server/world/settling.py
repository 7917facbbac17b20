"""Sets what orders repeat of their bookings: states of lines and parts, costs, and automatic order statuses."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.world import states
from forge_desktop.server.world.act import Act
from forge_desktop.server.world.booking import Need
from forge_desktop.server.world.money import ZERO, cents, times

_booking, _lot = t.bookings.c, t.lots.c
_order, _line, _mo = t.customer_orders.c, t.customer_order_lines.c, t.manufacturing_orders.c
FAR = 2**62


def bookings_of(act: Act, need: Need) -> list[Any]:
    """The need's bookings with what matters of their lots and of the orders that make those."""
    statement = (
        select(
            _booking.booking_id,
            _booking.lot_id,
            _booking.quantity,
            _booking.consumed,
            _lot.status,
            _lot.available_from,
            _lot.item_cost,
            _mo.status.label("make"),
        )
        .outerjoin(t.lots, _booking.lot_id == _lot.lot_id)
        .outerjoin(t.manufacturing_orders, _lot.man_ord_id == _mo.man_ord_id)
    )
    return act.rows(statement.where(need.where()).order_by(_booking.booking_id))


def material_cost(rows: Iterable[Any]) -> Decimal:
    """What the booked quantities cost, exactly."""
    return sum((times(row.quantity, row.item_cost or ZERO) for row in rows), ZERO)


def settle_order(act: Act, key: int, *, advance: bool = False) -> None:
    """States and costs of a customer order's lines and its total cost; its automatic status when asked."""
    order = act.row(select(_order.status, _order.delivery_date).where(_order.cust_ord_id == key))
    found: dict[int, list[Any]] = {}
    costs: list[Decimal | None] = []
    marks: set[int] = set()
    for line in act.rows(select(_line.line_id, _line.quantity).where(_line.cust_ord_id == key)):
        rows = found[line.line_id] = bookings_of(act, Need(line_id=line.line_id))
        whole = sum((row.quantity for row in rows), ZERO) >= line.quantity
        values: dict[str, Any] = {
            "shipped": sum((row.consumed for row in rows), ZERO),
            "cost": cents(material_cost(rows)) if whole else None,
            "part_status": _line_status(rows, whole, order.delivery_date or FAR, act.now),
        }
        costs.append(values["cost"])
        marks.add(values["part_status"])
        act.set(t.customer_order_lines, _line.line_id == line.line_id, values)
    known = [cost for cost in costs if cost is not None]
    values = {"total_cost": sum(known, ZERO) if len(known) == len(costs) else None}
    if advance and order.status in states.BOOKED_ORDERS:
        values["status"] = _order_status(marks, [row for rows in found.values() for row in rows])
    act.set(t.customer_orders, _order.cust_ord_id == key, values)


def _line_status(rows: list[Any], whole: bool, delivery: int, now: int) -> int:
    if not whole:
        return states.LINE_NOT_BOOKED
    if all(row.consumed == row.quantity for row in rows):
        return states.LINE_DELIVERED
    coming = [row for row in rows if row.status == states.PLANNED]
    if not coming:
        return states.LINE_READY
    if any(max(row.available_from or now, now) > delivery for row in coming):
        return states.LINE_DELAYED
    unsure = any(
        (row.available_from or 0) < now or row.make in (states.NEW, states.UNSCHEDULED) for row in coming
    )
    return states.LINE_UNSURE if unsure else states.LINE_EXPECTED


def _order_status(marks: set[int], rows: list[Any]) -> int:
    if marks == {states.LINE_DELIVERED}:
        return states.INVOICED
    if marks <= {states.LINE_DELIVERED, states.LINE_READY}:
        return states.READY
    makes = {row.make for row in rows if row.status == states.PLANNED}
    if makes & {states.RUNNING, states.PAUSED}:
        return states.IN_PRODUCTION
    return states.WAITING_FOR_PRODUCTION if makes - {None} else states.CONFIRMED


def part_status(act: Act, key: int, start: int | None) -> int:
    """State of the parts of a manufacturing order: the worst of them."""
    coming: list[Any] = []
    part = t.mo_parts.c
    for row in act.rows(select(part.writeoff_id, part.quantity).where(part.man_ord_id == key)):
        rows = bookings_of(act, Need(writeoff_id=row.writeoff_id))
        if sum((booking.quantity for booking in rows), ZERO) < row.quantity:
            return states.PARTS_NOT_BOOKED
        coming += [booking for booking in rows if booking.status == states.PLANNED]
    if not coming:
        return states.PARTS_RECEIVED
    late = any(max(row.available_from or act.now, act.now) > (start or FAR) for row in coming)
    return states.PARTS_DELAYED if late else states.PARTS_EXPECTED


def settle_needs(act: Act, needs: Iterable[Any]) -> None:
    """After a lot has changed: everybody who has (or had) booked it; rows of (line_id, writeoff_id)."""
    needs = list(needs)
    lines = {row.line_id for row in needs} - {None}
    parts = {row.writeoff_id for row in needs} - {None}
    orders = select(_line.cust_ord_id).where(_line.line_id.in_(lines)).distinct()
    for row in act.rows(orders):
        settle_order(act, row[0], advance=True)
    makes = select(_mo.man_ord_id, _mo.start_date).where(
        _mo.man_ord_id.in_(select(t.mo_parts.c.man_ord_id).where(t.mo_parts.c.writeoff_id.in_(parts)))
    )
    for make in act.rows(makes):
        status = part_status(act, make.man_ord_id, make.start_date)
        act.set(t.manufacturing_orders, _mo.man_ord_id == make.man_ord_id, {"part_status": status})
