"""What a line of a customer order costs its buyer: the item's price or tier, surcharges, discounts, totals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.world.act import Act
from forge_desktop.server.world.money import ZERO, cents, share, times

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Price:
    """quantity × item_price, in cents, less discount_sum is total_price."""

    item_price: Decimal
    total_price: Decimal
    discount_percent: Decimal
    discount_sum: Decimal


def list_price(act: Act, article_id: int, quantity: Decimal) -> Decimal:
    """The item's own price for that quantity, with what its variation adds."""
    price, value = t.item_prices.c, t.parameter_values.c
    tiers = select(price.price).where(price.article_id == article_id, price.quantity <= quantity)
    tier = act.row(tiers.order_by(price.quantity.desc()).limit(1))
    item = act.row(select(t.items.c.selling_price).where(t.items.c.article_id == article_id))
    base = tier[0] if tier is not None else item[0]
    chosen = select(value.selling_price).join(t.item_values, t.item_values.c.value_id == value.value_id)
    extras = act.rows(chosen.where(t.item_values.c.article_id == article_id))
    return sum((row[0] for row in extras), base or ZERO)


def from_item_price(quantity: Decimal, item_price: Decimal, percent: Decimal) -> Price:
    """The total that follows from the price of one item."""
    gross = cents(times(quantity, item_price))
    discount = cents(times(gross, percent) / HUNDRED)
    return Price(item_price, gross - discount, percent, discount)


def from_total(quantity: Decimal, total: Decimal, percent: Decimal, listed: Decimal) -> Price:
    """The price of one item that follows from the total; with 100 % discount it is the listed one."""
    if percent == HUNDRED:
        return from_item_price(quantity, listed, percent)
    gross = cents(total * HUNDRED / (HUNDRED - percent))
    return Price(share(gross, quantity), total, percent, gross - total)


def order_sums(totals: list[Decimal], percent: Decimal) -> tuple[Decimal, Decimal]:
    """Total price and sum of the order's own discount."""
    whole = sum(totals, ZERO)
    discount = cents(times(whole, percent) / HUNDRED)
    return whole - discount, discount
