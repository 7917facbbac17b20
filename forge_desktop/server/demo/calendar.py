"""The factory's clock: which seconds are worked, and where a local day begins and ends."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(17)
SATURDAY = 5


class Calendar:
    """Work days are Monday to Friday, 8 to 17 local.

    A *position* counts the worked seconds since the first day, nights and weekends left out: adding a duration
    is a plain addition there, and `start` and `finish` turn a position back into an instant.
    """

    def __init__(self, timezone: str, first: int, last: int) -> None:
        self.timezone = timezone
        zone = ZoneInfo(timezone)
        day = datetime.fromtimestamp(first, zone).date()
        end = datetime.fromtimestamp(last, zone).date()
        self.first_day: date = day
        self._midnights: list[int] = []
        self._openings: list[int] = []
        while day <= end:
            self._midnights.append(_instant(day, time(0), zone))
            if day.weekday() < SATURDAY:
                self._openings.append(_instant(day, OPENS, zone))
            day += timedelta(days=1)
        self.day_length = (CLOSES.hour - OPENS.hour) * 3600

    def position(self, instant: int) -> int:
        """Worked seconds before that instant."""
        index = bisect_right(self._openings, instant) - 1
        if index < 0:
            return 0
        return index * self.day_length + min(instant - self._openings[index], self.day_length)

    def start(self, position: int) -> int:
        """The instant at which work that begins at that position begins: never the closing second."""
        index, second = divmod(position, self.day_length)
        return self._openings[index] + second

    def finish(self, position: int) -> int:
        """The instant at which work that ends there ends: the closing second, not the next morning."""
        index, second = divmod(position - 1, self.day_length)
        return self._openings[index] + second + 1

    def midnight(self, instant: int, days: int = 0) -> int:
        """Local midnight of the instant's day, moved by whole days."""
        return self._midnights[bisect_right(self._midnights, instant) - 1 + days]

    def last_second(self, instant: int, days: int = 0) -> int:
        """23:59:59 of the instant's local day, moved by whole days."""
        return self.midnight(instant, days + 1) - 1

    def workday(self, instant: int) -> int:
        """Local midnight of the instant's day, or of the next one that is worked."""
        return self.midnight(self.start(self.position(self.midnight(instant))))


def _instant(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, zone).astimezone(UTC).timestamp())
