"""Writes values as JSON without a float in between: what is a decimal stays exact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from typing import Any


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
