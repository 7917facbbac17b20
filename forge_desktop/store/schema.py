"""Which tables, columns and indexes the cache has, drawn from the declarations alone."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forge_desktop.domain.catalog import resources
from forge_desktop.domain.query import DETAIL_AT, LATE
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.store.cells import converter, placed

VERSION = 4
"""Grows with the shape of the tables; a cache of a newer program is refused, one of an older is rebuilt."""

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Index:
    """One index of a table: its name and what it is over, in order."""

    name: str
    over: tuple[str, ...]


class Table:
    """Where the records of one resource lie."""

    def __init__(self, resource: Resource, pointed_at: frozenset[str]) -> None:
        self.resource = resource
        self.name = checked(re.sub(r"\W", "_", resource.name, flags=re.ASCII))
        self.scalars: tuple[Field, ...] = tuple(
            field for field in resource.fields if field.kind.scalar and field.name != resource.key
        )
        self.cells = tuple((field.name, converter(field)) for field in self.scalars)
        """The fields of `scalars` by name, each with how its value becomes a cell."""
        self.searched: tuple[Field, ...] = tuple(field for field in resource.searched if field.ref is None)
        self.pointing: tuple[Field, ...] = tuple(field for field in resource.searched if field.ref is not None)
        """References that search follows to the word behind them: the record itself need not hold it."""
        self.texts = tuple(field.name for field in self.searched)
        self.fts = f"{self.name}_text"
        self.settled = f"settled {self.name}"
        """The note that all indexes stand and search is kept up."""
        self.searching = f"searching {self.name}"
        """The note how far search has been built, while it is not whole."""
        self.vocabulary = f"{self.name}_trigrams"
        self._fields = {field.name: field for field in resource.fields}
        self.declared = frozenset(self._fields)
        self._fields[DETAIL_AT] = Field(name=DETAIL_AT, label="Details fetched", kind=Kind.INSTANT)
        self.state = self.column(resource.state) if resource.state else ""
        sorted_by = [name for name in _named(resource) if name != resource.key]
        asked = dict.fromkeys([*sorted_by, *(f.name for f in self.scalars), *pointed_at])
        self.single: Mapping[str, Index] = {
            self.column(name): Index(f"{self.name}.{name}", self._walked(name))
            for name in asked
            if self.is_scalar(name) and name != resource.key
        }
        self.narrow = Index(f"{self.name}.narrow", tuple(dict.fromkeys(["key", *self._columns()])))
        """All columns but the long texts, by key: a tenth of the pages to read where rows must be looked at."""
        self.default = self._default()
        self.upsert = self._upsert()

    def is_scalar(self, name: str) -> bool:
        """True when there is a column for the field."""
        return name in self._fields and self._fields[name].kind.scalar

    def field(self, name: str) -> Field:
        """The field that has a column. ValueError names one that has none."""
        if not self.is_scalar(name):
            raise ValueError(f"{self.resource.title} cannot be asked for a field {name!r}")
        return self._fields[name]

    def field_of(self, column: str) -> Field:
        """The field behind a column."""
        return self._fields[self.resource.key if column == "key" else column.removeprefix("f_")]

    def column(self, name: str) -> str:
        """The column of a scalar field."""
        if name in (self.resource.key, DETAIL_AT):
            return "key" if name == self.resource.key else DETAIL_AT
        return f"f_{checked(name)}"

    def over(self, name: str) -> str:
        """The column as it is sorted by: text without regard to ASCII case."""
        return self.column(name) + (" COLLATE NOCASE" if self._fields[name].kind.textual else "")

    def _upsert(self) -> str:
        """How a row is written, its values in the order of `cells` and these."""
        own = ("search_text", "parent", "detail_at", "crc", "detail_crc", "doc", "extra", "detail")
        columns = ["key", *(self.column(field.name) for field in self.scalars), *own]
        marks = ", ".join("?" * len(columns))
        turned = ", ".join(f"{c} = excluded.{c}" for c in columns[1:])
        into = f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - proven names
        return f"{into} ON CONFLICT (key) DO UPDATE SET {turned}"

    def _walked(self, name: str) -> tuple[str, ...]:
        """What the index of a field is over; the status stands behind, so that a walk tests it in passing."""
        told = (self.over(name),)
        return (*told, "key", self.state) if self.state not in ("", self.column(name)) else told

    def _columns(self) -> Iterator[str]:
        if self.state:
            yield self.state
        yield from (self.column(name) for name in _named(self.resource) if self.is_scalar(name))
        yield from (self.column(field.name) for field in self.scalars)
        yield DETAIL_AT

    def _default(self) -> Index | None:
        """One index over the whole default order, behind the status like every default filter."""
        sorts = [s for s in self.resource.sort if s.field != LATE]
        if not sorts or any(not self.is_scalar(s.field) or self._fields[s.field].ref for s in sorts):
            return None
        over = [part for s in sorts for part in self.steps(s.field, s.descending)]
        return Index(f"{self.name}.default", (*([self.state] if self.state else []), *over[1:]))

    def steps(self, name: str, descending: bool) -> tuple[str, str]:
        """How ORDER BY is told to sort by a field, empty values last."""
        return f"{self.column(name)} IS NULL", self.over(name) + " DESC" * descending

    @property
    def early(self) -> tuple[Index, ...]:
        """The indexes that even a first load keeps up to date: those of the default view."""
        wanted = [self.resource.code, self.resource.created]
        columns = [self.column(name) for name in wanted if name and self.is_scalar(name)]
        chosen = [self.single[c] for c in columns if c in self.single]
        return (*dict.fromkeys(chosen), *([self.default] if self.default else []))

    @property
    def late(self) -> tuple[Index, ...]:
        """The indexes that are built when the first load is over."""
        early = set(self.early)
        return tuple(i for i in (*self.single.values(), self.narrow) if i not in early)


class Schema:
    """All tables of one dialect."""

    def __init__(self, dialect: str) -> None:
        known = resources(dialect)
        pointed: dict[str, set[str]] = {r.name: set() for r in known}
        for resource in known:
            for link in resource.links:
                pointed.get(link.resource, set()).add(link.field)
            for field in resource.fields:
                if field.ref is not None:
                    pointed.get(field.ref.resource, set()).add(field.ref.show)
        self.tables: dict[str, Table] = {r.name: Table(r, frozenset(pointed[r.name])) for r in known}

    @property
    def places(self) -> str:
        """Another text when declared states have other places, which the columns hold."""
        told = [
            (name, field.name, [state.code for state in field.choices.states])
            for name, table in self.tables.items()
            for field in table.scalars
            if field.choices is not None and placed(field)
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def table(self, name: str) -> Table:
        """The table of a resource. ValueError when the dialect has no such resource."""
        try:
            return self.tables[name]
        except KeyError:
            raise ValueError(f"the cache holds no {name!r}") from None

    def behind(self, field: Field) -> tuple[Table, str] | None:
        """The table and column of the word behind a reference; None when the dialect has none."""
        if field.ref is None or field.ref.resource not in self.tables:
            return None
        table = self.tables[field.ref.resource]
        return (table, table.column(field.ref.show)) if table.is_scalar(field.ref.show) else None


def shape(connection: sqlite3.Connection) -> str:
    """What the file itself says its tables are, in short; another value than when they were made is damage."""
    made = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return hashlib.sha256(repr(made).encode()).hexdigest()[:16]


def checked(name: str) -> str:
    """The name, proven to be an identifier (ValueError): nothing else ever enters a statement's text."""
    if not _IDENTIFIER.match(name):
        raise ValueError(f"{name!r} cannot name a table or column")
    return name


def affinity(field: Field) -> type:
    """The Python type whose SQLite column holds this field."""
    if placed(field):
        return bytes  # a column that leaves texts that look like numbers alone: they are no places
    if field.kind.decimal:
        return float
    return str if field.kind.textual else int


def _named(resource: Resource) -> list[str]:
    """The fields that the page of a resource names, the most used ones first."""
    named = [c.field for c in resource.columns] + [c.second for c in resource.columns if c.second]
    named += [s.field for s in resource.sort] + [c.field for c in resource.where] + list(resource.chips)
    named += [resource.code, resource.state, resource.due, resource.created, resource.group]
    return [name for name in dict.fromkeys(named) if name and name != LATE]
