"""The words in which an object of the contract is declared: fields, filters, links to tables, children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select


class Kind(Enum):
    """What a value is, and with that how it is written on the wire."""

    ID = "id"  # integer, or digit string when asked for
    CODE = "code"  # a whole number that travels as a string: ord
    STATUS = "status"  # the same, with its word beside it in a sibling `…_txt`
    TEXT = "text"
    WHEN = "when"  # unix seconds as a string
    AMOUNT = "amount"  # exact JSON number
    DIGITS = "digits"  # exact decimal as a string: min_quantity
    FLAG = "flag"
    COUNT = "count"  # JSON integer


class Filter(Enum):
    """How a list can be asked for by this field."""

    NONE = "none"
    EXACT = "exact"
    RANGE = "range"  # by name_min and name_max, both inclusive


ID, CODE, STATUS, TEXT = Kind.ID, Kind.CODE, Kind.STATUS, Kind.TEXT
WHEN, AMOUNT, DIGITS, FLAG, COUNT = Kind.WHEN, Kind.AMOUNT, Kind.DIGITS, Kind.FLAG, Kind.COUNT
EXACT, RANGE = Filter.EXACT, Filter.RANGE


@dataclass(frozen=True, eq=False)
class Link:
    """A row of another table that a column points to; links can follow links."""

    column: ColumnElement[Any]
    table: FromClause
    key: ColumnElement[Any]
    parent: Link | None = None

    def chain(self) -> tuple[Link, ...]:
        """This link and what it hangs on, the nearest to the object first."""
        return (*self.parent.chain(), self) if self.parent else (self,)


@dataclass(frozen=True, eq=False)
class Field:
    """One field on the wire: its documented name and where its value comes from."""

    name: str
    value: ColumnElement[Any]
    kind: Kind
    filter: Filter = Filter.NONE
    via: Link | None = None
    words: Mapping[int, str] | None = None

    def where(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """A condition on the value, said of the object's own table: through subqueries, never joins."""
        for link in reversed(self.via.chain() if self.via else ()):
            condition = link.column.in_(select(link.key).where(condition))
        return condition


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one table as the contract shows them."""

    table: FromClause
    key: ColumnElement[Any]
    fields: tuple[Field, ...]
    order: ColumnElement[Any] | None = None
    children: tuple[Child, ...] = ()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link its fields need, nearer ones first, each once."""
        found: dict[Link, None] = {}
        for field in self.fields:
            found.update(dict.fromkeys(field.via.chain() if field.via else ()))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Child:
    """An array inside a row: the rows of another table that point to it."""

    name: str
    rows: Rows
    parent: ColumnElement[Any]  # the child's column that points to the outer row
    detail: bool = False  # only in the answer for a single object
    bare: bool = False  # an array of the first field's values instead of objects


@dataclass(frozen=True, eq=False)
class Resource:
    """One object of the contract under its path."""

    path: str
    title: str  # for messages
    rows: Rows

    @cached_property
    def filters(self) -> dict[str, tuple[Field, str]]:
        """Query parameter → field and comparison (`eq`, `min`, `max`)."""
        found: dict[str, tuple[Field, str]] = {}
        for field in self.rows.fields:
            if field.filter is Filter.EXACT:
                found[field.name] = (field, "eq")
            elif field.filter is Filter.RANGE:
                found[f"{field.name}_min"] = (field, "min")
                found[f"{field.name}_max"] = (field, "max")
        return found
