"""What became of deliveries, and why nothing can be heard; light, for whoever only speaks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from forge_desktop.errors import Failure
from forge_desktop.hooks.events import Hint


class PortTaken(Failure):
    """Another program listens there already."""

    title = "The port is taken"


@dataclass(slots=True)
class Counts:
    """How many deliveries came to what."""

    taken: int = 0
    repeated: int = 0
    unknown: int = 0
    """Signed events of a type that leads to no look."""
    unreadable: int = 0
    forged: int = 0
    turned_away: int = 0

    def in_words(self) -> str:
        """How many were taken, for people."""
        return "1 event was taken" if self.taken == 1 else f"{self.taken:,} events were taken"


Outcome = Literal["taken", "repeated", "unknown", "unreadable", "forged", "turned_away"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one delivery."""

    outcome: Outcome
    event: str = ""
    """The type of the event, one plain line."""
    hint: Hint | None = None
