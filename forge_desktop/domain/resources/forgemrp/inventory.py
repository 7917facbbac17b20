"""Inventory (contracts/forgemrp-assumptions.md, "Inventory"): what is in stock, by part, lot and place."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Resource, Section, Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.scalars import Json, Kind, exact, plain


def _amount(value: Json) -> Decimal | None:
    try:
        return exact(value)
    except InvalidOperation:
        return None


def derive(values: Values) -> Values:
    """What is left to be used, what all of it is worth, and both in a word."""
    here, taken = _amount(values.get("quantity_on_hand")), _amount(values.get("quantity_allocated"))
    if here is None:
        return {}
    left, cost = here - (taken or Decimal(0)), _amount(values.get("unit_cost"))
    return {
        "available": plain(left),
        "value": None if cost is None else plain(here * cost),
        "stock": "short" if left < 0 else "available" if left else "allocated" if here else "none",
    }


INVENTORY = Resource(
    name="inventory",
    dialect="forgemrp",
    section=Section.STOCK,
    title="Inventory",
    singular="Inventory item",
    icon="boxes",
    key="id",
    code="sku",
    caption=("name", "lot", "location"),
    state="stock",
    open=states.STOCK_OPEN,
    open_word="in stock",
    dates=("created_at", "updated_at"),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="sku", label="SKU", kind=Kind.CODE, search=True),
        Field(name="name", label="Name", kind=Kind.TEXT, search=True),
        Field(name="unit", label="Unit", kind=Kind.TEXT),
        Field(name="lot", label="Lot", kind=Kind.CODE, search=True),
        Field(name="location", label="Location", kind=Kind.TEXT, search=True),
        Field(name="stock", label="Stock", kind=Kind.CHOICE, choices=states.STOCK, derived=True),
        Field(name="quantity_on_hand", label="On hand", kind=Kind.QUANTITY, unit="unit"),
        Field(name="quantity_allocated", label="Allocated", kind=Kind.QUANTITY, unit="unit"),
        Field(
            name="available",
            label="Available",
            kind=Kind.QUANTITY,
            unit="unit",
            derived=True,
            help="On hand and not allocated",
        ),
        Field(name="unit_cost", label="Cost each", kind=Kind.MONEY),
        Field(
            name="value",
            label="Value",
            kind=Kind.MONEY,
            derived=True,
            help="All that is on hand, at its cost",
        ),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
    ),
    columns=(
        Column(field="sku", look=Look.STRONG, width=92),
        Column(field="name", second="lot", width=200),
        Column(field="stock", width=124),
        Column(field="available", width=86),
        Column(field="quantity_allocated", width=78),
        Column(field="quantity_on_hand", width=86),
        Column(field="location", width=84),
        Column(field="value", width=84),
        Column(field="lot", width=80, shown=False),
        Column(field="unit_cost", shown=False),
        Column(field="unit", shown=False),
        Column(field="created_at", shown=False),
        Column(field="updated_at", shown=False),
    ),
    chips=("stock", "available", "location", "name", "created_at"),
    view="In stock, by SKU",
    where=(Condition("stock", Op.IN, states.STOCK_OPEN),),
    sort=(Sort("sku"), Sort("created_at")),
    links=(Link("Jobs that make it", "jobs", "part_number", "sku"),),
    derive=derive,
    empty="What is in stock appears here.",
)
