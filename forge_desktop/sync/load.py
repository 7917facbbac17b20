"""The order in which a connection is filled, and one complete pass over a resource."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.gone import bury_proven
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.walk import walk

_FIRST = (
    "work-centers",
    "work-center-types",
    "units",
    "product-groups",
    "manufacturing-orders",
    "customer-orders",
    "items",
    "purchase-orders",
    "customers",
    "boms",
    "routings",
)
_LAST = ("lots", "serials", "users/actions")
"""The long lists: everything else is usable before they come."""
_COMPARE_UP_TO = 200_000
"""Longest list whose keys are compared in memory to find deletions; longer ones leave it to the slices."""


def in_order(resources: Sequence[Resource], viewed: str = "") -> list[Resource]:
    """The listed resources in the order to load them: what is looked at first, then short, then long lists."""

    def rank(resource: Resource) -> tuple[int, int]:
        if resource.name == viewed:
            return (0, 0)
        if resource.name in _FIRST:
            return (1, _FIRST.index(resource.name))
        if resource.name in _LAST:
            return (3, _LAST.index(resource.name))
        return (2, 0)

    return sorted((r for r in resources if not r.parent), key=rank)


async def first_load(ground: Ground, resource: Resource) -> None:
    """Fill a resource for the first time, or go on where it was cut short; what is open comes first."""
    offer = ground.client.offer(resource.name)
    if offer is None:
        return
    begun = ground.mark(f"walk:{resource.name}") is not None
    if resource.due and resource.state in offer.filters and not begun:
        for code in resource.open:
            page = await ground.page(resource, where={resource.state: code}, lane=Lane.BACKGROUND)
            ground.keep(resource, page)
    await walk(ground, resource)


async def full_pass(ground: Ground, resource: Resource, *, lane: Lane = Lane.BACKGROUND) -> None:
    """Read the whole list again; records it lacked are asked for one by one, and hidden on a 404."""
    if ground.client.offer(resource.name) is None:
        return
    resumed = ground.mark(f"walk:{resource.name}") is not None
    until = ground.now
    seen = await walk(ground, resource, lane=lane)
    if resumed or len(seen) > _COMPARE_UP_TO:
        return
    came = set(seen)
    cached = ground.reader.keys(Query(resource.name), ground.seen())
    lacking = [key for key in cached if key not in came]
    if resource.created and lacking:
        records = ground.reader.records(resource, lacking)
        lacking = [r.key for r in records if r is not None and _created_by(r.get(resource.created), until)]
    await bury_proven(ground, resource, lacking, lane=lane)


def _created_by(created: object, until: int) -> bool:
    return not isinstance(created, int) or created <= until
