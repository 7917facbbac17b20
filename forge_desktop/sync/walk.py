"""Walking a whole list page by page so that nothing is skipped while it changes.

Below a frozen creation instant rows can only vanish, and the total tells how many did: when more slid over the
place where a page began than were read twice, the walk goes back that far. Lists without a creation instant are
walked with an overlap: when none of the overlapping keys comes back, the walk steps back a page
(design/reliability.md 2.1).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

from forge_desktop.api.protocol import Lane, Page
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import BadReply
from forge_desktop.sync import prints
from forge_desktop.sync.ground import Ground, changed_keys
from forge_desktop.sync.pace import Pace
from forge_desktop.sync.state import Progress

OVERLAP = 10
MOST_OVERLAP = 50
MOST_PAGES = 200_000
MOST_STEPS_BACK = 50
_NUMBERS = ("until", "start", "reached", "total", "overlap", "back", "begun", "newest")


@dataclass(slots=True)
class Position:
    """Where a walk stands; stored with each page, so that a killed program goes on from here."""

    until: int | None
    """Only records created up to this instant belong to the walk; None for lists without one."""
    start: int = 0
    """Index of the next page's first row."""
    reached: int = 0
    """Every row before this index was read."""
    total: int | None = None
    overlap: int = 0
    """Rows the next page reads again, because records were deleted while the last ones were read."""
    tail: tuple[int, ...] = ()
    back: int = 0
    """Steps back so far, to end a walk over a list that never holds still."""
    cursor: str = ""
    """Where lists are followed by cursors, that of the next page."""
    begun: int = 0
    """And when the walk began, by the server's clock."""
    newest: int = 0
    """And the newest instant of change it has met."""

    def to_json(self) -> Json:
        """As stored in the cache's marks."""
        return asdict(self) | {"tail": list(self.tail)}

    @classmethod
    def from_json(cls, data: Json) -> Position | None:
        """The stored position; None when there is none, or not one of ours."""
        if not isinstance(data, dict) or not isinstance(data.get("start"), int):
            return None
        position = cls(until=None)
        for name, value in data.items():
            if name in _NUMBERS and isinstance(value, int):
                setattr(position, name, value)
        tail = data.get("tail")
        cursor = data.get("cursor")
        position.cursor = cursor if isinstance(cursor, str) else ""
        position.tail = tuple(key for key in tail if isinstance(key, int)) if isinstance(tail, list) else ()
        return position


class Walk:
    """One walk over a resource's list, resumed where an earlier one was cut short."""

    def __init__(
        self,
        ground: Ground,
        resource: Resource,
        lane: Lane,
        *,
        until: int | None,
        anew: bool = False,
        quiet: bool = False,
    ) -> None:
        self._mark = f"walk:{resource.name}"
        told = None if anew else Position.from_json(ground.mark(self._mark))
        self.resumed = told is not None
        self.position = told or Position(until=until)
        self.keys: array[int] = array("q")
        """What this walk brought, good rows and bad ones; not what came before it was cut short."""
        self.since = ground.now
        """When it began, by this computer's clock."""
        self._ground = ground
        self._resource = resource
        self._lane = lane
        self._quiet = quiet
        self._pace = Pace(ground.seen)

    async def step(self) -> bool:
        """Fetch and keep one page. True when it was the last: `loaded:` is set in the same commit."""
        ground, resource, position = self._ground, self._resource, self.position
        where = {} if position.until is None else {f"{resource.created}_max": position.until}
        start, known = position.start, prints.known(ground, resource, position.start)
        page = await ground.page(resource, start=start, where=where, lane=self._lane, known=known)
        self.keys.extend(page.keys)
        again = None if self._quiet else position.tail
        ended = advance(position, page)
        marks: dict[str, Json] = {self._mark: None if ended else position.to_json()}
        if ended:
            marks |= {f"loaded:{resource.name}": ground.now, f"checked:{resource.name}": ground.now}
        remember = partial(prints.remember, ground, resource, start, page.prints)
        ground.keep(resource, page, marks, again=again, beside=remember if page.prints != known else None)
        if not self._quiet:
            self._report(page.count, ended=ended)
        return ended

    async def run(self, pause: Callable[[], bool] = lambda: False) -> bool:
        """Step until the end, True, or until `pause` says that something else is more urgent, False."""
        for _ in range(MOST_PAGES):
            if await self.step():
                return True
            if pause():
                return False
        raise BadReply(f"The list of {self._resource.title.lower()} never came to an end.")

    def _report(self, rows: int, *, ended: bool) -> None:
        self._pace.add(rows)
        position, total = self.position, self.position.total
        done = position.start if total is None else min(position.start, total)
        left = self._pace.seconds_for(total - done) if total is not None else None
        if ended:
            done, total, left = done, done, 0
        self._ground.report(Progress(self._resource.name, done, total, left))


async def filtered(
    ground: Ground, resource: Resource, where: dict[str, str | int], lane: Lane
) -> tuple[set[int], set[int]]:
    """Keep every page of a filtered list; returns the keys that came and those that were new or different."""
    came: set[int] = set()
    changed: set[int] = set()
    position = Position(until=0)
    for _ in range(MOST_PAGES):
        page = await ground.page(resource, start=position.start, where=where, lane=lane)
        changed.update(changed_keys(resource, ground.keep(resource, page)))
        came.update(page.keys)
        if advance(position, page):
            return came, changed
    raise BadReply(f"The list of {resource.title.lower()} never came to an end.")


def advance(position: Position, page: Page) -> bool:
    """Move the position past a page just read; True when the list is read to its end."""
    known, got = position.total, page.count
    position.total = page.total if page.total is not None else known
    if position.until is None or page.total is None:
        return _advance_overlapping(position, page, got)
    gone = max(0, known - page.total) if known is not None else 0
    position.reached = max(0, position.reached - gone)
    if position.start > position.reached:  # rows not read yet slid over the beginning of this page
        position.overlap = min(MOST_OVERLAP, 2 * gone)
        position.start = max(0, position.reached - position.overlap)
        return False
    position.reached = max(position.reached, position.start + got)
    position.overlap = min(position.overlap // 2, got // 2)
    position.start = position.reached - position.overlap
    return page.whole or got == 0


def _advance_overlapping(position: Position, page: Page, got: int) -> bool:
    keys = page.keys
    if position.tail and not set(keys) & set(position.tail) and position.back < MOST_STEPS_BACK:
        position.back += 1
        position.start = max(0, position.start - max(got, MOST_OVERLAP))
        position.tail = ()
        return False
    end = position.start + got
    ended = page.whole or got == 0
    overlap = 0 if ended else min(OVERLAP, got // 2)
    position.tail = tuple(keys[-OVERLAP:]) if overlap else ()
    position.start = end - overlap
    position.reached = max(position.reached, end)
    return ended
