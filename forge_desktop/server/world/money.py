"""How sums are rounded: money to whole cents, costs of one piece to millionths, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal(0)
CENT, MICRO = Decimal("0.01"), Decimal("0.000001")
LABOUR_RATE = Decimal("16.80")
"""Euros per hour of a worker."""
MOST_MONEY = Decimal(10) ** 12

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def cents(amount: Decimal) -> Decimal:
    """The sum in whole cents."""
    return amount.quantize(CENT, context=_WIDE)


def micros(amount: Decimal) -> Decimal:
    """The amount with six decimals, as it is stored."""
    return amount.quantize(MICRO, context=_WIDE)


def times(left: Decimal, right: Decimal) -> Decimal:
    """The exact product."""
    return _WIDE.multiply(left, right)


def share(whole: Decimal, parts: Decimal) -> Decimal:
    """The quotient with six decimals."""
    return micros(_WIDE.divide(whole, parts))


def labour(minutes: int) -> Decimal:
    """What so many minutes of one person cost."""
    return cents(LABOUR_RATE * minutes / 60)
