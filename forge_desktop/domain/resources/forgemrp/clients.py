"""Clients (contracts/forgemrp-assumptions.md, "Client, supplier")."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Link, Resource, Section
from forge_desktop.domain.resources.forgemrp import parties

CLIENTS = Resource(
    name="clients",
    dialect="forgemrp",
    section=Section.CONTACTS,
    title="Clients",
    singular="Client",
    icon="users",
    key="id",
    code="name",
    caption=("phone", "email"),
    dates=("created_at",),
    fields=parties.fields("Client"),
    columns=parties.COLUMNS,
    chips=parties.CHIPS,
    view="All, by name",
    sort=(Sort("name"),),
    links=(Link("Quotes", "quotes", "client_id"), Link("Jobs", "jobs", "client_id")),
    empty="Clients appear here: those who are quoted and delivered to.",
)
