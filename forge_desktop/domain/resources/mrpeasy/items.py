"""Stock items (contracts/mrpeasy-api.txt, "Stock items")."""

from __future__ import annotations

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.mrpeasy.tiers import (
    lowest_price,
    minimum_text,
    price_text,
    whole_minimum,
)
from forge_desktop.domain.scalars import Json, Kind

_TERMS = (
    Field(name="vendor_id", label="Vendor key", kind=Kind.ID),
    Field(name="vendor_code", label="Vendor code", kind=Kind.CODE),
    Field(name="vendor_title", label="Vendor", kind=Kind.TEXT),
    Field(name="vendor_product_code", label="Vendor's item", kind=Kind.CODE),
    Field(name="priority", label="Priority", kind=Kind.NUMBER),
    Field(name="lead_time", label="Lead time (days)", kind=Kind.INTEGER),
    Field(name="unit", label="Unit", kind=Kind.TEXT),
    Field(name="unit_rate", label="Unit rate", kind=Kind.NUMBER),
    Field(name="min_quantity", label="Least quantity", kind=Kind.QUANTITY),
    Field(name="vendor_min_quantity", label="Least, vendor's unit", kind=Kind.QUANTITY, unit="unit"),
    Field(name="price", label="Price", kind=Kind.MONEY),
    Field(name="currency_price", label="Vendor's price", kind=Kind.MONEY),
    Field(name="currency", label="Currency", kind=Kind.TEXT),
)
_PARAMETERS = (
    Field(name="parameter_id", label="Parameter key", kind=Kind.ID, ref=Ref("parameters", "title")),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="title", label="Parameter", kind=Kind.TEXT),
)


def derive(values: Values) -> Values:
    """One price and one minimum to sort by, the words for arrays of them, and who sells the item."""
    terms = values.get("purchase_terms")
    vendors: dict[str, Json] = {}
    for term in terms if isinstance(terms, list) else []:
        if isinstance(term, dict) and term.get("vendor_title"):
            vendors[str(term["vendor_title"])] = None
    return {
        "price": lowest_price(values.get("selling_price")),
        "price_tiers": price_text(values.get("selling_price")),
        "minimum": whole_minimum(values.get("min_quantity")),
        "minimum_sites": minimum_text(values.get("min_quantity")),
        "vendors": ", ".join(vendors) or None,
    }


ITEMS = Resource(
    name="items",
    dialect="mrpeasy",
    section=Section.STOCK,
    title="Items",
    singular="Item",
    icon="package",
    key="article_id",
    code="code",
    caption=("title", "group_title", "in_stock"),
    fields=(
        Field(name="article_id", label="Key", kind=Kind.ID),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="code", label="Item code", kind=Kind.CODE, search=True),
        Field(name="title", label="Item", kind=Kind.TEXT, search=True),
        Field(name="unit_id", label="Unit", kind=Kind.ID, ref=Ref("units", "title")),
        Field(name="group_id", label="Group key", kind=Kind.ID, ref=Ref("product-groups", "title")),
        Field(name="group_code", label="Group code", kind=Kind.CODE),
        Field(name="group_title", label="Group", kind=Kind.TEXT, search=True),
        Field(name="is_raw", label="Raw material", kind=Kind.FLAG, help="Bought from vendors"),
        Field(
            name="selling_price",
            label="Selling price as sent",
            kind=Kind.MONEY,
            help="An array when prices are tiered",
        ),
        Field(
            name="price",
            label="Selling price",
            kind=Kind.MONEY,
            derived=True,
            help="The lowest one when prices are tiered",
        ),
        Field(name="price_tiers", label="Price tiers", kind=Kind.TEXT, derived=True),
        Field(name="avg_cost", label="Average cost", kind=Kind.MONEY),
        Field(name="in_stock", label="In stock", kind=Kind.QUANTITY),
        Field(name="available", label="Available", kind=Kind.QUANTITY),
        Field(name="booked", label="Booked", kind=Kind.QUANTITY),
        Field(name="expected_total", label="Expected", kind=Kind.QUANTITY),
        Field(name="expected_available", label="Expected, free", kind=Kind.QUANTITY),
        Field(name="expected_booked", label="Expected, booked", kind=Kind.QUANTITY),
        Field(
            name="min_quantity",
            label="Minimum as sent",
            kind=Kind.QUANTITY,
            help="An array when there are several sites",
        ),
        Field(
            name="minimum", label="Minimum", kind=Kind.QUANTITY, derived=True, help="Sum over all sites told"
        ),
        Field(name="minimum_sites", label="Minimum at sites", kind=Kind.TEXT, derived=True),
        Field(name="vendors", label="Vendors", kind=Kind.TEXT, derived=True, search=True),
        Field(name="deleted", label="Deleted", kind=Kind.FLAG),
        Field(name="purchase_terms", label="Purchase terms", kind=Kind.LINES, fields=_TERMS),
        Field(name="parameters", label="Parameters", kind=Kind.LINES, fields=_PARAMETERS),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=100),
        Column(field="title", width=186),
        Column(field="group_title", width=128),
        Column(field="in_stock", width=80),
        Column(field="available", width=82),
        Column(field="booked", width=76),
        Column(field="expected_total", width=80),
        Column(field="minimum", second="minimum_sites", width=84),
        Column(field="unit_id", label="Unit", width=56),
        Column(field="price", second="price_tiers", width=110),
        Column(field="avg_cost", width=110),
        Column(field="is_raw", width=96, shown=False),
        Column(field="vendors", width=180, shown=False),
        Column(field="expected_available", shown=False),
        Column(field="expected_booked", shown=False),
        Column(field="group_code", shown=False),
        Column(field="product_id", shown=False),
        Column(field="deleted", shown=False),
    ),
    chips=("group_title", "is_raw", "available", "in_stock", "price"),
    view="Not deleted, by code",
    where=(Condition("deleted", Op.NOT_IN, (1,)),),
    sort=(Sort("code"), Sort("article_id")),
    links=(
        Link("Stock lots", "lots", "article_id"),
        Link("Manufacturing orders", "manufacturing-orders", "article_id"),
        Link("Bills of materials", "boms", "product_id", "product_id"),
        Link("Routings", "routings", "product_id", "product_id"),
        Link("Serial numbers", "serials", "article_id"),
    ),
    derive=derive,
    empty="Items appear here: what is made, bought, kept and sold.",
)
