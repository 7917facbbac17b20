"""Fetching one whole record: kept when it comes, set aside when unreadable, doubted when there is none."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import BadReply, Missing
from forge_desktop.sync import gone
from forge_desktop.sync.ground import Ground

MOST_UNREADABLE = 3
"""So many unreadable records in a row are the server's trouble, not theirs."""


async def fetch(ground: Ground, resource: Resource, key: int, *, lane: Lane) -> bool:
    """Bring one record up to date. False when the server has none, or sends one that cannot be read."""
    sent = ground.client.sent
    try:
        row = await ground.one(resource, key, lane=lane)
    except Missing:
        await gone.answered_missing(ground, resource, key, lane=lane)
        return False
    except BadReply as wrong:
        told = [(key, wrong.message, "")]
        ground.cache.records.set_aside(resource, told, now=ground.now)
        ground.skipped.add((resource.name, key))
        ground.unreadable += (
            1 if ground.client.sent > sent else 0
        )  # else the name is one nobody can be asked for
        if ground.unreadable >= MOST_UNREADABLE:
            raise
        return False
    ground.unreadable = 0
    ground.keep_one(resource, row)
    return True
