"""The contract's stock items, with what of them depends on sites and price tiers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from forge_desktop.server import tables as t
from forge_desktop.server.exact import plain
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
    CODE,
    COUNT,
    EXACT,
    FLAG,
    ID,
    RANGE,
    TEXT,
    Child,
    Field,
    Link,
    Resource,
    Rows,
)
from forge_desktop.server.mrpeasy.wire import Style

_item = t.items.c
_term = t.purchase_terms.c
_parameter = t.item_parameters.c
_group = Link(_item.group_id, t.product_groups, t.product_groups.c.group_id)
_vendor = Link(_term.vendor_id, t.vendors, t.vendors.c.vendor_id)
_of_parameter = Link(_parameter.parameter_id, t.parameters, t.parameters.c.parameter_id)

_PURCHASE_TERMS = Rows(
    t.purchase_terms,
    _term.term_id,
    (
        Field("vendor_id", _term.vendor_id, ID),
        Field("vendor_code", t.vendors.c.code, TEXT, via=_vendor),
        Field("vendor_title", t.vendors.c.title, TEXT, via=_vendor),
        Field("vendor_product_code", _term.vendor_product_code, TEXT),
        Field("priority", _term.priority, AMOUNT),
        Field("lead_time", _term.lead_time, COUNT),
        Field("unit", _term.unit, TEXT),
        Field("unit_rate", _term.unit_rate, AMOUNT),
        Field("min_quantity", _term.min_quantity, AMOUNT),
        Field("vendor_min_quantity", _term.vendor_min_quantity, AMOUNT),
        Field("price", _term.price, AMOUNT),
        Field("currency_price", _term.currency_price, AMOUNT),
        Field("currency", _term.currency, TEXT),
    ),
)
_PARAMETERS = Rows(
    t.item_parameters,
    _parameter.item_parameter_id,
    (
        Field("parameter_id", _parameter.parameter_id, ID),
        Field("ord", _parameter.ord, CODE),
        Field("title", t.parameters.c.title, TEXT, via=_of_parameter),
    ),
    order=_parameter.ord,
)
ITEMS = Resource(
    "items",
    "Stock item",
    Rows(
        t.items,
        _item.article_id,
        (
            Field("article_id", _item.article_id, ID, EXACT),
            Field("product_id", _item.product_id, ID, EXACT),
            Field("code", _item.code, TEXT, EXACT),
            Field("title", _item.title, TEXT, EXACT),
            Field("unit_id", _item.unit_id, ID, EXACT),
            Field("group_id", _item.group_id, ID, EXACT),
            Field("group_code", t.product_groups.c.code, TEXT, EXACT, via=_group),
            Field("group_title", t.product_groups.c.title, TEXT, EXACT, via=_group),
            Field("is_raw", _item.is_raw, FLAG, EXACT),
            Field("selling_price", _item.selling_price, AMOUNT, RANGE),
            Field("avg_cost", _item.avg_cost, AMOUNT, RANGE),
            Field("in_stock", _item.in_stock, AMOUNT, RANGE),
            Field("available", _item.available, AMOUNT, RANGE),
            Field("booked", _item.booked, AMOUNT, RANGE),
            Field("expected_total", _item.expected_total, AMOUNT, RANGE),
            Field("expected_available", _item.expected_available, AMOUNT, RANGE),
            Field("expected_booked", _item.expected_booked, AMOUNT, RANGE),
            Field("deleted", _item.deleted, FLAG, EXACT),
        ),
        children=(
            Child("purchase_terms", _PURCHASE_TERMS, _term.article_id),
            Child("parameters", _PARAMETERS, _parameter.article_id),
        ),
    ),
)


def complete(
    connection: Connection,
    style: Style,
    keys: Sequence[int],
    rows: Sequence[dict[str, Any]],
    site: int | None,
) -> None:
    """Add `min_quantity` (of every site when site is None), and price tiers where an item has them."""
    tiers = _tiers(connection, keys)
    several_sites = len(connection.execute(select(t.sites.c.site_id).limit(2)).all()) > 1
    minimums = _minimums(connection, keys, site if several_sites else None)
    for key, row in zip(keys, rows, strict=True):
        if key in tiers:
            row["selling_price"] = tiers[key]
        found = minimums.get(key, [])
        if site is None and several_sites:
            row["min_quantity"] = [
                {"site_id": style.ident(where), "min_quantity": plain(amount)} for where, amount in found
            ]
        else:
            row["min_quantity"] = plain(found[0][1] if found else Decimal(0))


def _tiers(connection: Connection, keys: Sequence[int]) -> dict[int, list[dict[str, Decimal]]]:
    price = t.item_prices.c
    statement = select(price.article_id, price.quantity, price.price).where(price.article_id.in_(keys))
    found: dict[int, list[dict[str, Decimal]]] = {}
    for article_id, quantity, amount in connection.execute(statement.order_by(price.quantity)):
        found.setdefault(article_id, []).append({"quantity": quantity, "price": amount})
    return found


def _minimums(
    connection: Connection, keys: Sequence[int], site: int | None
) -> dict[int, list[tuple[int, Decimal]]]:
    minimum = t.item_minimums.c
    statement = select(minimum.article_id, minimum.site_id, minimum.min_quantity)
    if site is not None:
        statement = statement.where(minimum.site_id == site)
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for article_id, site_id, amount in connection.execute(
        statement.where(minimum.article_id.in_(keys)).order_by(minimum.site_id)
    ):
        found.setdefault(article_id, []).append((site_id, amount))
    return found
