"""Walking a list that is followed by cursors: each page tells where the next one begins.

The cursor is committed with its page. Only rows that may have changed are taken in: one that has the instant of
change it is known with is left out, unless that instant is so recent (by the server's clock) that two changes
could share it (contracts/forgemrp-api.txt, "Pagination & incremental sync"). No order of the list counts.
A cursor that the server does not take, or answers with nonsense when it comes out of the cache, costs a new
beginning; a list without end costs the walk, and the next one begins anew, too.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

from forge_desktop.api.protocol import Lane, Page
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import BadReply, Missing, NotPermitted, Refused
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.walk import Position, Walk

OVERLAP_SECONDS = 15 * 60
"""A change within so long before the newest known one is looked at again."""
MOST_BARREN = 20
"""Pages in a row that bring nothing this walk has not seen."""
MOST_RESTARTS = 3
MOST_ROWS = 2_000_000
"""Rows of one walk, those of its earlier legs included; an empty page counts for one."""


class CursorWalk(Walk):
    """One walk over a resource's list; a first load is resumed where an earlier one was cut short.

    `thorough`: take in every row, also those that claim not to have changed.
    """

    def __init__(
        self,
        ground: Ground,
        resource: Resource,
        lane: Lane,
        *,
        anew: bool = False,
        quiet: bool = False,
        thorough: bool = False,
    ) -> None:
        anew = anew or thorough or ground.loaded(resource)  # its end says little of its beginning
        super().__init__(ground, resource, lane, until=None, anew=anew, quiet=quiet)
        offer = ground.client.offer(resource.name)
        self._changed = offer.changed if offer is not None else ""
        known = ground.mark(f"updated:{resource.name}")
        trusting = not thorough and ground.loaded(resource) and isinstance(known, int)
        self._since = known - OVERLAP_SECONDS if trusting and isinstance(known, int) else None
        self._aside = {key for key, *_ in ground.reader.asides(resource)} if self._since is not None else set()
        """Rows that could not be read: good again, they are taken in whatever their instant is."""
        self._came: set[int] = set()
        self._cursors: set[str] = set()
        self._barren = 0
        self._restarts = 0
        self._stored = self.resumed
        """The cursor comes out of the cache, and may be as old as that."""
        self.stale = False
        """Other legs of this load are so old that what they read may have changed since."""

    async def step(self) -> bool:
        """Fetch and keep one page. True when it was the last: `loaded:` is set in the same commit."""
        ground, resource, position = self._ground, self._resource, self.position
        try:
            page = await ground.page(resource, start=position.start, lane=self._lane, cursor=position.cursor)
        except (NotPermitted, Missing):
            raise
        except (Refused, BadReply) as failure:
            if not position.cursor or not (self._stored or isinstance(failure, Refused)):
                raise
            self._begin_anew()  # the server does not take its own cursor any more
            self._restarts += 1
            if self._restarts > MOST_RESTARTS:
                self._restarts = 0
                raise
            return False
        self._look_back()
        self._guard(page)
        self._note(page)
        position.start += max(1, page.count)
        position.cursor = page.next
        marks: dict[str, Json] = {self._mark: None if page.whole else position.to_json()}
        if page.whole:
            marks |= {f"loaded:{resource.name}": ground.now, f"checked:{resource.name}": ground.now}
            marks[f"updated:{resource.name}"] = position.newest
        ground.keep(resource, self._worth(page), marks, again=None if self._quiet else ())
        if not self._quiet:
            self._report(page.count, ended=page.whole)
        return page.whole

    def _begin_anew(self) -> None:
        """From the beginning: what was read stays, and is not read into the cache again when it is the same."""
        self.position, self.resumed, self._stored, self.stale = Position(until=None), False, False, False
        self._barren = 0
        self.keys = array("q")
        self._came.clear()
        self._cursors.clear()
        self._ground.set_mark(self._mark, None)

    def _guard(self, page: Page) -> None:
        """BadReply for a list that leads back into itself, or on and on; the next walk begins anew."""
        keys, asked = page.keys, self.position.cursor
        self._barren = 0 if set(keys) - self._came else self._barren + 1
        self._cursors.add(asked)
        back = page.next in self._cursors or self._barren > MOST_BARREN
        if page.next and (back or self.position.start > MOST_ROWS):
            self._begin_anew()
            why = "leads back into itself" if back else "never came to an end"
            raise BadReply(f"The list of {self._resource.title.lower()} {why}.")
        self._came.update(keys)
        self.keys.extend(keys)

    def _look_back(self) -> None:
        """On the first page of a later leg: were the others long ago, by the server's clock?"""
        if self._stored:
            self._stored = False
            now = self._ground.client.server_time or self._ground.now
            self.stale = not 0 <= now - self.position.begun <= OVERLAP_SECONDS

    def _note(self, page: Page) -> None:
        """Remember the newest instant of change; one beyond the server's clock must not hide those to come."""
        position = self.position
        position.begun = position.begun or self._ground.client.server_time or 0
        told = (row.values.get(self._changed) for row in page.rows)
        known = (at for at in told if isinstance(at, int) and at <= position.begun)
        position.newest = max(position.newest, *known, 0)

    def _worth(self, page: Page) -> Page:
        """The page without the rows that are known as they are."""
        since = self._since
        if since is None:
            return page
        held = self._ground.reader.records(self._resource, [row.key for row in page.rows])
        known = {r.key: r.get(self._changed) for r in held if r is not None and not r.pending}
        rows, same = [], []
        for row in page.rows:
            at = row.values.get(self._changed)
            settled = isinstance(at, int) and at < since and row.key not in self._aside
            if settled and known.get(row.key) == at:
                same.append(row.key)
            else:
                rows.append(row)
        return replace(page, rows=tuple(rows), same=tuple(same))
