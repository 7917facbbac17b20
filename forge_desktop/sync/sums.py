"""Sums that a server will work out of lines, shown beside a pending record before it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json, exact, plain

_CENT = Decimal("0.01")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class _Sum:
    field: str
    lines: str
    quantity: str
    price: str


_SUMS: Mapping[str, _Sum] = {"quotes": _Sum("total", "lines", "quantity", "unit_price")}


def of_lines(resource: str, patch: Values) -> dict[str, Json]:
    """The total by its field; nothing where a line leaves its price to the server."""
    told = _SUMS.get(resource)
    lines = patch.get(told.lines) if told is not None else None
    if told is None or not isinstance(lines, list) or not lines:
        return {}
    total = Decimal(0)
    for line in lines:
        found = _line(line, told)
        if found is None:
            return {}
        total += found
    return {told.field: plain(total)}


def _line(line: Json, told: _Sum) -> Decimal | None:
    try:
        parts = (
            [exact(line.get(name)) for name in (told.quantity, told.price)] if isinstance(line, dict) else []
        )
        whole = [part for part in parts if part is not None]
        return _WIDE.multiply(*whole).quantize(_CENT, context=_WIDE) if len(whole) == 2 else None
    except InvalidOperation:
        return None
