"""What the rail, the heads of the pages and the state bar say of a whole connection, read in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forge_desktop.domain.query import DETAIL_AT, Condition, Op, Query
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.text import Seen
from forge_desktop.store import Reader


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """Facts of the local copy, by name of resource."""

    ages: Mapping[str, int] = field(default_factory=dict)
    """When a resource was last found up to date, UTC seconds."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many records still need somebody."""
    asides: Mapping[str, int] = field(default_factory=dict)
    """How many rows could not be read."""
    lacking: frozenset[str] = frozenset()
    """Resources of which open records still lack their details."""


def read(reader: Reader, resources: Sequence[Resource], seen: Seen) -> DeskFacts:
    """Read them all; in the reader's thread."""
    ages = {r.name: reader.mark(f"checked:{r.parent or r.name}") for r in resources}
    listed = [r for r in resources if not r.parent]
    return DeskFacts(
        ages={name: at for name, at in ages.items() if isinstance(at, int)},
        counts={
            r.name: reader.count(Query(r.name, where=r.where), seen)
            for r in resources
            if r.main and r.open and r.where
        },
        asides={r.name: number for r in listed if (number := reader.count_asides(r))},
        lacking=frozenset(r.name for r in listed if r.children and r.details and _lacks(reader, r, seen)),
    )


def _lacks(reader: Reader, resource: Resource, seen: Seen) -> bool:
    where = [Condition(DETAIL_AT, Op.EMPTY)]
    if resource.state and resource.open:
        where.append(Condition(resource.state, Op.IN, resource.open))
    return bool(reader.first(Query(resource.name, where=tuple(where)), seen, 1))


def behind(resource: Resource, parent: Resource | None) -> frozenset[str]:
    """The resources whose words a page of this one shows: those its fields and lines point to."""
    fields = (*resource.fields, *(parent.fields if parent is not None else ()))
    return frozenset(name for one in fields for name in _refs(one))


def _refs(one: Field) -> Iterator[str]:
    if one.ref is not None:
        yield one.ref.resource
    for inner in one.fields:
        yield from _refs(inner)
