"""The demo factory's stores and its buyer: what is free to be booked, and purchase orders for what is not."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_CEILING, Decimal
from random import Random

from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article, Catalogue
from forge_desktop.server.demo.model import Booking, Buy, BuyLine, Lot, book
from forge_desktop.server.demo.people import Vendor

DAY = 86_400


class Stores:
    """Lots by item; the oldest is booked first."""

    def __init__(self) -> None:
        self._lots: dict[int, list[Lot]] = defaultdict(list)

    def add(self, lot: Lot) -> None:
        """A lot that can be booked from now on."""
        self._lots[lot.article.id].append(lot)

    def take(self, article: Article, quantity: Decimal, latest: int) -> list[Booking]:
        """Book up to that quantity from lots that are there by then, the earliest first."""
        bookings: list[Booking] = []
        open_lots = [lot for lot in self._lots[article.id] if lot.free > 0]
        self._lots[article.id] = open_lots
        for lot in sorted(open_lots, key=lambda lot: lot.available_from):
            if quantity <= 0 or lot.available_from > latest:
                break
            bookings.append(book(lot, min(lot.free, quantity)))
            quantity -= bookings[-1].quantity
        return bookings

    def free(self, article: Article) -> Decimal:
        """All that is not booked, in stock or expected."""
        return sum((lot.free for lot in self._lots[article.id]), Decimal(0))


class Buyer:
    """Buys raw materials: an order per vendor and need, filled up with what else runs low there."""

    def __init__(self, calendar: Calendar, stores: Stores, catalogue: Catalogue, now: int, rng: Random) -> None:
        self._calendar, self._stores, self._now, self._rng = calendar, stores, now, rng
        self._range: dict[int, list[Article]] = defaultdict(list)
        for article in catalogue.materials:
            assert article.vendor is not None
            self._range[article.vendor.id].append(article)
        self.orders: list[Buy] = []

    def buy(self, article: Article, quantity: Decimal, wanted: int) -> None:
        """Order at least that quantity within two work days of `wanted`, unless that is still to come."""
        assert article.vendor is not None
        created = self._later(wanted, self._rng.randint(1, 16))
        if created > self._now:
            return
        order = self._order(article.vendor, created, self._rng.choice((0, 0, 1, 3)))
        self._line(order, article, quantity)
        for other in self._range[article.vendor.id]:
            if other is not article and self._stores.free(other) < other.order * Decimal("0.4"):
                self._line(order, other, Decimal(0))

    def buy_late(self, article: Article, quantity: Decimal, wanted: int) -> Lot:
        """Order no more than that quantity at a vendor who lets us down: it comes some days from now."""
        assert article.vendor is not None
        expected = self._calendar.workday(self._now + self._rng.randint(3, 8) * DAY)
        created = self._later(wanted, self._rng.randint(1, 16))
        order = Buy(article.vendor, created, expected, None, model.PO_ORDERED)
        order.text = "Vendor moved the delivery twice"
        self.orders.append(order)
        return self._lot(order, BuyLine(article, article.price), whole_packs(article, quantity), model.PLANNED)

    def cancelled(self, article: Article, created: int) -> None:
        """An order that was withdrawn; its lot is cancelled with it."""
        assert article.vendor is not None
        expected = self._calendar.workday(created + article.vendor.lead_days * DAY)
        order = Buy(article.vendor, created, expected, None, model.PO_CANCELLED)
        self.orders.append(order)
        quantity = whole_packs(article, Decimal(article.order))
        self._lot(order, BuyLine(article, article.price), quantity, model.LOT_CANCELLED)

    def inspect(self, order: Buy, status: int) -> None:
        """The first line came with one pack more, which quality control has rejected or put on hold."""
        line = order.lines[0]
        lot = self._lot(order, line, Decimal(line.article.batch), status)
        lot.available_from = order.arrived or order.expected

    def _later(self, instant: int, hours: int) -> int:
        position = self._calendar.position(instant) + hours * 3600 + self._rng.randrange(3600)
        return max(instant, self._calendar.start(position))

    def _order(self, vendor: Vendor, created: int, delay: int) -> Buy:
        due = created + (vendor.lead_days + self._rng.randint(0, 3)) * DAY
        expected = self._calendar.workday(due)
        arrival = self._calendar.workday(due + delay * DAY) + self._rng.randint(9 * 60, 15 * 60) * 60
        arrived = arrival if arrival <= self._now else None
        if arrived is None and delay:
            expected = self._calendar.workday(arrival)
        status = model.PO_RECEIVED if arrived else model.PO_ORDERED
        if status == model.PO_ORDERED and self._now - created < 3 * DAY:
            status = model.PO_NEW
        elif status == model.PO_ORDERED and expected - self._now < 3 * DAY:
            status = model.PO_SHIPPED
        self.orders.append(Buy(vendor, created, expected, arrived, status))
        return self.orders[-1]

    def _line(self, order: Buy, article: Article, least: Decimal) -> None:
        """A line about as large as usual, in whole packs, delivered in one to three lots."""
        packs = max(
            -(-int(least + 1) // article.batch),
            article.order * self._rng.randint(80, 120) // 100 // article.batch,
        )
        price = (article.price * self._rng.randint(97, 104) / 100).quantize(Decimal("0.0001"))
        line = BuyLine(article, price)
        pieces = min(packs, self._rng.choice((2, 2, 3, 4)))
        status = model.RECEIVED if order.arrived else model.PLANNED
        for piece in range(pieces):
            share = packs * (piece + 1) // pieces - packs * piece // pieces
            self._stores.add(self._lot(order, line, Decimal(share * article.batch), status))

    def _lot(self, order: Buy, line: BuyLine, quantity: Decimal, status: int) -> Lot:
        lot = Lot(
            article=line.article,
            quantity=quantity,
            status=status,
            created=order.created,
            available_from=order.arrived or order.expected,
            item_cost=line.price,
            total_cost=quantity * line.price,
            source=order,
        )
        line.lots.append(lot)
        if line not in order.lines:
            order.lines.append(line)
        return lot


def whole_packs(article: Article, quantity: Decimal) -> Decimal:
    """The quantity rounded up to what the vendor sells."""
    return (quantity / article.batch).to_integral_value(ROUND_CEILING) * article.batch
