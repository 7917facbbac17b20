"""New manufacturing orders: parts and work exploded, planned, booked and costed, with the lot to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import and_, select

from forge_desktop.server import tables as t
from forge_desktop.server.world import actions, recipes, states, stations
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.booking import Need, book, book_lot, booked
from forge_desktop.server.world.money import MOST_MONEY, ZERO, cents, share, times
from forge_desktop.server.world.numbering import next_code
from forge_desktop.server.world.settling import bookings_of, material_cost, part_status, settle_order

SOURCES = (states.RECEIVED, states.PLANNED)
_mo, _part, _lot = t.manufacturing_orders.c, t.mo_parts.c, t.lots.c


@dataclass(frozen=True)
class Make:
    """An order as it is wanted; bom and routing None: the product's usual ones."""

    article_id: int
    quantity: Decimal
    assigned_id: int | None
    site_id: int
    status: int = states.SCHEDULED
    code: str | None = None
    due_date: int | None = None
    start_date: int | None = None
    bom_id: int | None = None
    routing_id: int | None = None
    cust_ord_id: int | None = None
    cust_ord_line_id: int | None = None
    books: bool = True
    notes: tuple[str, ...] = field(default=())


def create(act: Act, make: Make) -> int:
    """A new order; New and Not scheduled take no work station, every other does."""
    product = act.row(select(t.items.c.product_id).where(t.items.c.article_id == make.article_id))[0]
    bom = make.bom_id or recipes.bom_of(act, product)
    routing = make.routing_id or recipes.routing_of(act, product, bom)
    code = make.code or next_code(act, t.manufacturing_orders)
    key = act.add(
        t.manufacturing_orders,
        code=code,
        article_id=make.article_id,
        quantity=make.quantity,
        status=make.status,
        part_status=states.PARTS_NOT_BOOKED,
        created=act.now,
        due_date=make.due_date,
        start_date=make.start_date,
        item_cost=ZERO,
        total_cost=ZERO,
        assigned_id=make.assigned_id,
        bom_id=bom,
        routing_id=routing,
        site_id=make.site_id,
        cust_ord_id=make.cust_ord_id,
        cust_ord_line_id=make.cust_ord_line_id,
    )
    _add_lot(act, key, make)
    add_parts(act, key, recipes.parts_for(act, bom, make.article_id, make.quantity))
    add_operations(act, key, recipes.steps_for(act, routing, make.quantity))
    if make.status == states.SCHEDULED:
        schedule(act, key, make.start_date)
    if make.books:
        book_parts(act, key)
    add_notes(act, key, make.notes)
    settle_make(act, key)
    act.touch(row[0] for row in act.rows(select(_lot.lot_id).where(_lot.man_ord_id == key)))
    if make.cust_ord_line_id is not None:
        _promise(act, key, make.cust_ord_line_id)
    act.did(actions.MO_CREATED, key, code)
    return key


def _add_lot(act: Act, key: int, make: Make) -> None:
    lot = act.add(
        t.lots,
        code=next_code(act, t.lots),
        article_id=make.article_id,
        status=states.PLANNED,
        created=act.now,
        available_from=make.due_date,
        quantity=make.quantity,
        item_cost=ZERO,
        total_cost=ZERO,
        man_ord_id=key,
        site_id=make.site_id,
    )
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"lot_id": lot})


def add_parts(act: Act, key: int, parts: list[tuple[int, Decimal]]) -> None:
    """The parts, not booked yet; each gets its booking number from its key."""
    for article_id, quantity in parts:
        part = act.add(t.mo_parts, man_ord_id=key, booking_code="", article_id=article_id, quantity=quantity)
        act.set(t.mo_parts, _part.writeoff_id == part, {"booking_code": f"B{part:05d}"})


def add_operations(act: Act, key: int, steps: list[recipes.Step]) -> None:
    """The operations, without times and stations yet."""
    for step in steps:
        act.add(
            t.mo_operations,
            man_ord_id=key,
            ord=step.ord,
            type_id=step.type_id,
            description=step.description,
            setup_time=step.setup_time,
            cycle_time=step.cycle_time,
            planned_duration=step.minutes,
            manufacturing_cost=step.overhead,
            labour_cost=step.labour,
        )


def add_notes(act: Act, key: int, notes: tuple[str, ...]) -> None:
    """Remarks of the API's user."""
    for text in notes:
        act.add(t.mo_notes, man_ord_id=key, created=act.now, author_id=act.user(), text=text)


def schedule(act: Act, key: int, start: int | None) -> None:
    """Plan the work from that instant, or from now; due when finished unless it says otherwise."""
    order = act.row(select(_mo.site_id, _mo.due_date).where(_mo.man_ord_id == key))
    begin, finish = stations.plan(act, key, order.site_id, act.now if start is None else start)
    values = {"start_date": begin, "finish_date": finish, "due_date": order.due_date or finish}
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, values)
    act.set(t.lots, _lot.man_ord_id == key, {"available_from": finish})


def book_parts(act: Act, key: int) -> None:
    """Book what is missing of the parts at the order's site, from stock and from what is expected."""
    order = act.row(select(_mo.site_id, _mo.lot_id).where(_mo.man_ord_id == key))
    for part in act.rows(select(t.mo_parts).where(_part.man_ord_id == key).order_by(_part.writeoff_id)):
        need = Need(writeoff_id=part.writeoff_id)
        missing = part.quantity - booked(act, need)
        if missing > 0:
            sources = (states.RECEIVED, states.PLANNED)
            book(
                act, need, part.article_id, missing, states=sources, site_id=order.site_id, but_lot=order.lot_id
            )


def settle_make(act: Act, key: int) -> None:
    """State of the parts, and what the order and its lot cost; what is not booked counts as on average."""
    order = act.row(select(_mo.quantity, _mo.start_date).where(_mo.man_ord_id == key))
    cost = ZERO
    parts = select(_part.writeoff_id, _part.quantity, t.items.c.avg_cost).join(
        t.items, _part.article_id == t.items.c.article_id
    )
    for part in act.rows(parts.where(_part.man_ord_id == key)):
        rows = bookings_of(act, Need(writeoff_id=part.writeoff_id))
        missing = part.quantity - sum((row.quantity for row in rows), ZERO)
        cost += material_cost(rows) + times(max(missing, ZERO), part.avg_cost or ZERO)
    operation = t.mo_operations.c
    work = select(operation.manufacturing_cost, operation.labour_cost).where(operation.man_ord_id == key)
    total = cents(cost + sum((row[0] + row[1] for row in act.rows(work)), ZERO))
    if total >= MOST_MONEY:
        raise Refused("quantity: costs more than can be counted")
    costs = {"item_cost": share(total, order.quantity), "total_cost": total}
    state = part_status(act, key, order.start_date)
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"part_status": state, **costs})
    act.set(t.lots, and_(_lot.man_ord_id == key, _lot.status == states.PLANNED), costs)


def _promise(act: Act, key: int, line_id: int) -> None:
    """Book the coming lot for the line of a customer order it is made for, if that order books at all."""
    line, order = t.customer_order_lines.c, t.customer_orders.c
    row = act.row(
        select(line.cust_ord_id, line.quantity, order.status)
        .join(t.customer_orders, line.cust_ord_id == order.cust_ord_id)
        .where(line.line_id == line_id)
    )
    if row.status not in states.BOOKED_ORDERS:
        return
    need = Need(line_id=line_id)
    make = act.row(select(_mo.lot_id, _mo.quantity).where(_mo.man_ord_id == key))
    quantity = min(row.quantity - booked(act, need), make.quantity)
    if quantity > 0:
        book_lot(act, need, make.lot_id, quantity)
        settle_order(act, row.cust_ord_id, advance=True)
