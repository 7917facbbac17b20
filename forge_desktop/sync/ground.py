"""What every way of fetching stands on: client, cache, feed, clock, and the count of what was done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from forge_desktop.api.protocol import Client, Lane, Page, Row
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.store import Cache, Put, Reader
from forge_desktop.sync.pace import Pace
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
    skipped: set[tuple[str, int]] = field(default_factory=set)
    """Records that cannot be fetched singly: nothing tries them over and over while the program runs."""
    paces: dict[str, Pace] = field(default_factory=dict)
    """How fast details have come lately, by resource."""
    answered: str = ""
    """The list that the server gave last."""
    unsettled: dict[str, Resource] = field(default_factory=dict)
    """Loaded resources whose indexes may not stand yet."""
    unreadable: int = 0
    """Single records in a row that could not be read."""

    @property
    def now(self) -> int:
        """UTC seconds by this computer's clock, which may be wrong: for ages shown, never to choose records."""
        return self.seen().now

    def outcome(self, resource: Resource) -> Outcome:
        """The count of this resource in the running sync."""
        return self.outcomes.setdefault(resource.name, Outcome())

    def named(self, name: str) -> Resource | None:
        """The resource of this name."""
        return next((resource for resource in self.resources if resource.name == name), None)

    def offers(self, resource: Resource) -> bool:
        """True when the server has a list of this resource."""
        return self.client.offer(resource.name) is not None

    def page_size(self, resource: Resource) -> int:
        """Rows the server sends at once."""
        offer = self.client.offer(resource.name)
        return offer.page_size if offer is not None else 0

    def cursors(self, resource: Resource) -> bool:
        """True when the list is followed by cursors: one walk meets every record that stays in it."""
        offer = self.client.offer(resource.name)
        return offer is not None and offer.cursors

    def name_of(self, resource: Resource, key: int) -> int | str:
        """What the server calls a record: a text that lies in the cache, else the key itself."""
        record = self.reader.records(resource, (key,))[0]
        name = record.get(resource.key) if record is not None else None
        return name if isinstance(name, str) else key

    def sliced(self, resource: Resource) -> bool:
        """True when every record of the list can be found by its creation instant."""
        offer = self.client.offer(resource.name)
        if not resource.created or offer is None or not offer.sliced:
            return False
        return self.mark(f"unsliced:{resource.name}") is None

    # -- asking ----------------------------------------------------------------------------------------------

    async def page(
        self,
        resource: Resource,
        *,
        start: int = 0,
        where: Mapping[str, str | int] | None = None,
        lane: Lane,
        length: int | None = None,
        known: Mapping[int, int] | None = None,
        cursor: str = "",
    ) -> Page:
        """One page of the server's list; its requests are counted."""
        with self._counted(resource):
            page = await self.client.page(
                resource.name,
                start=start,
                where=where or {},
                lane=lane,
                length=length,
                known=known,
                cursor=cursor,
            )
        self.answered = resource.name
        self.settle_some()
        return page

    async def one(self, resource: Resource, key: int, *, lane: Lane) -> Row:
        """One whole record of the server; its requests are counted."""
        with self._counted(resource):
            row = await self.client.one(resource.name, self.name_of(resource, key), lane=lane)
        self.settle_some()
        return row

    # -- keeping ---------------------------------------------------------------------------------------------

    def keep(
        self,
        resource: Resource,
        page: Page,
        marks: Mapping[str, Json] | None = None,
        *,
        again: Collection[int] | None = (),
        beside: Callable[[], None] | None = None,
    ) -> Put:
        """Commit a page and the position it belongs to together, and tell what became different.

        `again`: keys that were read before, which the count of fetched rows leaves out; None leaves out all.
        `beside`: writes what else belongs into the same commit.
        """
        now = self.now
        with self.cache.records.batch():
            if page.asides:
                told = [(aside.key, aside.reason, aside.raw) for aside in page.asides]
                self.cache.records.set_aside(resource, told, now=now)
            rows = [(row.key, row.values) for row in page.rows]
            put = self.cache.records.put(resource, rows, marks=marks, now=now)
            if resource.details:
                self._note_stale(resource, changed_keys(resource, put))
            if beside is not None:
                beside()
        outcome = self.outcome(resource)
        outcome.changed += put.added + put.changed
        if again is not None:
            outcome.fetched += sum(1 for key in (*page.same, *(r.key for r in page.rows)) if key not in again)
            outcome.set_aside += sum(1 for aside in page.asides if aside.key not in again)
        self.tell(put)
        return put

    def keep_one(self, resource: Resource, row: Row) -> None:
        """Commit a whole record; its details are fresh now."""
        with self.cache.records.batch():
            put = self.cache.records.put_detail(resource, row.key, row.values, now=self.now)
            self.forget_stale(resource, row.key)
        self.outcome(resource).changed += put.added + put.changed
        self.tell(put)

    def settle_some(self) -> bool:
        """Build a bite of what first loads went without; True when there is more to do.

        After each answer, because the limits let the next request wait for longer than a bite takes.
        """
        for resource in list(self.unsettled.values()):
            if self.cache.records.settle_some(resource):
                return True
            del self.unsettled[resource.name]
        return False

    def tell(self, put: Put) -> None:
        """Tell the feed what a write changed."""
        for change in put.changes:
            self.feed.tell(change)

    # -- remembering -----------------------------------------------------------------------------------------

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

    def stale(self, resource: Resource) -> list[int]:
        """Records whose list row changed after their details were fetched."""
        told = self.mark(f"stale:{resource.name}")
        return [key for key in told if isinstance(key, int)] if isinstance(told, list) else []

    def forget_stale(self, resource: Resource, key: int) -> None:
        """The details of this record are fresh, or the record is gone."""
        stale = self.stale(resource)
        if key in stale:
            self.set_mark(f"stale:{resource.name}", [other for other in stale if other != key] or None)

    def held(self, resource: Resource) -> int:
        """How many records of the list lie here, those set aside included."""
        aside = sum(1 for key, *_ in self.reader.asides(resource) if key is None or not self.has(resource, key))
        return self.reader.count(Query(resource.name), self.seen()) + aside

    def has(self, resource: Resource, key: int) -> bool:
        """True when the record lies in the cache."""
        return self.reader.records(resource, (key,))[0] is not None

    def _note_stale(self, resource: Resource, changed: list[int]) -> None:
        found = self.reader.records(resource, changed)
        fetched = [record.key for record in found if record is not None and record.detail_at is not None]
        if fetched:
            self.set_mark(f"stale:{resource.name}", list(dict.fromkeys([*self.stale(resource), *fetched])))

    @contextmanager
    def _counted(self, resource: Resource) -> Iterator[None]:
        before = self.client.sent
        try:
            yield
        finally:
            self.outcome(resource).requests += self.client.sent - before


def changed_keys(resource: Resource, put: Put) -> list[int]:
    """The records of this resource that a write added or changed."""
    return [key for change in put.changes if change.resource == resource.name for key in change.keys]
