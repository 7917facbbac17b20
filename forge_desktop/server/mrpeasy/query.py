"""Reads what a list was asked for: the query string as PHP would, its filters as conditions, and the Range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import BigInteger, ColumnElement, type_coerce

from forge_desktop.server.mrpeasy.declare import Field, Kind, Resource

_BRACKETS = re.compile(r"([^\[\]]+)\[[^\]]*\]")
_WHOLE = re.compile(r"-?\d{1,18}")
_RANGE = re.compile(r"(?:items\s*=\s*)?(\d{1,15})(?:-(\d{0,15}))?")
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")
_MOST = Decimal(2**63 - 1)

Parameters = dict[str, list[str]]


class BadQuery(Exception):
    """The request cannot be answered as asked; the messages say why."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = list(messages)


def parameters(query: str) -> Parameters:
    """Name → values. A repeated name keeps its last value; `name[]` and `name[key]` gather."""
    found: Parameters = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        brackets = _BRACKETS.fullmatch(name)
        if brackets is None:
            found[name] = [value]
        else:
            found.setdefault(brackets[1], []).append(value)
    return found


def conditions(resource: Resource, asked: Parameters) -> list[ColumnElement[bool]]:
    """The filters among the parameters; everything else is silently ignored, as the contract's server does."""
    found: list[ColumnElement[bool]] = []
    wrong: list[str] = []
    for name, (field, comparison) in resource.filters.items():
        if name in asked:
            try:
                found.append(field.where(_compare(field, comparison, asked[name])))
            except ValueError as error:
                wrong.append(f"{name}: {error}")
    if wrong:
        raise BadQuery(*wrong)
    return found


def _compare(field: Field, comparison: str, values: list[str]) -> ColumnElement[bool]:
    if comparison == "eq":
        if values == [""] and field.kind is not Kind.TEXT:
            return field.value.is_(None)
        wanted = [_exact(field.kind, value) for value in values]
        return field.value == wanted[0] if len(wanted) == 1 else field.value.in_(wanted)
    if field.kind is Kind.AMOUNT:
        column: ColumnElement[Any] = type_coerce(field.value, BigInteger)
        bound = _millionths(values[-1], up=comparison == "min")
    else:
        column, bound = field.value, _whole(values[-1])
    return column >= bound if comparison == "min" else column <= bound


def _exact(kind: Kind, value: str) -> Any:
    if kind is Kind.TEXT:
        return value
    if kind is Kind.FLAG:
        if value.lower() in _TRUE + _FALSE:
            return value.lower() in _TRUE
        raise ValueError(f"{value[:40]!r} is neither 1 nor 0")
    return _whole(value)


def _whole(value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not a whole number")
    return int(value)


def _millionths(value: str, *, up: bool) -> int:
    """A bound of an amount in stored units, rounded into the asked range so that comparing stays exact."""
    try:
        amount = Decimal(value) if len(value) <= 60 else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"{value[:40]!r} is not a number")
    if amount.adjusted() > 12:
        return int(_MOST.copy_sign(amount))
    return int(amount.scaleb(6).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))


@dataclass(frozen=True)
class Slice:
    """Which rows of a list are wanted: `size` rows from position `first`."""

    first: int
    size: int


def wanted_slice(header: str | None, *, usual: int, most: int) -> Slice:
    """The Range header as `N`, `N-` or `N-M`, with or without `items=`; anything else means the first page."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None:
        return Slice(0, usual)
    first = int(match[1])
    if not match[2]:
        return Slice(first, usual)
    last = int(match[2])
    return Slice(first, min(last - first + 1, most)) if last >= first else Slice(0, usual)
