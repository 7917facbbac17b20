"""Users: ours, worked out of the action log, because the contract has no list of them."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Resource, Section
from forge_desktop.domain.scalars import Kind

USERS = Resource(
    name="users",
    dialect="mrpeasy",
    section=Section.ADMINISTRATION,
    title="Users",
    singular="User",
    icon="user",
    key="user_id",
    code="username",
    fields=(
        Field(name="user_id", label="Key", kind=Kind.ID),
        Field(name="username", label="User", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="username", look=Look.STRONG, width=240),
        Column(field="user_id", width=80),
    ),
    view="All, by name",
    sort=(Sort("username"), Sort("user_id")),
    parent="users/actions",
    links=(
        Link("Actions", "users/actions", "user_id"),
        Link("Manufacturing orders", "manufacturing-orders", "assigned_id"),
        Link("Customers", "customers", "user_id"),
    ),
    main=False,
    empty="Users appear here once they did something.",
)
