"""The values that a field has, to choose from: each as it was sent, with its word, in the order people know."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from forge_desktop.domain.catalog import named_by_texts
from forge_desktop.domain.query import Scalar
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.show import AWAY
from forge_desktop.store.cells import code_of
from forge_desktop.store.schema import Table

Counted = list[tuple[Scalar, int]]


def counted(connection: sqlite3.Connection, table: Table, field: Field, limit: int) -> Counted:
    """The most frequent values, each with how many records have it."""
    column = table.column(field.name)
    found: Counted = connection.execute(
        f"SELECT {column}, count(*) AS n FROM {table.name} WHERE {column} IS NOT NULL "
        f"GROUP BY {column} ORDER BY n DESC, {column} LIMIT ?",
        (limit,),
    ).fetchall()
    return [(code_of(field, value), count) for value, count in found] if field.choices is not None else found


def in_order(
    resource: Resource, field: Field, found: Iterable[tuple[Scalar, int]], words: Mapping[int, str]
) -> list[tuple[Scalar, str, int]]:
    """The same with their words: states as declared, then unknown ones; all else by its word."""
    told = [(value, _word(resource, field, value, words), count) for value, count in found]
    if field.choices is not None:
        order = {str(state.code): at for at, state in enumerate(field.choices.states)}
        return sorted(told, key=lambda c: (order.get(str(c[0]), len(order)), str(c[0])))
    return sorted(told, key=lambda c: (c[1].casefold(), str(c[0])))


def _word(resource: Resource, field: Field, value: Scalar, words: Mapping[int, str]) -> str:
    if field.choices is not None:
        state = field.choices.get(value)
        return state.label if state else ""
    if field.kind is Kind.FLAG:
        return "Yes" if value else "No"
    if isinstance(value, int) and value in words:
        return words[value]
    return AWAY if field.ref is not None and named_by_texts(resource.dialect) else str(value)
