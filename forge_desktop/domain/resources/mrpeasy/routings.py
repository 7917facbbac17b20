"""Routings (contracts/mrpeasy-api.txt, "Routings")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.scalars import Kind

_OPERATIONS = (
    Field(name="operation_id", label="Operation key", kind=Kind.ID),
    Field(name="ord", label="Step", kind=Kind.INTEGER),
    Field(name="type_id", label="Station type", kind=Kind.ID, ref=Ref("work-center-types", "title")),
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="fixed_time", label="Setup (minutes)", kind=Kind.NUMBER),
    Field(name="variable_time", label="Each piece (minutes)", kind=Kind.NUMBER),
    Field(name="variable_quantity", label="Pieces at once", kind=Kind.NUMBER),
    Field(name="fixed_cost", label="Setup cost", kind=Kind.MONEY),
    Field(name="variable_cost", label="Cost each piece", kind=Kind.MONEY),
    Field(name="time_payment", label="Paid by time", kind=Kind.FLAG),
    Field(name="piece_payment", label="Paid each piece", kind=Kind.MONEY),
    Field(name="sequence", label="After steps", kind=Kind.OTHER),
    Field(name="overlap", label="Overlap", kind=Kind.NUMBER),
)


def derive(values: Values) -> Values:
    """The steps in words, and how many there are."""
    lines = values.get("operations")
    operations = [o for o in lines if isinstance(o, dict)] if isinstance(lines, list) else None
    if operations is None:
        return {"step_count": None, "steps": None}
    ordered = sorted(operations, key=lambda o: ord_ if isinstance(ord_ := o.get("ord"), int) else 0)
    names = [str(o.get("description") or "") for o in ordered]
    return {"step_count": len(operations), "steps": " → ".join(name for name in names if name) or None}


ROUTINGS = Resource(
    name="routings",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Routings",
    singular="Routing",
    icon="route",
    key="routing_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="routing_id", label="Key", kind=Kind.ID),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="code", label="Routing", kind=Kind.CODE, search=True),
        Field(name="title", label="Name", kind=Kind.TEXT, search=True),
        Field(name="step_count", label="Steps", kind=Kind.INTEGER, derived=True),
        Field(name="steps", label="Order of steps", kind=Kind.TEXT, derived=True, search=True),
        Field(name="boms", label="Keys of BOMs", kind=Kind.OTHER),
        Field(name="operations", label="Operations", kind=Kind.LINES, fields=_OPERATIONS),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=100),
        Column(field="title", width=260),
        Column(field="step_count", width=80),
        Column(field="steps", width=360),
        Column(field="product_id", shown=False),
    ),
    chips=("step_count",),
    view="All, by code",
    sort=(Sort("code"), Sort("routing_id")),
    links=(
        Link("Item", "items", "product_id", "product_id"),
        Link("BOMs of the product", "boms", "product_id", "product_id"),
        Link("Manufacturing orders", "manufacturing-orders", "routing_id"),
    ),
    derive=derive,
    empty="Routings appear here: the steps by which a product is made.",
)
