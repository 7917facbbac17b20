"""Column types of the server's database: exact amounts, UTC instants, and short ways to write a column."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Dialect, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()
SCALE = 1_000_000
_STEP = Decimal("0.000001")


def to_scaled(amount: Decimal | int) -> int:
    """The amount in millionths, rounded half up to the sixth place; floats are refused."""
    if isinstance(amount, float):
        raise TypeError("amounts are Decimal or int, never float")
    return int(Decimal(amount).quantize(_STEP, ROUND_HALF_UP).scaleb(6))


def from_scaled(millionths: int) -> Decimal:
    """The exact amount without trailing zeros: 1500000 is Decimal('1.5')."""
    whole, rest = divmod(millionths, SCALE)
    if rest == 0:
        return Decimal(whole)
    return Decimal(millionths).scaleb(-6).normalize()


class Amount(TypeDecorator[Decimal]):
    """A Decimal kept as a whole number of millionths, so that comparing and adding are exact and fast."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else to_scaled(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_scaled(int(value))


def key(name: str) -> Column[int]:
    """The integer primary key of a table."""
    return Column(name, Integer, primary_key=True)


def ref(name: str, target: str, *, null: bool = False) -> Column[int]:
    """An indexed reference to another table, target as 'table.column'."""
    return Column(name, Integer, ForeignKey(target), nullable=null, index=True)


def number(name: str, *, null: bool = False) -> Column[int]:
    """A whole number: a status, an order number, minutes."""
    return Column(name, Integer, nullable=null)


def amount(name: str, *, null: bool = False) -> Column[Decimal]:
    """An exact decimal."""
    return Column(name, Amount, nullable=null)


def derived(name: str) -> Column[Decimal]:
    """An exact decimal that `stock.py` computes from other tables."""
    return Column(name, Amount, nullable=False, default=Decimal(0), server_default="0")


def instant(name: str, *, null: bool = True) -> Column[int]:
    """A time in UTC unix seconds."""
    return Column(name, BigInteger, nullable=null)


def short(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    """A code, a name, a title."""
    return Column(name, String(255), nullable=null, index=index)


def text(name: str) -> Column[str]:
    """Free text; empty rather than null."""
    return Column(name, Text, nullable=False, default="")


def flag(name: str) -> Column[bool]:
    """Yes or no, no by default."""
    return Column(name, Boolean, nullable=False, default=False)
