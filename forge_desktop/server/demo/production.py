"""Plans manufacturing orders of the demo world: parts, sub-assemblies, work, and what has happened by now."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, auto
from random import Random

from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article
from forge_desktop.server.demo.model import ZERO, Line, Lot, Make, Part, Work, book
from forge_desktop.server.demo.money import cost_make, part_status
from forge_desktop.server.demo.people import LEADS
from forge_desktop.server.demo.shop import Shop, happen, span, works_of
from forge_desktop.server.demo.supply import Buyer, Stores

DAY = 86_400


class Trouble(Enum):
    """Why an order is late."""

    MATERIAL = auto()  # not started: a vendor is late
    STOPPED = auto()  # started, then material ran out
    PAUSED = auto()
    SLOW = auto()


class Production:
    """Makes what cannot be booked, with everything below it."""

    def __init__(self, calendar: Calendar, stores: Stores, buyer: Buyer, now: int, rng: Random) -> None:
        self._calendar, self._stores, self._buyer, self._now, self._rng = calendar, stores, buyer, now, rng
        self._shop = Shop(calendar)
        self.orders: list[Make] = []

    def make(
        self,
        article: Article,
        quantity: Decimal,
        created: int,
        due: int,
        line: Line | None = None,
        trouble: Trouble | None = None,
        fresh: bool = False,
    ) -> Make:
        """An MO for that quantity by local midnight `due`; a fresh one has nothing booked yet."""
        make = self._empty(article, quantity, created, due, line)
        latest = self._latest_start(make, trouble)
        begin = latest
        if fresh:
            make.status = model.NEW
        else:
            self._find_parts(make, latest, trouble)
            lots = [booking.lot for booking in make.bookings()]
            awaited = [lot for lot in lots if trouble not in _WAITING or lot.status == model.RECEIVED]
            begin = max([latest, *(self._calendar.position(lot.available_from) for lot in awaited)])
        if trouble in _UNDER_WAY:
            self._place_over_now(make.works, begin)
        else:
            self._shop.place(make.works, begin)
        if not fresh:
            self._happen(make, trouble)
        self._settle(make)
        return make

    def cancelled(self, article: Article, quantity: Decimal, created: int, due: int) -> None:
        """An MO that was withdrawn before anything was booked for it."""
        make = self._empty(article, quantity, created, due, None)
        make.status, make.lot.status = model.MO_CANCELLED, model.LOT_CANCELLED
        make.lot.available_from = due
        cost_make(make)

    def _empty(self, article: Article, quantity: Decimal, created: int, due: int, line: Line | None) -> Make:
        lot = Lot(article, quantity, model.PLANNED, created, due, ZERO, ZERO)
        parts = [Part(part, each * quantity) for part, each in article.parts]
        works = works_of(article, quantity)
        make = Make(article, quantity, created, due, self._rng.choice(LEADS), lot, parts, works, line=line)
        lot.source = make
        self.orders.append(make)
        return make

    def _latest_start(self, make: Make, trouble: Trouble | None) -> int:
        length = span(make.works)
        soonest = self._calendar.position(make.created) + 2 * 3600
        if trouble in _UNDER_WAY:
            return max(soonest, self._calendar.position(self._now) - length * 4 // 5)
        queue = self._rng.randint(8, 24) * 3600
        return max(soonest, self._calendar.position(make.due) - length - queue)

    def _place_over_now(self, works: list[Work], begin: int) -> None:
        """Begin as early as possible, but so that somebody is at one of the operations just now."""
        now = self._calendar.position(self._now)
        while True:
            self._shop.place(works, begin)
            if begin >= now or any(w.begins + 900 < now < w.begins + w.minutes * 45 for w in works):
                return
            self._shop.release(works)
            begin += 1800

    def _find_parts(self, make: Make, latest: int, trouble: Trouble | None) -> None:
        by = self._calendar.start(latest)
        waiting = trouble in _WAITING
        for part in make.parts:
            if waiting and not part.article.made:
                self._short(part, make, trouble)
                waiting = False
                continue
            part.bookings = self._stores.take(part.article, part.quantity, by)
            if part.missing > 0:
                obtain = self._obtain_made if part.article.made else self._obtain_bought
                obtain(part, make, by)

    def _short(self, part: Part, make: Make, trouble: Trouble | None) -> None:
        """A third of the part is there, for the rest a vendor is late."""
        third = (part.quantity / 3).quantize(Decimal(1))
        if trouble is Trouble.STOPPED:
            part.bookings = self._stores.take(part.article, third, min(make.due, self._now - DAY))
        late = self._buyer.buy_late(part.article, part.missing, make.created)
        part.bookings.append(book(late, part.missing))

    def _obtain_made(self, part: Part, make: Make, by: int) -> None:
        quantity = max(part.missing, Decimal(part.article.batch * 2))
        created = min(make.created + 60 * (1 + len(part.article.code)), self._now)
        child = self.make(part.article, quantity, created, self._calendar.midnight(by))
        part.bookings.append(book(child.lot, part.missing))

    def _obtain_bought(self, part: Part, make: Make, by: int) -> None:
        self._buyer.buy(part.article, part.missing, make.created)
        part.bookings += self._stores.take(part.article, part.missing, self._now + 400 * DAY)

    def _happen(self, make: Make, trouble: Trouble | None) -> None:
        works = make.works[: min(2, len(make.works) - 1)] if trouble is Trouble.STOPPED else make.works
        waits = any(booking.lot.status == model.PLANNED for booking in make.bookings())
        if any(part.missing > 0 for part in make.parts) or (waits and trouble is not Trouble.STOPPED):
            return
        done = happen(works, make.quantity, self._calendar, self._now, self._rng)
        if works[0].real_start is None:
            return
        make.status = model.RUNNING
        for booking in make.bookings():
            if booking.lot.status == model.RECEIVED:
                booking.use(works[0].real_start)
        if trouble is Trouble.PAUSED:
            pause(make)
            make.status = model.PAUSED
        if done and trouble is not Trouble.STOPPED:
            make.status, make.lot.status = model.DONE, model.RECEIVED

    def _settle(self, make: Make) -> None:
        first, last = make.works[0], make.works[-1]
        make.start = first.real_start or first.planned_start
        make.finish = last.real_finish or last.planned_finish
        assert make.finish is not None
        make.lot.available_from = make.finish
        make.part_status = part_status(make, self._now)
        cost_make(make)
        self._stores.add(make.lot)


_WAITING = (Trouble.MATERIAL, Trouble.STOPPED)
_UNDER_WAY = (Trouble.PAUSED, Trouble.SLOW)


def pause(make: Make) -> bool:
    """Close the open stretch of work, so that nobody is at it; False when nothing is running."""
    for work in make.works:
        for result in work.results:
            if result.finish is None:
                work.results.remove(result)
                make.status = model.PAUSED
                return True
    return False
