"""Relations of Matrix BOMs (contracts/mrpeasy-api.txt, "Relations"); lines come with the single one only."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Look, Ref, Resource, Section
from forge_desktop.domain.scalars import Kind

_VALUES = (
    Field(name="parameter_id", label="Parameter", kind=Kind.ID, ref=Ref("parameters", "title")),
    Field(name="value_id", label="Value key", kind=Kind.ID),
)
_LINES = (
    Field(name="line_id", label="Line key", kind=Kind.ID),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="article_id", label="Item", kind=Kind.ID, ref=Ref("items")),
    Field(name="values", label="Values", kind=Kind.LINES, fields=_VALUES),
)

RELATIONS = Resource(
    name="relations",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Relations",
    singular="Relation",
    icon="workflow",
    key="relation_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="relation_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Code", kind=Kind.CODE, search=True),
        Field(name="title", label="Relation", kind=Kind.TEXT, search=True),
        Field(name="lines", label="Lines", kind=Kind.LINES, fields=_LINES, detail=True),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=110),
        Column(field="title", width=320),
        Column(field="relation_id", shown=False),
    ),
    view="All, by code",
    sort=(Sort("code"), Sort("relation_id")),
    empty="Relations between parameters and items appear here.",
)
