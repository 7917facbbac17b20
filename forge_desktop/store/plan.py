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
from dataclasses import dataclass

from forge_desktop.store.conditions import Param, Test
from forge_desktop.store.ordering import Order, Stretch
from forge_desktop.store.schema import Index
from forge_desktop.store.splitting import pieces
from forge_desktop.store.trigrams import spelled
from forge_desktop.store.ways import NOTHING, Ask, Ways

GLANCE = 3_000
"""Rows tested along the order before anything is counted."""
FEW = 5_000
"""Rows that are collected and sorted for a first screen; reading a row by its key costs microseconds."""
SOME = 40_000
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
        self._states = _common(wanted)
        led = stretch.words is None
        on_lead = [t for t in wanted if led and t.column and t.column == stretch.lead]
        ways = Ways(self._table, stretch, self._chosen(), self._states, on_lead, [], [*wanted, *stretch.within])
        ways.others = [t for t in wanted if t not in on_lead and not (ways.by_state and t.states is not None)]
        if led:
            on_lead += stretch.within
        self._ways = ways

    def first(self, limit: int) -> list[int]:
        """The first keys in order."""
        if self._states == ():
            return []
        if self._ways.index is None:
            return self._keys(self._ways.plain(limit))
        if not self._ways.others and self._ordered:
            return self._keys(self._ways.walk(limit))
        few, best = self._fewest(GLANCE) if self._ways.others else (GLANCE, None)
        if best is not None and few < GLANCE:
            return self._keys(self._ways.collect(best, limit))
        found, complete = self._along(limit, _Steps(GLANCE))
        return found if complete else self._keys(self._across(limit, FEW))

    def all(self) -> Ask:
        """All keys in order, as one statement."""
        if self._states == ():
            return NOTHING
        if self._ways.index is not None and not self._ways.others:
            return self._ways.walk(None)
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
        if limit is not None:
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
            steps = (table.state, *(term.by() for term in self._stretch.terms[:-1]))
            over = table.default.over if table.default is not None else ()
            if over == steps[not table.state :] and self._stands(table.default):
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
        """The demand that leaves fewest rows, counted up to a bound."""
        sizes = [(size, test) for test in self._ways.every if (size := self._size(test, bound)) is not None]
        return min(sizes, key=lambda s: s[0], default=(bound, None))

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
