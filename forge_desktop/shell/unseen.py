"""What the key of a connection may not see, and what stands in the place of rows that were never fetched."""

from __future__ import annotations

from collections.abc import Iterable

from forge_desktop.api import PROFILES
from forge_desktop.domain.resource import Resource
from forge_desktop.session import Health
from forge_desktop.shell import words
from forge_desktop.shell.desk import Desk


def why(health: Health, resource: Resource) -> str:
    """Why this key may not see it; empty when it may, or when nobody knows."""
    return health.unseen.get(resource.parent or resource.name, "")


def why_not_created(desk: Desk, resource: Resource) -> str:
    """Why this key creates nothing of it; empty when it may, or when nobody knows before it is tried."""
    known = PROFILES[desk.connection.profile].writers_read
    return why(desk.health, resource) if known else ""


def names(health: Health, resources: Iterable[Resource]) -> set[str]:
    """Those of these that this key may not see."""
    return {resource.name for resource in resources if why(health, resource)}


def hindrance(health: Health, resource: Resource, *, coming: bool, paused: bool) -> words.Told | None:
    """Why a page that was never filled is not going to be; None when nothing is in the way."""
    if not coming:
        return words.unfetched(resource, health, paused)
    closed = why(health, resource)
    return words.closed(resource, closed) if closed else None


def titles(health: Health, resources: Iterable[Resource]) -> tuple[str, ...]:
    """What people call the lists that this key may not see."""
    return tuple(resource.title for resource in resources if resource.name in health.unseen)
