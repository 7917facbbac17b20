"""The names of persons: the contract has no list of users, but one entry of the action log tells each name."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.sync.actions import ACTIONS
from forge_desktop.sync.ground import Ground

_USERS = "users"
LOG = ACTIONS


def unnamed(ground: Ground) -> list[int]:
    """Users whom loaded records speak of and whose names are not known yet."""
    users = ground.named(_USERS)
    found: dict[int, None] = {}
    for resource in ground.resources:
        fields = [f for f in resource.fields if f.ref is not None and f.ref.resource == _USERS]
        if users is None or resource.name == ACTIONS:
            continue
        for field in (f for f in fields if f.kind.scalar):
            for value, _, _ in ground.reader.choices(resource, field.name):
                if isinstance(value, int) and (_USERS, value) not in ground.skipped:
                    found.setdefault(value)
    return [key for key in found if users is not None and not ground.has(users, key)]


async def fetch_names(ground: Ground) -> None:
    """Ask for one action of each unnamed user; the log itself is long and comes last."""
    log = ground.named(ACTIONS)
    offer = ground.client.offer(ACTIONS)
    if log is None or offer is None or "user_id" not in offer.filters:
        return
    for user in unnamed(ground):
        page = await ground.page(log, where={"user_id": user}, lane=Lane.BACKGROUND, length=1)
        ground.keep(log, page, again=None)  # the walk over the log brings them all
        ground.skipped.add((_USERS, user))  # whoever never did anything has no name to be found
