"""When work is done: Monday to Friday from 8 to 17 in the account's own time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(17)
SATURDAY = 5


def begin(instant: int, zone: ZoneInfo) -> int:
    """The instant itself if work is done then, else the next opening."""
    opens, closes = _day(instant, 0, zone)
    if opens is not None and closes is not None:
        if instant < opens:
            return opens
        if instant < closes:
            return instant
    for days in range(1, 8):
        opens, _ = _day(instant, days, zone)
        if opens is not None:
            return opens
    raise AssertionError("every week has a work day")


def add(instant: int, minutes: int, zone: ZoneInfo) -> int:
    """The end of so many minutes of work from that working instant on: a closing, never the next opening."""
    start, left = begin(instant, zone), minutes * 60
    while True:
        _, closes = _day(start, 0, zone)
        assert closes is not None
        if left <= closes - start:
            return start + left
        left -= closes - start
        start = begin(closes, zone)


def _day(instant: int, days: int, zone: ZoneInfo) -> tuple[int | None, int | None]:
    """Opening and closing of the instant's local day, or of one so many days later; None when not worked."""
    day = datetime.fromtimestamp(instant, UTC).astimezone(zone).date() + timedelta(days=days)
    if day.weekday() >= SATURDAY:
        return None, None
    opens, closes = (int(datetime.combine(day, at, zone).timestamp()) for at in (OPENS, CLOSES))
    return opens, closes
