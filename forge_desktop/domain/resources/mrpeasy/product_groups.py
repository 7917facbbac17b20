"""Product groups (contracts/mrpeasy-api.txt, "Product groups")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Resource, Section
from forge_desktop.domain.scalars import Kind

PRODUCT_GROUPS = Resource(
    name="product-groups",
    dialect="mrpeasy",
    section=Section.ENGINEERING,
    title="Product groups",
    singular="Product group",
    icon="folder-tree",
    key="group_id",
    code="code",
    caption=("title",),
    fields=(
        Field(name="group_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Code", kind=Kind.CODE, search=True),
        Field(name="title", label="Group", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=110),
        Column(field="title", width=320),
        Column(field="group_id", shown=False),
    ),
    view="All, by code",
    sort=(Sort("code"), Sort("group_id")),
    links=(
        Link("Items", "items", "group_id"),
        Link("Stock lots", "lots", "group_id"),
        Link("Manufacturing orders", "manufacturing-orders", "group_id"),
    ),
    empty="Groups of items appear here.",
)
