"""What a person or a script wrote for one field, checked and brought into the one form in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from forge_desktop.domain.resource import Choices, Field
from forge_desktop.domain.scalars import Json, Kind, plain

_LONGEST = 10_000
_LONGEST_NAME = 200
_MOST_DIGITS = 15
"""Digits before the decimal point."""
_MOST_PLACES = 12
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?\s*", re.ASCII)
_FIRST, _LAST = 10**8, 10**10
"""Unix seconds that are taken for a date: 1973 to 2286. A day without dashes is less, milliseconds are more."""
_NO_DATE = "is no date; write it like 2026-11-30, or as unix seconds"
_NO_NUMBER = {Kind.ID: "is no id; ids are whole numbers here, as the server shows them"}
_NOT_NEGATIVE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.PERCENT})


def scalar(field: Field, value: object, zone: ZoneInfo) -> Json:
    """The value of a field that fits one cell. ValueError says what is wrong with it."""
    kind = field.kind
    if kind is Kind.OTHER:
        return _parameters(value)
    if kind is Kind.FLAG:
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise ValueError("is neither true nor false")
    if kind.decimal:
        return _decimal(field, value)
    if kind is Kind.CHOICE:
        return _state(field, value)
    if kind.timed:
        return _instant(value, zone)
    if kind.integral:
        return _whole(value, kind)
    return _text(value)


def name(value: object) -> str:
    """What a server calls another record, where that is a text. ValueError says what is wrong with it."""
    if not isinstance(value, str):
        raise ValueError("is no id; ids are texts here, as the server shows them")
    told = value.strip()
    if not told or len(told) > _LONGEST_NAME or not told.isprintable():
        raise ValueError("is not a possible id")
    return told


def in_words(choices: Choices) -> str:
    """The states there are, as they may be written: "10 (Quotation), …", "sent, on_hold (On hold), …"."""
    told = ((str(state.code), state.label) for state in choices.states)
    return ", ".join(code if label.casefold() == code else f"{code} ({label})" for code, label in told)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is no text")
    if len(value) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST:,} characters")
    if any("\ud800" <= c <= "\udfff" for c in value):  # JSON can spell it, no server can be told it
        raise ValueError("has half of a character in it, which cannot be sent")
    return value


def _decimal(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise ValueError("is no number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError(f"is no number: “{value[:40]}”; write it like 1.5")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("is no number; write it like 1.5") from None
    if not number.is_finite():
        raise ValueError("is no number; write it like 1.5")
    if number and number.adjusted() >= _MOST_DIGITS:  # compared as it is: arithmetic with a huge exponent fails
        raise ValueError("is too large")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MOST_PLACES:
        raise ValueError(f"has more than {_MOST_PLACES} decimal places")
    if abs(number) > 100 and field.kind is Kind.PERCENT:
        raise ValueError("is too large")
    if field.name == "quantity" and number <= 0:
        raise ValueError("must be more than 0")
    if number < 0 and field.kind in _NOT_NEGATIVE:
        raise ValueError("must not be negative")
    return plain(number)


def _whole(value: object, kind: Kind) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(_NO_NUMBER.get(kind, "is no whole number"))
    if not (1 if kind is Kind.ID else 0) <= value < 2**63:
        raise ValueError("is not a possible number here")
    return value


def _state(field: Field, value: object) -> Json:
    choices = field.choices or Choices(())
    for state in choices.states:
        if str(value).casefold() in (str(state.code), state.label.casefold()):
            return state.code
    if choices.states:
        raise ValueError(f"is no known state; states are {in_words(choices)}")
    return _whole(value, Kind.INTEGER)


def _instant(value: object, zone: ZoneInfo) -> int:
    try:
        if isinstance(value, str) and not value.isdigit():
            day = date.fromisoformat(value)
            found = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        else:
            found = _whole(value, Kind.INTEGER)
    except (ValueError, OverflowError):
        raise ValueError(_NO_DATE) from None
    if not _FIRST <= found < _LAST:
        raise ValueError(_NO_DATE)
    return found


def _parameters(value: object) -> Json:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("is no set of parameters with their values")
    return {str(key): _whole(part, Kind.ID) for key, part in value.items()}
