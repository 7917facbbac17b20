"""One sync for a script: everything is brought up to date once, and what was done is counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import Failure, Refused
from forge_desktop.sync import apart, details, gone, load, refresh
from forge_desktop.sync.actions import ACTIONS
from forge_desktop.sync.chores import SMALL
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.single import fetch
from forge_desktop.sync.state import Outcome

DETAILS_AT_ONCE = 1_000
"""So many details of closed records a one-time sync fetches; it takes 100 s at the contract's limit."""
_CHANCES = 2
"""How often a list is tried that alone cannot be given: now, and when all others are there."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One part of the sync."""

    resource: Resource
    what: str
    do: Callable[[], Awaitable[None]]


class Once:
    """A sync that goes on, and counts on, where a passing failure ended it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._done: set[tuple[str, str]] = set()
        self._failed: dict[tuple[str, str], Failure] = {}
        self._under_way = False

    async def run(self, names: Sequence[str] | None, *, full: bool, accept: bool) -> dict[str, Outcome]:
        """Bring the named resources (all by default) up to date.

        A list that cannot be read does not keep the others from being fetched; its failure is in its outcome.
        """
        ground = self._ground
        if not self._under_way:
            ground.outcomes, self._under_way = {}, True
        chosen = [r for r in ground.resources if names is None or r.name in names]
        parents = {r.parent for r in chosen if r.parent}
        listed = [r for r in ground.resources if not r.parent and (r in chosen or r.name in parents)]
        works = [*self._lists(listed, full=full, follow=names is None, accept=accept)]
        named = parents if names is not None else set()
        works += self._details(listed, everything={r.name for r in listed if full or r.name in named})
        for _ in range(_CHANCES):
            for work in works:
                await self._try(work)
        for resource in listed:
            if load.is_complete(ground, resource):
                ground.cache.records.settle(resource)
        for (name, _), failure in self._failed.items():
            ground.outcomes[name].failure = failure
        self._done, self._failed, self._under_way = set(), {}, False
        return {r.name: ground.outcome(r) for r in ground.resources if r in chosen or r in listed}

    async def _try(self, work: _Work) -> None:
        name = (work.resource.name, work.what)
        if name in self._done or (work.what == "details" and (work.resource.name, "list") in self._failed):
            return
        try:
            await work.do()
        except Failure as failure:
            if not await apart.is_own(self._ground, work.resource, failure):
                raise
            self._failed[name] = failure
            if isinstance(failure, Refused):  # it will not think better of it
                self._done.add(name)
            return
        self._failed.pop(name, None)
        self._done.add(name)

    def _lists(self, listed: Sequence[Resource], *, full: bool, follow: bool, accept: bool) -> Sequence[_Work]:
        ordered = load.in_order(listed)
        works = [_Work(r, "list", partial(self._list, r, full=full, accept=accept)) for r in ordered]
        log = self._ground.named(ACTIONS)
        if follow and log is not None:  # the first time at the end: what changed during the load is in it then
            at = 0 if refresh.is_followed(self._ground) else len(works)
            works.insert(at, _Work(log, "log", partial(refresh.by_actions, self._ground, lane=Lane.BACKGROUND)))
        return works

    def _details(self, listed: Sequence[Resource], everything: set[str]) -> Iterator[_Work]:
        for resource in listed:
            if details.wanted(self._ground, resource):
                limit = None if resource.name in everything else DETAILS_AT_ONCE
                yield _Work(resource, "details", partial(self._fill, resource, limit))

    async def _list(self, resource: Resource, *, full: bool, accept: bool) -> None:
        ground = self._ground
        if accept:
            await gone.accept(ground, resource, partial(fetch, ground, resource, lane=Lane.BACKGROUND))
        if not load.is_complete(ground, resource):
            await load.first_load(ground, resource)
        elif full or not ground.sliced(resource) or _count(ground, resource) <= SMALL:
            await load.full_pass(ground, resource, thorough=full)
        else:
            await refresh.frugal(ground, resource, lane=Lane.BACKGROUND)

    async def _fill(self, resource: Resource, limit: int | None) -> None:
        await details.fill(self._ground, resource, only_open=True)
        await details.freshen(self._ground, resource, DETAILS_AT_ONCE)
        await details.fill(self._ground, resource, only_open=False, limit=limit)


def _count(ground: Ground, resource: Resource) -> int:
    return ground.reader.count(Query(resource.name), ground.seen())
