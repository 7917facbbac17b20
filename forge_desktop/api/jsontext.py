"""Reads JSON from strangers exactly: decimals stay decimal, and what cannot be used is marked where it stands.

`pydantic.validate_json` was tried first: it reads a number through a binary float (0.123456789012345678901
becomes 0.12345678901234568) and takes the last of two equal names without a word.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from forge_desktop.api.protocol import RAW_LENGTH
from forge_desktop.errors import BadReply

LONGEST_NUMBER = 120
"""Characters of a number that is still taken for one."""

Raw: TypeAlias = "Decimal | int | str | bool | Spoiled | list[Raw] | dict[str, Raw] | None"
"""What JSON text holds, before anything is known of its meaning."""


class Spoiled:
    """Stands where something was that cannot be used, so that only its own row is lost."""

    __slots__ = ("parts", "reason")

    def __init__(self, reason: str, parts: dict[str, Raw] | None = None) -> None:
        self.reason = reason
        self.parts = parts
        """What the object held, when an object is what cannot be used."""


def parse(data: bytes) -> Raw:
    """The value that the bytes hold. BadReply when they are no JSON, or nested beyond any use."""
    text = data.decode("utf-8-sig", errors="replace")
    value: Raw
    try:
        value = _usual.decode(text)
    except json.JSONDecodeError:
        raise BadReply("The server's answer is not the JSON it should be.") from None
    except RecursionError:
        raise BadReply("The server's answer is nested too deeply to be read.") from None
    except ValueError:  # a whole number longer than Python turns from text: slower, but only that row is lost
        value = _patient.decode(text)
    return value


def whole_text(text: str) -> str:
    """The same text without halves of surrogate pairs, which no file can hold; they become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def show(value: Raw) -> str:
    """A value as text for a person who looks into what was set aside, clipped."""
    try:
        shown = json.dumps(value, ensure_ascii=False, default=_shown)
    except (RecursionError, ValueError):
        shown = "(nested too deeply to be shown)"
    return whole_text(shown[:RAW_LENGTH])


def _object(pairs: list[tuple[str, Raw]]) -> dict[str, Raw] | Spoiled:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    return Spoiled("the same name stands twice in one object", found)


def _decimal(text: str) -> Decimal | Spoiled:
    if len(text) <= LONGEST_NUMBER:
        try:
            return Decimal(text)
        except InvalidOperation:  # an exponent beyond all bounds
            pass
    return Spoiled("a number is too long or too large to be one")


def _whole(text: str) -> int | Spoiled:
    return int(text) if len(text) <= LONGEST_NUMBER else Spoiled("a number is too long or too large to be one")


def _constant(text: str) -> Spoiled:
    return Spoiled(f"{text} is not a number")


def _shown(value: object) -> object:
    if isinstance(value, Spoiled):
        return value.parts if value.parts is not None else f"({value.reason})"
    return str(value)


_HOOKS: dict[str, Any] = {
    "parse_float": _decimal,
    "parse_constant": _constant,
    "object_pairs_hook": _object,
}
_usual = json.JSONDecoder(**_HOOKS)  # made once: rows are read one by one
_patient = json.JSONDecoder(**_HOOKS, parse_int=_whole)
