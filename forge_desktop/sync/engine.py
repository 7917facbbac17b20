"""The engine: fills the cache, keeps it fresh, and tells how the connection stands.

It lives on one asyncio loop in one thread. Its tasks share the client, whose gate lets the more urgent request
go first: the background loads and refreshes by itself, the wishes are what a person asked for, and what waits
in the outbox is sent.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

from forge_desktop.api.protocol import Client
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure, SignedOut, Unreachable
from forge_desktop.store import Cache
from forge_desktop.sync.background import Background
from forge_desktop.sync.chores import Rhythm
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.hints import Hints
from forge_desktop.sync.once import Once
from forge_desktop.sync.pauses import wait_at_most
from forge_desktop.sync.standing import Standing
from forge_desktop.sync.state import Health, Link, Outcome, Progress
from forge_desktop.sync.wishes import Wishes

__all__ = ["Engine", "Rhythm"]


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
        send: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._reader = cache.reader(pending=False)
        self._send = send
        self._rhythm = rhythm or Rhythm()
        self._known = {resource.name: resource for resource in resources}
        ground = Ground(client, cache, self._reader, feed, resources, seen, report)
        self._once = Once(ground)
        self._standing = Standing(ground, self._rhythm.signed_out, health)
        self._background = Background(ground, self._standing, self._rhythm)
        self._wishes = Wishes(ground, self._standing)
        self._awake = asyncio.Event()
        self._going = asyncio.Event()
        self._going.set()
        self._hints = Hints(ground, self._standing, self._wishes.look, self._going)
        self._round: asyncio.Task[None] | None = None
        self._standing.online = self._wake
        self._running: asyncio.Task[object] | None = None
        self._closed = False

    @property
    def health(self) -> Health:
        """How the connection stands now."""
        return self._standing.health

    async def sync_once(
        self, names: Sequence[str] | None = None, *, full: bool = False, accept_deletions: bool = False
    ) -> dict[str, Outcome]:
        """Bring the named resources (all by default) up to date once and say what was done.

        After a passing failure the next call goes on from there, and counts on. A list that alone could not be
        read has its failure in its outcome. `accept_deletions`: as `accept_deletions` of each of them.
        """
        outcomes = await self._once.run(names, full=full, accept=accept_deletions)
        self._standing.worked()
        return outcomes

    def view(self, resource: str) -> None:
        """This resource is being looked at: it is loaded before others, and refreshed more often."""
        self._background.view(self._listed(resource))

    def want_details(self, resource: str, keys: Sequence[int]) -> None:
        """These records are on screen and lack their details; the newest wish goes first."""
        self._wishes.want_details(self._known[resource], [key for key in keys if key > 0])

    def refresh(self, resource: str) -> None:
        """Look now whether anything changed in this resource; also ends a wait for the network."""
        self._standing.forgive()
        self._wishes.refresh(self._listed(resource))
        self._wake()

    def hint(self, resource: str, name: int | str | None) -> None:
        """Somebody says that this record changed, by the server's own name for it; None: any of the resource.

        Looked at as soon as that may be and is possible, however many hints come; an unknown resource is none.
        """
        if resource in self._known:
            self._hints.add(self._listed(resource), name if self._known[resource].parent == "" else None)

    def accept_deletions(self, resource: str) -> None:
        """A person says that what `Health.suspicious` tells of this resource was really deleted on the server.

        Each of those records is asked for once more; only a 404 hides it.
        """
        self._wishes.accept_deletions(self._known[resource])

    def pause(self) -> None:
        """Load and refresh nothing by itself until `resume`; what a person asks for is still fetched."""
        self._going.clear()
        if self._round is not None:
            self._round.cancel()

    def resume(self) -> None:
        """Go on where `pause` cut the work short."""
        self._going.set()

    def set_cycle(self, seconds: float) -> None:
        """Look for changes so often from now on."""
        self._background.set_cycle(seconds)

    async def run(self) -> None:
        """Load and refresh until cancelled; trouble is told through the health and waited out."""
        if self._closed:
            return
        self._running = asyncio.current_task()
        works: list[Callable[[], Awaitable[None]]] = [self._unless_paused, self._wishes.work]
        works += [self._hints.ones, self._hints.lists, *([self._send] if self._send else [])]
        tasks = [asyncio.create_task(self._guarded(work)) for work in works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """End `run` and let go of the cache; the client is closed by who made it."""
        self._closed = True
        if self._running is not None and self._running is not asyncio.current_task():
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._reader.close()

    def _listed(self, name: str) -> Resource:
        """The resource whose list brings this one."""
        resource = self._known[name]
        return self._known.get(resource.parent, resource)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work for ever; each expected failure is told and waited out."""
        wait = self._rhythm.retry_first
        while True:
            try:
                await work()
                wait = self._rhythm.retry_first
            except SignedOut as failure:
                await self._wait_out(Link.SIGNED_OUT, failure, self._rhythm.signed_out)
            except Unreachable as failure:
                pause = failure.retry_after or wait * random.uniform(0.8, 1.2)
                wait = min(wait * 2, self._rhythm.retry_most)
                await self._wait_out(Link.OFFLINE, failure, pause)
            except Failure as failure:
                await self._wait_out(Link.TROUBLE, failure, self._rhythm.retry_most)

    async def _unless_paused(self) -> None:
        """One round of the background. A pause cuts it short; the positions in the cache lose nothing."""
        await self._going.wait()
        self._round = asyncio.create_task(self._background.work(), name="round")
        try:
            await self._round
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise

    def _wake(self) -> None:
        """End every wait: somebody asked, or the server answers again."""
        self._background.poke()
        self._awake.set()

    async def _wait_out(self, link: Link, failure: Failure, seconds: float) -> None:
        self._background.fell_behind()
        self._standing.failed(link, failure, seconds)
        self._awake.clear()
        await wait_at_most(self._awake, seconds)
