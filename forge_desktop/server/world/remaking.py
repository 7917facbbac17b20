"""Changes of manufacturing orders that leave the status alone: quantity, dates, person, number, notes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.world import actions, recipes, states, stations
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.booking import Need, booked, release
from forge_desktop.server.world.making import add_operations, add_parts, book_parts, schedule, settle_make
from forge_desktop.server.world.settling import settle_needs

_mo, _part, _lot, _operation = t.manufacturing_orders.c, t.mo_parts.c, t.lots.c, t.mo_operations.c


def order_of(act: Act, key: int) -> Any:
    """The order's row."""
    return act.row(select(t.manufacturing_orders).where(_mo.man_ord_id == key))


def change(act: Act, key: int, values: Mapping[str, Any]) -> None:
    """Set these fields; a new quantity or start explodes and plans anew, as long as work has not begun."""
    if not values:
        return
    order = order_of(act, key)
    why = _why_not(order, values)
    if why:
        raise Refused(*why)
    plain = {name: value for name, value in values.items() if name not in ("quantity", "start_date")}
    if plain:
        act.set(t.manufacturing_orders, _mo.man_ord_id == key, plain)
    if values.get("quantity", order.quantity) != order.quantity:
        _resize(act, order, values["quantity"])
    if "start_date" in values and order.status != states.SCHEDULED:
        act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"start_date": values["start_date"]})
    elif order.status == states.SCHEDULED and {"quantity", "start_date"} & set(values):
        stations.unplan(act, key)
        schedule(act, key, values.get("start_date", order.start_date))
    settle_make(act, key)
    act.did(actions.MO_CHANGED, key, values.get("code", order.code))


def _why_not(order: Any, values: Mapping[str, Any]) -> list[str]:
    if order.status in (states.CLOSED, states.MO_CANCELLED):
        return [f"{name}: the order is closed or cancelled and cannot be changed" for name in values]
    if order.status in states.NOT_STARTED:
        return []
    fixed = [
        name for name in ("quantity", "start_date") if name in values and values[name] != order._mapping[name]
    ]
    return [f"{name}: cannot be changed once work on the order has begun" for name in fixed]


def _resize(act: Act, order: Any, quantity: Decimal) -> None:
    """Parts, operations and the coming lot for the new quantity; what is booked too much is given back."""
    key = order.man_ord_id
    promised = type_coerce(func.coalesce(func.sum(t.bookings.c.quantity), 0), Amount)
    held = act.connection.execute(select(promised).where(t.bookings.c.lot_id == order.lot_id)).scalar_one()
    if held > quantity:
        raise Refused(f"quantity: {held:f} of the order's lot are promised already")
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"quantity": quantity})
    act.set(t.lots, _lot.lot_id == order.lot_id, {"quantity": quantity})
    act.touch([order.lot_id] if order.lot_id is not None else [])
    _resize_parts(act, order, recipes.parts_for(act, order.bom_id, order.article_id, quantity))
    stations.unplan(act, key)
    act.connection.execute(delete(t.mo_operations).where(_operation.man_ord_id == key))
    add_operations(act, key, recipes.steps_for(act, order.routing_id, quantity))


def _resize_parts(act: Act, order: Any, wanted: list[tuple[int, Decimal]]) -> None:
    key = order.man_ord_id
    parts = act.rows(select(t.mo_parts).where(_part.man_ord_id == key).order_by(_part.writeoff_id))
    books = any(booked(act, Need(writeoff_id=part.writeoff_id)) for part in parts)
    same = [part.article_id for part in parts] == [article for article, _ in wanted]
    for place, part in enumerate(parts):
        quantity = wanted[place][1] if same else Decimal(0)
        release(act, Need(writeoff_id=part.writeoff_id), keep=quantity)
        if same:
            act.set(t.mo_parts, _part.writeoff_id == part.writeoff_id, {"quantity": quantity})
    if not same:
        act.connection.execute(delete(t.mo_parts).where(_part.man_ord_id == key))
        add_parts(act, key, wanted)
    if books:
        book_parts(act, key)


def write_notes(act: Act, key: int, notes: list[tuple[int | None, str]]) -> None:
    """Add notes; one with a key replaces the text of that note."""
    note = t.mo_notes.c
    for note_id, text in notes:
        if note_id is None:
            act.add(t.mo_notes, man_ord_id=key, created=act.now, author_id=act.user(), text=text)
            continue
        values = {"text": text, "last_modified": act.now, "last_modifier_id": act.user()}
        act.set(t.mo_notes, note.note_id == note_id, values)


def lot_changed(act: Act, lot_id: int) -> None:
    """Everybody who has booked this lot learns of its new state."""
    booking = t.bookings.c
    settle_needs(act, act.rows(select(booking.line_id, booking.writeoff_id).where(booking.lot_id == lot_id)))
