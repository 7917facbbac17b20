"""Chooses how to find rows: walk the order's own index and test, or collect the rows that fit and sort them.

The first screen must come at once whatever is asked, and SQLite's planner cannot know how the demands and the
order hang together. So: count, up to a bound, what each demand leaves; few rows are collected and sorted. Else
test rows along the order for a while. When that does not fill the screen, demands and order are at odds, and
the cheapest way goes to the end: walk the order's index where it can test everything itself, collect what the
rarest demand leaves, look at every row in the narrow copy, or walk on with sieves.
"""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from forge_desktop.store.conditions import NEVER, Param, Test
from forge_desktop.store.crew import Crew
from forge_desktop.store.ordering import Order, Stretch
from forge_desktop.store.prices import WALKED, Way, priced, spans
from forge_desktop.store.schema import Index, Table
from forge_desktop.store.splitting import pieces
from forge_desktop.store.trigrams import spelled
from forge_desktop.store.ways import NOTHING, Ask, Ways

GLANCE = 1_000
"""Rows tested along the order before anything is counted."""
MORE = 4
"""So many times more rows are tested when that should fill the screen."""
FEW = 3_000
"""Rows that are collected and sorted for a first screen before its stretches are looked at one by one."""
SOME = 20_000
"""Rows that are collected and sorted for a whole list before its stretches are looked at one by one."""
PART = 4
"""Up to a fourth of all rows are counted before a first screen; with more, looking at all is cheaper."""
LONG = 20_000.0
"""Microseconds from which on several connections share the work for a first screen."""


@dataclass(slots=True)
class _Steps:
    """How many rows may still be tested."""

    left: int
    more: int = 0

    def promising(self, found: int, limit: int) -> bool:
        """True, once, when a few times as many rows should be enough, so that looking on costs least."""
        self.left, self.more = self.left + self.more * (found * (MORE + 1) >= limit), 0
        return self.left > 0


class Plan:
    """Finds the rows of one stretch that fulfil all tests."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        order: Order,
        stretch: Stretch,
        tests: Sequence[Test],
        standing: frozenset[str],
        crew: Crew | None = None,
    ) -> None:
        self._connection = connection
        self._crew = crew
        self._last: Way | None = None
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
            [],
            [*wanted, *stretch.within],
            self._table.settled in standing,
        )
        left = [t for t in wanted if t not in on_lead and not (ways.by_state and t.states is not None)]
        ways.inside = [t for t in left if self._tested_inside(ways.index, t)]
        ways.others = [t for t in left if t not in ways.inside]
        if led:
            on_lead += stretch.within
        self._ways = ways

    @property
    def direct(self) -> bool:
        """True when an index gives exactly the rows that fit, in order."""
        ways = self._ways
        return ways.index is not None and not ways.others and not ways.inside and self._ordered

    def few(self, bound: int, limit: int | None) -> list[int] | None:
        """The keys in order when some demand leaves fewer rows than the bound; None when none does."""
        size, best = self._fewest(bound)
        if best is None or size >= bound:
            return None
        return self._keys(self._ways.collect(best, limit))

    def first(self, limit: int, whole: Plan) -> list[int] | None:
        """The first keys in order; None when looking through all stretches as a whole costs least."""
        if self._states == ():
            return []
        if self._ways.index is None:
            return self._keys(self._ways.plain(limit))
        if self.direct:
            return self._keys(self._ways.walk(limit))
        found, complete = self._along(limit, _Steps(GLANCE, MORE * GLANCE))
        if complete:
            return found
        if not self._ways.settled:
            return self._keys(self._across(limit).whole())
        if not self._ways.others and self._ordered and WALKED * self._rows() < whole.end(limit).price:
            return self._keys(self._ways.walk(limit))
        return None

    def all(self) -> Ask:
        """All keys in order, as one statement."""
        if self._states == ():
            return NOTHING
        if self.direct:
            return self._ways.walk(None)
        return self._across(None).whole()

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
                if steps.left <= 0 and not steps.promising(len(found), limit):
                    return found, False
        return found, True

    def end(self, limit: int) -> Way:
        """The way to the end that a first screen goes at last."""
        if self._last is None:
            self._last = self._across(limit)
        return self._last

    def to_the_end(self, limit: int) -> list[int]:
        """The first keys by the cheapest way; a long one is gone by several at once, each among some keys."""
        way = self.end(limit)
        part = way.part
        if self._crew is None or part is None or way.price < LONG:
            return self._keys(way.whole())
        name = self._table.name
        ends = f"SELECT (SELECT min(key) FROM {name}), (SELECT max(key) FROM {name})"  # apart they are at hand
        least, most = (end or 0 for end in self._connection.execute(ends).fetchone())
        found = self._crew.share(lambda count: [part(span) for span in spans(least, most, count)], self._keys)
        return self._keys(way.whole() if found is None else self._ways.sort(found, limit))

    def _across(self, limit: int | None) -> Way:
        """The way that costs least when every row that fits has to be looked for."""
        ways = self._ways
        led = bool(self._stretch.lead) or len(self._stretch.terms) == 1
        ordered = led and ways.index is not None and self._ordered
        if not ways.settled:
            return Way(0, partial(ways.walk if ordered else ways.plain, limit))
        said = {test: spelled(self._connection, self._table, test) for test in (*ways.inside, *ways.others)}
        ways.others = [said.get(test, test) for test in ways.others]
        ways.every = [said.get(test, test) for test in ways.every]
        if NEVER in ways.every:
            return Way(0, lambda: NOTHING)
        rows = self._rows()
        return min(priced(ways, self._sizes(rows, limit), rows, limit, ordered), key=lambda way: way.price)

    def _rows(self) -> int:
        found = self._connection.execute(f"SELECT count(*) FROM {self._table.name}")  # by the smallest index
        return int(found.fetchone()[0])

    def _sizes(self, rows: int, limit: int | None) -> dict[Test, int]:
        """How many rows an index gives for each demand, unless many times more than for the rarest."""
        sizes: dict[Test, int] = {}
        bound = rows if limit is None else rows // PART
        within = () if self._stretch.empty else self._stretch.within
        for test in sorted((t for t in self._ways.every if t not in within), key=self._promise):
            size = self._size(test, (rows if test.match else bound) + 1)
            if size is not None and (test.match or size <= bound):
                sizes[test] = size
                bound = min(bound, MORE * size + GLANCE)
        return sizes

    def _promise(self, test: Test) -> tuple[bool, bool]:
        return (not test.match, test.own == self._table.state)

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
        if not lead:
            return Index("", ())
        return table.single[lead] if self._stands(table.single.get(lead)) else None

    def _tested_inside(self, index: Index | None, test: Test) -> bool:
        """True when the walk tests the demand on the index itself, which costs next to nothing."""
        own = test.own
        return bool(own and index and any(own == step.split()[0] for step in index.over))

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
        if not test.match:  # on an index, to skip rows or to count all is three times as quick as to count some
            beyond = self._connection.execute(
                f"{hits.sql} LIMIT 1 OFFSET {bound - 1:d}", hits.params
            ).fetchone()
            if beyond is not None:
                return bound
        limit = f" LIMIT {bound:d}" * bool(test.match)
        found = self._connection.execute(f"SELECT count(*) FROM ({hits.sql}{limit})", hits.params)
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
