"""The order in which a connection is filled, the first load, and one complete pass over a resource."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.sync import gone, refresh
from forge_desktop.sync.cursors import CursorWalk
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.single import fetch
from forge_desktop.sync.walk import Walk

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
_LAST = ("lots", "inventory", "serials", "users/actions")
"""The long lists: everything else is usable before they come."""
_COMPARE_UP_TO = 200_000
"""Longest list whose keys are compared in memory to find deletions, where slices find those of longer ones."""
_MOST_LOOKS = 3
"""Tries to find what a first load did not bring, in a list that never holds still."""


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


def is_long(resource: Resource) -> bool:
    """True for the lists that may take minutes."""
    return resource.name in _LAST


def is_complete(ground: Ground, resource: Resource) -> bool:
    """True when the first load is over and nothing of the list lies outside of what it brought."""
    return ground.mark(f"whole:{resource.name}") is not None


async def first_load(ground: Ground, resource: Resource, *, pause: Callable[[], bool] = lambda: False) -> None:
    """Fill a resource for the first time, or go on where it was cut short; what is open comes first."""
    offer = ground.client.offer(resource.name)
    if offer is None:
        return
    if not ground.loaded(resource):
        if resource.due and resource.state in offer.filters and ground.mark(f"walk:{resource.name}") is None:
            for code in resource.open:
                page = await ground.page(resource, where={resource.state: code}, lane=Lane.BACKGROUND)
                ground.keep(resource, page, again=None)  # the walk brings them all
        walk = await begin(ground, resource)
        if not await walk.run(pause):
            return
        if isinstance(walk, CursorWalk) and walk.stale:  # its beginning was read long ago
            await (await begin(ground, resource, anew=True, quiet=True)).run(pause)
        if resource.created:
            until = walk.position.until
            refresh.freshen(ground, resource, ground.now if until is None else until)
    await _complete(ground, resource)


async def full_pass(
    ground: Ground, resource: Resource, *, lane: Lane = Lane.BACKGROUND, thorough: bool = False
) -> None:
    """Read the whole list again; records it lacked are asked for one by one, and hidden on a 404.

    `thorough`: also rows that claim not to have changed are taken in.
    """
    if not ground.offers(resource):
        return
    walk = await begin(ground, resource, lane, anew=lane is Lane.USER, thorough=thorough)
    await walk.run()
    await compare(ground, resource, walk, lane)
    if walk.position.until is not None:
        await refresh.new_rows(ground, resource, since=walk.position.until, lane=lane)


async def begin(
    ground: Ground,
    resource: Resource,
    lane: Lane = Lane.BACKGROUND,
    *,
    anew: bool = False,
    quiet: bool = False,
    thorough: bool = False,
) -> Walk:
    """A walk from the beginning, or from where one was cut short; never bounded by our own clock."""
    if ground.cursors(resource):
        return CursorWalk(ground, resource, lane, anew=anew, quiet=quiet, thorough=thorough)
    until: int | None = None
    if ground.sliced(resource):
        if ground.client.server_time is None:
            await ground.page(resource, lane=lane, length=1)
        until = ground.client.server_time
    if ground.mark("begun") is None:
        ground.set_mark("begun", ground.client.server_time)
    return Walk(ground, resource, lane, until=until, anew=anew, quiet=quiet)


async def compare(ground: Ground, resource: Resource, walk: Walk, lane: Lane) -> None:
    """Ask for the cached records that a whole walk lacked; without time slices, only those two walks lacked."""
    if not walk.resumed and ground.reader.count_asides(resource):
        ground.cache.records.forget_asides(resource, before=walk.since)
    if walk.resumed or (ground.sliced(resource) and len(walk.keys) > _COMPARE_UP_TO):
        return
    lacking = _lacking(ground, resource, walk)
    slid = walk.position.until is None and not ground.cursors(resource)
    if lacking and slid and len(walk.keys) > ground.page_size(resource):
        again = Walk(ground, resource, lane, until=None, anew=True, quiet=True)
        await again.run()
        came = set(again.keys)
        lacking = [key for key in lacking if key not in came]
    if await gone.bury_proven(ground, resource, lacking, partial(fetch, ground, resource, lane=lane)):
        gone.cleared(ground, resource)


def _lacking(ground: Ground, resource: Resource, walk: Walk) -> list[int]:
    came, until = set(walk.keys), walk.position.until
    cached: array[int] = ground.reader.keys(Query(resource.name), ground.seen())
    lacking = [key for key in cached if key not in came]
    if until is not None and lacking:
        records = ground.reader.records(resource, lacking)
        lacking = [r.key for r in records if r is not None and _within(r.get(resource.created), until)]
    return lacking


async def _complete(ground: Ground, resource: Resource) -> None:
    """Fetch what came during the walk or lies outside of it: rows without a creation instant, or a moved row.

    When the server counts more records than lie here, the list is walked once more, and without bounds.
    """
    for look in range(0 if ground.cursors(resource) else _MOST_LOOKS):
        if ground.sliced(resource):
            fresh = ground.mark(f"fresh:{resource.name}")
            until = fresh + 1 if isinstance(fresh, int) else None
            await refresh.new_rows(ground, resource, since=until, lane=Lane.BACKGROUND)
        page = await ground.page(resource, lane=Lane.BACKGROUND, length=1)
        total = page.total if page.total is not None else 0
        if total <= ground.held(resource):
            break
        if look or not ground.sliced(resource):
            if ground.sliced(resource):
                ground.set_mark(f"unsliced:{resource.name}", 1)
            await Walk(ground, resource, Lane.BACKGROUND, until=None, anew=True).run()
    if ground.sliced(resource) and refresh.undated(ground, resource):
        ground.set_mark(f"unsliced:{resource.name}", 1)
    ground.unsettled[resource.name] = resource
    ground.set_mark(f"whole:{resource.name}", ground.now)


def _within(created: object, until: int) -> bool:
    return isinstance(created, int) and created <= until
