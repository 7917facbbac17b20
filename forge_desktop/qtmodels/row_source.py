"""Rows by key, read where they are looked at: page by page now, the next page in advance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forge_desktop.domain import show
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Resource, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.rows import KeyList, Row, RowCache, ahead, missing, page_of

GREY = Cell(text="–", tone=Tone.MUTED, tip="This record could not be read from the local copy.")
"""Each cell of a row that cannot be loaded."""


class RowSource:
    """Hands out rows of a key list; what is not in the cache is read in the window's own connection.

    `replaced(key, old, new)` is called when a changed row was read again, `failed(words)` when rows could not
    be read: they stay grey until they are asked for again.
    """

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        replaced: Callable[[int, Row, Row], None],
        failed: Callable[[str], None],
    ) -> None:
        self.resource = resource
        self._reading = reading
        self._seen = seen
        self._moment = seen()
        self._replaced = replaced
        self._failed = failed
        self._cache = RowCache()
        self._topic = ("rows", id(self))
        self._epoch = 0
        self._before = 0
        self.loaded = 0
        """How many rows were read so far, for those who watch that only visible ones are."""

    def row(self, keys: KeyList, number: int) -> Row | None:
        """The row at this place; its page is read when it is not here yet. None past the end of the keys."""
        if number >= len(keys):
            return None
        key = keys[number]
        row = self._cache.get(key)
        if row is None:
            self._load(keys, number)
            row = self._cache.get(key)
        return row

    def cell(self, row: Row, number: int, column: Column) -> Cell:
        """The cell of a row, worked out once."""
        made = row.cells.get(number)
        if made is None:
            made = GREY if row.record is None else show.cell(self.resource, column, row.record, self._moment)
            row.cells[number] = made
        return made

    @property
    def epoch(self) -> int:
        """Another number after each change: what was read before it is not to be taken any more."""
        return self._epoch

    def take(self, keys: Sequence[int], records: Sequence[Record | None], epoch: int) -> None:
        """Rows that were read elsewhere, begun in this epoch."""
        if epoch == self._epoch:
            self._moment = self._seen()
            self._keep(keys, records)

    def worn(self) -> list[int]:
        """Keys of changed rows that were seen a moment ago; a page of them at most."""
        return self._cache.worn()

    def stale(self, keys: frozenset[int] | None) -> None:
        """These records changed (None: any of them): read them again when they are looked at."""
        self._epoch += 1
        self._cache.stale(keys)

    def forget(self) -> None:
        """Read everything again: the day, the zone or the fields are others now."""
        self._epoch += 1
        self._moment = self._seen()
        self._cache.forget()

    def close(self) -> None:
        """Drop what was asked in advance."""
        self._reading.drop(self._topic)

    def _load(self, keys: KeyList, number: int) -> None:
        wanted = missing(self._cache, keys.span(*page_of(number)))
        self._moment = self._seen()
        try:
            records = self._reading.here.records(self.resource, wanted)
        except Failure as failure:
            self._keep(wanted, [None] * len(wanted))
            self._failed(failure.message)
            return
        self._keep(wanted, records)
        self._prefetch(keys, number)

    def _keep(self, keys: Sequence[int], records: Sequence[Record | None]) -> None:
        self.loaded += len(keys)
        for key, record in zip(keys, records, strict=True):
            late = record is not None and show.is_late(self.resource, record, self._moment)
            row = Row(record, late)
            old = self._cache.put(key, row)
            if old is not None:
                self._replaced(key, old, row)

    def _prefetch(self, keys: KeyList, number: int) -> None:
        span = ahead(number, self._before, len(keys))
        self._before = number
        wanted = missing(self._cache, keys.span(*span)) if span else []
        if not wanted:
            return
        resource, epoch = self.resource, self._epoch
        self._reading.ask(
            self._topic,
            lambda reader: reader.records(resource, wanted),
            lambda records: self.take(wanted, records, epoch),
        )
