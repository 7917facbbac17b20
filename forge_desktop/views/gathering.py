"""Everything a pane shows of one record, read in one go in the reader's thread. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forge_desktop.domain import catalog
from forge_desktop.domain.query import LATE, Condition, Op, Query, Sort
from forge_desktop.domain.readiness import Known, Readiness
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Ref, Resource
from forge_desktop.domain.scalars import Json, Kind, key_of
from forge_desktop.domain.text import Seen
from forge_desktop.store.query import Reader

MOST_RELATED = 50
"""Records of one relation that are listed; the rest are a matter for a filtered page."""

Words = Mapping[tuple[str, int], str]
"""The word behind (resource, key)."""


@dataclass(frozen=True, slots=True)
class Related:
    """Records of another resource that belong to this one."""

    label: str
    resource: Resource
    records: tuple[Record, ...]
    more: int = 0
    """How many there are beside those listed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A record with all that is said of it elsewhere; no record means it is not in the cache any more."""

    resource: Resource
    key: int
    record: Record | None
    words: Words = field(default_factory=dict)
    titles: Words = field(default_factory=dict)
    """The title behind a key, where the word is a code and its record has a title too."""
    children: tuple[Related, ...] = ()
    related: tuple[Related, ...] = ()
    readiness: Readiness | None = None
    """What the record waits for, when its resource can say that."""


def gather(reader: Reader, resource: Resource, key: int, seen: Seen) -> Gathered:
    """Read a record, the words behind the keys in its lines, its children and what belongs to it."""
    record = reader.record(resource, key)
    if record is None:
        return Gathered(resource, key, None)
    words, titles = _words(reader, resource, record)
    children = _children(reader, resource, key, seen)
    related = _related(reader, resource, record, seen)
    readiness = None if resource.ready is None else resource.ready(record, _known(reader, resource), seen)
    return Gathered(resource, key, record, words, titles, children, related, readiness)


def find(dialect: str, name: str) -> Resource | None:
    """The resource of this name, when the dialect has it."""
    return next((r for r in catalog.resources(dialect) if r.name == name), None)


def lines_of(value: Json) -> list[dict[str, Json]]:
    """The lines in a value of kind LINES."""
    return [line for line in value if isinstance(line, dict)] if isinstance(value, list) else []


def _known(reader: Reader, resource: Resource) -> Known:
    def known(name: str, keys: Iterable[int]) -> Mapping[int, Record]:
        other, wanted = find(resource.dialect, name), list(keys)
        if other is None or not wanted:
            return {}
        found = reader.records(other, wanted, detail=other.details)
        return {record.key: record for record in found if record is not None}

    return known


_Found = dict[tuple[str, int], str]


def _words(reader: Reader, resource: Resource, record: Record) -> tuple[_Found, _Found]:
    wanted: dict[Ref, set[int]] = {}
    for ref, key in _refs(resource.fields, record.values):
        wanted.setdefault(ref, set()).add(key)
    words: _Found = {}
    titles: _Found = {}
    for ref, keys in wanted.items():
        other = find(resource.dialect, ref.resource)
        if other is None:
            continue
        words |= {(other.name, key): word for key, word in reader.words(other.name, keys, ref.show).items()}
        if ref.show != "title" and other.has("title"):
            told = reader.words(other.name, keys, "title")
            titles |= {(other.name, key): title for key, title in told.items() if title}
    return words, titles


def _refs(fields: tuple[Field, ...], values: Mapping[str, Json]) -> Iterator[tuple[Ref, int]]:
    """Every reference inside the lines of a record, at any depth."""
    for one in fields:
        value = values.get(one.name)
        if one.kind is Kind.LINES:
            for line in lines_of(value):
                for inner in one.fields:
                    key = key_of(line.get(inner.name))
                    if inner.ref is not None and key is not None:
                        yield inner.ref, key
                yield from _refs(one.fields, line)


def _children(reader: Reader, resource: Resource, key: int, seen: Seen) -> tuple[Related, ...]:
    found = []
    for name in resource.children or {}:
        child = find(resource.dialect, name)
        up = (
            next((f for f in child.fields if f.ref and f.ref.resource == resource.name), None)
            if child
            else None
        )
        if child is not None and up is not None:
            where = (Condition(up.name, Op.IN, (key,)),)
            found.append(_read(reader, child.title, child, Query(name, where, sort=child.sort), seen))
    return tuple(found)


def _related(reader: Reader, resource: Resource, record: Record, seen: Seen) -> tuple[Related, ...]:
    found = []
    for link in resource.links:
        other = find(resource.dialect, link.resource)
        if other is None or not other.has(link.field):
            continue
        value = record.get(link.value) if link.value else record.key
        if other.field(link.field).kind is Kind.ID:
            value = key_of(value)
        if isinstance(value, (int, str)) and value != "":
            where = (Condition(link.field, Op.IN, (value,)), *link.where)
            related = _open_first(reader, link.label, other, where, seen)
            if related.records:
                found.append(related)
    return tuple(found)


def _open_first(
    reader: Reader, label: str, resource: Resource, where: tuple[Condition, ...], seen: Seen
) -> Related:
    """What is open in the usual order, then what is over, the latest first: the past only grows."""
    if not resource.open:
        return _read(reader, label, resource, Query(resource.name, where, sort=resource.sort), seen)
    open_ = (*where, Condition(resource.state, Op.NOT_IN, resource.over))
    over = (*where, Condition(resource.state, Op.IN, resource.over))
    back = tuple(Sort(s.field, not s.descending) for s in resource.sort if s.field != LATE)
    return _read(
        reader,
        label,
        resource,
        Query(resource.name, open_, sort=resource.sort),
        seen,
        Query(resource.name, over, sort=back),
    )


def _read(reader: Reader, label: str, resource: Resource, query: Query, seen: Seen, *then: Query) -> Related:
    keys = [key for each in (query, *then) for key in reader.keys(each, seen)]
    records = reader.records(resource, keys[:MOST_RELATED])
    return Related(
        label, resource, tuple(r for r in records if r is not None), max(0, len(keys) - MOST_RELATED)
    )
