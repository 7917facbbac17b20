"""Parameters of Matrix BOMs (contracts/mrpeasy-api.txt, "Parameters")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Look, Resource, Section, Values
from forge_desktop.domain.scalars import Kind

_VALUES = (
    Field(name="value_id", label="Value key", kind=Kind.ID),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="code", label="Code", kind=Kind.CODE),
    Field(name="value", label="Value", kind=Kind.TEXT),
    Field(name="selling_price", label="Price adjustment", kind=Kind.MONEY),
)


def derive(values: Values) -> Values:
    """The possible values in one line."""
    lines = values.get("values")
    names = [line.get("value") for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return {"choices": ", ".join(str(name) for name in names if name not in (None, "")) or None}


PARAMETERS = Resource(
    name="parameters",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Parameters",
    singular="Parameter",
    icon="sliders-horizontal",
    key="parameter_id",
    code="title",
    caption=("choices",),
    fields=(
        Field(name="parameter_id", label="Key", kind=Kind.ID),
        Field(name="title", label="Parameter", kind=Kind.TEXT, search=True),
        Field(name="changes_quantity", label="Changes quantities", kind=Kind.FLAG),
        Field(name="choices", label="Possible values", kind=Kind.TEXT, derived=True, search=True),
        Field(name="values", label="Values", kind=Kind.LINES, fields=_VALUES),
    ),
    columns=(
        Column(field="title", look=Look.STRONG, width=200),
        Column(field="choices", width=360),
        Column(field="changes_quantity", width=150),
        Column(field="parameter_id", shown=False),
    ),
    chips=("changes_quantity",),
    view="All, by name",
    sort=(Sort("title"), Sort("parameter_id")),
    derive=derive,
    empty="Parameters by which products vary appear here.",
)
