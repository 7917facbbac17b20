"""The engine: fills the cache, keeps it fresh, and tells how the connection stands.

It lives on one asyncio loop in one thread. Two tasks share the client, whose gate lets the more urgent request
go first: `_background` loads and refreshes by itself, `_wishes` does what a person asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from forge_desktop.api.protocol import Client, Lane
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure, SignedOut, Unreachable
from forge_desktop.store import Cache
from forge_desktop.sync import details, load, refresh, slices
from forge_desktop.sync.actions import ACTIONS
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.state import Health, Link, Outcome, Progress

SMALL = 5_000
"""A list of at most so many records is read whole by a one-time sync: 50 requests find every change in it."""
DETAILS_AT_ONCE = 1_000
"""So many details of closed records a one-time sync fetches; it takes 100 s at the contract's limit."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often things happen, in seconds; an idle station stays near two requests a minute."""

    cycle: float = 60.0
    open_pass: float = 300.0
    short_lists: float = 3_600.0
    retry_first: float = 5.0
    retry_most: float = 60.0
    signed_out: float = 600.0
    details_pause: float = 4.0
    details_chunk: int = 20


class Engine:
    """Owns the fetching of one connection; used from its own loop's thread only."""

    def __init__(
        self,
        client: Client,
        cache: Cache,
        feed: Feed,
        resources: Sequence[Resource],
        seen: Callable[[], Seen],
        *,
        rhythm: Rhythm | None = None,
        report: Callable[[Progress], None] = lambda progress: None,
        health: Callable[[Health], None] = lambda health: None,
    ) -> None:
        self._reader = cache.reader()
        self._ground = Ground(client, cache, self._reader, feed, resources, seen, report)
        self._resources = resources
        self._rhythm = rhythm or Rhythm()
        self._tell_health = health
        self._health = Health()
        self._viewed = ""
        self._wanted: list[tuple[str, int]] = []
        self._refreshes: list[str] = []
        self._wish = asyncio.Event()
        self._poke = asyncio.Event()
        self._due: dict[str, float] = {}
        self._scan_turn = 0
        self._once_done: set[str] = set()
        self._running: asyncio.Task[object] | None = None
        self._going = asyncio.Event()
        self._going.set()
        self._round: asyncio.Task[None] | None = None

    @property
    def health(self) -> Health:
        """How the connection stands now."""
        return self._health

    async def close(self) -> None:
        """End `run` and let go of the cache; the client is closed by who made it."""
        if self._running is not None and self._running is not asyncio.current_task():
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._reader.close()

    # -- what a person asks for ------------------------------------------------------------------------------

    def pause(self) -> None:
        """Load and refresh nothing by itself until `resume`; what a person asks for is still fetched."""
        self._going.clear()
        if self._round is not None:
            self._round.cancel()

    def resume(self) -> None:
        """Go on where `pause` cut the work short."""
        self._going.set()

    def set_rhythm(self, rhythm: Rhythm) -> None:
        """Another rhythm from the next pause on."""
        self._rhythm = rhythm

    def view(self, resource: str) -> None:
        """This resource is being looked at: it is loaded before others."""
        self._viewed = resource

    def want_details(self, resource: str, keys: Sequence[int]) -> None:
        """These records are on screen and lack their details; the newest wish goes first."""
        fresh = [(resource, key) for key in keys if (resource, key) not in self._wanted]
        self._wanted = [*fresh, *self._wanted][:200]
        self._wish.set()

    def refresh(self, resource: str) -> None:
        """Look now whether anything changed in this resource; also ends a wait for the network."""
        if resource not in self._refreshes:
            self._refreshes.append(resource)
        self._wish.set()
        self._poke.set()

    # -- once, for the command line --------------------------------------------------------------------------

    async def sync_once(self, names: Sequence[str] | None = None, *, full: bool = False) -> dict[str, Outcome]:
        """Bring the named resources (all by default) up to date once and say what was done.

        After an error the next call goes on from there, and counts on.
        """
        ground = self._ground
        if not self._once_done:
            ground.outcomes = {}
        chosen = [r for r in self._resources if names is None or r.name in names]
        parents = {r.parent for r in chosen if r.parent}
        listed = [r for r in self._resources if not r.parent and (r in chosen or r.name in parents)]
        for resource in load.in_order(listed):
            if resource.name not in self._once_done:
                await self._once(resource, full=full)
                self._once_done.add(resource.name)
        for resource in listed:
            if resource.children and resource.details:
                named = names is not None and any(r.parent == resource.name for r in chosen)
                await self._fill_details(resource, everything=full or named)
        self._once_done.clear()
        self._set_health(Health(Link.ONLINE, since=ground.now))
        return {r.name: ground.outcome(r) for r in self._resources if r in chosen or r in listed}

    async def _once(self, resource: Resource, *, full: bool) -> None:
        if not self._ground.loaded(resource):
            await load.first_load(self._ground, resource)
        elif full or self._count(resource) <= SMALL:
            await load.full_pass(self._ground, resource)
        else:
            await self._frugal(resource, Lane.BACKGROUND)

    async def _fill_details(self, resource: Resource, *, everything: bool) -> None:
        if self._ground.client.offer(resource.name) is None:
            return
        await details.fill(self._ground, resource, only_open=True)
        limit = None if everything else DETAILS_AT_ONCE
        await details.fill(self._ground, resource, only_open=False, limit=limit)

    async def _frugal(self, resource: Resource, lane: Lane) -> None:
        ground = self._ground
        if resource.created and ground.client.offer(resource.name) is not None:
            await refresh.new_rows(ground, resource, lane=lane)
            if resource.due:
                await refresh.open_rows(ground, resource, lane=lane)
            ground.checked(resource)
        else:
            await load.full_pass(ground, resource, lane=lane)

    def _count(self, resource: Resource) -> int:
        return self._reader.count(Query(resource.name), self._ground.seen())

    # -- all the time, for the window ------------------------------------------------------------------------

    async def run(self) -> None:
        """Load and refresh until cancelled; trouble is told through the health and waited out."""
        self._running = asyncio.current_task()
        wishes = asyncio.create_task(self._guarded(self._wishes), name="wishes")
        try:
            await self._guarded(self._background)
        finally:
            wishes.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await wishes

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work for ever; each expected failure sets the health and is waited out."""
        wait = self._rhythm.retry_first
        while True:
            try:
                await work()
                wait = self._rhythm.retry_first
            except SignedOut as failure:
                await self._wait_out(Link.SIGNED_OUT, failure, self._rhythm.signed_out)
            except Unreachable as failure:
                pause = failure.retry_after or wait * random.uniform(0.8, 1.2)
                await self._wait_out(Link.OFFLINE, failure, pause)
                wait = min(wait * 2, self._rhythm.retry_most)
                self._due.pop("open", None)
            except Failure as failure:
                await self._wait_out(Link.TROUBLE, failure, self._rhythm.retry_most)

    async def _wait_out(self, link: Link, failure: Failure, seconds: float) -> None:
        now = self._ground.now
        self._set_health(Health(link, failure.message, now, now + int(seconds)))
        self._poke.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._poke.wait(), seconds)

    def _set_health(self, health: Health) -> None:
        if (health.link, health.message) == (self._health.link, self._health.message):
            health = Health(health.link, health.message, self._health.since, health.next_try)
        if health != self._health:
            self._health = health
            self._tell_health(health)

    def _worked(self) -> None:
        self._set_health(Health(Link.ONLINE, since=self._ground.now))

    async def _background(self) -> None:
        """One round, when nobody paused it. A pause cuts it short; the positions in the cache lose nothing."""
        await self._going.wait()
        self._round = asyncio.create_task(self._one_round(), name="round")
        try:
            await self._round
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise

    async def _one_round(self) -> None:
        """One round: what is not loaded, what is due, what lacks details; then a pause."""
        ground = self._ground
        for resource in load.in_order(self._resources, self._viewed):
            if not ground.loaded(resource) and ground.client.offer(resource.name) is not None:
                await load.first_load(ground, resource)
                self._worked()
                return
        await self._cycle()
        left = await self._some_details()
        pause = self._rhythm.details_pause if left else self._rhythm.cycle
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._poke.wait(), pause)
        self._poke.clear()

    async def _cycle(self) -> None:
        """What is due by the clock: action log and a slice each cycle, open and new rows less often."""
        ground = self._ground
        loop_time = asyncio.get_running_loop().time()
        if loop_time < self._due.get("cycle", 0.0):
            return
        self._due["cycle"] = loop_time + self._rhythm.cycle
        await refresh.by_actions(ground, self._resources, lane=Lane.BACKGROUND)
        for resource in self._resources:
            await refresh.damaged_rows(ground, resource)
        self._worked()
        if loop_time >= self._due.get("open", 0.0):
            for resource in load.in_order(self._resources, self._viewed):
                if resource.created:
                    await self._frugal(resource, Lane.BACKGROUND)
            self._due["open"] = loop_time + self._rhythm.open_pass
        await self._scan_one()
        if loop_time >= self._due.setdefault("short", loop_time + self._rhythm.short_lists):
            for resource in self._resources:
                if not resource.parent and not resource.created:
                    await load.full_pass(ground, resource)
            self._due["short"] = loop_time + self._rhythm.short_lists

    async def _scan_one(self) -> None:
        """The next slice of the rolling re-scan; resources take turns as each comes to its end."""
        sliced = [r for r in self._resources if r.created and r.name != ACTIONS]
        sliced = [r for r in sliced if (offer := self._ground.client.offer(r.name)) and offer.sliced]
        if sliced and await slices.scan_next(self._ground, sliced[self._scan_turn % len(sliced)]):
            self._scan_turn += 1

    async def _some_details(self) -> int:
        """A few missing details, open records first; returns how many are still missing."""
        left = 0
        for resource in self._resources:
            offer = self._ground.client.offer(resource.name)
            if not (resource.children and resource.details and offer and offer.single):
                continue
            left += await details.fill(self._ground, resource, only_open=True)
            stale = details.stalest_open(self._ground, resource, 1)
            for key in stale if left == 0 else ():
                await self._ground.detail(resource, key, lane=Lane.BACKGROUND)
            left += await details.fill(
                self._ground, resource, only_open=False, limit=self._rhythm.details_chunk
            )
        return left

    async def _wishes(self) -> None:
        """Do what was asked for, most urgent first, until nothing is asked for any more."""
        await self._wish.wait()
        self._wish.clear()
        known = {resource.name: resource for resource in self._resources}
        while self._refreshes or self._wanted:
            if self._refreshes:
                resource = known[self._refreshes[0]]
                await self._refresh_now(known.get(resource.parent, resource))
                self._refreshes.pop(0)
            else:
                name, key = self._wanted.pop(0)
                await self._ground.detail(known[name], key, lane=Lane.VISIBLE)
            self._worked()

    async def _refresh_now(self, resource: Resource) -> None:
        if not self._ground.loaded(resource):
            return
        await refresh.by_actions(self._ground, self._resources, lane=Lane.USER)
        await self._frugal(resource, Lane.USER)
