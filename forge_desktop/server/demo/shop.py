"""Places operations on work stations along the calendar, and tells what of them has really happened by now."""

from __future__ import annotations

from bisect import bisect_left, insort
from decimal import Decimal
from random import Random

from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article, Operation
from forge_desktop.server.demo.model import ZERO, Result, Work
from forge_desktop.server.demo.people import STATIONS, TYPES

BY_TYPE = {kind: tuple(station for station in STATIONS if station.type == kind) for kind in TYPES}


class Shop:
    """The stations' load as positions of the calendar; no station is planned for two things at once."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._load: dict[int, list[tuple[int, int]]] = {station.id: [] for station in STATIONS}

    def place(self, works: list[Work], begin: int) -> None:
        """Give each operation the first gap at its station after the one before it, from that position on."""
        for work in works:
            seconds = work.minutes * 60
            choices = [(self._gap(s.id, begin, seconds), s.id, s) for s in BY_TYPE[work.operation.type]]
            work.begins, _, work.station = min(choices)
            insort(self._load[work.station.id], (work.begins, work.begins + seconds))
            set_plan(work, self._calendar)
            begin = work.begins + seconds + pause_after(work.operation)

    def release(self, works: list[Work]) -> None:
        """Take the operations off their stations again."""
        for work in works:
            self._load[work.station.id].remove((work.begins, work.begins + work.minutes * 60))

    def _gap(self, station: int, begin: int, seconds: int) -> int:
        load = self._load[station]
        index = bisect_left(load, (begin, 0))
        if index and load[index - 1][1] > begin:
            begin = load[index - 1][1]
        while index < len(load) and load[index][0] < begin + seconds:
            begin = max(begin, load[index][1])
            index += 1
        return begin


def works_of(article: Article, quantity: Decimal) -> list[Work]:
    """The routing times the quantity, not yet placed."""
    return [Work(op, BY_TYPE[op.type][0], op.minutes(quantity)) for op in article.operations]


def span(works: list[Work]) -> int:
    """Worked seconds from the first start to the last finish when no station is busy."""
    return sum(work.minutes * 60 + pause_after(work.operation) for work in works)


def pause_after(operation: Operation) -> int:
    """Worked seconds until the next operation may start: glue and oil dry, the rest is carried over."""
    return 9 * 3600 if operation.type in ("Gluing", "Finishing") else 4 * 3600


def set_plan(work: Work, calendar: Calendar) -> None:
    """Planned instants from where the work begins."""
    work.planned_start = calendar.start(work.begins)
    work.planned_finish = calendar.finish(work.begins + work.minutes * 60)


def happen(works: list[Work], quantity: Decimal, calendar: Calendar, now: int, rng: Random) -> bool:
    """Let the works take place up to now; True when all are finished."""
    free = 0
    for work in works:
        begin = max(work.begins + rng.randrange(0, 900, 60), free)
        if calendar.start(begin) > now:
            return False
        work.real_start = calendar.start(begin)
        minutes = max(3, work.minutes * rng.randint(86, 108) // 100)
        free = begin + minutes * 60
        finish = calendar.finish(free)
        if finish > now:
            work.results = _so_far(calendar, begin, now, quantity, minutes)
            return False
        work.real_finish, work.real_minutes = finish, minutes
        work.results = _daily(calendar, begin, free, quantity)
    return True


def _daily(calendar: Calendar, begin: int, end: int, quantity: Decimal) -> list[Result]:
    """One result per worked day, the pieces in proportion to the minutes."""
    results: list[Result] = []
    left, total, start = quantity, end - begin, begin
    while begin < end:
        stop = min(end, (begin // calendar.day_length + 1) * calendar.day_length)
        done = int(quantity * (stop - start) / total) - int(quantity - left) if stop < end else left
        left -= done
        minutes = (stop - start) // 60 - (begin - start) // 60
        results.append(Result(calendar.start(begin), calendar.finish(stop), minutes, Decimal(done)))
        begin = stop
    return results


def _so_far(calendar: Calendar, begin: int, now: int, quantity: Decimal, minutes: int) -> list[Result]:
    """Results of a running operation: what was counted up to half an hour ago, and the stretch that is open."""
    position = calendar.position(now)
    counted = position - 1800 - (position - 1800 - begin) % 60
    if counted <= begin:
        return [Result(calendar.start(begin), None, None, ZERO)]
    done = Decimal(int(quantity * (counted - begin) / (minutes * 60)))
    results = _daily(calendar, begin, counted, done)
    return [*results, Result(calendar.start(counted), None, None, ZERO)]
