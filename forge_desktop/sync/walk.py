"""Walking a whole list page by page so that nothing is skipped while it changes.

Below a frozen creation instant rows can only vanish: the total shrinks by as many rows as slid over the place
already read, and exactly so many are read again. Lists without a creation instant are walked with an overlap:
when none of the overlapping keys comes back, the walk steps back a page (design/reliability.md 2.1).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from forge_desktop.api.protocol import Lane, Page
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import BadReply
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pace import Pace
from forge_desktop.sync.state import Progress

OVERLAP = 10
MOST_PAGES = 200_000
MOST_STEPS_BACK = 50


@dataclass(slots=True)
class Position:
    """Where a walk stands; stored with each page, so that a killed program goes on from here."""

    until: int | None
    """Only records created up to this instant belong to the walk; None for lists without one."""
    start: int = 0
    total: int | None = None
    reached: int = 0
    """Everything before this index was read, but for what a step back is reading again."""
    tail: tuple[int, ...] = ()
    back: int = 0
    """Steps back so far, to end a walk over a list that never holds still."""

    def to_json(self) -> Json:
        """As stored in the cache's marks."""
        return {
            "until": self.until,
            "start": self.start,
            "total": self.total,
            "reached": self.reached,
            "tail": list(self.tail),
            "back": self.back,
        }

    @classmethod
    def from_json(cls, data: Json) -> Position | None:
        """The stored position; None when there is none, or not one of ours."""
        if not isinstance(data, dict) or not isinstance(data.get("start"), int):
            return None
        until, start, total = data.get("until"), data["start"], data.get("total")
        reached, tail = data.get("reached"), data.get("tail")
        return cls(
            until=until if isinstance(until, int) else None,
            start=start if isinstance(start, int) else 0,
            total=total if isinstance(total, int) else None,
            reached=reached if isinstance(reached, int) else 0,
            tail=tuple(k for k in tail if isinstance(k, int)) if isinstance(tail, list) else (),
        )


async def walk(ground: Ground, resource: Resource, *, lane: Lane = Lane.BACKGROUND) -> array[int]:
    """Fetch the whole list, resuming a walk that was cut short; returns the keys seen by this run.

    The position is forgotten and `loaded:` set in the same commit as the last page.
    """
    name = f"walk:{resource.name}"
    position = Position.from_json(ground.mark(name)) or _beginning(ground, resource)
    keys: array[int] = array("q")
    pace = Pace(ground.seen)
    for _ in range(MOST_PAGES):
        page = await ground.page(resource, start=position.start, where=_where(resource, position), lane=lane)
        keys.extend(row.key for row in page.rows)
        ended = advance(position, page)
        marks: dict[str, Json] = {name: None if ended else position.to_json()}
        if ended:
            marks |= {f"loaded:{resource.name}": ground.now, f"checked:{resource.name}": ground.now}
        ground.keep(resource, page, marks)
        _report(ground, resource, position, pace, len(page.rows))
        if ended:
            ground.cache.records.settle(resource)
            return keys
    raise BadReply(f"The list of {resource.title.lower()} never came to an end.")


def advance(position: Position, page: Page) -> bool:
    """Move the position past a page just read; True when the list is read to its end."""
    got = len(page.rows) + len(page.asides)
    if position.until is None:
        return _advance_overlapping(position, page, got)
    shrunk = position.total - page.total if position.total is not None and page.total is not None else 0
    position.total = page.total if page.total is not None else position.total
    end = position.start + got
    if shrunk > 0 and position.start > 0 and position.back < MOST_STEPS_BACK:
        position.back += 1
        position.reached = max(position.reached - shrunk, end)
        position.start = max(0, position.start - shrunk)
        return False
    whole = page.whole or got == 0
    if end < position.reached and not whole:
        end = position.reached  # the gap of a step back is closed: go on where the walk had been
    position.start = position.reached = end
    return whole


def _advance_overlapping(position: Position, page: Page, got: int) -> bool:
    keys = [row.key for row in page.rows]
    position.total = page.total if page.total is not None else position.total
    if position.tail and got and not set(keys) & set(position.tail) and position.back < MOST_STEPS_BACK:
        position.back += 1
        position.start = max(0, position.start - page_length(page))
        position.tail = ()
        return False
    end = position.start + got
    if page.whole or got <= OVERLAP:
        position.start = end
        return True
    position.tail = tuple(keys[-OVERLAP:])
    position.start = end - OVERLAP
    return False


def page_length(page: Page) -> int:
    """How many rows a page held, good and bad."""
    return max(1, len(page.rows) + len(page.asides))


def _beginning(ground: Ground, resource: Resource) -> Position:
    offer = ground.client.offer(resource.name)
    sliced = bool(resource.created) and offer is not None and offer.sliced
    return Position(until=ground.now if sliced else None)


def _where(resource: Resource, position: Position) -> dict[str, str | int]:
    return {} if position.until is None else {f"{resource.created}_max": position.until}


def _report(ground: Ground, resource: Resource, position: Position, pace: Pace, rows: int) -> None:
    pace.add(rows)
    total = position.total
    left = pace.seconds_for(total - position.start) if total is not None else None
    done = position.start if total is None else min(position.start, total)
    ground.report(Progress(resource.name, done, total, left))
