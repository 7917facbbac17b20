"""Days and periods in the account's own time zone, as the inventory and the reports are asked for."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from forge_desktop.server.mrpeasy.query import BadQuery, Parameters
from forge_desktop.server.scalars import day_start


@dataclass(frozen=True)
class Period:
    """Whole days, both ends included."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[int, int]:
        """Unix seconds of its first instant and of the first one after it."""
        return day_start(self.first, zone), day_start(self.last + timedelta(days=1), zone)


def asked_day(asked: Parameters, name: str) -> date | None:
    """The day given by a parameter, if it is given."""
    text = asked.get(name, [""])[-1]
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"{name}: {text[:40]!r} is not a date like 2016-01-31") from None
    if not 1970 <= day.year <= 9000:
        raise BadQuery(f"{name}: the year must lie between 1970 and 9000")
    return day


def asked_period(asked: Parameters, today: date) -> Period:
    """`from` and `to`, the current month where neither is given; at most one month."""
    first, last = asked_day(asked, "from"), asked_day(asked, "to")
    if first is None:
        first = (last or today).replace(day=1)
    longest = _month_later(first) - timedelta(days=1)
    if last is None:
        last = longest
    if last < first:
        raise BadQuery("to: the period ends before it begins")
    if last > longest:
        raise BadQuery("to: the period is longer than one month")
    return Period(first, last)


def _month_later(day: date) -> date:
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
