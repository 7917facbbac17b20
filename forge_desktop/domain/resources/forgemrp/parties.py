"""What clients and suppliers have in common (contracts/forgemrp-assumptions.md, "Client, supplier")."""

from __future__ import annotations

from forge_desktop.domain.resource import Column, Field, Look
from forge_desktop.domain.scalars import Kind


def fields(word: str) -> tuple[Field, ...]:
    """The fields of a party that is called so."""
    return (
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="name", label=word, kind=Kind.TEXT, search=True),
        Field(name="email", label="E-mail", kind=Kind.TEXT, search=True),
        Field(name="phone", label="Phone", kind=Kind.TEXT, search=True),
        Field(name="address", label="Address", kind=Kind.TEXT, search=True),
        Field(name="notes", label="Notes", kind=Kind.NOTE, search=True),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
    )


COLUMNS = (
    Column(field="name", look=Look.STRONG, width=190),
    Column(field="email", width=180),
    Column(field="phone", width=124),
    Column(field="address", width=352),
    Column(field="notes", width=240, shown=False),
    Column(field="created_at", shown=False),
    Column(field="updated_at", shown=False),
)
CHIPS = ("name", "email", "address", "created_at")
