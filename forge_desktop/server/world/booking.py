"""Books, releases and takes stock: needs (order lines, parts) on one side, lots on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, type_coerce

from forge_desktop.server import stock
from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.world.act import Act
from forge_desktop.server.world.money import ZERO
from forge_desktop.server.world.states import RECEIVED

_lot, _booking, _place = t.lots.c, t.bookings.c, t.lot_locations.c


@dataclass(frozen=True)
class Need:
    """Who needs stock: exactly one of a customer order's line and an MO's part."""

    line_id: int | None = None
    writeoff_id: int | None = None

    def where(self) -> Any:
        """The condition on bookings that are of this need."""
        if self.line_id is not None:
            return _booking.line_id == self.line_id
        return _booking.writeoff_id == self.writeoff_id


def booked(act: Act, need: Need) -> Decimal:
    """How much the need has booked, used or not."""
    total = type_coerce(func.coalesce(func.sum(_booking.quantity), 0), Amount)
    return act.connection.execute(select(total).where(need.where())).scalar_one()


def book(
    act: Act,
    need: Need,
    article_id: int,
    quantity: Decimal,
    *,
    states: Collection[int] = (RECEIVED,),
    site_id: int | None = None,
    but_lot: int | None = None,
) -> Decimal:
    """Book up to that quantity, stock before what is expected, oldest first; returns what is missing."""
    statement = (
        select(_lot.lot_id, _lot.available)
        .where(_lot.article_id == article_id, _lot.status.in_(states), _lot.available > 0)
        .order_by(_lot.status.desc(), _lot.available_from, _lot.lot_id)
    )
    if site_id is not None:
        statement = statement.where(_lot.site_id == site_id)
    if but_lot is not None:
        statement = statement.where(_lot.lot_id != but_lot)
    missing = quantity
    for lot_id, available in act.rows(statement):
        if missing <= 0:
            break
        part = min(available, missing)
        book_lot(act, need, lot_id, part)
        missing -= part
    settle(act)
    return missing


def book_lot(act: Act, need: Need, lot_id: int, quantity: Decimal) -> None:
    """Book so much of that lot, which must have it."""
    own = act.row(
        select(_booking.booking_id).where(need.where(), _booking.lot_id == lot_id, _booking.consumed == 0)
    )
    if own is None:
        values = {"line_id": need.line_id, "writeoff_id": need.writeoff_id, "lot_id": lot_id}
        act.connection.execute(insert(t.bookings).values(**values, quantity=quantity, consumed=ZERO))
    else:
        more = type_coerce(_booking.quantity + quantity, Amount)
        act.set(t.bookings, _booking.booking_id == own[0], {"quantity": more})
    act.touch([lot_id])


def release(act: Act, need: Need, keep: Decimal = ZERO) -> None:
    """Give back what is booked and not used beyond `keep` in all, the latest booking first."""
    statement = select(_booking.booking_id, _booking.lot_id, _booking.quantity, _booking.consumed)
    rows = act.rows(statement.where(need.where()).order_by(_booking.booking_id.desc()))
    surplus = sum((row.quantity for row in rows), ZERO) - keep
    for row in rows:
        back = min(surplus, row.quantity - row.consumed)
        if back <= 0:
            continue
        surplus -= back
        act.touch([row.lot_id] if row.lot_id is not None else [])
        _shrink(act, row.booking_id, row.quantity - back)
    settle(act)


def release_lot(act: Act, lot_id: int) -> list[Any]:
    """Take a lot from everybody who has booked it; (line_id, writeoff_id) of those who had."""
    unused = (_booking.lot_id == lot_id, _booking.consumed == 0)
    needs = act.rows(select(_booking.line_id, _booking.writeoff_id).where(*unused))
    act.connection.execute(delete(t.bookings).where(*unused))
    act.touch([lot_id])
    return needs


def _shrink(act: Act, booking_id: int, quantity: Decimal) -> None:
    mine = _booking.booking_id == booking_id
    if quantity > 0:
        act.set(t.bookings, mine, {"quantity": quantity})
    else:
        act.connection.execute(delete(t.bookings).where(mine))


def use(act: Act, needs: Iterable[Need], *, shipment_id: int | None = None) -> None:
    """What these needs have booked of received lots leaves the stock now."""
    here = select(_lot.lot_id).where(_lot.status == RECEIVED)
    for need in needs:
        mine = (need.where(), _booking.lot_id.in_(here), _booking.consumed < _booking.quantity)
        act.touch(row.lot_id for row in act.rows(select(_booking.lot_id).where(*mine)))
        values: dict[str, Any] = {"consumed": t.bookings.c.quantity, "consumed_at": act.now}
        if shipment_id is not None:
            values["shipment_id"] = shipment_id
        act.set(t.bookings, and_(*mine), values)
    settle(act)


def settle(act: Act) -> None:
    """Bring the figures of the touched lots, of their places and of their items up to date."""
    if not act.lots:
        return
    stock.refresh_lots(act.connection, act.lots)
    for row in act.rows(
        select(_lot.lot_id, _lot.article_id, _lot.available, _lot.booked).where(_lot.lot_id.in_(act.lots))
    ):
        act.articles.add(row.article_id)
        _pour(act, row.lot_id, row.available, row.booked)
    act.lots.clear()


def finish(act: Act) -> None:
    """At the end of an act: everything it has touched is brought up to date."""
    settle(act)
    if act.articles:
        stock.refresh_items(act.connection, act.articles)
        act.articles.clear()


def _pour(act: Act, lot_id: int, available: Decimal, held: Decimal) -> None:
    """Spread what a lot still has over the places where it lies: taken from the first ones first."""
    statement = select(_place.lot_location_id, _place.available, _place.booked).where(_place.lot_id == lot_id)
    rows = act.rows(statement.order_by(_place.lot_location_id.desc()))
    left, held_left = available + held, held
    shares: list[tuple[int, Decimal]] = []
    for place, row in enumerate(rows):
        whole = left if place == len(rows) - 1 else min(left, row.available + row.booked)
        left -= whole
        shares.append((row.lot_location_id, whole))
    for key, whole in reversed(shares):
        mine = _place.lot_location_id == key
        part = min(whole, held_left)
        held_left -= part
        if whole > 0:
            act.set(t.lot_locations, mine, {"available": whole - part, "booked": part})
        else:
            act.connection.execute(delete(t.lot_locations).where(mine))
