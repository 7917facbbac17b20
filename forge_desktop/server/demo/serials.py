"""Serial numbers of the larger finished goods made in the last months."""

from __future__ import annotations

from forge_desktop.server import tables
from forge_desktop.server.demo import model
from forge_desktop.server.demo.model import Lot
from forge_desktop.server.demo.people import MAIN_SITE
from forge_desktop.server.demo.rows import Rows
from forge_desktop.server.demo.story import World
from forge_desktop.server.demo.supply import DAY

DAYS = 150
SERIAL_PLANNED, SERIAL_RECEIVED, SERIAL_SHIPPED = 10, 20, 40


def write_serials(rows: Rows, world: World, now: int) -> None:
    """One number per piece; the first pieces of a lot are those that left."""
    add = rows.into(
        tables.serials,
        "serial_id serial article_id status lot_id cust_ord_id rma_ord_id rma_order_code site_id",
    )
    left = _shipped(world)
    number = 0
    for make in world.makes:
        if (
            not make.article.serials
            or now - make.created > DAYS * DAY
            or make.lot.status == model.LOT_CANCELLED
        ):
            continue
        waiting = SERIAL_PLANNED if make.lot.status == model.PLANNED else SERIAL_RECEIVED
        orders = left.get(make.lot, [])
        for piece in range(int(make.quantity)):
            number += 1
            order = orders[piece] if piece < len(orders) else None
            status = SERIAL_SHIPPED if order else waiting
            serial = f"{make.article.code}-{number:05d}"
            add((number, serial, make.article.id, status, make.lot.id, order, None, None, MAIN_SITE))


def _shipped(world: World) -> dict[Lot, list[int]]:
    """The customer order of every piece that left, by lot."""
    left: dict[Lot, list[int]] = {}
    for sale in world.sales:
        for line in sale.lines:
            for booking in line.bookings:
                if booking.used_at is not None:
                    left.setdefault(booking.lot, []).extend([sale.id] * int(booking.quantity))
    return left
