"""Turns single values of a row into checked ones, each kind of value by its own rules.

Types on the wire are those of contracts/mrpeasy-in-practice.md section 4: numbers as text, text as numbers,
empty times as "", "0" or null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeGuard

from forge_desktop.api.jsontext import LONGEST_NUMBER, Raw, Spoiled, show, whole_text
from forge_desktop.domain.scalars import Json, Kind, plain

DEEPEST = 64
LONGEST_TEXT = 1_000_000
LARGEST_EXPONENT = 60
_LEAST, _MOST = -(2**63), 2**63 - 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")

Convert = Callable[[Raw], Json]


class Unusable(Exception):
    """A value that breaks its row; the text says why."""


def text_or(structure: Convert) -> Convert:
    """A text; numbers become one, and whatever has parts is read by `structure`."""

    def convert(value: Raw) -> Json:
        if isinstance(value, str):
            if len(value) <= LONGEST_TEXT and value.isascii():
                return value or None
            return _short(value) or None
        if value is None:
            return None
        if isinstance(value, (list, dict)):  # an address as an object of its parts is kept whole
            return structure(value) if value else None
        return structure(value) if isinstance(value, Spoiled) else _written(value)

    return convert


def amount_or_array(amount: Convert, structure: Convert) -> Convert:
    """An amount, or whatever has parts in place of one."""

    def convert(value: Raw) -> Json:
        return structure(value) if isinstance(value, (list, dict)) else amount(value)

    return convert


def _amount(value: Raw) -> Json:
    if type(value) is int:
        if _LEAST <= value <= _MOST:
            return str(value)
        number = _parsed(str(value))
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, str) and (text := value.strip()):
        number = _parsed(text)
    elif _is_empty(value):
        return None
    else:
        raise Unusable(unlike(value, "a number"))
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise Unusable("a number is too large or too small to be one")
    return plain(number)


def _parsed(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Unusable(unlike(text, "a number"))
    return Decimal(text)


def whole(value: Raw) -> int | None:
    """A whole number of at most 64 bits; None for what means none."""
    if type(value) is int:
        number = value
    elif _is_digits(value):
        return int(value)
    elif isinstance(value, str) and _WHOLE.fullmatch(text := value.strip()):
        number = int(text)
    elif _is_empty(value):
        return None
    else:
        exact = _amount(value)
        if not isinstance(exact, str) or not _WHOLE.fullmatch(exact):
            raise Unusable(unlike(value, "a whole number"))
        number = int(exact)
    if not _LEAST <= number <= _MOST:
        raise Unusable("a whole number of more than 64 bits")
    return number


def _reference(value: Raw) -> Json:
    if type(value) is int and _LEAST <= value <= _MOST:
        return value or None
    return whole(value) or None  # 0 is PHP's way to point nowhere


def _count(value: Raw) -> Json:
    """A whole number; a part of one, which the contract does not know, is kept exactly."""
    if type(value) is int and _LEAST <= value <= _MOST:
        return value
    if _is_digits(value):
        return int(value)
    exact = _amount(value)
    return whole(exact) if isinstance(exact, str) and _WHOLE.fullmatch(exact) else exact


def _instant(value: Raw) -> Json:
    if _is_digits(value):
        return int(value) or None
    return whole(value) or None  # "", "0", 0 and null all mean "no time"


def _flag(value: Raw) -> Json:
    if isinstance(value, bool):
        return value
    if _is_empty(value):
        return None
    word = str(value).strip().lower()
    if not isinstance(value, (str, int)) or word not in _TRUE + _FALSE:
        raise Unusable(unlike(value, "yes or no"))
    return word in _TRUE


def _choice(value: Raw) -> Json:
    if _is_digits(value):
        return int(value)
    if isinstance(value, str) and (word := value.strip()) and not _NUMBER.fullmatch(word):
        return _short(value)
    return _count(value)


SCALARS: Mapping[Kind, Convert] = {
    Kind.ID: _reference,
    Kind.INTEGER: _count,
    Kind.MINUTES: _count,
    Kind.NUMBER: _amount,
    Kind.QUANTITY: _amount,
    Kind.MONEY: _amount,
    Kind.PERCENT: _amount,
    Kind.INSTANT: _instant,
    Kind.DATE: _instant,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
}


def sent_at(level: int) -> Convert:
    """Reads a value whose meaning is not known, so many levels deep in its row."""
    return lambda value: as_sent(value, level)


def as_sent(value: Raw, level: int) -> Json:
    """A value whose meaning we do not know, kept exactly; numbers beyond 64 bits as text."""
    if level > DEEPEST and isinstance(value, (list, dict)):
        raise Unusable(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        return _short(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal)):
        return value if isinstance(value, int) and _LEAST <= value <= _MOST else _written(value)
    if isinstance(value, list):
        return [as_sent(part, level + 1) for part in value]
    if isinstance(value, dict):
        return {whole_text(name): as_sent(part, level + 1) for name, part in value.items()}
    raise Unusable(value.reason)


def _written(value: Decimal | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and abs(value.adjusted()) <= LARGEST_EXPONENT:
        return plain(value)
    return str(value)


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unusable(f"a text of {len(text):,} characters")
    return text if text.isascii() else whole_text(text)


def _is_digits(value: Raw) -> TypeGuard[str]:
    """True for a short number without a sign: what nearly every code and time is; the rest is slower."""
    return type(value) is str and len(value) < 19 and value.isdecimal() and value.isascii()


def _is_empty(value: Raw) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def unlike(value: Raw, wanted: str) -> str:
    """Says that a value is not what was wanted."""
    if isinstance(value, Spoiled):
        return value.reason
    shown = show(value)
    return f"{shown[:60]}{'…' if len(shown) > 60 else ''} is not {wanted}"
