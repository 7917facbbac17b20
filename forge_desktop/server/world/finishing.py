"""Statuses of manufacturing orders and what a change brings about: work, use of parts, receipt of the lot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.world import actions, floor, states, stations
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.booking import Need, booked, release, release_lot, settle, use
from forge_desktop.server.world.making import book_parts, schedule, settle_make
from forge_desktop.server.world.money import ZERO, share
from forge_desktop.server.world.remaking import lot_changed, order_of
from forge_desktop.server.world.settling import bookings_of, settle_needs

_mo, _part, _lot, _serial = t.manufacturing_orders.c, t.mo_parts.c, t.lots.c, t.serials.c


def move(act: Act, key: int, status: int) -> None:
    """Give the order that status with all that follows, or refuse with the reason."""
    order = order_of(act, key)
    why = states.why_no_mo_move(order.status, status)
    if why:
        raise Refused(f"status: {why}")
    if status == order.status:
        return
    follow = {
        states.SCHEDULED: _schedule,
        states.NEW: _unschedule,
        states.RUNNING: _run,
        states.PAUSED: _pause,
        states.DONE: _finish,
        states.MO_CANCELLED: _cancel,
    }.get(status)
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"status": status})
    if follow is not None:
        follow(act, order)
    activity = {states.RUNNING: actions.MO_STARTED, states.DONE: actions.MO_FINISHED}.get(status)
    act.did(activity or actions.MO_CHANGED, key, order.code, comment=f"status {order.status} -> {status}")


def _schedule(act: Act, order: Any) -> None:
    schedule(act, order.man_ord_id, order.start_date)
    settle_make(act, order.man_ord_id)
    lot_changed(act, order.lot_id)


def _unschedule(act: Act, order: Any) -> None:
    stations.unplan(act, order.man_ord_id)
    nothing = {"start_date": None, "finish_date": None}
    act.set(t.manufacturing_orders, _mo.man_ord_id == order.man_ord_id, nothing)
    settle_make(act, order.man_ord_id)
    lot_changed(act, order.lot_id)


def _run(act: Act, order: Any) -> None:
    if order.status in states.NOT_STARTED:
        floor.begin(act, order.man_ord_id)
    lot_changed(act, order.lot_id)


def _pause(act: Act, order: Any) -> None:
    floor.stop_all(act, order.man_ord_id)
    lot_changed(act, order.lot_id)


def _finish(act: Act, order: Any) -> None:
    """Every operation ends, every part is used, the lot is received at what it has really cost."""
    key = order.man_ord_id
    if order.status in states.NOT_STARTED:
        floor.begin(act, key)
    floor.finish_all(act, key)
    book_parts(act, key)
    parts = act.rows(select(t.mo_parts).where(_part.man_ord_id == key).order_by(_part.writeoff_id))
    short = [text for text in (_shortage(act, part) for part in parts) if text]
    if short:
        raise Refused(*short)
    use(act, [Need(writeoff_id=part.writeoff_id) for part in parts])
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, {"finish_date": act.now})
    settle_make(act, key)
    _receive(act, order)


def _shortage(act: Act, part: Any) -> str:
    rows = bookings_of(act, Need(writeoff_id=part.writeoff_id))
    ready = sum(
        (row.quantity for row in rows if row.status == states.RECEIVED or row.consumed == row.quantity), ZERO
    )
    if ready >= part.quantity:
        return ""
    code = act.row(select(t.items.c.code).where(t.items.c.article_id == part.article_id))[0]
    return f"status: {part.quantity - ready:f} of part {code} are not in stock, so the order cannot be done"


def _receive(act: Act, order: Any) -> None:
    lot_id = order.lot_id
    received = {"status": states.RECEIVED, "available_from": act.now}
    act.set(t.lots, _lot.lot_id == lot_id, received)
    place = select(t.locations.c.location_id).where(t.locations.c.site_id == order.site_id)
    home = act.row(place.order_by(t.locations.c.location_id).limit(1))
    if home is not None:
        act.add(t.lot_locations, lot_id=lot_id, location_id=home[0], available=ZERO, booked=ZERO)
    planned = and_(_serial.lot_id == lot_id, _serial.status == states.SERIAL_PLANNED)
    act.set(t.serials, planned, {"status": states.SERIAL_RECEIVED})
    act.touch([lot_id])
    settle(act)
    _average(act, order.article_id)
    lot_changed(act, lot_id)


def _average(act: Act, article_id: int) -> None:
    """What a unit of the item has cost on average, over everything ever received."""
    sums = select(*(type_coerce(func.sum(column), Amount) for column in (_lot.total_cost, _lot.quantity)))
    cost, quantity = act.row(sums.where(_lot.article_id == article_id, _lot.status == states.RECEIVED))
    average = share(cost, quantity or Decimal(1))
    act.set(t.items, t.items.c.article_id == article_id, {"avg_cost": average})


def _cancel(act: Act, order: Any) -> None:
    """Parts go back, the coming lot is called off, and whoever counted on it no longer does."""
    key = order.man_ord_id
    needs = [
        Need(writeoff_id=row[0]) for row in act.rows(select(_part.writeoff_id).where(_part.man_ord_id == key))
    ]
    if any(row.consumed > 0 for need in needs for row in bookings_of(act, need)):
        raise Refused("status: parts of the order have been used already, so it cannot be cancelled")
    floor.stop_all(act, key)
    for need in needs:
        if booked(act, need):
            release(act, need)
    settle_make(act, key)
    if order.lot_id is not None:
        losers = release_lot(act, order.lot_id)
        act.set(t.lots, _lot.lot_id == order.lot_id, {"status": states.LOT_CANCELLED})
        settle(act)
        settle_needs(act, losers)
