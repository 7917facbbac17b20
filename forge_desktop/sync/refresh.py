"""The frugal refresh of what is already cached: the action log, open statuses, new rows."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.actions import ACTIONS, touched
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.single import fetch
from forge_desktop.sync.walk import filtered

OVERLAP_SECONDS = 15 * 60
"""How far before the newest known row a refresh looks back, for rows that were committed late."""
MOST_TOUCHED = 40
"""Records one refresh fetches singly; more are left to the next one and to the re-scan."""


async def frugal(ground: Ground, resource: Resource, *, lane: Lane) -> None:
    """New rows, and those whose status still needs somebody, in as few requests as that takes."""
    if not resource.due or resource.state not in _filters(ground, resource):
        await new_rows(ground, resource, lane=lane)
    elif (since := _one_stretch(ground, resource)) is not None:
        came = await new_rows(ground, resource, since=since, lane=lane)
        await _fetch_moved(ground, resource, came, lane)
    else:
        await new_rows(ground, resource, lane=lane)
        await open_rows(ground, resource, lane=lane)
    ground.checked(resource)


async def new_rows(ground: Ground, resource: Resource, *, since: int | None = None, lane: Lane) -> set[int]:
    """Fetch what was created since the newest row that is surely known, or since an earlier instant.

    That instant, the mark `fresh:`, moves only when all pages came; it never passes the server's clock, so that
    a row dated far ahead does not hide those that come.
    """
    known = ground.mark(f"fresh:{resource.name}")
    if since is None and isinstance(known, int):
        since = known - OVERLAP_SECONDS
    clock = ground.client.server_time or ground.now
    where: dict[str, str | int] = {} if since is None else {f"{resource.created}_min": since}
    came, _ = await filtered(ground, resource, where, lane)
    freshen(ground, resource, clock)
    return came


def freshen(ground: Ground, resource: Resource, clock: int) -> None:
    """Everything up to this instant is known: remember the newest row that is not younger."""
    known = ground.mark(f"fresh:{resource.name}")
    newest = _edge(ground, resource, (None, clock), newest=True)
    if newest is None and known is None:  # our clock is far behind, and the server does not tell its own
        newest = _edge(ground, resource, (None, None), newest=True)
    if newest is not None and (not isinstance(known, int) or newest > known):
        ground.set_mark(f"fresh:{resource.name}", newest)


async def open_rows(ground: Ground, resource: Resource, *, lane: Lane) -> None:
    """Fetch every record whose status still needs somebody, one status at a time (the seed's filters)."""
    came: set[int] = set()
    for code in resource.open:
        came |= (await filtered(ground, resource, {resource.state: code}, lane))[0]
    await _fetch_moved(ground, resource, came, lane)


async def by_actions(ground: Ground, *, lane: Lane) -> None:
    """Read what people did since the last look, and fetch the records they touched.

    The log only speeds things up: whether it covers every change is unknown (design/reliability.md, finding 9).
    The mark `acted:` moves when all touched records came, so that a lost connection forgets none.
    """
    log = ground.named(ACTIONS)
    if log is None or not ground.loaded(log) or not ground.offers(log):
        return
    await new_rows(ground, log, lane=lane)
    fresh, newest = _unhandled(ground, log), _newest_key(ground, log)
    wanted = touched([record.values for record in fresh], {r.name for r in ground.resources})
    for name, keys in wanted.items():
        resource = ground.named(name)
        offer = ground.client.offer(name)
        if resource is None or offer is None or not offer.single or not ground.loaded(resource):
            continue
        for key in sorted(keys, reverse=True)[:MOST_TOUCHED]:
            await fetch(ground, resource, key, lane=lane)
    ground.set_mark(f"acted:{log.name}", newest)
    ground.checked(log)


async def damaged_rows(ground: Ground, resource: Resource) -> None:
    """Fetch again the rows in which the store found damage.

    What a server calls a record by a text lay in the damaged row; the next walk over the list brings it back.
    """
    keys = ground.mark(f"damaged/{resource.name}")
    offer = ground.client.offer(resource.name)
    if isinstance(keys, list) and offer is not None and offer.single and not offer.texts:
        for key in keys[:MOST_TOUCHED]:
            if isinstance(key, int):
                await fetch(ground, resource, key, lane=Lane.BACKGROUND)


async def _fetch_moved(ground: Ground, resource: Resource, came: set[int], lane: Lane) -> None:
    """A cached open record that no list of open ones brought back has moved on, or is gone."""
    offer = ground.client.offer(resource.name)
    still = Query(resource.name, where=(Condition(resource.state, Op.IN, resource.open),))
    moved = [key for key in ground.reader.keys(still, ground.seen()) if key not in came]
    moved = [key for key in moved if (resource.name, key) not in ground.skipped]
    if offer is not None and offer.single:
        for key in moved[:MOST_TOUCHED]:
            await fetch(ground, resource, key, lane=lane)


def _one_stretch(ground: Ground, resource: Resource) -> int | None:
    """The instant from which one list by creation holds all open and all new rows; None when it would be long.

    One request where each status would cost one; a shop with old orders still open has to ask by status.
    """
    fresh = ground.mark(f"fresh:{resource.name}")
    is_open = Condition(resource.state, Op.IN, resource.open)
    oldest = _edge(ground, resource, (None, None), is_open, newest=False)
    if not isinstance(fresh, int) or oldest is None or not ground.sliced(resource):
        return None
    since = min(oldest - 1, fresh - OVERLAP_SECONDS)
    least = 1 + (1 + len(resource.open)) // 2 * ground.page_size(resource)
    query = Query(resource.name, where=(Condition(resource.created, Op.BETWEEN, (since, None)),))
    return since if len(ground.reader.first(query, ground.seen(), least)) < least else None


def _edge(
    ground: Ground, resource: Resource, between: tuple[int | None, int | None], *more: Condition, newest: bool
) -> int | None:
    """The first or last creation instant of cached records within these bounds."""
    created = Condition(
        resource.created, Op.BETWEEN if any(between) else Op.FILLED, between if any(between) else ()
    )
    query = Query(resource.name, where=(created, *more), sort=(Sort(resource.created, descending=newest),))
    keys = ground.reader.first(query, ground.seen(), 1)
    record = ground.reader.records(resource, keys)[0] if keys else None
    found = record.get(resource.created) if record else None
    return found if isinstance(found, int) else None


def _filters(ground: Ground, resource: Resource) -> frozenset[str]:
    offer = ground.client.offer(resource.name)
    return offer.filters if offer is not None else frozenset()


def _unhandled(ground: Ground, log: Resource) -> list[Record]:
    """Actions that were not followed yet; at first those since the first load of anything began."""
    acted = ground.mark(f"acted:{log.name}")
    begun = ground.mark("begun")
    if isinstance(acted, int):
        after = Condition(log.key, Op.BETWEEN, (acted + 1, None))
    elif isinstance(begun, int):
        after = Condition(log.created, Op.BETWEEN, (begun - OVERLAP_SECONDS, None))
    else:
        return []
    found = ground.reader.records(log, list(ground.reader.keys(Query(log.name, where=(after,)), ground.seen())))
    return [record for record in found if record is not None]


def is_followed(ground: Ground) -> bool:
    """True when the action log was followed up to some entry before."""
    return ground.mark(f"acted:{ACTIONS}") is not None


def _newest_key(ground: Ground, log: Resource) -> int:
    found = ground.reader.first(Query(log.name, sort=(Sort(log.key, descending=True),)), ground.seen(), 1)
    return found[0] if found else 0


def undated(ground: Ground, resource: Resource) -> bool:
    """True when a cached record has no creation instant, so that no slice would bring it."""
    query = Query(resource.name, where=(Condition(resource.created, Op.EMPTY),))
    return bool(ground.reader.first(query, ground.seen(), 1))


def edge(ground: Ground, resource: Resource, *, newest: bool) -> int | None:
    """The first or last creation instant of all cached records."""
    return _edge(ground, resource, (None, None), newest=newest)
