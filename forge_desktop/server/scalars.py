"""Turns one value of a body into a text, number, flag or instant; a ValueError says what is wrong with it.

Both contracts read what they are sent with these.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

LARGEST = Decimal(999_999_999)
PLACES = 6
LAST_INSTANT = 4_102_444_800  # the end of the year 2099
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(value: Any, most: int) -> str:
    """A text of so many characters at most, without control characters."""
    if isinstance(value, bool):
        raise ValueError("must be a text")
    found = format(value, "f") if isinstance(value, Decimal) and abs(value.adjusted()) < 50 else str(value)
    if len(found) > most:
        raise ValueError(f"is longer than {most} characters")
    if _CONTROL.search(found):
        raise ValueError("contains characters that cannot be stored")
    return found


def whole(value: Any, least: int, most: int) -> int:
    """A whole number between these."""
    found = str(value).strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(found):
        raise ValueError(f"{_shown(value)} is not a whole number")
    if not least <= int(found) <= most:
        raise ValueError(f"must be between {least} and {most}")
    return int(found)


def amount(value: Any, least: Decimal, above: bool) -> Decimal:
    """An exact decimal from `least` on, or above it, with six places at most."""
    found = _decimal(value)
    if found is None:
        raise ValueError(f"{_shown(value)} is not a number")
    if found.adjusted() > 12 or abs(found) > LARGEST:
        raise ValueError(f"must not be more than {LARGEST}")
    if found < least or (above and found == least):
        raise ValueError(f"must be more than {least}" if above else f"must not be less than {least}")
    if found != round(found, PLACES):
        raise ValueError(f"has more than {PLACES} decimal places")
    return Decimal(format(found.normalize(), "f"))


def flag(value: Any) -> bool:
    """Yes or no: PHP's 1 and 0, or JSON's true and false."""
    word = str(value).strip().lower()
    if word not in _TRUE + _FALSE:
        raise ValueError(f"{_shown(value)} is neither 1 nor 0")
    return word in _TRUE


def when(value: Any, zone: ZoneInfo, last_second: bool) -> int | None:
    """Unix seconds, or a date in the account's zone: its first second, or its last; 0 is no time at all."""
    found = str(value).strip()
    if not isinstance(value, bool) and _WHOLE.fullmatch(found):
        instant = int(found)
        if instant == 0:
            return None
    else:
        day = _day(value)
        if day is None:
            raise ValueError(f"{_shown(value)} is neither unix seconds nor a date like 2026-01-31")
        instant = day_start(day + timedelta(days=1), zone) - 1 if last_second else day_start(day, zone)
    if not 0 < instant < LAST_INSTANT:
        raise ValueError("lies outside the years 1970 to 2099")
    return instant


def day_start(day: date, zone: ZoneInfo) -> int:
    """Unix seconds of that day's midnight."""
    return int(datetime.combine(day, time(), zone).timestamp())


def _day(value: Any) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and 1970 < day.year < 2100 else None


def _decimal(value: Any) -> Decimal | None:
    found = str(value).strip()
    if isinstance(value, bool) or len(found) > 60 or "_" in found or not found.isascii():
        return None
    try:
        number = Decimal(found)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _shown(value: Any) -> str:
    """What was sent, short enough to be repeated."""
    return repr(str(value)[:40])
