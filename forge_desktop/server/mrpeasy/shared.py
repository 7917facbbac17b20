"""The item's own fields, as manufacturing orders, lots, serials and purchase order lines repeat them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.declare import EXACT, ID, TEXT, Field, Filter, Link


def item_fields(
    article_id: ColumnElement[Any], *, filters: bool = True, unit: bool = True
) -> tuple[Field, ...]:
    """Product, code, title, unit and group of the item that the column points to."""
    item = Link(article_id, t.items, t.items.c.article_id)
    of_unit = Link(t.items.c.unit_id, t.units, t.units.c.unit_id, item)
    group = Link(t.items.c.group_id, t.product_groups, t.product_groups.c.group_id, item)
    asked = EXACT if filters else Filter.NONE
    units = (
        Field("unit_id", t.items.c.unit_id, ID, via=item),
        Field("unit", t.units.c.title, TEXT, via=of_unit),
    )
    return (
        Field("product_id", t.items.c.product_id, ID, asked, via=item),
        Field("item_code", t.items.c.code, TEXT, asked, via=item),
        Field("item_title", t.items.c.title, TEXT, asked, via=item),
        *(units if unit else ()),
        Field("group_id", t.items.c.group_id, ID, asked, via=item),
        Field("group_code", t.product_groups.c.code, TEXT, asked, via=group),
        Field("group_title", t.product_groups.c.title, TEXT, asked, via=group),
    )
