"""Suppliers (contracts/forgemrp-assumptions.md, "Client, supplier")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Link, Resource, Section
from forge_desktop.domain.resources.forgemrp import parties

SUPPLIERS = Resource(
    name="suppliers",
    dialect="forgemrp",
    section=Section.CONTACTS,
    title="Suppliers",
    singular="Supplier",
    icon="truck",
    key="id",
    code="name",
    caption=("phone", "email"),
    dates=("created_at",),
    fields=parties.fields("Supplier"),
    columns=parties.COLUMNS,
    chips=parties.CHIPS,
    view="All, by name",
    sort=(Sort("name"),),
    links=(
        Link("Purchase orders", "purchase-orders", "supplier_id"),
        Link("RFQs", "rfqs", "supplier_id"),
    ),
    empty="Suppliers appear here: those who are asked for prices and bought from.",
)
