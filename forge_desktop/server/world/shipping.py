"""Shipments: what an order has booked of received lots is picked and leaves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, select

from forge_desktop.server import tables as t
from forge_desktop.server.world import actions, states
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.booking import Need, use
from forge_desktop.server.world.money import ZERO
from forge_desktop.server.world.numbering import next_code

_line, _booking, _serial = t.customer_order_lines.c, t.bookings.c, t.serials.c


def ship(act: Act, key: int, *, strict: bool) -> None:
    """One shipment of everything that is booked in stock; a strict one is refused unless that is everything."""
    lines = act.rows(select(t.customer_order_lines).where(_line.cust_ord_id == key).order_by(_line.ord))
    ready = {line.line_id: _ready(act, line.line_id) for line in lines}
    if strict:
        short = [line for line in lines if line.shipped + ready[line.line_id] < line.quantity]
        if short:
            raise Refused(*(_missing(act, line, ready[line.line_id]) for line in short))
    if not any(ready.values()):
        return
    code = next_code(act, t.shipments)
    shipment = act.add(
        t.shipments, code=code, cust_ord_id=key, status=states.SHIPPED, created=act.now, shipped_date=act.now
    )
    for line in lines:
        if ready[line.line_id] > 0:
            _ship_serials(act, line.line_id, key)
            use(act, [Need(line_id=line.line_id)], shipment_id=shipment)
    _close_makes(act, shipment)
    order = select(t.customer_orders.c.code).where(t.customer_orders.c.cust_ord_id == key)
    act.did(actions.CO_SHIPPED, key, act.row(order)[0], comment=code)


def _close_makes(act: Act, shipment: int) -> None:
    """Orders that made what has left are Shipped once nothing of their lot is here any more."""
    lot, make = t.lots.c, t.manufacturing_orders.c
    left = select(_booking.lot_id).where(_booking.shipment_id == shipment)
    empty = select(lot.man_ord_id).where(lot.lot_id.in_(left), lot.available == 0, lot.booked == 0)
    done = and_(make.man_ord_id.in_(empty), make.status == states.DONE)
    act.set(t.manufacturing_orders, done, {"status": states.MO_SHIPPED})


def _ready(act: Act, line_id: int) -> Decimal:
    return sum((row.quantity - row.consumed for row in act.rows(_leaving(line_id))), ZERO)


def _leaving(line_id: int) -> Select[tuple[int, Decimal, Decimal]]:
    """Bookings of a line that lie in stock."""
    return (
        select(_booking.lot_id, _booking.quantity, _booking.consumed)
        .join(t.lots, _booking.lot_id == t.lots.c.lot_id)
        .where(_booking.line_id == line_id, t.lots.c.status == states.RECEIVED)
    )


def _missing(act: Act, line: Any, ready: Decimal) -> str:
    code = act.row(select(t.items.c.code).where(t.items.c.article_id == line.article_id))[0]
    short = line.quantity - line.shipped - ready
    return f"status: {short:f} of {code} (line {line.ord}) are not in stock, so the order cannot be delivered"


def _ship_serials(act: Act, line_id: int, key: int) -> None:
    """As many serial numbers of each lot as leave it go to the order."""
    for row in act.rows(_leaving(line_id)):
        here = select(_serial.serial_id).where(
            _serial.lot_id == row.lot_id, _serial.status == states.SERIAL_RECEIVED
        )
        count = int(row.quantity - row.consumed)
        leaving = [found[0] for found in act.rows(here.order_by(_serial.serial_id).limit(count))]
        act.set(
            t.serials, _serial.serial_id.in_(leaving), {"status": states.SERIAL_SHIPPED, "cust_ord_id": key}
        )
