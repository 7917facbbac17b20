"""Which of a declaration's fields can be written, and how a sent value becomes the value of a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, String, select

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.mrpeasy.declare import Field, Kind, Rows
from forge_desktop.server.mrpeasy.writes.finding import existing
from forge_desktop.server.mrpeasy.writes.form import LONGEST_TEXT, Form
from forge_desktop.server.world.act import Act

_STOCK = ("in_stock", "available", "booked", "expected_total", "expected_available", "expected_booked")
READ_ONLY: Mapping[str, frozenset[str]] = {
    "customers": frozenset({"created"}),
    "items": frozenset({"product_id", "selling_price", "deleted", *_STOCK}),
}
"""By table; an item's selling price is not one column but several rows, see `item_prices`."""

ON_CREATION: Mapping[str, frozenset[str]] = {
    "boms": frozenset({"product_id"}),
    "routings": frozenset({"product_id"}),
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "bom_components": ("quantity",),
    "boms": ("product_id",),
    "customer_contacts": ("type", "value"),
    "customers": ("title",),
    "item_parameters": ("parameter_id",),
    "items": ("title",),
    "parameter_values": ("value",),
    "parameters": ("title",),
    "product_groups": ("title",),
    "relation_line_values": ("parameter_id", "value_id"),
    "relation_lines": ("article_id",),
    "relations": ("title",),
    "routing_operations": ("type_id",),
    "routings": ("product_id",),
    "units": ("title",),
    "work_center_types": ("title",),
    "work_centers": ("type_id", "title"),
}
_POSITIVE = ("variable_quantity", "quantity")
_CONTACTS = ("phone", "fax", "skype", "email", "web", "address", "other")


def own_fields(rows: Rows) -> Iterator[tuple[Field, Column[Any]]]:
    """The fields that are columns of the table itself and may be written."""
    for field in rows.fields:
        column = field.value
        if not isinstance(column, Column) or column.table is not rows.table or column is rows.key:
            continue
        if column.name not in READ_ONLY.get(column.table.name, ()):
            yield field, column


def read(act: Act, form: Form, rows: Rows, *, new: bool) -> dict[str, Any]:
    """The values of the columns that were sent; for a new row with what is missing filled in."""
    values: dict[str, Any] = {}
    table = str(getattr(rows.table, "name", ""))
    required = REQUIRED.get(table, ())
    for field, column in own_fields(rows):
        fixed = not new and column.name in ON_CREATION.get(table, ())
        if fixed or not (new or form.has(field.name)):
            continue
        if column.name in required:
            form.needed(field.name)
        value = _value(act, form, field, column)
        values[column.name] = _default(column) if value is None and not column.nullable else value
    if table == "bom_components" and new and (values["article_id"] is None) == (values["relation_id"] is None):
        form.complain("article_id", "is required, or relation_id, but not both")
    return values


def _value(act: Act, form: Form, field: Field, column: Column[Any]) -> Any:
    name = field.name
    if field.kind is Kind.ID:
        return _key(act, form, name, column)
    if field.kind is Kind.AMOUNT:
        return form.amount(name, above=name in _POSITIVE)
    if field.kind is Kind.FLAG:
        return form.flag(name)
    if field.kind is Kind.WHEN:
        return form.when(name, act.zone)
    if field.kind is not Kind.TEXT:
        return form.whole(name)
    most = column.type.length if isinstance(column.type, String) else None
    text = form.text(name, most or LONGEST_TEXT)
    if column.table is t.customer_contacts and name == "type" and text not in (None, *_CONTACTS):
        form.complain(name, f"must be one of {', '.join(_CONTACTS)}")
    return text


def _key(act: Act, form: Form, name: str, column: Column[Any]) -> int | None:
    for foreign in column.foreign_keys:
        table = foreign.column.table
        return existing(act, form, name, table, table.name.replace("_", " ").removesuffix("s"))
    key = form.ident(name)
    known = select(t.items.c.article_id).where(t.items.c.product_id == key)
    if name == "product_id" and key is not None and act.row(known.limit(1)) is None:
        form.complain(name, f"there is no product {key}")
    return key


def _default(column: Column[Any]) -> Any:
    if column.name == "variable_quantity":
        return Decimal(1)
    if column.foreign_keys:
        return None  # complained about already
    if isinstance(column.type, Amount):
        return Decimal(0)
    return column.type.python_type()
