"""This side of a schedule: the real outbox, door and pusher over a cache of plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from forge_desktop.domain.catalog import resources
from forge_desktop.domain.changes import Change, Feed
from forge_desktop.domain.query import Condition, Query
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.outbox import Entry, Outbox
from forge_desktop.store import Pending, Put
from forge_desktop.sync.ground import Ground
from tests.faults.server import KEYS, Crash, FaultyClient

UTC = ZoneInfo("UTC")
RESOURCES = tuple(r for r in resources("mrpeasy") if r.name in KEYS)


class Mortal(Outbox):
    """The outbox of a process that may be dead: then no file changes any more."""

    dead = False

    def die(self) -> None:
        """The process ends."""
        self.dead = True

    def _take(self, changed: dict[str, Entry], ident: str) -> Entry:
        if self.dead:
            raise Crash
        return super()._take(changed, ident)


class PlainCache:
    """As much of the cache, its writer and its reader, as sending needs."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, Values]] = {}
        self.records = self
        self.marks = self
        self.overlay = self

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything is one step anyway."""
        yield

    def put(self, resource: Resource, records: Iterable[tuple[int, Values]], **told: object) -> Put:
        """Keep rows."""
        given = dict(records)
        self.rows.setdefault(resource.name, {}).update(given)
        return Put(changes=(Change(resource.name, tuple(given)),))

    def put_detail(self, resource: Resource, key: int, values: Values, **told: object) -> Put:
        """Keep one."""
        return self.put(resource, [(key, values)])

    def get(self, name: str) -> Json:
        """No marks."""
        return None

    def set(self, name: str, value: Json) -> None:
        """No marks."""

    def lay(self, pending: Pending, *, now: int) -> tuple[Change, ...]:
        """Nobody looks."""
        return ()

    def show_only(self, pending: Sequence[Pending], *, now: int) -> tuple[Change, ...]:
        """Nobody looks."""
        return ()

    def read(self, resource: Resource, keys: Sequence[int]) -> list[Record | None]:
        """The rows that were read."""
        rows: Mapping[int, Values] = self.rows.get(resource.name, {})
        return [Record(key, rows[key]) if key in rows else None for key in keys]


class PlainReader:
    """Reads the same dictionaries."""

    def __init__(self, cache: PlainCache) -> None:
        self._cache = cache

    def records(self, resource: Resource, keys: Sequence[int]) -> list[Record | None]:
        """Some."""
        return self._cache.read(resource, keys)

    def record(self, resource: Resource, key: int) -> Record | None:
        """One."""
        return self._cache.read(resource, [key])[0]

    def keys(self, query: Query, seen: Seen) -> list[int]:
        """Those within bounds, which is all that is ever asked."""
        rows = self._cache.rows.get(query.resource, {})
        return [key for key, values in rows.items() if all(_within(values, one) for one in query.where)]

    def first(self, query: Query, seen: Seen, limit: int) -> list[int]:
        """The highest keys."""
        return sorted(self._cache.rows.get(query.resource, {}), reverse=True)[:limit]


def _within(values: Values, bounds: Condition) -> bool:
    value, (low, _) = values.get(bounds.field), bounds.values
    return isinstance(value, int) and isinstance(low, int) and value >= low


def ground(client: FaultyClient, cache: PlainCache, wall: Any) -> Ground:
    """The real ground over them."""
    shelf: Any = cache
    reader: Any = PlainReader(cache)

    def seen() -> Seen:
        return Seen(int(wall()), UTC)

    return Ground(client, shelf, reader, Feed(), RESOURCES, seen, lambda progress: None)
