"""How values are written for people: numbers, days, moments, durations, and text from strangers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from forge_desktop.domain.scalars import plain

LONGEST = 2_000
"""Characters of a foreign text that are shown at most (longer ones freeze a text layout)."""
_CENT = Decimal("0.01")
_SPACE = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Seen:
    """From where and when values are looked at: the instant (UTC seconds) and the connection's zone."""

    now: int
    zone: ZoneInfo

    @property
    def today(self) -> int:
        """The instant at which today began in the zone."""
        return day_start(self.now, self.zone)


def local(instant: int, zone: ZoneInfo) -> datetime:
    """The wall clock of an instant in a zone. ValueError/OverflowError outside the years 1 to 9999."""
    return datetime.fromtimestamp(instant, zone)


@lru_cache(maxsize=64)
def day_start(instant: int, zone: ZoneInfo) -> int:
    """The instant at which the local day of `instant` began."""
    return int(local(instant, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0).timestamp())


def shift_day(start: int, days: int, zone: ZoneInfo) -> int:
    """The start of the day so many calendar days from the one that began at `start`; days may have 23 hours."""
    noon = local(start, zone).replace(hour=12) + timedelta(days=days)
    return int(noon.replace(hour=0).timestamp())


def days_from_today(instant: int, seen: Seen) -> int:
    """How many calendar days of the zone lie between today and the instant; negative in the past."""
    return (local(instant, seen.zone).date() - local(seen.now, seen.zone).date()).days


def in_range(instant: int) -> bool:
    """True when a calendar can show the instant at all."""
    return -60_000_000_000 < instant < 250_000_000_000


def day(instant: int, seen: Seen) -> str:
    """A short day, "16 Nov"; with the year when it is not this one."""
    if not in_range(instant):
        return f"unreadable date ({instant})"
    then = local(instant, seen.zone)
    short = f"{then.day} {_MONTHS[then.month - 1]}"
    return short if then.year == local(seen.now, seen.zone).year else f"{short} {then.year}"


def weekday(instant: int, seen: Seen) -> str:
    """A short day with the day of the week, "Thu 26 Nov"."""
    if not in_range(instant):
        return day(instant, seen)
    return f"{_DAYS[local(instant, seen.zone).weekday()]} {day(instant, seen)}"


def clock(instant: int, zone: ZoneInfo) -> str:
    """The time of day, "09:42"."""
    return local(instant, zone).strftime("%H:%M")


def moment(instant: int, seen: Seen) -> str:
    """The whole instant with its zone, "Mon 16 Nov 2026 09:42:00 EET, Europe/Tallinn"."""
    if not in_range(instant):
        return f"{instant} seconds since 1970, which no calendar shows"
    then = local(instant, seen.zone)
    return (
        f"{_DAYS[then.weekday()]} {then.day} {_MONTHS[then.month - 1]} {then.year} "
        f"{then:%H:%M:%S} {then.tzname()}, {seen.zone.key}"
    )


def relative(instant: int, seen: Seen, *, late: bool = False) -> str:
    """The day in words: "today", "in 2 d", "4 d ago", "9 y ago", or "4 d late" for something still open."""
    if not in_range(instant):
        return ""
    days = days_from_today(instant, seen)
    if days == 0:
        return "today"
    far = f"{abs(days)} d" if abs(days) < 2 * 365 else f"{abs(days) // 365} y"
    if days > 0:
        return f"in {far}"
    return f"{far} {'late' if late else 'ago'}"


def age(seconds: int) -> str:
    """How long ago, roughly: "just now", "4 min", "3 h", "2 d"."""
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86_400:
        return f"{seconds // 3600} h"
    return f"{seconds // 86_400} d"


def minutes(value: int) -> str:
    """A duration in minutes as hours and minutes, "1:40"."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 60}:{abs(value) % 60:02d}"


def duration(value: int) -> str:
    """A duration in minutes in words, "2 h 10", "5 h", "40 min"."""
    hours, rest = divmod(abs(value), 60)
    sign = "-" if value < 0 else ""
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{number_of(hours)} h {rest:02d}" if rest else f"{sign}{number_of(hours)} h"


def number(value: Decimal, places: int | None = None) -> str:
    """A decimal grouped by thousands with no-break spaces; never rounded unless `places` are asked for.

    A value too long to read is written with an exponent.
    """
    if value.is_zero():
        value = abs(value)
    if abs(value.adjusted()) > 30:
        return f"{value:.6E}"
    shown = plain(value)
    if places is not None and len(shown.partition(".")[2]) <= places:
        shown = f"{value:.{places}f}"
    whole, dot, rest = shown.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = []
    while len(digits) > 3:
        digits, last = digits[:-3], digits[-3:]
        groups.append(last)
    grouped = _SPACE.join([digits, *reversed(groups)])
    return f"{sign}{grouped}{dot}{rest}"


def money(value: Decimal) -> str:
    """An amount of money to read: two places, or four significant ones below a whole unit."""
    if value.is_zero() or abs(value) >= 1:
        return (
            number(value.quantize(_CENT, ROUND_HALF_EVEN), 2) if abs(value.adjusted()) < 20 else number(value)
        )
    return number(Decimal(f"{value:.4g}"), 2)


def number_of(count: int) -> str:
    """A count, grouped by thousands."""
    return number(Decimal(count))


def visible(text: str, longest: int = LONGEST) -> str:
    """Foreign text made safe to look at: control and direction marks become visible, long text is clipped."""
    clipped = text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
    if clipped.isprintable():
        return clipped
    return "".join(_visible(c) for c in clipped)


def _visible(c: str) -> str:
    if c in "\n\t" or c.isprintable():
        return c
    if c == "\r":
        return ""
    category = unicodedata.category(c)
    if category == "Zs":
        return c
    return f"⟨U+{ord(c):04X}⟩" if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else c


def inside(title: str) -> str:
    """A title as it is written inside a sentence: "Oak board" becomes "oak board", "MDF 8 mm" stays."""
    word = title.split(" ", 1)[0]
    return title[:1].lower() + title[1:] if len(word) > 1 and word[1:].islower() else title


def one_line(text: str, longest: int = 200) -> str:
    """Foreign text for a cell: as `visible`, without line breaks."""
    return " ".join(visible(text, longest).split())
