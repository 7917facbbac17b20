"""Work station types (contracts/mrpeasy-api.txt, "Work station types")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Resource, Section
from forge_desktop.domain.scalars import Kind

WORK_CENTER_TYPES = Resource(
    name="work-center-types",
    dialect="mrpeasy",
    section=Section.ADMINISTRATION,
    title="Work station types",
    singular="Work station type",
    icon="wrench",
    key="type_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="type_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Code", kind=Kind.CODE, search=True),
        Field(name="title", label="Type", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=110),
        Column(field="title", width=320),
        Column(field="type_id", shown=False),
    ),
    view="All, by code",
    sort=(Sort("code"), Sort("type_id")),
    links=(
        Link("Work stations", "work-centers", "type_id"),
        Link("Operations", "operations", "type_id"),
    ),
    empty="Kinds of work stations appear here.",
)
