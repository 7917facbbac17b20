"""The calendar counts worked seconds and knows where local days begin, over changes of the clock too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from forge_desktop.server.demo.calendar import Calendar

ZONE = ZoneInfo("Europe/Tallinn")


def _at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(2026, month, day, hour, minute, second, tzinfo=ZONE).timestamp())


CALENDAR = Calendar("Europe/Tallinn", _at(1, 1), _at(12, 31))


def test_an_hour_after_half_past_four_on_friday_ends_on_monday_morning() -> None:
    position = CALENDAR.position(_at(3, 6, 16, 30))
    assert CALENDAR.finish(position + 3600) == _at(3, 9, 8, 30)


def test_work_that_ends_at_closing_time_ends_that_day_and_the_next_begins_the_next_morning() -> None:
    position = CALENDAR.position(_at(3, 6, 17))
    assert CALENDAR.finish(position) == _at(3, 6, 17)
    assert CALENDAR.start(position) == _at(3, 9, 8)


def test_a_week_has_the_same_work_when_the_clock_changes() -> None:
    for monday in ((3, 23), (10, 19)):
        begin = _at(*monday)
        week = CALENDAR.position(CALENDAR.midnight(begin, 7)) - CALENDAR.position(begin)
        assert week == 5 * 9 * 3600


def test_a_day_of_twenty_five_hours_ends_at_its_own_last_second() -> None:
    assert CALENDAR.last_second(_at(10, 25, 12)) == _at(10, 25, 23, 59, 59)
    assert CALENDAR.midnight(_at(10, 25, 12), 1) - CALENDAR.midnight(_at(10, 25, 12)) == 25 * 3600


def test_the_next_work_day_of_a_saturday_is_monday() -> None:
    assert CALENDAR.workday(_at(3, 7, 12)) == _at(3, 9)
    assert CALENDAR.workday(_at(3, 9, 12)) == _at(3, 9)
