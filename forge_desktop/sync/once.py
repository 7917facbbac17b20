"""One sync for a script: everything is brought up to date once, and what was done is counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import BadReply, Failure, NotPermitted, Refused
from forge_desktop.sync import details, load, refresh
from forge_desktop.sync.chores import SMALL
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.state import Outcome

DETAILS_AT_ONCE = 1_000
"""So many details of closed records a one-time sync fetches; it takes 100 s at the contract's limit."""
ONE_LIST = (NotPermitted, BadReply, Refused)
"""Failures of one resource, which leave the others usable."""


class Once:
    """A sync that goes on, and counts on, where a passing failure ended it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._done: set[str] = set()
        self._under_way = False

    async def run(self, names: Sequence[str] | None, *, full: bool) -> dict[str, Outcome]:
        """Bring the named resources (all by default) up to date.

        A list that cannot be read does not keep the others from being fetched; its failure comes at the end.
        """
        ground = self._ground
        if not self._under_way:
            ground.outcomes, self._under_way = {}, True
        chosen = [r for r in ground.resources if names is None or r.name in names]
        parents = {r.parent for r in chosen if r.parent}
        listed = [r for r in ground.resources if not r.parent and (r in chosen or r.name in parents)]
        failed = await self._lists(listed, full=full, follow=names is None)
        for resource in listed:
            if details.wanted(ground, resource):
                named = names is not None and any(r.parent == resource.name for r in chosen)
                await self._details(resource, everything=full or named)
        self._done.clear()
        self._under_way = False
        if failed is not None:
            raise failed
        return {r.name: ground.outcome(r) for r in ground.resources if r in chosen or r in listed}

    async def _lists(self, listed: Sequence[Resource], *, full: bool, follow: bool) -> Failure | None:
        works: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            (resource.name, partial(self._list, resource, full=full)) for resource in load.in_order(listed)
        ]
        if follow:  # the first time at the end: what changed during the first load is in the log then
            at = 0 if refresh.is_followed(self._ground) else len(works)
            works.insert(at, ("the log", partial(refresh.by_actions, self._ground, lane=Lane.BACKGROUND)))
        failed: Failure | None = None
        for name, work in works:
            try:
                if name not in self._done:
                    await work()
            except ONE_LIST as failure:
                failed = failed or failure
            self._done.add(name)
        return failed

    async def _list(self, resource: Resource, *, full: bool) -> None:
        ground = self._ground
        if not load.is_complete(ground, resource):
            await load.first_load(ground, resource)
        elif full or not ground.sliced(resource) or _count(ground, resource) <= SMALL:
            await load.full_pass(ground, resource)
        else:
            await refresh.frugal(ground, resource, lane=Lane.BACKGROUND)

    async def _details(self, resource: Resource, *, everything: bool) -> None:
        await details.fill(self._ground, resource, only_open=True)
        await details.freshen(self._ground, resource, DETAILS_AT_ONCE)
        limit = None if everything else DETAILS_AT_ONCE
        await details.fill(self._ground, resource, only_open=False, limit=limit)


def _count(ground: Ground, resource: Resource) -> int:
    return ground.reader.count(Query(resource.name), ground.seen())
