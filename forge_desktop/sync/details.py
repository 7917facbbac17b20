"""Details of single records: open ones first by due date, then those that changed, then the rest."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import DETAIL_AT, Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pace import Pace
from forge_desktop.sync.single import fetch
from forge_desktop.sync.state import Progress

_AT_ONCE = 50


def wanted(ground: Ground, resource: Resource) -> bool:
    """True when records of this resource have details and the server sends them."""
    offer = ground.client.offer(resource.name)
    return resource.details and offer is not None and offer.single


def missing(ground: Ground, resource: Resource, *, only_open: bool, limit: int) -> list[int]:
    """Keys of records without details, soonest due first; those that cannot be fetched are left out."""
    skipped = {key for name, key in ground.skipped if name == resource.name}
    found = ground.reader.first(_query(resource, only_open), ground.seen(), limit + len(skipped))
    return [key for key in found if key not in skipped][:limit]


def count_missing(ground: Ground, resource: Resource, *, only_open: bool) -> int:
    """How many records lack their details."""
    skipped = {key for name, key in ground.skipped if name == resource.name}
    keys = ground.reader.keys(_query(resource, only_open), ground.seen())
    return sum(1 for key in keys if key not in skipped)


async def fill(ground: Ground, resource: Resource, *, only_open: bool, limit: int | None = None) -> int:
    """Fetch missing details, at most `limit` of them, telling progress; returns how many are still missing."""
    left = count_missing(ground, resource, only_open=only_open)
    total = ground.reader.count(Query(resource.name, where=_scope(resource, only_open)), ground.seen())
    pace = ground.paces.setdefault(resource.name, Pace(ground.seen))
    budget = left if limit is None else min(limit, left)
    while budget > 0:
        keys = missing(ground, resource, only_open=only_open, limit=min(_AT_ONCE, budget))
        if not keys:
            return 0
        for key in keys:
            await fetch(ground, resource, key, lane=Lane.BACKGROUND)
            pace.add(1)
            left -= 1
            budget -= 1
            told = Progress(resource.name, total - left, total, pace.seconds_for(left), "details")
            ground.report(told)
    return left


async def freshen(ground: Ground, resource: Resource, limit: int) -> int:
    """Fetch details again whose list row changed since; returns how many are left."""
    stale = [key for key in ground.stale(resource) if (resource.name, key) not in ground.skipped]
    for key in stale[:limit]:
        if ground.has(resource, key):
            await fetch(ground, resource, key, lane=Lane.BACKGROUND)
        else:
            ground.forget_stale(resource, key)
    return max(0, len(stale) - limit)


async def renew_oldest(ground: Ground, resource: Resource) -> None:
    """Fetch the oldest details of an open record: what changes only in the details is in no list."""
    query = Query(
        resource.name,
        where=(Condition(resource.state, Op.IN, resource.open), Condition(DETAIL_AT, Op.FILLED)),
        sort=(Sort(DETAIL_AT),),
    )
    skipped = {key for name, key in ground.skipped if name == resource.name}
    for key in ground.reader.first(query, ground.seen(), 1 + len(skipped)):
        if key not in skipped:
            await fetch(ground, resource, key, lane=Lane.BACKGROUND)
            return


def _scope(resource: Resource, only_open: bool) -> tuple[Condition, ...]:
    return (Condition(resource.state, Op.IN, resource.open),) if only_open and resource.state else ()


def _query(resource: Resource, only_open: bool) -> Query:
    where = (Condition(DETAIL_AT, Op.EMPTY), *_scope(resource, only_open))
    order = (Sort(resource.due),) if only_open and resource.due else (Sort(resource.key, descending=True),)
    return Query(resource.name, where=where, sort=order)
