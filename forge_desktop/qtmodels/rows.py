"""Keys of an order and a bounded cache of rows: the table's data structures, free of Qt."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from forge_desktop.domain.record import Record
from forge_desktop.domain.show import Cell

PAGE = 64
"""Rows that are read together."""
_FEW = 16
"""Up to so many keys are found by a search in memory each; more are found in one walk over the list."""
_WIDTH = array("q").itemsize


@dataclass(slots=True)
class Row:
    """One row as the table shows it; no record means that it could not be loaded."""

    record: Record | None
    late: bool = False
    cells: dict[int, Cell] = field(default_factory=dict)
    """Cells by column, worked out when first seen."""


class RowCache:
    """The rows seen last, by key. A row marked stale is to be read again; what it showed is kept until then."""

    def __init__(self, limit: int = 40 * PAGE) -> None:
        self._limit = limit
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._stale: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: int) -> Row | None:
        """The fresh row of this key; None when it has to be read."""
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def has(self, key: int) -> bool:
        """True when the row is there and fresh; does not count as having been seen."""
        return key in self._rows

    def put(self, key: int, row: Row) -> Row | None:
        """Keep a row that was read; the answer is the stale one it replaces."""
        self._rows[key] = row
        self._rows.move_to_end(key)
        while len(self._rows) > self._limit:
            self._rows.popitem(last=False)
        return self._stale.pop(key, None)

    def stale(self, keys: Collection[int] | None) -> None:
        """These rows changed (None: all of them): read them again when they are looked at."""
        touched = list(self._rows) if keys is None else [key for key in keys if key in self._rows]
        for key in touched:
            self._stale[key] = self._rows.pop(key)
        while len(self._stale) > self._limit:
            del self._stale[next(iter(self._stale))]

    def worn(self, most: int = PAGE) -> list[int]:
        """Keys of stale rows, those seen last; not more than `most`."""
        return list(islice(reversed(self._stale), most))

    def forget(self) -> None:
        """Drop everything, as when rows look different from now on."""
        self._rows.clear()
        self._stale.clear()


class KeyList:
    """The keys of one order: eight bytes each, found again without a second structure."""

    __slots__ = ("_keys", "_known")

    def __init__(self, keys: array[int] | None = None, known: dict[int, int] | None = None) -> None:
        self._keys = keys if keys is not None else array("q")
        self._known = known or {}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, row: int) -> int:
        return self._keys[row]

    def span(self, first: int, last: int) -> Sequence[int]:
        """The keys of the rows from first to last, both included, as far as there are any."""
        return self._keys[max(0, first) : last + 1]

    def same(self, other: KeyList) -> bool:
        """True when both hold the same keys in the same order."""
        return self._keys == other._keys

    def begins_with(self, start: KeyList) -> bool:
        """True when the other list is the beginning of this one; long ones are copied only when it may be."""
        if len(start) == len(self):
            return self.same(start)
        few = min(PAGE, len(start))
        if len(start) > len(self) or self._keys[:few] != start._keys[:few]:
            return False
        return len(start) == few or self._keys[: len(start)] == start._keys

    def find(self, keys: Collection[int]) -> None:
        """Look up where these keys stand and remember it; meant for the worker thread."""
        self._known.update(positions(self._keys, [key for key in keys if key not in self._known]))

    def where(self, keys: Collection[int]) -> dict[int, int]:
        """Row of each of these keys; those that are not in the list are left out."""
        self.find(keys)
        return {key: self._known[key] for key in keys if self._known.get(key, -1) >= 0}


def positions(keys: array[int], wanted: Collection[int]) -> dict[int, int]:
    """Where each wanted key stands; -1 for one that is not there.

    For a few keys the memory is searched as bytes (a million keys take about a millisecond each), for many it
    is walked through once.
    """
    found = dict.fromkeys(wanted, -1)
    if not wanted or not keys:
        return found
    if len(found) > _FEW:
        for row, key in enumerate(keys):
            if key in found:
                found[key] = row
        return found
    raw = keys.tobytes()
    for key in found:
        found[key] = _search(raw, array("q", (key,)).tobytes())
    return found


def _search(raw: bytes, wanted: bytes) -> int:
    at = raw.find(wanted)
    while at >= 0 and at % _WIDTH:
        at = raw.find(wanted, at + 1)
    return at // _WIDTH if at >= 0 else -1


def page_of(row: int) -> tuple[int, int]:
    """First and last row of the page that holds this row."""
    first = row - row % PAGE
    return first, first + PAGE - 1


def ahead(row: int, before: int, count: int) -> tuple[int, int] | None:
    """The page to read in advance when a page around `row` was read after one around `before`."""
    first, last = page_of(row)
    wanted = first - 1 if row < before else last + 1
    return page_of(wanted) if 0 <= wanted < count else None


def missing(cache: RowCache, keys: Iterable[int]) -> list[int]:
    """Those of the keys whose row has to be read."""
    return [key for key in keys if not cache.has(key)]
