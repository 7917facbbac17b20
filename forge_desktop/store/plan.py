"""Chooses how to find rows: walk the order's own index and test, or collect the few that fit and sort them.

The first screen must come at once whatever is asked, and SQLite's planner cannot know how the demands and the
order hang together. So: count, up to a bound, what each demand leaves; few rows are collected and sorted. Else
test rows along the order for a while. When that does not fill the screen, keep the keys that the demands' own
indexes give as sieves and walk on along the order's index, which needs no row at all.
"""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from forge_desktop.store.conditions import Param, Test
from forge_desktop.store.ordering import Order, Stretch
from forge_desktop.store.schema import Index, Table
from forge_desktop.store.splitting import pieces
from forge_desktop.store.trigrams import spelled
from forge_desktop.store.ways import NOTHING, Ask, Ways

GLANCE = 3_000
"""Rows tested along the order before anything is counted."""
FEW = 5_000
"""Rows that are collected and sorted for a first screen; reading a row by its key costs microseconds."""
SOME = 120_000
"""Rows that are collected and sorted for a whole list."""
HALF = 400_000
"""Rows of a sieve at most: keys that fulfil one demand, kept while the order's index is walked."""


@dataclass(slots=True)
class _Steps:
    """How many rows may still be tested."""

    left: int


class Plan:
    """Finds the rows of one stretch that fulfil all tests."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        order: Order,
        stretch: Stretch,
        tests: Sequence[Test],
        standing: frozenset[str],
    ) -> None:
        self._connection = connection
        self._order = order
        self._table = order.table
        self._stretch = stretch
        self._tests = tests
        self._standing = standing
        wanted = (*tests, *stretch.tests)
        self._states = () if _contradicts(stretch, wanted) else _common(wanted)
        led = stretch.words is None
        on_lead = [t for t in wanted if led and t.column and t.column == stretch.lead]
        ways = Ways(
            self._table,
            stretch,
            self._chosen(),
            self._states,
            on_lead,
            [],
            [*wanted, *stretch.within],
            self._table.settled in standing,
        )
        ways.others = [t for t in wanted if t not in on_lead and not (ways.by_state and t.states is not None)]
        if led:
            on_lead += stretch.within
        self._ways = ways

    @property
    def direct(self) -> bool:
        """True when an index gives exactly the rows that fit, in order."""
        return self._ways.index is not None and not self._ways.others and self._ordered

    def few(self, bound: int, limit: int | None) -> list[int] | None:
        """The keys in order when some demand leaves fewer rows than the bound; None when none does."""
        size, best = self._fewest(bound)
        if best is None or size >= bound:
            return None
        return self._keys(self._ways.collect(best, limit))

    def first(self, limit: int) -> list[int]:
        """The first keys in order."""
        if self._states == ():
            return []
        if self._ways.index is None:
            return self._keys(self._ways.plain(limit))
        if self.direct:
            return self._keys(self._ways.walk(limit))
        found, complete = self._along(limit, _Steps(GLANCE))
        return found if complete else self._keys(self._across(limit, FEW))

    def all(self) -> Ask:
        """All keys in order, as one statement."""
        if self._states == ():
            return NOTHING
        if self._ways.index is not None and not self._ways.others:
            return self._ways.walk(None) if self._ordered else self._ways.plain(None)
        return self._across(None, SOME)

    def _along(self, limit: int, steps: _Steps) -> tuple[list[int], bool]:
        """Rows found by testing one after the other in order, and whether that was enough of them."""
        if self._states == ():
            return [], True
        if self._ways.index is None:
            return self._keys(self._ways.plain(limit)), True
        found: list[int] = []
        if not self._ordered:
            for piece in pieces(self._connection, self._order, self._stretch, self._ways.on_lead):
                plan = Plan(self._connection, self._order, piece, self._tests, self._standing)
                more, complete = plan._along(limit - len(found), steps)
                found += more
                if not complete or len(found) >= limit:
                    return found, complete
            return found, True
        ask = self._ways.walk(None, told=True)
        with closing(self._connection.execute(ask.sql, ask.params)) as rows:
            for key, fits in rows:
                if fits:
                    found.append(key)
                    if len(found) >= limit:
                        return found, True
                steps.left -= 1
                if steps.left <= 0:
                    return found, False
        return found, True

    def _across(self, limit: int | None, few: int) -> Ask:
        """All that fit, found by the demands: the fewest collected and sorted, else sieved along the order."""
        if self._table.settled in self._standing:
            said = {test: spelled(self._connection, self._table, test) for test in self._ways.others}
            self._ways.others = list(said.values())
            self._ways.every = [said.get(test, test) for test in self._ways.every]
        size, best = self._fewest(few + 1)
        if best is not None and size <= few:
            return self._ways.collect(best, limit)
        if self._ways.index is None:
            return self._ways.plain(limit)
        sieves = [test for test in self._ways.others if self._reaches(test)]
        if limit is not None or any(test.match and not test.exact for test in sieves):
            sieves = [test for test in sieves if (self._size(test, HALF) or 0) < HALF]
        return self._ways.walk(limit, sieves=sieves)

    @property
    def _ordered(self) -> bool:
        """True when the index gives the whole order, not only that of the lead."""
        return not self._stretch.rest or self._ways.index is self._table.default

    def _chosen(self) -> Index | None:
        table, lead, words = self._table, self._stretch.lead, self._stretch.words
        if words is not None and not self._stands(words[0].single.get(words[1])):
            return None
        if self._states is not None or not table.state:
            steps = [term.by() for term in self._stretch.terms[:-1]]
            over = list(table.default.over if table.default is not None else ())[bool(table.state) :]
            if self._stretch.empty and over and over[0].split()[0] == lead:
                del over[0]
            if over == steps and over and self._stands(table.default):
                return table.default
        if self._states is not None:
            paired = table.paired.get(lead) if lead else table.single.get(table.state)
            if self._stands(paired):
                return paired
        if not lead:
            return Index("", ())
        return table.single[lead] if self._stands(table.single.get(lead)) else None

    def _stands(self, index: Index | None) -> bool:
        return index is not None and index.name in self._standing

    def _keys(self, ask: Ask) -> list[int]:
        return [key for (key,) in self._connection.execute(ask.sql, ask.params)]

    def _fewest(self, bound: int) -> tuple[int, Test | None]:
        """The demand that leaves fewest rows, counted up to a bound; first up to a small part of it."""
        least: tuple[int, Test | None] = (bound, None)
        for stop in (bound // 30, bound):
            sizes = [(size, test) for test in self._ways.every if (size := self._size(test, stop)) is not None]
            least = min(sizes, key=lambda s: s[0], default=(bound, None))
            if least[0] < stop:
                break
        return least

    def _reaches(self, test: Test) -> bool:
        """True when an index leads to the rows that fulfil the demand."""
        if test.match:
            return self._table.settled in self._standing
        return self._stands(self._table.single.get(test.column))

    def _size(self, test: Test, bound: int) -> int | None:
        """How many rows an index gives for a demand, counted up to a bound; None when there is no index."""
        if not self._reaches(test):
            return None
        hits = self._ways.hits(test)
        found = self._connection.execute(f"SELECT count(*) FROM ({hits.sql} LIMIT {bound:d})", hits.params)
        return int(found.fetchone()[0])


def _common(tests: Sequence[Test]) -> tuple[Param, ...] | None:
    left: tuple[Param, ...] | None = None
    for test in tests:
        if test.states is not None:
            left = test.states if left is None else tuple(s for s in left if s in test.states)
    return left


def _contradicts(stretch: Stretch, tests: Sequence[Test]) -> bool:
    """True when a demand rules the stretch out: it wants a lead where there is none, or none where there is."""
    if not stretch.lead or stretch.words is not None:
        return False
    return any(t.column == stretch.lead and stretch.empty != (t.sql == f"{t.column} IS NULL") for t in tests)


def positive(
    connection: sqlite3.Connection, table: Table, tests: Sequence[Test], standing: frozenset[str]
) -> list[Test]:
    """The demands with "none of these states" said as "one of the others", by which an index can go."""
    ruled_out = [test for test in tests if test.others is not None]
    if not ruled_out or f"{table.name}.{table.resource.state}" not in standing:
        return list(tests)
    there: list[Param] = [None]
    least = f"SELECT min({table.state}) FROM {table.name} WHERE {table.state} > ?"
    found = connection.execute(f"SELECT min({table.state}) FROM {table.name}").fetchone()[0]
    while found is not None:
        there.append(found)
        found = connection.execute(least, (found,)).fetchone()[0]
    return [
        test if test.others is None else replace(test, states=tuple(v for v in there if v not in test.others))
        for test in tests
    ]
