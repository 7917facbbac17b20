"""Finds what a body names: an item by article_id, sku or product_id with param, and rows of other tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world.act import Act

_item, _value, _parameter = t.items.c, t.item_values.c, t.item_parameters.c


def existing(act: Act, form: Form, name: str, table: Table, what: str) -> int | None:
    """The key in that field, if there is such a row; complains when not."""
    key = form.ident(name)
    column = next(iter(table.primary_key))
    if key is not None and act.row(select(column).where(column == key)) is None:
        form.complain(name, f"there is no {what} {key}")
        return None
    return key


def article(act: Act, form: Form) -> int | None:
    """The item that a line is about; complains about each way in which it is named wrongly."""
    before = len(form.complaints)
    chosen = form.pairs("param")
    if len(form.complaints) > before:
        return None
    found: list[int | None] = []
    if form.ident("article_id") is not None:
        found.append(_by_article(act, form))
    if form.text("sku") is not None:
        found.append(_by_sku(act, form, chosen))
    if form.ident("product_id") is not None and not found:
        found.append(_by_product(act, form, chosen))
    if len(form.complaints) > before:
        return None
    if not found:
        form.complain("article_id", "is required, or sku, or product_id with param")
        return None
    if len(set(found)) > 1:
        form.complain("sku", "names another item than article_id")
        return None
    return found[0]


def _by_article(act: Act, form: Form) -> int | None:
    key = form.ident("article_id")
    row = act.row(select(_item.deleted).where(_item.article_id == key))
    if row is None:
        form.complain("article_id", f"there is no item {key}")
    elif row.deleted:
        form.complain("article_id", f"item {key} is deleted")
    else:
        return key
    return None


def _by_sku(act: Act, form: Form, chosen: Mapping[int, int] | None) -> int | None:
    sku = form.text("sku")
    rows = act.rows(select(_item.article_id, _item.product_id, _item.deleted).where(_item.code == sku))
    live = [row for row in rows if not row.deleted]
    if not rows:
        form.complain("sku", f"there is no item with the part number {sku!r}")
    elif not live:
        form.complain("sku", f"the item {sku!r} is deleted")
    elif len(live) == 1:
        return int(live[0].article_id)
    elif chosen is None:
        form.complain("sku", f"{sku!r} has several variations; give article_id, or param")
    else:
        return _variation(act, form, live[0].product_id, chosen)
    return None


def _by_product(act: Act, form: Form, chosen: Mapping[int, int] | None) -> int | None:
    product = form.ident("product_id")
    rows = act.rows(select(_item.article_id, _item.deleted).where(_item.product_id == product))
    live = [row.article_id for row in rows if not row.deleted]
    if not rows:
        form.complain("product_id", f"there is no product {product}")
    elif not live:
        form.complain("product_id", f"product {product} is deleted")
    elif not _parameters(act, live[0]):
        return int(live[0])
    else:
        assert product is not None
        return _variation(act, form, product, chosen or {})
    return None


def _parameters(act: Act, article_id: int) -> list[int]:
    own = select(_parameter.parameter_id).where(_parameter.article_id == article_id)
    return [row[0] for row in act.rows(own.order_by(_parameter.ord))]


def _variation(act: Act, form: Form, product_id: int, chosen: Mapping[int, int]) -> int | None:
    """The product's variation with exactly these values; it comes into being when it is first asked for."""
    known = select(_item.article_id).where(_item.product_id == product_id, _item.deleted.is_(False))
    articles = [row[0] for row in act.rows(known.order_by(_item.article_id))]
    wanted = _parameters(act, articles[0])
    wrong = _wrong_values(act, wanted, chosen)
    for key, words in wrong.items():
        form.complain(f"param][{key}", words)
    if wrong:
        return None
    for key in articles:
        rows = act.rows(select(_value.parameter_id, _value.value_id).where(_value.article_id == key))
        if {row.parameter_id: row.value_id for row in rows} == chosen:
            return int(key)
    return _new_variation(act, articles[0], wanted, chosen)


def _wrong_values(act: Act, wanted: list[int], chosen: Mapping[int, int]) -> dict[int, str]:
    wrong = {key: "is not a parameter of this product" for key in chosen if key not in wanted}
    wrong |= {key: "is required" for key in wanted if key not in chosen}
    value = t.parameter_values.c
    for key in set(wanted) & set(chosen):
        own = select(value.value_id).where(value.parameter_id == key, value.value_id == chosen[key])
        if act.row(own) is None:
            wrong[key] = f"has no value {chosen[key]}"
    return wrong


def _new_variation(act: Act, like: int, parameters: list[int], chosen: Mapping[int, int]) -> int:
    source = act.row(select(t.items).where(_item.article_id == like))
    same = ("product_id", "code", "title", "unit_id", "group_id", "is_raw", "selling_price", "avg_cost")
    key = act.add(t.items, **{name: source._mapping[name] for name in same})
    for ord, parameter in enumerate(parameters, start=1):
        act.add(t.item_parameters, article_id=key, parameter_id=parameter, ord=ord)
        act.add(t.item_values, article_id=key, parameter_id=parameter, value_id=chosen[parameter])
    price = t.item_prices.c
    for row in act.rows(select(price.quantity, price.price).where(price.article_id == like)):
        act.add(t.item_prices, article_id=key, quantity=row.quantity, price=row.price)
    return key
