"""What every way of fetching stands on: client, cache, feed, clock, and the count of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forge_desktop.api.protocol import Client, Lane, Page
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Missing
from forge_desktop.store import Cache, Put, Reader
from forge_desktop.sync.state import Outcome, Progress


@dataclass(slots=True)
class Ground:
    """The parts a fetch needs, handed in; used from the engine's thread only."""

    client: Client
    cache: Cache
    reader: Reader
    feed: Feed
    resources: Sequence[Resource]
    seen: Callable[[], Seen]
    report: Callable[[Progress], None]
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def now(self) -> int:
        """UTC seconds."""
        return self.seen().now

    def outcome(self, resource: Resource) -> Outcome:
        """The count of this resource in the running sync."""
        return self.outcomes.setdefault(resource.name, Outcome())

    async def page(
        self, resource: Resource, *, start: int = 0, where: Mapping[str, str | int] | None = None, lane: Lane
    ) -> Page:
        """One page of the server's list; its requests are counted."""
        before = self.client.sent
        try:
            return await self.client.page(resource.name, start=start, where=where or {}, lane=lane)
        finally:
            self.outcome(resource).requests += self.client.sent - before

    def keep(self, resource: Resource, page: Page, marks: Mapping[str, Json] | None = None) -> Put:
        """Commit a page and the position it belongs to together, and tell what became different."""
        if page.asides:
            told = [(aside.key, aside.reason, aside.raw) for aside in page.asides]
            self.cache.records.set_aside(resource, told, now=self.now)
        rows = [(row.key, row.values) for row in page.rows]
        put = self.cache.records.put(resource, rows, marks=marks, now=self.now)
        outcome = self.outcome(resource)
        outcome.fetched += len(rows)
        outcome.changed += put.added + put.changed
        outcome.set_aside += len(page.asides)
        self._tell(put)
        return put

    async def detail(self, resource: Resource, key: int, *, lane: Lane) -> bool:
        """Fetch one whole record. False, and the record is hidden, when the server answers that it is gone."""
        before = self.client.sent
        try:
            row = await self.client.one(resource.name, key, lane=lane)
        except Missing:
            self._tell(self.cache.records.bury(resource, [key], now=self.now))
            self.outcome(resource).buried += 1
            return False
        finally:
            self.outcome(resource).requests += self.client.sent - before
        put = self.cache.records.put_detail(resource, row.key, row.values, now=self.now)
        self.outcome(resource).changed += put.added + put.changed
        self._tell(put)
        return True

    def mark(self, name: str) -> Json:
        """A remembered position."""
        return self.cache.marks.get(name)

    def set_mark(self, name: str, value: Json) -> None:
        """Remember a position; None forgets it."""
        self.cache.marks.set(name, value)

    def loaded(self, resource: Resource) -> bool:
        """True when the first load of this resource came to its end."""
        return self.mark(f"loaded:{resource.name}") is not None

    def checked(self, resource: Resource) -> None:
        """Remember that the resource was found up to date now: the age every page shows."""
        self.set_mark(f"checked:{resource.name}", self.now)

    def _tell(self, put: Put) -> None:
        for change in put.changes:
            self.feed.tell(change)
