"""One closed customer order of the far past: bought for, made, used up and shipped, with nothing left over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article
from forge_desktop.server.demo.model import (
    ZERO,
    Buy,
    BuyLine,
    Line,
    Lot,
    Make,
    Part,
    Sale,
    Shipment,
    book,
)
from forge_desktop.server.demo.money import cost_make, part_status, settle_sale
from forge_desktop.server.demo.people import CUSTOMERS, LEADS, SELLERS, Vendor
from forge_desktop.server.demo.shop import BY_TYPE, happen, pause_after, set_plan, works_of
from forge_desktop.server.demo.supply import DAY

LONGEST_STEP = 4 * 3600
LOTS_PER_ORDER = 40
HUNDREDTH = Decimal("0.01")


@dataclass(slots=True)
class Need:
    """A raw material for one MO, to be bought in so many lots, each a multiple of the quantum."""

    part: Part
    quantum: Decimal
    pieces: int = 1

    @property
    def room(self) -> bool:
        """True when it can be split once more."""
        return self.part.quantity >= self.quantum * (self.pieces + 1)


class Chapter:
    """Tells one order from its creation at a position; everything for it is created within `step` seconds."""

    def __init__(self, calendar: Calendar, rng: Random, at: int, step: int) -> None:
        self._calendar, self._rng, self._at = calendar, rng, at
        self._step = min(step, LONGEST_STEP)
        self.created = calendar.start(at)
        self.sale = Sale(
            customer=rng.choice(CUSTOMERS),
            created=self.created,
            delivery=calendar.last_second(calendar.workday(self.created + 60 * DAY)),
            seller=rng.choice(SELLERS),
            lines=[],
            discount_percent=ZERO,
            reference=f"PO {rng.randint(10_000, 99_999)}",
            confirmed=self._soon(1),
        )
        self.makes: list[Make] = []
        self.buys: dict[int, Buy] = {}
        self._all_buys: list[Buy] = []
        self._needs: list[Need] = []

    def sell(self, article: Article) -> None:
        """One more line, with the MOs that it takes."""
        quantity = Decimal(self._rng.randint(2, 12))
        discount = Decimal(self.sale.customer.discount)
        line = Line(article, quantity, article.price_for(quantity), discount, order=self.sale)
        self.sale.lines.append(line)
        make = self._make(article, quantity)
        make.line = line
        line.bookings.append(book(make.lot, quantity))

    def buy(self, lots: int) -> None:
        """Buy all materials, split into so many lots in all."""
        lots -= len(self._needs)
        open_needs = list(self._needs)
        while lots > 0 and open_needs:
            for need in tuple(open_needs):
                if lots == 0:
                    break
                if need.room:
                    need.pieces, lots = need.pieces + 1, lots - 1
                else:
                    open_needs.remove(need)
        for need in self._needs:
            self._order(need)

    def perform(self) -> None:
        """Receive, make and ship everything."""
        for make in reversed(self.makes):
            self._perform(make)
        there = max(booking.lot.available_from for line in self.sale.lines for booking in line.bookings)
        leaves = self._calendar.start(self._calendar.position(there) + self._rng.randint(2, 20) * 3600)
        shipment = Shipment(leaves - 1800, 20, leaves)
        self.sale.shipments.append(shipment)
        for line in self.sale.lines:
            for booking in line.bookings:
                booking.use(leaves, shipment)
        settle_sale(self.sale, leaves + 100 * DAY)

    def lots(self) -> list[Lot]:
        """All lots in the order of creation."""
        bought = [lot for buy in self._all_buys for line in buy.lines for lot in line.lots]
        return [make.lot for make in self.makes] + bought

    def _soon(self, share: int) -> int:
        """Some hundredths of the step after the order, so that all tables grow in the order of time."""
        return self._calendar.start(self._at + self._step * min(share, 99) // 100)

    # ------------------------------------------------------------ making
    def _make(self, article: Article, quantity: Decimal) -> Make:
        created = self._soon(2 + len(self.makes))
        lot = Lot(article, quantity, model.RECEIVED, created, created, ZERO, ZERO)
        due = self._calendar.midnight(self.sale.delivery, -self._rng.randint(2, 6))
        parts = [Part(part, each * quantity) for part, each in article.parts]
        lead = self._rng.choice(LEADS)
        make = Make(
            article, quantity, created, due, lead, lot, parts, works_of(article, quantity), model.CLOSED
        )
        lot.source = make
        self.makes.append(make)
        for part in parts:
            if part.article.made:
                part.bookings.append(book(self._make(part.article, part.quantity).lot, part.quantity))
            else:
                whole = part.article.unit in ("pcs", "set") and part.quantity % 1 == 0
                self._needs.append(Need(part, Decimal(1) if whole else HUNDREDTH))
        return make

    def _perform(self, make: Make) -> None:
        """Children come after their parents in the list, so that going backwards finds their lots finished."""
        calendar = self._calendar
        cursor = max(calendar.position(booking.lot.available_from) for booking in make.bookings())
        for work in make.works:
            work.begins, work.station = cursor, self._rng.choice(BY_TYPE[work.operation.type])
            set_plan(work, calendar)
            cursor += work.minutes * 60 + pause_after(work.operation)
        happen(make.works, make.quantity, calendar, calendar.start(cursor + 30 * 9 * 3600), self._rng)
        make.start, make.finish = make.works[0].real_start, make.works[-1].real_finish
        assert make.start is not None
        assert make.finish is not None
        make.lot.available_from = make.finish
        for booking in make.bookings():
            booking.use(make.start)
        make.part_status = part_status(make, make.finish)
        cost_make(make)

    # ------------------------------------------------------------ buying
    def _order(self, need: Need) -> None:
        article = need.part.article
        assert article.vendor is not None
        buy = self._buy_from(article.vendor, need.pieces)
        line = next((line for line in buy.lines if line.article is article), None)
        if line is None:
            line = BuyLine(
                article, (article.price * self._rng.randint(90, 104) / 100).quantize(Decimal("0.0001"))
            )
            buy.lines.append(line)
        given = ZERO
        steps = need.part.quantity / need.quantum
        for piece in range(1, need.pieces + 1):
            upto = (
                need.part.quantity if piece == need.pieces else int(steps * piece / need.pieces) * need.quantum
            )
            lot = Lot(article, upto - given, model.RECEIVED, buy.created, buy.arrived or 0, line.price,
                      (upto - given) * line.price, buy)  # fmt: skip
            line.lots.append(lot)
            need.part.bookings.append(book(lot, lot.quantity))
            given = upto

    def _buy_from(self, vendor: Vendor, pieces: int) -> Buy:
        """The order at that vendor, or a further one where it would get too long."""
        buy = self.buys.get(vendor.id)
        if buy is None or sum(len(line.lots) for line in buy.lines) + pieces > LOTS_PER_ORDER:
            created = self._soon(50 + 4 * len(self._all_buys))
            expected = self._calendar.workday(created + vendor.lead_days * DAY)
            arrived = expected + self._rng.randint(9 * 60, 15 * 60) * 60
            buy = self.buys[vendor.id] = Buy(vendor, created, expected, arrived, model.PO_RECEIVED)
            self._all_buys.append(buy)
        return buy
