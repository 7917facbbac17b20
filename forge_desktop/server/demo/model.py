"""The moving things of the demo world while it is being planned, before they become rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from forge_desktop.server.demo.catalogue import Article, Operation
from forge_desktop.server.demo.people import Customer, Station, Vendor

ZERO = Decimal(0)
CENT = Decimal("0.01")
MICRO = Decimal("0.000001")

# lots
PLANNED, ON_HOLD, RECEIVED, REJECTED, LOT_CANCELLED = 10, 15, 20, 25, 30
# manufacturing orders
NEW, SCHEDULED, RUNNING, PAUSED, DONE, MO_SHIPPED, CLOSED, MO_CANCELLED = 10, 20, 30, 35, 40, 50, 60, 70
PARTS_RECEIVED, PARTS_EXPECTED, PARTS_DELAYED, PARTS_NOT_BOOKED = 0, 1, 2, 3
# customer orders
QUOTATION, WAITING, CONFIRMED, WAITING_FOR_PRODUCTION, IN_PRODUCTION = 10, 20, 30, 40, 50
READY, INVOICED, DELIVERED, CO_CANCELLED = 60, 70, 80, 90
# lines of customer orders
LINE_NOT_BOOKED, LINE_DELAYED, LINE_UNSURE, LINE_EXPECTED, LINE_READY, LINE_DELIVERED = 10, 20, 25, 30, 40, 50
# purchase orders
PO_NEW, PO_ORDERED, PO_SHIPPED, PO_RECEIVED, PO_CANCELLED = 10, 20, 30, 40, 120


@dataclass(slots=True, eq=False)
class Lot:
    """A quantity of one item; `taken` is booked from it, `used` the part of that which has left the stock."""

    article: Article
    quantity: Decimal
    status: int
    created: int
    available_from: int
    item_cost: Decimal
    total_cost: Decimal
    source: Make | Buy | None = None
    taken: Decimal = ZERO
    used: Decimal = ZERO
    id: int = 0

    @property
    def free(self) -> Decimal:
        """What can still be booked."""
        return ZERO if self.status in (REJECTED, LOT_CANCELLED) else self.quantity - self.taken


@dataclass(slots=True, eq=False)
class Booking:
    """A quantity of a lot kept for a need; `used_at` once it has left the stock."""

    lot: Lot
    quantity: Decimal
    used_at: int | None = None
    shipment: Shipment | None = None

    def use(self, at: int, shipment: Shipment | None = None) -> None:
        """The quantity leaves the stock."""
        self.used_at, self.shipment = at, shipment
        self.lot.used += self.quantity


def book(lot: Lot, quantity: Decimal) -> Booking:
    """Keep so much of the lot."""
    lot.taken += quantity
    return Booking(lot, quantity)


@dataclass(slots=True, eq=False)
class Part:
    """What an MO needs of one item."""

    article: Article
    quantity: Decimal
    bookings: list[Booking] = field(default_factory=list)

    @property
    def missing(self) -> Decimal:
        """What is not booked yet."""
        return self.quantity - sum((booking.quantity for booking in self.bookings), ZERO)


@dataclass(slots=True, eq=False)
class Result:
    """A stretch of work of one person: open while `finish` is None; minutes and pieces done."""

    start: int
    finish: int | None
    minutes: int | None
    quantity: Decimal


@dataclass(slots=True, eq=False)
class Work:
    """One operation of an MO at its station; positions and instants as the calendar has them."""

    operation: Operation
    station: Station
    minutes: int
    begins: int = 0
    planned_start: int | None = None
    planned_finish: int | None = None
    real_start: int | None = None
    real_finish: int | None = None
    real_minutes: int | None = None
    results: list[Result] = field(default_factory=list)
    overhead: Decimal = ZERO
    labour: Decimal = ZERO


@dataclass(slots=True, eq=False)
class Note:
    """A remark on an MO."""

    created: int
    author: int
    text: str


@dataclass(slots=True, eq=False)
class Make:
    """A manufacturing order."""

    article: Article
    quantity: Decimal
    created: int
    due: int
    assigned: int
    lot: Lot
    parts: list[Part]
    works: list[Work]
    status: int = SCHEDULED
    part_status: int = PARTS_NOT_BOOKED
    start: int | None = None
    finish: int | None = None
    item_cost: Decimal = ZERO
    total_cost: Decimal = ZERO
    line: Line | None = None
    notes: list[Note] = field(default_factory=list)
    id: int = 0

    def bookings(self) -> Iterator[Booking]:
        """Every booking of every part."""
        for part in self.parts:
            yield from part.bookings


@dataclass(slots=True, eq=False)
class Line:
    """One line of a customer order."""

    article: Article
    quantity: Decimal
    item_price: Decimal
    discount_percent: Decimal
    text: str = ""
    bookings: list[Booking] = field(default_factory=list)
    part_status: int = LINE_NOT_BOOKED
    cost: Decimal | None = None
    order: Sale | None = None
    id: int = 0

    @property
    def discount(self) -> Decimal:
        """Sum of the line's discount."""
        return (self.quantity * self.item_price * self.discount_percent / 100).quantize(CENT)

    @property
    def total(self) -> Decimal:
        """Price of the line after its discount."""
        return self.quantity * self.item_price - self.discount

    @property
    def missing(self) -> Decimal:
        """What is not booked yet."""
        return self.quantity - sum((booking.quantity for booking in self.bookings), ZERO)


@dataclass(slots=True, eq=False)
class Shipment:
    """Goods that left for a customer, or stand ready to."""

    created: int
    status: int
    shipped: int | None
    id: int = 0


@dataclass(slots=True, eq=False)
class Sale:
    """A customer order."""

    customer: Customer
    created: int
    delivery: int
    seller: int
    lines: list[Line]
    discount_percent: Decimal
    reference: str = ""
    notes: str = ""
    terms: str = ""
    confirmed: int | None = None
    status: int = CONFIRMED
    total_cost: Decimal | None = None
    shipments: list[Shipment] = field(default_factory=list)
    id: int = 0

    @property
    def discount(self) -> Decimal:
        """Sum of the order's own discount, beside those of its lines."""
        return (sum((line.total for line in self.lines), ZERO) * self.discount_percent / 100).quantize(CENT)

    @property
    def total(self) -> Decimal:
        """Price of the order."""
        return sum((line.total for line in self.lines), ZERO) - self.discount


@dataclass(slots=True, eq=False)
class BuyLine:
    """One line of a purchase order, received in one or more lots."""

    article: Article
    price: Decimal
    lots: list[Lot] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        """What was ordered in all."""
        return sum((lot.quantity for lot in self.lots), ZERO)


@dataclass(slots=True, eq=False)
class Buy:
    """A purchase order."""

    vendor: Vendor
    created: int
    expected: int
    arrived: int | None
    status: int
    lines: list[BuyLine] = field(default_factory=list)
    text: str = ""
    id: int = 0
