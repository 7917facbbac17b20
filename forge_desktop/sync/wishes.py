"""What a person asked for: a look at one resource now, and the details of the records on screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.sync import gone, load, refresh
from forge_desktop.sync.chores import SMALL
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.single import fetch
from forge_desktop.sync.standing import Standing

MOST_WANTED = 200
AT_A_GLANCE = 500
"""Rows of a list that is read whole when a person asks for a look: an older one may have been changed."""


class Wishes:
    """Kept until they are fulfilled, or until the server itself refuses them."""

    def __init__(self, ground: Ground, standing: Standing) -> None:
        self._ground = ground
        self._standing = standing
        self._details: list[tuple[Resource, int]] = []
        self._looks: list[Resource] = []
        self._accepted: list[Resource] = []
        self._came = asyncio.Event()

    def want_details(self, resource: Resource, keys: Sequence[int]) -> None:
        """These records are on screen and lack their details; the newest wish goes first."""
        fresh = [(resource, key) for key in keys if (resource.name, key) not in self._ground.skipped]
        self._details = [*fresh, *(one for one in self._details if one not in fresh)][:MOST_WANTED]
        self._came.set()

    def refresh(self, resource: Resource) -> None:
        """Look whether anything changed in this resource; a look fulfils the wishes from before it began."""
        if resource not in self._looks:
            self._looks.append(resource)
        self._came.set()

    def accept_deletions(self, resource: Resource) -> None:
        """What is suspiciously missing of this resource was really deleted."""
        if resource not in self._accepted:
            self._accepted.append(resource)
        self._came.set()

    async def work(self) -> None:
        """Do what was asked for, looks first, until nothing is asked for any more; then wait for a wish."""
        while self._looks or self._accepted or self._details:
            if self._accepted:
                resource = self._accepted[0]
                bring = partial(fetch, self._ground, resource, lane=Lane.USER)
                await self._standing.one_list(resource, gone.accept(self._ground, resource, bring))
                self._accepted.remove(resource)
            elif self._looks:
                await self._look_first()
            else:
                await self._detail(*self._details.pop(0))
        self._came.clear()
        await self._came.wait()

    async def _look_first(self) -> None:
        """The look that was asked for first; whoever asks from here on gets another one."""
        resource, fulfilled = self._looks.pop(0), False
        try:
            await self._standing.follow_log(Lane.USER)
            await self._standing.one_list(resource, self.look(resource))
            fulfilled = True
        finally:
            if not fulfilled and resource not in self._looks:
                self._looks.insert(0, resource)

    async def look(self, resource: Resource) -> None:
        """Whatever changed in this list, as far as one look finds it."""
        ground = self._ground
        if not load.is_complete(ground, resource) or not ground.offers(resource):
            return
        many = ground.reader.count(Query(resource.name), ground.seen())
        if many <= (AT_A_GLANCE if ground.sliced(resource) else SMALL) or ground.cursors(resource):
            await load.full_pass(ground, resource, lane=Lane.USER)
        else:
            await refresh.frugal(ground, resource, lane=Lane.USER)

    async def _detail(self, resource: Resource, key: int) -> None:
        try:
            await self._standing.one_list(resource, fetch(self._ground, resource, key, lane=Lane.VISIBLE))
        except (SignedOut, Unreachable):
            self._details.insert(0, (resource, key))
            raise
