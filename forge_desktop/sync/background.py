"""What the engine does by itself: loads what is missing, catches up after a pause, then goes on frugally."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Resource
from forge_desktop.sync import details, load, names, refresh
from forge_desktop.sync.chores import Chore, Rhythm, Rota
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pauses import wait_at_most
from forge_desktop.sync.standing import Standing

HEAD_START = 300
"""Details of open records that come before the long lists."""
MOST_ROOM, LEAST_ROOM = 3.0, -40.0
"""Requests that quiet cycles may save up for chores, and that a busy one may take in advance."""


class Background:
    """Works in rounds; each ends soon enough for a person's wish to change what the next one does."""

    def __init__(self, ground: Ground, standing: Standing, rhythm: Rhythm) -> None:
        self._ground = ground
        self._standing = standing
        self._rhythm = rhythm
        self._rota = Rota(ground, rhythm)
        self._poke = asyncio.Event()
        self._viewed = ""
        self._next_cycle = 0.0
        self._room = 0.0
        self._started_with = 0
        self._caught_up = False

    def view(self, resource: Resource) -> None:
        """This resource is being looked at: it is loaded before others, and refreshed more often."""
        self._viewed = resource.name
        self._rota.view(resource.name, self._now())

    def poke(self) -> None:
        """End the pause after a round."""
        self._poke.set()

    def set_cycle(self, seconds: float) -> None:
        """Another time between two looks at the action log."""
        self._rhythm = replace(self._rhythm, cycle=seconds)
        self._next_cycle = min(self._next_cycle, self._now() + seconds)
        self._poke.set()

    def fell_behind(self) -> None:
        """The server could not be used for a while: everything is looked at again as soon as it can."""
        self._caught_up = False

    async def work(self) -> None:
        """One round: what is due, what is not loaded, what lacks details; then a pause."""
        if not self._caught_up:
            await self._catch_up()
        elif self._is_due():
            await self._cycle()
        loading = self._next_load()
        if loading is not None:
            await self._load(loading)
            return
        if self._ground.settle_some():
            await asyncio.sleep(0)
            return
        left = await self._some_details(self._rhythm.details_chunk)
        pause = self._rhythm.details_pause if left else self._next_cycle - self._now()
        await wait_at_most(self._poke, max(0.0, pause))
        self._poke.clear()

    # -- loading ---------------------------------------------------------------------------------------------

    def _next_load(self) -> Resource | None:
        for resource in load.in_order(self._ground.resources, self._viewed):
            done = load.is_complete(self._ground, resource) or not self._ground.offers(resource)
            if not done and not self._standing.is_troubled(resource):
                return resource
        return None

    async def _load(self, resource: Resource) -> None:
        if load.is_long(resource) and resource.name != self._viewed and await self._before_long():
            return
        pause = self._pause_for(resource)
        await self._standing.one_list(resource, load.first_load(self._ground, resource, pause=pause))

    def _pause_for(self, resource: Resource) -> Callable[[], bool]:
        return lambda: self._is_due() or self._next_load() is not resource

    async def _before_long(self) -> bool:
        """Before a list that may take minutes: details of open records and the names in them. True when any."""
        if self._started_with >= HEAD_START:
            return False
        self._started_with += max(1, self._rhythm.details_chunk)
        left = await self._some_details(self._rhythm.details_chunk, only_open=True)
        if not left:
            self._started_with = HEAD_START
            log = self._ground.named(names.LOG)
            if log is not None and not self._standing.is_troubled(log):
                await self._standing.one_list(log, names.fetch_names(self._ground))
        return True

    async def _some_details(self, limit: int, *, only_open: bool = False) -> int:
        """A few missing details, open records first; returns how many are still missing."""
        left = 0
        for resource in self._ground.resources:
            if details.wanted(self._ground, resource) and not self._standing.is_troubled(resource):
                if self._ground.loaded(resource):
                    await self._standing.one_list(resource, self._details_of(resource, limit, only_open))
                left += details.count_missing(self._ground, resource, only_open=only_open)
        return left

    async def _details_of(self, resource: Resource, limit: int, only_open: bool) -> None:
        left = await details.fill(self._ground, resource, only_open=True, limit=limit)
        if not left and not only_open and not await details.freshen(self._ground, resource, limit):
            await details.fill(self._ground, resource, only_open=False, limit=limit)

    # -- staying fresh ---------------------------------------------------------------------------------------

    def _is_due(self) -> bool:
        return self._now() >= self._next_cycle

    async def _catch_up(self) -> None:
        """After the start, and after a time without the server: all that changed meanwhile, at once."""
        self._next_cycle = self._now() + self._rhythm.cycle
        loaded = [resource for resource in self._ground.resources if load.is_complete(self._ground, resource)]
        self._ground.unsettled |= {resource.name: resource for resource in loaded}
        await self._standing.follow_log(Lane.BACKGROUND)
        for chore in self._rota.urgent():
            await self._whole(chore)
        self._caught_up = True

    async def _cycle(self) -> None:
        """The action log, or what is looked at where there is none; and as many chores as there is room for."""
        self._next_cycle = self._now() + self._rhythm.cycle
        await self._standing.follow_log(Lane.BACKGROUND)
        if (unheard := self._rota.unheard()) is not None:
            await self._whole(unheard)
        for resource in self._ground.resources:
            if self._ground.mark(f"damaged/{resource.name}") is not None:
                await self._standing.one_list(resource, refresh.damaged_rows(self._ground, resource))
        self._room = min(MOST_ROOM, self._room + 1.0)
        while self._room > 0 and (chore := self._rota.next(self._now())) is not None:
            before = self._ground.client.sent
            await self._bite(chore)
            self._room = max(LEAST_ROOM, self._room - max(1, self._ground.client.sent - before))

    async def _whole(self, chore: Chore) -> None:
        while not self._standing.is_troubled(chore.resource) and not await self._bite(chore):
            pass

    async def _bite(self, chore: Chore) -> bool:
        done = True

        async def bite() -> None:
            nonlocal done
            done = await self._rota.bite(chore, self._now())

        await self._standing.one_list(chore.resource, bite())
        return done

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
