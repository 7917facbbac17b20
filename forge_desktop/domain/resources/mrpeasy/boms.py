"""Bills of materials (contracts/mrpeasy-api.txt, "Bills of materials")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.scalars import Kind

_COMPONENTS = (
    Field(name="component_id", label="Component key", kind=Kind.ID),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="article_id", label="Item", kind=Kind.ID, ref=Ref("items")),
    Field(name="relation_id", label="Relation", kind=Kind.ID, ref=Ref("relations")),
    Field(name="quantity", label="Quantity for one", kind=Kind.QUANTITY),
    Field(name="description", label="Description", kind=Kind.TEXT),
)


def derive(values: Values) -> Values:
    """How many components and routings the BOM has."""
    components, routings = values.get("components"), values.get("routings")
    return {
        "component_count": len(components) if isinstance(components, list) else None,
        "routing_count": len(routings) if isinstance(routings, list) else None,
    }


BOMS = Resource(
    name="boms",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Bills of materials",
    singular="Bill of materials",
    icon="list-tree",
    key="bom_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="bom_id", label="Key", kind=Kind.ID),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="code", label="BOM", kind=Kind.CODE, search=True),
        Field(name="title", label="Name", kind=Kind.TEXT, search=True),
        Field(name="component_count", label="Components", kind=Kind.INTEGER, derived=True),
        Field(name="routing_count", label="Routings", kind=Kind.INTEGER, derived=True),
        Field(name="routings", label="Keys of routings", kind=Kind.OTHER),
        Field(name="components", label="Components", kind=Kind.LINES, fields=_COMPONENTS),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=100),
        Column(field="title", width=300),
        Column(field="component_count", width=110),
        Column(field="routing_count", width=100),
        Column(field="product_id", shown=False),
    ),
    chips=("component_count", "routing_count"),
    view="All, by code",
    sort=(Sort("code"), Sort("bom_id")),
    links=(
        Link("Item", "items", "product_id", "product_id"),
        Link("Routings of the product", "routings", "product_id", "product_id"),
        Link("Manufacturing orders", "manufacturing-orders", "bom_id"),
    ),
    derive=derive,
    empty="Bills of materials appear here: what a product is made of.",
)
