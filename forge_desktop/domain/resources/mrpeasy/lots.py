"""Stock lots (contracts/mrpeasy-api.txt, "Stock lots")."""

from __future__ import annotations

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.scalars import Kind

_LOCATIONS = (
    Field(name="location_id", label="Location key", kind=Kind.ID),
    Field(name="location", label="Location", kind=Kind.TEXT),
    Field(name="available", label="Available", kind=Kind.QUANTITY),
    Field(name="booked", label="Booked", kind=Kind.QUANTITY),
)


def derive(values: Values) -> Values:
    """The names of all places of the lot, and the order it comes from, as one text each."""
    places = values.get("locations")
    names = (
        [str(p.get("location") or "") for p in places if isinstance(p, dict)]
        if isinstance(places, list)
        else []
    )
    return {
        "places": ", ".join(name for name in names if name),
        "source": values.get("manufacturing_order_code")
        or values.get("purchase_order_code")
        or values.get("transfer_order_code"),
    }


LOTS = Resource(
    name="lots",
    dialect="mrpeasy",
    section=Section.STOCK,
    title="Stock lots",
    singular="Stock lot",
    icon="boxes",
    key="lot_id",
    code="code",
    caption=("item_title", "item_code", "quantity"),
    state="status",
    open=states.LOT_OPEN,
    dates=("created", "available_from"),
    created="created",
    fields=(
        Field(name="lot_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Lot", kind=Kind.CODE, search=True),
        Field(name="article_id", label="Item key", kind=Kind.ID, ref=Ref("items")),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="item_code", label="Item code", kind=Kind.CODE, search=True),
        Field(name="item_title", label="Item", kind=Kind.TEXT, search=True),
        Field(name="unit_id", label="Unit key", kind=Kind.ID, ref=Ref("units", "title")),
        Field(name="unit", label="Unit", kind=Kind.TEXT),
        Field(name="group_id", label="Group key", kind=Kind.ID, ref=Ref("product-groups", "title")),
        Field(name="group_code", label="Group code", kind=Kind.CODE),
        Field(name="group_title", label="Group", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.LOT_STATUS),
        Field(name="created", label="Created", kind=Kind.INSTANT),
        Field(name="available_from", label="Available from", kind=Kind.INSTANT),
        Field(name="quantity", label="Initial quantity", kind=Kind.QUANTITY, unit="unit"),
        Field(name="available", label="Available", kind=Kind.QUANTITY, unit="unit"),
        Field(name="booked", label="Booked", kind=Kind.QUANTITY, unit="unit"),
        Field(name="item_cost", label="Cost each", kind=Kind.MONEY),
        Field(name="total_cost", label="Cost", kind=Kind.MONEY),
        Field(name="pur_ord_id", label="PO key", kind=Kind.ID, ref=Ref("purchase-orders")),
        Field(name="purchase_order_code", label="PO", kind=Kind.CODE, search=True),
        Field(name="man_ord_id", label="MO key", kind=Kind.ID, ref=Ref("manufacturing-orders")),
        Field(name="manufacturing_order_code", label="MO", kind=Kind.CODE, search=True),
        Field(name="transfer_id", label="Transfer key", kind=Kind.ID),
        Field(name="transfer_order_code", label="Transfer", kind=Kind.CODE),
        Field(name="site_id", label="Site", kind=Kind.ID),
        Field(
            name="source",
            label="From",
            kind=Kind.CODE,
            derived=True,
            search=True,
            help="The order the lot comes from",
        ),
        Field(name="places", label="Location", kind=Kind.TEXT, derived=True, search=True),
        Field(name="locations", label="Locations", kind=Kind.LINES, fields=_LOCATIONS),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=84),
        Column(field="item_title", label="Item", second="item_code", width=186),
        Column(field="status", width=108),
        Column(field="available", width=88),
        Column(field="booked", width=80),
        Column(field="unit", width=56, shown=False),
        Column(field="places", width=92),
        Column(field="available_from", width=118),
        Column(field="source", width=82),
        Column(field="quantity", shown=False),
        Column(field="item_cost", shown=False),
        Column(field="total_cost", shown=False),
        Column(field="group_title", shown=False),
        Column(field="site_id", shown=False),
        Column(field="purchase_order_code", shown=False),
        Column(field="manufacturing_order_code", shown=False),
        Column(field="transfer_order_code", shown=False),
        Column(field="created", shown=False),
    ),
    chips=("status", "available_from", "available", "group_title", "places"),
    view="In stock, oldest first",
    where=(Condition("status", Op.IN, states.LOT_OPEN),),
    sort=(Sort("available_from"), Sort("code")),
    links=(
        Link("Made by", "manufacturing-orders", "man_ord_id", "man_ord_id"),
        Link("Bought by", "purchase-orders", "pur_ord_id", "pur_ord_id"),
        Link("Serial numbers", "serials", "lot_id"),
    ),
    derive=derive,
    empty="Stock lots appear here: what was made, bought or moved.",
)
