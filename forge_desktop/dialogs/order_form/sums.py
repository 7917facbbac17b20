"""What lines and orders come to: exact decimals, each sum rounded to whole cents once, half up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of an order: its lines, the discount on them, and what is left."""

    lines: Decimal
    discount: Decimal

    @property
    def total(self) -> Decimal:
        """What the customer pays."""
        return self.lines - self.discount


def line_total(quantity: Decimal, price: Decimal, percent: Decimal) -> Decimal:
    """What a line comes to, its own discount taken off."""
    gross = _cents(_WIDE.multiply(quantity, price))
    return gross - _cents(_WIDE.divide(_WIDE.multiply(gross, percent), _HUNDRED))


def order_sums(totals: Iterable[Decimal], percent: Decimal) -> Sums:
    """What an order comes to."""
    whole = sum(totals, Decimal(0))
    return Sums(whole, _cents(_WIDE.divide(_WIDE.multiply(whole, percent), _HUNDRED)))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, context=_WIDE)
