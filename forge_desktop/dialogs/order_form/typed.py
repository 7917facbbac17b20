"""Reads amounts and days as people type them, in either decimal mark, and says in words what is unclear."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from forge_desktop.domain.scalars import plain
from forge_desktop.domain.text import Seen, day_start, local, shift_day

_LARGEST = Decimal(10) ** 15
_MOST_PLACES = 6
_LONGEST = 60
_GROUPERS = "'’\u00a0\u202f\u2009 "
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Unclear(ValueError):
    """What was typed cannot be taken; the words say why, fit to stand below the field."""


def amount(text: str) -> Decimal:
    """The exact amount. Unclear when it is none, or could be two."""
    shown = text.strip()
    if not shown:
        raise Unclear("A number is needed")
    if len(shown) > _LONGEST:
        raise Unclear("This is too long for a number")
    bare = "".join(c for c in shown if unicodedata.category(c) != "Sc").strip()
    sign = "-" if bare[:1] in "-−" else ""
    bare = bare.lstrip("+-−").strip()
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE][+-]?\d+", bare):
        raise Unclear("Write it out in digits, without “e”")
    digits = _ungrouped(bare, shown)
    if not re.fullmatch(r"(?:\d+(?:\.\d*)?|\.\d+)", digits, re.ASCII):
        raise Unclear(f"“{shown[:24]}” is no number")
    found = Decimal(sign + digits)
    if abs(found) >= _LARGEST:
        raise Unclear("This is too large")
    if len(plain(found).partition(".")[2]) > _MOST_PLACES:
        raise Unclear(f"At most {_MOST_PLACES} decimal places")
    return found


def quantity(text: str) -> Decimal:
    """An amount of something that is ordered or made: more than nothing."""
    found = amount(text)
    if found <= 0:
        raise Unclear("Must be more than 0")
    return found


def price(text: str) -> Decimal:
    """An amount of money that is asked: nothing or more."""
    found = amount(text)
    if found < 0:
        raise Unclear("Must not be below 0")
    return found


def percent(text: str) -> Decimal:
    """A discount of 0 to 100 per cent; nothing typed is none."""
    bare = text.strip().removesuffix("%").strip()
    if not bare:
        return Decimal(0)
    found = amount(bare)
    if not 0 <= found <= 100:
        raise Unclear("Must be from 0 to 100 %")
    return found


def mail(text: str) -> str:
    """An e-mail address as far as its shape goes; nothing typed is none."""
    bare = text.strip()
    if bare and (bare.count("@") != 1 or bare.startswith("@") or bare.endswith("@") or " " in bare):
        raise Unclear("This is no e-mail address")
    return bare


def written(value: Decimal) -> str:
    """An amount as text that `amount` reads as the same: three places could be taken for thousands."""
    shown = plain(value)
    return f"{shown}0" if _GROUPED.fullmatch(shown.lstrip("-")) and not shown.startswith("0") else shown


def _ungrouped(bare: str, shown: str) -> str:
    """The digits with a decimal point at most; marks between thousands are left out."""
    parts = re.split(f"[{_GROUPERS}]", bare)
    if len(parts) > 1:
        whole = re.split(r"[.,]", parts[-1])[0]
        if not 1 <= len(parts[0]) <= 3 or any(len(part) != 3 for part in (*parts[1:-1], whole)):
            raise Unclear(f"“{shown[:24]}” is no number")
        bare = "".join(parts)
        return bare.replace(",", ".")
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        decimal, grouping = (".", ",") if bare.rfind(".") > bare.rfind(",") else (",", ".")
        whole, _, rest = bare.rpartition(decimal)
        if decimal in whole or not _GROUPED.fullmatch(whole) or grouping in rest:
            raise Unclear(f"“{shown[:24]}” is no number")
        return f"{whole.replace(grouping, '')}.{rest}"
    if points + commas > 1:
        if not _GROUPED.fullmatch(bare):
            raise Unclear(f"“{shown[:24]}” is no number")
        return bare.replace(",", "").replace(".", "")
    if _GROUPED.fullmatch(bare) and not bare.startswith("0"):
        whole, rest = re.split(r"[.,]", bare)
        either = written(Decimal(f"{whole}.{rest}"))
        raise Unclear(f"{whole}{rest} or {either}? Write one of them")
    return bare.replace(",", ".")


# Days


def day(text: str, seen: Seen) -> int | None:
    """The instant at which the typed day begins in the connection's zone; None when nothing was typed.

    `+5` and `-10` count from today, `3` is the next 3rd of a month, `5-2` the next 5 February, `fri` the next
    Friday.
    """
    typed = " ".join(text.split()).casefold().rstrip(".")
    if not typed:
        return None
    today = local(seen.now, seen.zone).date()
    try:
        found = _relative(typed, today) or _named(typed, today) or _numbered(typed, today)
    except (ValueError, OverflowError):
        found = None
    if found is None or not 1990 <= found.year <= 2199:
        raise Unclear(f"“{text.strip()[:24]}” is no day: write +5, 3, 5-2, fri or 2026-11-30")
    noon = datetime(found.year, found.month, found.day, 12, tzinfo=seen.zone)
    return day_start(int(noon.timestamp()), seen.zone)


def stepped(instant: int | None, by: int, seen: Seen) -> int:
    """Another day: so many later."""
    return shift_day(seen.today if instant is None else instant, by, seen.zone)


def day_text(instant: int, seen: Seen) -> str:
    """A day as it stands in a field, "14 Nov 2026"; `day` reads it as the same."""
    then = local(instant, seen.zone)
    return f"{then.day} {_MONTHS[then.month - 1].title()} {then.year}"


def _relative(typed: str, today: date) -> date | None:
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    if re.fullmatch(r"[+-]\d{1,4}", typed):
        return today + timedelta(days=int(typed))
    return None


def _named(typed: str, today: date) -> date | None:
    if typed[:3] in _DAYS and typed.isalpha():
        ahead = (_DAYS.index(typed[:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    found = re.fullmatch(r"(\d{1,2})\.? ?([a-z]{3})[a-z]*\.?(?: (\d{4}))?", typed)
    if found is None or found[2] not in _MONTHS:
        return None
    return _in_year(int(found[1]), _MONTHS.index(found[2]) + 1, found[3], today)


def _numbered(typed: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", typed, re.ASCII):
        year, month, number = map(int, typed.split("-"))
        return date(year, month, number)
    if re.fullmatch(r"\d{1,2}", typed, re.ASCII):
        return _next_in_month(int(typed), today)
    found = re.fullmatch(r"(\d{1,2})[-./](\d{1,2})(?:[-./](\d{4}|\d{2}))?", typed, re.ASCII)
    return _in_year(int(found[1]), int(found[2]), found[3], today) if found else None


def _next_in_month(number: int, today: date) -> date:
    for ahead in range(12):
        month = today.month - 1 + ahead
        try:
            found = date(today.year + month // 12, month % 12 + 1, number)
        except ValueError:  # no such day in that month
            continue
        if found >= today:
            return found
    raise ValueError(number)


def _in_year(number: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
    for ahead in range(9):  # 29 February may be far
        try:
            found = date(today.year + ahead, month, number)
        except ValueError:
            if month > 12 or number > 29:
                raise
            continue
        if found >= today - timedelta(days=60):  # a day just gone was meant as it stands
            return found
    raise ValueError(number)
