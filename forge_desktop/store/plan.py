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

GLANCE = 3_000
"""Rows tested along the order before anything is counted."""
FEW = 5_000
"""Rows that are collected and sorted for a first screen; reading a row by its key costs microseconds."""
SOME = 40_000
"""Rows that are collected and sorted for a whole list."""
HALF = 400_000
"""Rows of a sieve at most: keys that fulfil one demand, kept while the order's index is walked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement and what it is given."""

    sql: str
    params: tuple[Param, ...] = ()


NOTHING = Ask("SELECT 0 AS key WHERE 0")


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
        """The only values of the status that are left, when any demand says so."""
        led = stretch.words is None
        self._on_lead = [t for t in wanted if led and t.column and t.column == stretch.lead]
        self._index = self._chosen()
        """The index that gives the order; one without a name for the order of keys, None when there is none."""
        self._others = [
            t for t in wanted if t not in self._on_lead and not (self._by_state and t.states is not None)
        ]
        self._every = [*wanted, *stretch.within]
        if led:
            self._on_lead += stretch.within

    def first(self, limit: int) -> list[int]:
        """The first keys in order."""
        if self._states == ():
            return []
        if self._index is None:
            return self._keys(self._plain(limit))
        if not self._others and self._ordered:
            return self._keys(self._walk(limit))
        few, best = self._fewest(GLANCE) if self._others else (GLANCE, None)
        if best is not None and few < GLANCE:
            return self._keys(self._collect(best, limit))
        found, complete = self._along(limit, _Steps(GLANCE))
        return found if complete else self._keys(self._across(limit, FEW))

    def all(self) -> Ask:
        """All keys in order, as one statement."""
        if self._states == ():
            return NOTHING
        if self._index is not None and not self._others:
            return self._walk(None)
        return self._across(None, SOME)

    def _along(self, limit: int, steps: _Steps) -> tuple[list[int], bool]:
        """Rows found by testing one after the other in order, and whether that was enough of them."""
        if self._states == ():
            return [], True
        if self._index is None:
            return self._keys(self._plain(limit)), True
        found: list[int] = []
        if not self._ordered:
            for piece in pieces(self._connection, self._order, self._stretch, self._on_lead):
                plan = Plan(self._connection, self._order, piece, self._tests, self._standing)
                more, complete = plan._along(limit - len(found), steps)
                found += more
                if not complete or len(found) >= limit:
                    return found, complete
            return found, True
        ask = self._walk(None, told=True)
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
            said = {test: spelled(self._connection, self._table, test) for test in self._others}
            self._others = list(said.values())
            self._every = [said.get(test, test) for test in self._every]
        size, best = self._fewest(few + 1)
        if best is not None and size <= few:
            return self._collect(best, limit)
        if self._index is None:
            return self._plain(limit)
        sieves = [test for test in self._others if self._reaches(test)]
        if limit is not None:
            sieves = [test for test in sieves if (self._size(test, HALF) or 0) < HALF]
        return self._walk(limit, sieves=sieves)

    @property
    def _by_state(self) -> bool:
        """True when the status comes first in the index."""
        return (
            self._states is not None
            and self._index is not None
            and self._index.over[:1] == (self._table.state,)
        )

    @property
    def _ordered(self) -> bool:
        """True when the index gives the whole order, not only that of the lead."""
        return not self._stretch.rest or self._index is self._table.default

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

    def _walk(self, limit: int | None, *, told: bool = False, sieves: Sequence[Test] = ()) -> Ask:
        """Along the order; either only what fits, or every row and whether it fits."""
        if self._stretch.words is not None:
            return self._walk_words(limit, told, sieves)
        states = [(state,) for state in dict.fromkeys(self._states or ())] if self._by_state else [()]
        arms = [self._arm(state, told, sieves) for state in states]
        terms = self._stretch.terms
        order = ", ".join([*(term.by(f"o{i}") for i, term in enumerate(terms[:-1])), terms[-1].by()])
        union = " UNION ALL ".join(arm.sql for arm in arms)
        return Ask(
            f"SELECT key{', fits' * told} FROM ({union} ORDER BY {order}{_limit(limit)})",
            tuple(p for arm in arms for p in arm.params),
        )

    def _arm(self, state: tuple[Param, ...], told: bool, sieves: Sequence[Test]) -> Ask:
        columns = "".join(f", {term.sql} AS o{i}" for i, term in enumerate(self._stretch.terms[:-1]))
        fits, where = self._demands(told, sieves)
        if state:
            where = Ask(f"{self._table.state} IS ? AND {where.sql}", (*state, *where.params))
        return Ask(
            f"SELECT key{columns}{fits.sql} FROM {self._from()} WHERE {where.sql}", fits.params + where.params
        )

    def _walk_words(self, limit: int | None, told: bool, sieves: Sequence[Test]) -> Ask:
        assert self._stretch.words is not None
        other, word = self._stretch.words
        fits, where = self._demands(told, sieves)
        if self._by_state:
            marks = ", ".join("?" * len(self._states or ()))
            where = Ask(
                f"{self._table.state} IN ({marks}) AND {where.sql}", (*(self._states or ()), *where.params)
            )
        name, lead, terms = self._table.name, self._stretch.lead, self._stretch.terms
        order = ", ".join([terms[0].by("word"), *(term.by() for term in terms[1:])])
        return Ask(
            f"SELECT {name}.key{fits.sql} FROM "
            f"(SELECT key AS pointed, {word} AS word FROM {other.name} WHERE {word} IS NOT NULL) "
            f"CROSS JOIN {self._from()} ON {lead} = pointed WHERE {where.sql} ORDER BY {order}{_limit(limit)}",
            fits.params + where.params,
        )

    def _demands(self, told: bool, sieves: Sequence[Test]) -> tuple[Ask, Ask]:
        """What is told of a row, and what it must fulfil to be seen at all."""
        others = [t for t in self._others if t not in sieves or (t.match and not t.exact)]
        demand = [Test(f"key IN ({ask.sql})", ask.params) for ask in map(self._hits, sieves)]
        if told:
            sql, params = _all(others)
            return Ask(f", {sql} AS fits", params), Ask(*_all(self._on_lead))
        return Ask(""), Ask(*_all([*self._on_lead, *demand, *others]))

    def _hits(self, test: Test) -> Ask:
        """The keys that an index gives for one demand."""
        table = self._table
        if test.match:
            return Ask(f"SELECT rowid FROM {table.fts} WHERE {table.fts} MATCH ?", (test.match,))
        index = table.single[test.column].name
        return Ask(f'SELECT key FROM {table.name} INDEXED BY "{index}" WHERE {test.sql}', test.params)

    def _from(self) -> str:
        index = self._index
        return (
            f'{self._table.name} INDEXED BY "{index.name}"'
            if index is not None and index.name
            else self._table.name
        )

    def _collect(self, by: Test, limit: int | None) -> Ask:
        name = self._table.name
        if by.match:
            hits = self._hits(by)
            source = f"(SELECT rowid AS hit FROM ({hits.sql})) CROSS JOIN {name} ON {name}.key = hit"
            where = Ask(*_all([t for t in self._every if t is not by or not t.exact]))
            where = Ask(where.sql, hits.params + where.params)
        else:
            source = f'{name} INDEXED BY "{self._table.single[by.column].name}"'
            where = Ask(*_all(self._every))
        return Ask(
            f"SELECT {name}.key FROM {source} WHERE {where.sql} ORDER BY {self._by()}{_limit(limit)}",
            where.params,
        )

    def _plain(self, limit: int | None) -> Ask:
        sql, params = _all(self._every)
        return Ask(
            f"SELECT key FROM {self._table.name} WHERE {sql} ORDER BY {self._by()}{_limit(limit)}", params
        )

    def _by(self) -> str:
        return ", ".join(term.by() for term in self._stretch.terms)

    def _fewest(self, bound: int) -> tuple[int, Test | None]:
        """The demand that leaves fewest rows, counted up to a bound."""
        sizes = [(size, test) for test in self._every if (size := self._size(test, bound)) is not None]
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
        hits = self._hits(test)
        found = self._connection.execute(f"SELECT count(*) FROM ({hits.sql} LIMIT {bound:d})", hits.params)
        return int(found.fetchone()[0])


def _all(tests: Sequence[Test]) -> tuple[str, tuple[Param, ...]]:
    return " AND ".join(f"({t.sql})" for t in tests) or "1", tuple(p for t in tests for p in t.params)


def _limit(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {limit:d}"


def _common(tests: Sequence[Test]) -> tuple[Param, ...] | None:
    left: tuple[Param, ...] | None = None
    for test in tests:
        if test.states is not None:
            left = test.states if left is None else tuple(s for s in left if s in test.states)
    return left
