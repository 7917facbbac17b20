"""Deletions: a record is hidden only when the server itself answers that it does not exist."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.ground import Ground

MOST_ROWS = 20
MOST_SHARE = 20
"""One in so many: 5 %."""
FEW = 3
"""So few missing records are never suspicious, however short the list."""


async def bury_proven(ground: Ground, resource: Resource, candidates: Sequence[int], *, lane: Lane) -> None:
    """Ask for each record that a complete list lacked; a 404 hides it, anything else keeps it.

    When suspiciously many are missing at once nothing is asked and nothing hidden: the mark `suspicious:`
    tells the person instead.
    """
    offer = ground.client.offer(resource.name)
    if not candidates or offer is None or not offer.single:
        return
    if len(candidates) > _bound(ground, resource):
        ground.set_mark(f"suspicious:{resource.name}", {"at": ground.now, "missing": len(candidates)})
        return
    for key in candidates:
        await ground.detail(resource, key, lane=lane)
    if ground.mark(f"suspicious:{resource.name}") is not None:
        ground.set_mark(f"suspicious:{resource.name}", None)


def _bound(ground: Ground, resource: Resource) -> int:
    known = ground.reader.count(Query(resource.name), ground.seen())
    return min(MOST_ROWS, max(FEW, known // MOST_SHARE))
