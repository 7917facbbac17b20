"""The near world: some fourteen months of orders, and all that is made, bought and shipped for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article, Catalogue
from forge_desktop.server.demo.model import Booking, Buy, Line, Lot, Make, Note, Sale, Shipment
from forge_desktop.server.demo.money import line_status, settle_sale
from forge_desktop.server.demo.people import CUSTOMERS, SELLERS
from forge_desktop.server.demo.production import Production, Trouble, pause
from forge_desktop.server.demo.supply import DAY, Buyer, Stores
from forge_desktop.server.demo.words import CO_NOTES, LINE_TEXTS, MO_NOTES, REFERENCES, TERMS

PAST_ORDERS, COMING_ORDERS = 206, 34
PAST_DAYS = 420
UNCONFIRMED, UNBOOKED = 6, 3
FOR_STOCK = (*range(1, 20), *range(20, 45, 3), *range(40, PAST_DAYS, 25))
"""How many days ago somebody decided to make something for stock."""
LATE = (
    Trouble.MATERIAL,
    Trouble.PAUSED,
    Trouble.STOPPED,
    Trouble.SLOW,
    Trouble.MATERIAL,
    Trouble.SLOW,
    Trouble.PAUSED,
    Trouble.MATERIAL,
    Trouble.SLOW,
)
"""What holds up the nine orders that should have left by now."""


@dataclass(slots=True)
class World:
    """Everything that moved, each list in the order of creation."""

    sales: list[Sale]
    makes: list[Make]
    buys: list[Buy]


def tell(catalogue: Catalogue, calendar: Calendar, now: int, seed: int) -> World:
    """Plan the near world; the same arguments tell the same story."""
    return _Story(catalogue, calendar, now, Random(f"{seed} near")).world()


class _Story:
    def __init__(self, catalogue: Catalogue, calendar: Calendar, now: int, rng: Random) -> None:
        self._catalogue, self._calendar, self._now, self._rng = catalogue, calendar, now, rng
        stores = Stores()
        self._stores = stores
        self._buyer = Buyer(calendar, stores, catalogue, now, rng)
        self._production = Production(calendar, stores, self._buyer, now, rng)
        self._late: dict[int, Trouble] = {}
        self._unbooked: set[int] = set()

    def world(self) -> World:
        sales = self._sales()
        wishes: list[tuple[int, Sale | None]] = [(s.confirmed, s) for s in sales if s.confirmed is not None]
        wishes += [(self._at_work(self._now - day * DAY), None) for day in FOR_STOCK]
        for instant, sale in sorted(wishes, key=lambda wish: wish[0]):
            if sale is None:
                self._for_stock(instant)
            elif id(sale) not in self._unbooked:
                self._fulfil(sale)
        self._withdrawn()
        self._inspected()
        for sale in sales:
            self._ship(sale)
        makes, buys = self._production.orders, self._buyer.orders
        self._after(makes)
        for sale in sales:
            settle_sale(sale, self._now)
        for rows in (sales, makes, buys):
            rows.sort(key=lambda row: row.created)
        self._remark(sales, makes)
        return World(sales, makes, buys)

    # ------------------------------------------------------------ orders
    def _sales(self) -> list[Sale]:
        rng, step = self._rng, (PAST_DAYS - 20) * DAY // PAST_ORDERS
        shipped, sales = PAST_ORDERS - len(LATE), []
        for number in range(PAST_ORDERS):
            late = number >= shipped
            days = rng.randint(4, 16) if late else (shipped - number) * step // DAY + rng.randint(1, 5)
            sales.append(self._sale(self._now - days * DAY))
            if late:
                self._late[id(sales[-1])] = LATE[number - PAST_ORDERS]
            elif number % 34 == 20:
                sales[-1].status, sales[-1].confirmed = model.CO_CANCELLED, None
        for number in range(COMING_ORDERS):
            sales.append(self._sale(self._now + (2 + number * 58 // COMING_ORDERS) * DAY))
        newest = sorted(sales, key=lambda sale: -sale.created)
        for place, sale in enumerate(newest[:UNCONFIRMED]):
            sale.confirmed = None
            sale.status = model.QUOTATION if place % 2 else model.WAITING
        self._unbooked = {id(sale) for sale in newest[UNCONFIRMED : UNCONFIRMED + UNBOOKED]}
        return sales

    def _sale(self, about: int) -> Sale:
        rng, calendar = self._rng, self._calendar
        delivery = calendar.last_second(calendar.workday(about))
        created = self._at_work(min(delivery - rng.randint(36, 62) * DAY, self._now - rng.randint(1, 9) * DAY))
        customer = rng.choice(CUSTOMERS)
        articles = rng.sample(self._catalogue.finished, rng.choice((1, 1, 2, 2, 2, 3)))
        lines = [self._line(article, customer.discount) for article in articles]
        sale = Sale(
            customer=customer,
            created=created,
            delivery=delivery,
            seller=rng.choice(SELLERS),
            lines=lines,
            discount_percent=Decimal(rng.choice((0, 0, 0, 0, 2, 5))),
            reference=rng.choice(REFERENCES).format(rng.randint(1000, 9999)),
            terms=rng.choice(TERMS),
            confirmed=min(self._at_work(created + rng.randint(0, 2) * DAY) + 1800, self._now),
        )
        for line in lines:
            line.order = sale
        return sale

    def _line(self, article: Article, discount: int) -> Line:
        quantity = Decimal(self._rng.randint(article.batch // 4, article.batch) * self._rng.choice((1, 1, 2)))
        text = self._rng.choice(LINE_TEXTS)
        return Line(article, quantity, article.price_for(quantity), Decimal(discount), text)

    def _at_work(self, instant: int) -> int:
        return self._calendar.start(self._calendar.position(instant)) + self._rng.randrange(0, 7200)

    # ------------------------------------------------------------ fulfilment
    def _fulfil(self, sale: Sale) -> None:
        assert sale.confirmed is not None
        trouble = self._late.get(id(sale))
        for line in sale.lines:
            if trouble is None:
                line.bookings = self._stores.take(line.article, line.quantity, sale.delivery)
            if line.missing > 0:
                self._make_for(line, sale, trouble)
            trouble = None

    def _make_for(self, line: Line, sale: Sale, trouble: Trouble | None) -> None:
        assert sale.confirmed is not None
        created = sale.confirmed + self._rng.randint(300, 5400)
        if created > self._now:
            return
        quantity = line.missing if trouble else max(line.missing, Decimal(line.article.batch * 6 // 5))
        due = self._calendar.midnight(sale.delivery, -self._rng.randint(1, 4))
        fresh = trouble is None and self._now - created < 8 * DAY and self._rng.random() < 0.6
        make = self._production.make(line.article, quantity, created, due, line, trouble, fresh)
        line.bookings.append(model.book(make.lot, line.missing))

    def _for_stock(self, created: int) -> None:
        article = self._rng.choice(self._catalogue.finished)
        due = self._calendar.midnight(created, self._rng.randint(26, 40))
        fresh = self._now - created < 12 * DAY
        self._production.make(article, Decimal(article.batch), created, due, fresh=fresh)

    def _withdrawn(self) -> None:
        for number in range(5):
            created = self._at_work(self._now - (40 + 70 * number) * DAY)
            article = self._rng.choice(self._catalogue.finished)
            due = self._calendar.midnight(created, 30)
            self._production.cancelled(article, Decimal(article.batch), created, due)
            if number % 2:
                self._buyer.cancelled(self._rng.choice(self._catalogue.materials), created)

    def _inspected(self) -> None:
        received = [order for order in self._buyer.orders if order.arrived]
        recent = [order for order in received if self._now - (order.arrived or 0) < 25 * DAY]
        for order in self._rng.sample(recent, min(4, len(recent))):
            self._buyer.inspect(order, model.ON_HOLD)
        for order in self._rng.sample(received, 5):
            self._buyer.inspect(order, model.REJECTED)

    # ------------------------------------------------------------ shipping
    def _ship(self, sale: Sale) -> None:
        if sale.confirmed is None:
            return
        ready = [line for line in sale.lines if line_status(line, sale.delivery, self._now) == model.LINE_READY]
        whole = len(ready) == len(sale.lines)
        if not ready or not (whole or (id(sale) in self._late and len(ready) > 0)):
            return
        bookings = [booking for line in ready for booking in line.bookings]
        shipped = self._leaves(sale, bookings)
        if shipped <= self._now:
            shipment = Shipment(shipped - 1800, 20, shipped)
            for booking in bookings:
                booking.use(shipped, shipment)
        else:
            shipment = Shipment(max(sale.confirmed, *(b.lot.available_from for b in bookings)) + 600, 15, None)
            if shipment.created > self._now:
                return
            for booking in bookings:
                booking.shipment = shipment
        sale.shipments.append(shipment)

    def _leaves(self, sale: Sale, bookings: list[Booking]) -> int:
        assert sale.confirmed is not None
        there = max(sale.confirmed, *(booking.lot.available_from for booking in bookings)) + 3600
        wish = (
            self._calendar.midnight(sale.delivery, -self._rng.randint(0, 3)) + self._rng.randint(36, 56) * 900
        )
        return max(self._at_work(there), self._at_work(wish))

    # ------------------------------------------------------------ afterwards
    def _after(self, makes: list[Make]) -> None:
        """Done orders whose goods have left are shipped, old ones closed; one or two more are paused."""
        for make in makes:
            if make.status == model.DONE:
                assert make.finish is not None
                if self._now - make.finish > 90 * DAY:
                    make.status = model.CLOSED
                elif make.lot.used == make.quantity and make.line is not None:
                    make.status = model.MO_SHIPPED
        running = [make for make in makes if make.status == model.RUNNING]
        for make in running[::5]:
            pause(make)

    def _remark(self, sales: list[Sale], makes: list[Make]) -> None:
        for make in makes[:: len(makes) // 40]:
            self._note(make)
        for make in makes:
            if make.status in (model.RUNNING, model.PAUSED):
                self._note(make)
        for number, sale in enumerate(reversed(sales)):
            if number % 4 == 0:
                sale.notes = CO_NOTES[number // 4 % len(CO_NOTES)]

    def _note(self, make: Make) -> None:
        written = min(make.created + self._rng.randint(600, 3 * DAY), self._now)
        number = sum(len(text) for text in (make.article.code, str(make.created))) + len(make.notes)
        make.notes.append(Note(written, make.assigned, MO_NOTES[number % len(MO_NOTES)]))


def lots_of(world: World) -> list[Lot]:
    """Every lot of the world in the order of creation."""
    lots = [make.lot for make in world.makes]
    lots += [lot for order in world.buys for line in order.lines for lot in line.lots]
    return sorted(lots, key=lambda lot: lot.created)
