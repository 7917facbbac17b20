"""Amounts that arrive as one number or as an array of them: tiered prices, minimal stock per site."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from forge_desktop.domain.scalars import Json, exact, plain
from forge_desktop.domain.text import number

_PRICE_NAMES = ("price", "selling_price", "value", "amount")
_MINIMUM_NAMES = ("min_quantity", "minimum", "quantity", "value")


def lowest_price(value: Json) -> str | None:
    """The price, or the lowest one when prices are tiered; None when there is none."""
    amounts = [_amount(value)] if not isinstance(value, (list, dict)) else _amounts(value, _PRICE_NAMES)
    known = [a for a in amounts if a is not None]
    return plain(min(known)) if known else None


def price_text(value: Json) -> str | None:
    """Tiered prices in words, "from 480.00 (3 tiers)"; None for a single price."""
    tiers = _parts(value)
    lowest = lowest_price(value)
    if not tiers or lowest is None:
        return None
    return f"from {number(Decimal(lowest), 2)} ({len(tiers)} {'tier' if len(tiers) == 1 else 'tiers'})"


def whole_minimum(value: Json) -> str | None:
    """The minimal quantity, or the sum over all sites; None when there is none."""
    amounts = [_amount(value)] if not isinstance(value, (list, dict)) else _amounts(value, _MINIMUM_NAMES)
    known = [a for a in amounts if a is not None]
    return plain(sum(known, Decimal(0))) if known else None


def minimum_text(value: Json) -> str | None:
    """Minimal quantities per site in words, "at 3 sites"; None for a single one."""
    sites = _parts(value)
    return f"at {len(sites)} {'site' if len(sites) == 1 else 'sites'}" if sites else None


def _parts(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _amounts(value: Json, names: Iterable[str]) -> list[Decimal | None]:
    found = []
    for part in _parts(value):
        if isinstance(part, dict):
            part = next((part[name] for name in names if name in part), None)
        found.append(_amount(part))
    return found


def _amount(value: Json) -> Decimal | None:
    try:
        amount = exact(value)
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None
