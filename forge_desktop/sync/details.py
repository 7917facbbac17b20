"""Details of single records: open ones first by due date, then what is looked at, then the rest."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import DETAIL_AT, Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pace import Pace
from forge_desktop.sync.state import Progress


def missing(ground: Ground, resource: Resource, *, only_open: bool, limit: int) -> list[int]:
    """Keys of records without details, soonest due first."""
    return ground.reader.first(_query(resource, only_open), ground.seen(), limit)


def count_missing(ground: Ground, resource: Resource, *, only_open: bool) -> int:
    """How many records lack their details."""
    return ground.reader.count(_query(resource, only_open), ground.seen())


def stalest_open(ground: Ground, resource: Resource, limit: int) -> list[int]:
    """Keys of open records whose details are the oldest."""
    query = Query(
        resource.name,
        where=(Condition(resource.state, Op.IN, resource.open), Condition(DETAIL_AT, Op.FILLED)),
        sort=(Sort(DETAIL_AT),),
    )
    return ground.reader.first(query, ground.seen(), limit)


async def fill(ground: Ground, resource: Resource, *, only_open: bool, limit: int | None = None) -> int:
    """Fetch missing details, at most `limit` of them, telling progress; returns how many are still missing."""
    left = total = count_missing(ground, resource, only_open=only_open)
    pace = Pace(ground.seen)
    budget = total if limit is None else min(limit, total)
    while budget > 0:
        keys = missing(ground, resource, only_open=only_open, limit=min(50, budget))
        if not keys:
            return 0
        for key in keys:
            await ground.detail(resource, key, lane=Lane.BACKGROUND)
            pace.add(1)
            left -= 1
            budget -= 1
            told = Progress(resource.name, total - left, total, pace.seconds_for(left), "details")
            ground.report(told)
    return left


def _query(resource: Resource, only_open: bool) -> Query:
    where = [Condition(DETAIL_AT, Op.EMPTY)]
    if only_open and resource.state:
        where.append(Condition(resource.state, Op.IN, resource.open))
    order = (Sort(resource.due),) if only_open and resource.due else (Sort(resource.key, descending=True),)
    return Query(resource.name, where=tuple(where), sort=order)
