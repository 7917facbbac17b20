"""Units of measurement (contracts/mrpeasy-api.txt, "Units of measurement")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Resource, Section
from forge_desktop.domain.scalars import Kind

UNITS = Resource(
    name="units",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Units of measurement",
    singular="Unit of measurement",
    icon="ruler",
    key="unit_id",
    code="title",
    fields=(
        Field(name="unit_id", label="Key", kind=Kind.ID),
        Field(name="title", label="Unit", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="title", look=Look.STRONG, width=240),
        Column(field="unit_id", width=80),
    ),
    view="All, by name",
    sort=(Sort("title"), Sort("unit_id")),
    links=(Link("Items", "items", "unit_id"),),
    empty="Units of measurement appear here.",
)
