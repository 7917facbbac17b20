"""What the engine tells about itself: progress of a load, health of the connection, outcome of a sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forge_desktop.errors import Failure


@dataclass(slots=True)
class Outcome:
    """What one sync did to one resource."""

    fetched: int = 0
    """Rows the server sent and that were good."""
    changed: int = 0
    """Rows that were new or different."""
    set_aside: int = 0
    """Rows that could not be read; they are kept aside, never lost."""
    requests: int = 0
    buried: int = 0
    """Records the server proved to be deleted."""
    failure: Failure | None = None
    """Why this resource alone could not be brought up to date."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is; `total` is None while the server has not told it."""

    resource: str
    done: int
    total: int | None
    seconds_left: int | None
    what: str = "rows"
    """"rows" of the list, or "details" of single records."""

    @property
    def finished(self) -> bool:
        """True when nothing is left of this load."""
        return self.total is not None and self.done >= self.total


class Link(StrEnum):
    """How the connection stands."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    SIGNED_OUT = "signed-out"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Health:
    """How the connection stands, in words, since when, and when the next try is due (UTC seconds)."""

    link: Link = Link.UNKNOWN
    message: str = ""
    since: int = 0
    next_try: int | None = None
    notice: str = ""
    """Something a person should know although the rest works: a list that cannot be read, or suspiciously many
    records that are missing on the server."""
    unseen: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Name of each list that this key may not see -> why, in words."""
    suspicious: tuple[str, ...] = ()
    """Names of the resources of which suspiciously many are missing: `Engine.accept_deletions` takes them."""
