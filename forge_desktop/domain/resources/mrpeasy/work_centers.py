"""Work stations (contracts/mrpeasy-api.txt, "Work stations")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section
from forge_desktop.domain.scalars import Kind

WORK_CENTERS = Resource(
    name="work-centers",
    dialect="mrpeasy",
    section=Section.ADMINISTRATION,
    title="Work stations",
    singular="Work station",
    icon="hammer",
    key="center_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="center_id", label="Key", kind=Kind.ID),
        Field(name="type_id", label="Type", kind=Kind.ID, ref=Ref("work-center-types", "title")),
        Field(name="code", label="Code", kind=Kind.CODE, search=True),
        Field(name="title", label="Work station", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=110),
        Column(field="title", width=260),
        Column(field="type_id", width=200),
        Column(field="center_id", shown=False),
    ),
    chips=("type_id",),
    view="All, by code",
    sort=(Sort("code"), Sort("center_id")),
    links=(Link("Operations", "operations", "station_id"),),
    empty="Work stations appear here.",
)
