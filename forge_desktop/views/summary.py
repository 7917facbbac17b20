"""What a status line says of a selection: how many rows, and the exact sum of a quantity. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from forge_desktop.domain import text
from forge_desktop.domain.resource import Column, Field, Resource
from forge_desktop.domain.scalars import Kind, exact
from forge_desktop.store.query import Reader

MOST = 10_000
"""Rows that are summed at most."""


def summed(resource: Resource, columns: Sequence[Column]) -> Field | None:
    """The quantity whose sum means something: the first one on screen."""
    fields = (resource.field(column.field) for column in columns)
    return next((field for field in fields if field.kind is Kind.QUANTITY), None)


def total(reader: Reader, resource: Resource, keys: Sequence[int], field: Field) -> str:
    """The sum of the named quantity with its unit; nothing when the units differ."""
    if field.unit is None:
        return f"sum of {text.inside(field.label)} {text.number(reader.total(resource, keys, field.name))}"
    whole, units = Decimal(0), set()
    for first in range(0, len(keys), 500):
        for record in reader.records(resource, keys[first : first + 500]):
            if record is not None:
                whole += exact(record.get(field.name)) or Decimal(0)
                units.add(str(record.get(field.unit) or ""))
        if len(units) > 1:
            return ""
    unit = text.one_line(units.pop(), 20) if units else ""
    return f"sum of {text.inside(field.label)} {text.number(whole)} {unit}".strip()


def counted(selected: int, rows: int) -> str:
    """How many of the rows are selected."""
    return f"{text.number_of(selected)} of {text.number_of(rows)} selected" if selected else ""
