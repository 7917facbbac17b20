"""Deletions: a record is hidden only when the server itself answers that it does not exist.

Even then not without limit: a server that lost its data, or was restored from an old backup, answers 404 too.
Beyond the limit a person has to say that the deletions are real; the 404 of each record is needed all the same,
and a list that is empty proves nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.ground import Ground

MOST_ROWS = 20
MOST_SHARE = 20
"""One in so many: 5 %."""
FEW = 3
"""So few missing records are never suspicious, however short the list, as long as it is not empty."""
PASS_SECONDS = 86_400
"""What is hidden within a day counts as one pass: the slow re-scan takes hours."""


async def bury_proven(
    ground: Ground,
    resource: Resource,
    candidates: Sequence[int],
    fetch: Callable[[int], Awaitable[bool]],
) -> bool:
    """Ask for each record that a complete list lacked; a 404 hides it, anything else keeps it.

    When suspiciously many are missing at once nothing is asked and nothing hidden: the mark `suspicious:`
    keeps their keys for a person to decide, and the answer is False.
    """
    offer = ground.client.offer(resource.name)
    if not candidates or offer is None or not offer.single:
        return True
    if not _room_for(ground, resource, len(candidates)):
        suspect(ground, resource, candidates)
        return False
    for key in candidates:
        await fetch(key)
    return not any((resource.name, key) in ground.skipped for key in candidates)


async def answered_missing(ground: Ground, resource: Resource, key: int, *, lane: Lane) -> None:
    """The server answered 404 for this record: hide it, unless that is one too many or the list is empty."""
    if not ground.has(resource, key):
        return
    if not (_room_for(ground, resource, 1) and await _has_rows(ground, resource, lane)):
        ground.skipped.add((resource.name, key))
        suspect(ground, resource, [key])
        return
    since, count = _buried(ground, resource)
    with ground.cache.records.batch():
        put = ground.cache.records.bury(resource, [key], now=ground.now)
        ground.set_mark(f"buried:{resource.name}", [since, count + 1])
    ground.outcome(resource).buried += 1
    ground.tell(put)


async def accept(ground: Ground, resource: Resource, fetch: Callable[[int], Awaitable[bool]]) -> None:
    """A person says that the suspicious deletions are real: ask for each record, and hide those answered 404.

    Lifts the limit of a day by as many records as the person was told of.
    """
    keys = [key for key in suspected(ground, resource) if ground.has(resource, key)]
    if keys and not await _has_rows(ground, resource, Lane.USER):
        return
    _, count = _buried(ground, resource)
    ground.set_mark(f"accepted:{resource.name}", [ground.now, count + len(keys)])
    ground.skipped -= {one for one in ground.skipped if one[0] == resource.name}
    for key in keys:
        await fetch(key)
    if not any((resource.name, key) in ground.skipped for key in keys):
        ground.set_mark(f"suspicious:{resource.name}", None)


def suspect(ground: Ground, resource: Resource, keys: Sequence[int]) -> None:
    """Remember which records are missing on the server beyond belief."""
    known = dict.fromkeys([*suspected(ground, resource), *keys])
    ground.set_mark(f"suspicious:{resource.name}", {"at": ground.now, "keys": list(known)})


def suspected(ground: Ground, resource: Resource) -> list[int]:
    """Keys of the records that are missing on the server beyond belief."""
    mark = ground.mark(f"suspicious:{resource.name}")
    keys = mark.get("keys") if isinstance(mark, dict) else None
    return [key for key in keys if isinstance(key, int)] if isinstance(keys, list) else []


def cleared(ground: Ground, resource: Resource) -> None:
    """A whole pass found nothing suspicious (any more)."""
    if ground.mark(f"suspicious:{resource.name}") is not None:
        ground.set_mark(f"suspicious:{resource.name}", None)
        ground.skipped -= {one for one in ground.skipped if one[0] == resource.name}


def round_ended(ground: Ground, resource: Resource) -> None:
    """The slow re-scan came to its end: what was suspicious before it began and not again is settled."""
    mark, begun = ground.mark(f"suspicious:{resource.name}"), ground.mark(f"round:{resource.name}")
    at = mark.get("at") if isinstance(mark, dict) else None
    if isinstance(at, int) and isinstance(begun, int) and at < begun:
        cleared(ground, resource)


def suspicious(ground: Ground) -> list[Resource]:
    """The resources of which suspiciously many records are missing."""
    return [resource for resource in ground.resources if suspected(ground, resource)]


def words(ground: Ground) -> list[str]:
    """One sentence for a person per resource of which suspiciously many records are missing."""
    return [
        f"{resource.title}: {len(suspected(ground, resource)):,} records kept here are missing on the server. "
        "That is too many to believe, so none of them was hidden. "
        "Was the server restored from a backup? If they were really deleted there, accept the deletions."
        for resource in suspicious(ground)
    ]


def _room_for(ground: Ground, resource: Resource, more: int) -> bool:
    _, count = _buried(ground, resource)
    known = ground.reader.count(Query(resource.name), ground.seen()) + count
    usual = min(MOST_ROWS, max(FEW, known // MOST_SHARE))
    return count + more <= usual + _accepted(ground, resource)


def _accepted(ground: Ground, resource: Resource) -> int:
    """How many burials of this day a person agreed to."""
    told = ground.mark(f"accepted:{resource.name}")
    if isinstance(told, list) and len(told) == 2:
        at, most = told
        if isinstance(at, int) and isinstance(most, int) and 0 <= ground.now - at < PASS_SECONDS:
            return most
    return 0


def _buried(ground: Ground, resource: Resource) -> tuple[int, int]:
    """Since when burials are counted, and how many there were."""
    told = ground.mark(f"buried:{resource.name}")
    if isinstance(told, list) and len(told) == 2:
        since, count = told
        if isinstance(since, int) and isinstance(count, int) and 0 <= ground.now - since < PASS_SECONDS:
            return since, count
    return ground.now, 0


async def _has_rows(ground: Ground, resource: Resource, lane: Lane) -> bool:
    """False for an empty list: a server without any record does not prove that each one was deleted."""
    page = await ground.page(resource, lane=lane, length=1)
    return bool(page.rows or page.asides)
