"""What keeps a filled cache fresh, spread over time so that an idle station asks twice a minute at most.

One request of each cycle belongs to the action log, one to the chores; whichever is due longest goes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import BadReply
from forge_desktop.sync import details, load, refresh, slices
from forge_desktop.sync.actions import ACTIONS
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.walk import Walk

SMALL = 5_000
"""A list of at most so many records is read whole by a refresh: 50 requests find every change in it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often things happen, in seconds."""

    cycle: float = 60.0
    """The action log, and one request's worth of chores."""
    open_pass: float = 300.0
    """New and open records of what is looked at."""
    other_pass: float = 1_800.0
    """New and open records of everything else."""
    list_pass: float = 3_600.0
    """Lists without time slices, read whole."""
    slice: float = 120.0
    """The next slice of the slow re-scan of each resource, when nothing else is due."""
    retry_first: float = 5.0
    retry_most: float = 60.0
    signed_out: float = 600.0
    details_pause: float = 4.0
    details_chunk: int = 20


@dataclass(slots=True)
class Chore:
    """Something to do again and again, in bites of about one request."""

    resource: Resource
    every: float
    bite: Callable[[], Awaitable[bool]]
    """True when it is done until the next time; False when more of it is left."""
    due: float = 0.0
    scan: bool = False
    """Never urgent: the slow re-scan and its like."""


class Rota:
    """The chores of a connection, and which of them is next."""

    def __init__(self, ground: Ground, rhythm: Rhythm) -> None:
        self._ground = ground
        self._rhythm = rhythm
        self._viewed = ""
        self._walks: dict[str, Walk] = {}
        self._chores = list(self._make())

    def view(self, name: str, now: float) -> None:
        """This resource is looked at: from now on it is due more often, and at once when it is old."""
        self._viewed = name
        for chore in self._chores:
            if chore.resource.name == name and not chore.scan:
                chore.due = min(chore.due, now + self._every(chore))

    def urgent(self) -> list[Chore]:
        """What a person waits for after a time without network: everything but the slow re-scan."""
        unheard = self.unheard()
        return [c for c in self._chores if c is unheard or (not c.scan and self._is_worth(c))]

    def unheard(self) -> Chore | None:
        """What is looked at, where no action log tells of its changes; read whole each time unless long."""
        mine = (c for c in self._chores if c.resource.name == self._viewed and not c.scan)
        chore = next(mine, None)
        if chore is None or self._ground.named(ACTIONS) is not None:
            return None
        complete = load.is_complete(self._ground, chore.resource)
        return chore if complete and _count(self._ground, chore.resource) <= SMALL else None

    def next(self, now: float) -> Chore | None:
        """The chore that is due longest."""
        due = [c for c in self._chores if c.due <= now and load.is_complete(self._ground, c.resource)]
        return min(due, key=lambda chore: chore.due, default=None)

    async def bite(self, chore: Chore, now: float) -> bool:
        """Do a bite of the chore. True when it is done until the next time."""
        chore.due = now + self._every(chore)
        done = await chore.bite()
        if not done:
            chore.due = now
        return done

    def _every(self, chore: Chore) -> float:
        if chore.scan:
            return chore.every
        if chore.resource.name == self._viewed:
            return self._rhythm.open_pass
        return chore.every if self._ground.sliced(chore.resource) else self._rhythm.list_pass

    def _is_worth(self, chore: Chore) -> bool:
        """Ready, and for a list read whole also short and not just read."""
        ground, resource = self._ground, chore.resource
        if not load.is_complete(ground, resource):
            return False
        if ground.sliced(resource):
            return True
        checked = ground.mark(f"checked:{resource.name}")
        age = abs(ground.now - checked) if isinstance(checked, int) else self._rhythm.list_pass
        return age >= self._rhythm.open_pass and _count(ground, resource) <= SMALL

    def _make(self) -> Iterator[Chore]:
        rhythm, ground = self._rhythm, self._ground
        for resource in ground.resources:
            if resource.parent or not ground.offers(resource) or resource.name == ACTIONS:
                continue
            yield Chore(resource, rhythm.other_pass, partial(self._look, resource))
            if details.wanted(ground, resource) and resource.state:
                yield Chore(resource, rhythm.open_pass, partial(self._renew, resource), scan=True)
            if ground.sliced(resource):
                yield Chore(resource, rhythm.slice, partial(self._scan, resource), scan=True)

    async def _look(self, resource: Resource) -> bool:
        """What is new and open; of a list without time slices one more page of all there is."""
        if resource.created and resource.name not in self._walks:
            await refresh.frugal(self._ground, resource, lane=Lane.BACKGROUND)
        if self._ground.sliced(resource):
            return True
        walk = self._walks.get(resource.name)
        if walk is None:
            walk = await load.begin(self._ground, resource, anew=True, quiet=True)
            self._walks[resource.name] = walk
        try:
            if not await walk.step():
                return False
        except BadReply:
            if self._ground.cursors(resource):  # its cursor may be too old by now
                del self._walks[resource.name]
            raise
        del self._walks[resource.name]
        await load.compare(self._ground, resource, walk, Lane.BACKGROUND)
        return True

    async def _renew(self, resource: Resource) -> bool:
        await details.renew_oldest(self._ground, resource)
        return True

    async def _scan(self, resource: Resource) -> bool:
        """The next slice of the rolling re-scan."""
        if self._ground.sliced(resource):
            await slices.scan_next(self._ground, resource)
        return True


def _count(ground: Ground, resource: Resource) -> int:
    return ground.reader.count(Query(resource.name), ground.seen())
