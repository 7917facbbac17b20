"""What of an item is not one column: price tiers, smallest stock by site, and what variations share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.writes.finding import existing
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world.act import Act

_item = t.items.c
SHARED = ("code", "title", "unit_id", "group_id", "is_raw", "selling_price")
"""The same at all variations of a product."""


def write(act: Act, form: Form, key: int, values: dict[str, Any]) -> None:
    """Price, tiers and minimums as sent; what variations share is written to all of them."""
    product = act.row(select(_item.product_id).where(_item.article_id == key))[0]
    articles = [row[0] for row in act.rows(select(_item.article_id).where(_item.product_id == product))]
    shared = {name: values[name] for name in SHARED if name in values}
    if form.has("selling_price"):
        shared["selling_price"] = _write_price(act, form, articles)
    if shared and not form.complaints:
        act.set(t.items, _item.product_id == product, shared)
    if form.has("min_quantity"):
        _write_minimums(act, form, key)


def _write_price(act: Act, form: Form, articles: list[int]) -> Decimal | None:
    """A number, or an array of tiers, each from a quantity on; the price of the first tier."""
    tiers: list[tuple[Decimal, Decimal]] = []
    if form.is_array("selling_price"):
        for row in form.rows("selling_price") or []:
            quantity, price = row.amount("quantity", above=True), row.amount("price")
            if row.needed("quantity") and row.needed("price") and quantity is not None and price is not None:
                tiers.append((quantity, price))
        tiers.sort()
        first = tiers[0][1] if tiers else None
    else:
        first = form.amount("selling_price")
    act.connection.execute(delete(t.item_prices).where(t.item_prices.c.article_id.in_(articles)))
    for key in articles:
        for quantity, price in tiers:
            act.add(t.item_prices, article_id=key, quantity=quantity, price=price)
    return first


def _write_minimums(act: Act, form: Form, key: int) -> None:
    """A number for the first site, or an array with a number for each."""
    minimum = t.item_minimums.c
    found: dict[int, Decimal] = {}
    if form.is_array("min_quantity"):
        for row in form.rows("min_quantity") or []:
            site, amount = existing(act, row, "site_id", t.sites, "site"), row.amount("min_quantity")
            if row.needed("site_id") and site is not None:
                found[site] = amount or Decimal(0)
    else:
        first = act.row(select(t.sites.c.site_id).order_by(t.sites.c.site_id).limit(1))
        site = first[0] if first else act.add(t.sites, code="MAIN", title="Main site")
        found[site] = form.amount("min_quantity") or Decimal(0)
    for site, amount in found.items():
        mine = (minimum.article_id == key, minimum.site_id == site)
        act.connection.execute(delete(t.item_minimums).where(*mine))
        act.add(t.item_minimums, article_id=key, site_id=site, min_quantity=amount)
