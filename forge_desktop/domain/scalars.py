"""The kinds of value a field can hold, and the one way each is written down."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
"""What a stored record is made of. Never a float: decimals are text, instants are integers."""


class Kind(StrEnum):
    """What a value means; parsing, storing, filtering, sorting and showing all follow from it."""

    ID = "id"
    INTEGER = "integer"
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    MINUTES = "minutes"
    CODE = "code"
    TEXT = "text"
    NOTE = "note"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    LINES = "lines"
    OTHER = "other"

    @property
    def decimal(self) -> bool:
        """True when the value is an exact decimal, kept as text."""
        return self in _DECIMAL

    @property
    def integral(self) -> bool:
        """True when the value is a whole number of at most 64 bits."""
        return self in _INTEGRAL

    @property
    def timed(self) -> bool:
        """True when the value is UTC unix seconds."""
        return self in (Kind.INSTANT, Kind.DATE)

    @property
    def textual(self) -> bool:
        """True when the value is text that search looks into."""
        return self in (Kind.CODE, Kind.TEXT, Kind.NOTE)

    @property
    def scalar(self) -> bool:
        """True when the value fits one cell, so that it can be a column, a filter or a sort."""
        return self not in (Kind.LINES, Kind.OTHER)

    @property
    def right(self) -> bool:
        """True when the value stands at the right edge of its cell."""
        return self.decimal or self in (Kind.INTEGER, Kind.MINUTES)


_DECIMAL = frozenset({Kind.NUMBER, Kind.QUANTITY, Kind.MONEY, Kind.PERCENT})
_INTEGRAL = frozenset({Kind.ID, Kind.INTEGER, Kind.MINUTES, Kind.INSTANT, Kind.DATE})


def key_of(name: Json) -> int | None:
    """The number a record is kept under, out of what the server calls it; None for what names no record.

    A whole number stays itself. A text becomes 63 bits of its hash, always the same ones; the chance that
    any two of a million records meet is about one in twenty million.
    """
    if isinstance(name, bool) or name == "" or not isinstance(name, (int, str)):
        return None
    if isinstance(name, int):
        return name
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()) >> 1 or 1


def plain(value: Decimal) -> str:
    """The canonical text of a decimal: no exponent, no trailing zeros, no negative zero."""
    if not value:
        return "0"
    written = str(value)
    if "E" in written:
        written = format(value, "f")  # not normalize(): that rounds to the context's 28 digits
    return written.rstrip("0").rstrip(".") if written[-1] == "0" and "." in written else written


def whole(text: str) -> int | None:
    """The number of at most 18 digits that a text is; None for anything else, also for digits like "²"."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def exact(value: Json) -> Decimal | None:
    """The decimal behind a stored text or integer; None for an empty one."""
    if value is None or value == "" or isinstance(value, (bool, list, dict)):
        return None
    return Decimal(value)
