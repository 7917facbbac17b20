"""How costs and states follow from bookings and work; the same rules for the near world and the past."""

from __future__ import annotations

from decimal import Decimal

from forge_desktop.server.demo import model
from forge_desktop.server.demo.model import CENT, MICRO, ZERO, Line, Make, Sale

LABOUR_RATE = Decimal("16.80")
"""Euros per hour of a worker."""


def labour(minutes: int) -> Decimal:
    """What so many minutes of one person cost."""
    return (LABOUR_RATE * minutes / 60).quantize(CENT)


def cost_make(make: Make) -> None:
    """Set the costs of an MO and of its lot: what it took from stock or holds there, and its operations."""
    material = sum((booking.quantity * booking.lot.item_cost for booking in make.bookings()), ZERO)
    for work in make.works:
        work.overhead = work.operation.cost(make.quantity)
        work.labour = labour(work.minutes if work.real_minutes is None else work.real_minutes)
    total = material + sum((work.overhead + work.labour for work in make.works), ZERO)
    make.total_cost = make.lot.total_cost = total.quantize(CENT)
    make.item_cost = make.lot.item_cost = (make.total_cost / make.quantity).quantize(MICRO)


def part_status(make: Make, now: int) -> int:
    """Received, expected, delayed or not booked: the worst of its parts. Nothing comes before now."""
    if any(part.missing > 0 for part in make.parts):
        return model.PARTS_NOT_BOOKED
    coming = [b.lot for b in make.bookings() if b.lot.status == model.PLANNED]
    if not coming:
        return model.PARTS_RECEIVED
    start = make.start or make.due
    late = any(max(lot.available_from, now) > start for lot in coming)
    return model.PARTS_DELAYED if late else model.PARTS_EXPECTED


def line_status(line: Line, delivery: int, now: int) -> int:
    """State of a line's bookings: shipped, in stock, or when what was booked will come."""
    if line.missing > 0:
        return model.LINE_NOT_BOOKED
    if all(booking.used_at is not None for booking in line.bookings):
        return model.LINE_DELIVERED
    coming = [booking.lot for booking in line.bookings if booking.lot.status == model.PLANNED]
    if not coming:
        return model.LINE_READY
    if any(max(lot.available_from, now) > delivery for lot in coming):
        return model.LINE_DELAYED
    unsure = any(
        lot.available_from < now or (isinstance(lot.source, Make) and lot.source.status == model.NEW)
        for lot in coming
    )
    return model.LINE_UNSURE if unsure else model.LINE_EXPECTED


def settle_sale(sale: Sale, now: int) -> None:
    """Set the states and costs of an order and its lines from their bookings."""
    for line in sale.lines:
        line.part_status = line_status(line, sale.delivery, now)
        if line.missing == 0:
            cost = sum((booking.quantity * booking.lot.item_cost for booking in line.bookings), ZERO)
            line.cost = cost.quantize(CENT)
    costs = [line.cost for line in sale.lines]
    if None not in costs:
        sale.total_cost = sum((cost for cost in costs if cost is not None), ZERO)
    if sale.status not in (model.QUOTATION, model.WAITING, model.CO_CANCELLED):
        sale.status = _sale_status(sale, now)


def _sale_status(sale: Sale, now: int) -> int:
    states = {line.part_status for line in sale.lines}
    if states == {model.LINE_DELIVERED}:
        left = max(shipment.shipped or 0 for shipment in sale.shipments)
        return model.DELIVERED if now - left > 12 * 86400 else model.INVOICED
    if states <= {model.LINE_DELIVERED, model.LINE_READY}:
        return model.READY
    bookings = [booking for line in sale.lines for booking in line.bookings]
    sources = [b.lot.source for b in bookings if isinstance(b.lot.source, Make)]
    if any(source.status in (model.RUNNING, model.PAUSED) for source in sources):
        return model.IN_PRODUCTION
    return model.WAITING_FOR_PRODUCTION if bookings else model.CONFIRMED
