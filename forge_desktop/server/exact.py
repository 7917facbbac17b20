"""Reads and writes JSON without a float in between: what is a decimal stays exact."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring_ascii
from typing import Any

DEEPEST = 8


class BadJson(ValueError):
    """The text is no JSON that could be meant; the message says why."""


def loads(body: bytes) -> Any:
    """The value of a body. A name twice in one object, a boundless number and a deep nest are refused too."""
    try:
        value = json.loads(
            body.decode("utf-8"), parse_float=_number, parse_constant=_number, object_pairs_hook=_object
        )
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("The body is not valid JSON") from None
    _check_depth(value, 1)
    return value


def _number(digits: str) -> Decimal:
    try:
        found = Decimal(digits)
    except InvalidOperation:  # its exponent has more digits than any number needs
        raise BadJson("The body has a number that cannot be read") from None
    if not found.is_finite():
        raise BadJson("The body is not valid JSON")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson("The body gives a name twice in one object")
    return found


def _check_depth(value: Any, depth: int) -> None:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inside is None:
        return
    if depth > DEEPEST:
        raise BadJson(f"The body is nested more than {DEEPEST} deep")
    for item in inside:
        _check_depth(item, depth + 1)


def plain(amount: Decimal) -> str:
    """All digits of an amount, never an exponent."""
    return format(amount, "f")


def dumps(value: Any) -> str:
    """JSON text of rows made of dict, list, str, int, bool, Decimal and None; nothing becomes a float."""
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"no JSON form for {type(value).__name__}")
    return writer(value)


def _dict(value: dict[str, Any]) -> str:
    inside = ",".join([f"{encode_basestring_ascii(name)}:{dumps(item)}" for name, item in value.items()])
    return "{" + inside + "}"


def _list(value: list[Any]) -> str:
    return "[" + ",".join([dumps(item) for item in value]) + "]"


_WRITERS: dict[type, Callable[[Any], str]] = {
    dict: _dict,
    list: _list,
    str: encode_basestring_ascii,
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: plain,
    type(None): lambda value: "null",
}
