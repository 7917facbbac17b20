"""The frugal refresh of what is already cached: the action log, open statuses, new rows."""

from __future__ import annotations

from collections.abc import Iterable

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.actions import ACTIONS, touched
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.walk import page_length

OVERLAP_SECONDS = 15 * 60
"""How far before the newest known row a refresh looks back, for rows that were committed late."""
MOST_TOUCHED = 40
"""Records one refresh fetches singly on the action log's word; more are left to the re-scan."""


async def new_rows(ground: Ground, resource: Resource, *, lane: Lane) -> None:
    """Fetch what was created since the newest cached record, a quarter of an hour earlier to be sure."""
    newest = _newest(ground, resource)
    if newest is None:
        return
    where: dict[str, str | int] = {f"{resource.created}_min": newest - OVERLAP_SECONDS}
    await _all_pages(ground, resource, where, lane)


async def open_rows(ground: Ground, resource: Resource, *, lane: Lane) -> None:
    """Fetch every record whose status still needs somebody, one status at a time (seed: single-value filters).

    A cached open record that no open list brought back has moved on, and the details of a changed one are old:
    both are fetched singly.
    """
    offer = ground.client.offer(resource.name)
    if offer is None or resource.state not in offer.filters:
        return
    came: set[int] = set()
    changed: set[int] = set()
    for code in resource.open:
        seen, different = await _all_pages(ground, resource, {resource.state: code}, lane)
        came |= seen
        changed |= different
    still = Query(resource.name, where=(Condition(resource.state, Op.IN, resource.open),))
    moved = [key for key in ground.reader.keys(still, ground.seen()) if key not in came]
    stale = sorted(changed) if resource.details else []
    if offer.single:
        for key in [*moved, *stale][:MOST_TOUCHED]:
            await ground.detail(resource, key, lane=lane)


async def by_actions(ground: Ground, resources: Iterable[Resource], *, lane: Lane) -> None:
    """Read what people did since the last look, and fetch the records they touched.

    The log only speeds things up: whether it covers every change is unknown (design/reliability.md, finding 9).
    """
    known = {resource.name: resource for resource in resources}
    log = known.get(ACTIONS)
    if log is None or not ground.loaded(log):
        return
    before = _newest_action(ground, log)
    await new_rows(ground, log, lane=lane)
    fresh = _actions_after(ground, log, before)
    wanted = touched([record.values for record in fresh], known)
    for name, keys in wanted.items():
        resource = known[name]
        offer = ground.client.offer(name)
        if offer is None or not offer.single or not ground.loaded(resource):
            continue
        for key in sorted(keys, reverse=True)[:MOST_TOUCHED]:
            await ground.detail(resource, key, lane=lane)
    ground.checked(log)


async def damaged_rows(ground: Ground, resource: Resource) -> None:
    """Fetch again the rows in which the store found damage."""
    keys = ground.mark(f"damaged/{resource.name}")
    offer = ground.client.offer(resource.name)
    if isinstance(keys, list) and offer is not None and offer.single:
        for key in keys[:MOST_TOUCHED]:
            if isinstance(key, int):
                await ground.detail(resource, key, lane=Lane.BACKGROUND)


async def _all_pages(
    ground: Ground, resource: Resource, where: dict[str, str | int], lane: Lane
) -> tuple[set[int], set[int]]:
    """Keep every page of a filtered list; returns the keys that came and those that were new or different."""
    came: set[int] = set()
    changed: set[int] = set()
    start = 0
    while True:
        page = await ground.page(resource, start=start, where=where, lane=lane)
        put = ground.keep(resource, page)
        changed |= {key for c in put.changes if c.resource == resource.name for key in c.keys}
        came |= {row.key for row in page.rows} | {a.key for a in page.asides if a.key is not None}
        if page.whole or not (page.rows or page.asides):
            return came, changed
        start += page_length(page)


def _newest(ground: Ground, resource: Resource) -> int | None:
    query = Query(
        resource.name,
        where=(Condition(resource.created, Op.BETWEEN, (None, ground.now)),),
        sort=(Sort(resource.created, descending=True),),
    )
    keys = ground.reader.first(query, ground.seen(), 1)
    record = ground.reader.records(resource, keys)[0] if keys else None
    created = record.get(resource.created) if record else None
    return created if isinstance(created, int) else None


def _newest_action(ground: Ground, log: Resource) -> int:
    keys = ground.reader.first(Query(log.name, sort=(Sort(log.key, descending=True),)), ground.seen(), 1)
    return keys[0] if keys else 0


def _actions_after(ground: Ground, log: Resource, key: int) -> list[Record]:
    query = Query(log.name, where=(Condition(log.key, Op.BETWEEN, (key + 1, None)),))
    found = ground.reader.records(log, list(ground.reader.keys(query, ground.seen())))
    return [record for record in found if record is not None]
