"""Tells a list that the server cannot give from a server that cannot be used at all."""

from __future__ import annotations

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import BadReply, Busy, Down, Failure, NotSent, Refused, Unreachable
from forge_desktop.sync.ground import Ground

_ONE_LIST = (BadReply, Refused)
"""Failures of one resource, which leave the others usable."""
_WHOLE_SERVER = (Busy, Down, NotSent)
_MOST_LOOKS = 2


async def is_own(ground: Ground, resource: Resource, failure: Failure) -> bool:
    """True when the failure is this resource's own; for one that fails on the server's side another list tells.

    A server that fails for ever at one list must not keep the others from being fetched, and one that cannot be
    reached must not look like twenty lists in trouble.
    """
    if isinstance(failure, _ONE_LIST):
        return True
    if not isinstance(failure, Unreachable) or isinstance(failure, _WHOLE_SERVER):
        return False
    for name in _others(ground, resource):
        try:
            await ground.client.page(name, lane=Lane.USER, length=1)
        except _ONE_LIST:
            return True
        except Unreachable:
            continue
        return True
    return False


def _others(ground: Ground, resource: Resource) -> list[str]:
    """The list that answered last; before any did, the first ones."""
    if ground.answered not in ("", resource.name):
        return [ground.answered]
    return [r.name for r in ground.resources if ground.offers(r) and r.name != resource.name][:_MOST_LOOKS]
