"""Chooses how to find rows: walk the order's own index and test, or collect the few that fit and sort them.

The first screen must come at once whatever is asked, and SQLite's planner cannot know how the demands and the order
hang together. So: look a little way along the order; when that does not fill the screen, count (up to a bound) how
many rows each demand leaves; few are collected and sorted, for many the walk goes further.
"""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from forge_desktop.store.conditions import Param, Test
from forge_desktop.store.ordering import Stretch
from forge_desktop.store.schema import Index, Table

GLANCE = 2_000
"""Rows looked at along the order before anything is counted."""
FEW = 40_000
"""Rows that are collected and sorted rather than searched along the order."""
STROLL = 50_000
"""Rows looked at along the order before even many are collected."""
MANY = 200_000
"""For a whole list of keys: rows that are collected and sorted rather than tested one after the other."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement and what it is given."""

    sql: str
    params: tuple[Param, ...] = ()


class Plan:
    """Finds the rows of one stretch that fulfil all tests."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: Table,
        stretch: Stretch,
        tests: Sequence[Test],
        standing: frozenset[str],
    ) -> None:
        self._connection = connection
        self._table = table
        self._stretch = stretch
        self._standing = standing
        wanted = (*tests, *stretch.tests)
        self._states = _common(wanted)
        """The only values of the status that are left, when any demand says so."""
        self._on_lead = [t for t in wanted if t.column and t.column == stretch.lead and stretch.words is None]
        self._others = [
            t for t in wanted if t not in self._on_lead and not (self._by_state and t.states is not None)
        ]
        self._every = wanted if stretch.filled is None else (*wanted, stretch.filled)
        if stretch.filled is not None and stretch.words is None:
            self._on_lead.append(stretch.filled)

    def first(self, limit: int) -> list[int]:
        """The first keys in order."""
        if self._index is None:
            return self._keys(self._plain(limit))
        if not self._others:
            return self._keys(self._walk(limit))
        found = self._keys(self._glance(GLANCE, limit))
        if len(found) >= limit:
            return found
        best, size = self._narrowest(FEW)
        if best is not None and size <= FEW:
            return self._keys(self._collect(best, limit))
        found = self._keys(self._glance(STROLL, limit))
        if len(found) >= limit:
            return found
        return self._keys(self._collect(best, limit) if best is not None else self._walk(limit))

    def all(self) -> Ask:
        """All keys in order, as one statement."""
        if self._index is not None and not self._others:
            return self._walk(None)
        best, size = self._narrowest(MANY)
        if best is not None and size <= MANY:
            return self._collect(best, None)
        return self._plain(None)

    @property
    def _by_state(self) -> bool:
        return self._states is not None and self._pair is not None

    @property
    def _pair(self) -> Index | None:
        table, lead = self._table, self._stretch.lead
        index = table.paired.get(lead) if lead else table.single.get(table.state)
        return index if index is not None and index.name in self._standing else None

    @property
    def _index(self) -> Index | None:
        """The index that gives the order; an empty one for the order of keys."""
        if self._by_state:
            return self._pair
        if not self._stretch.lead:
            return Index("", ())
        index = self._table.single.get(self._stretch.lead)
        if index is None or index.name not in self._standing:
            return None
        words = self._stretch.words
        return index if words is None or words[0].single[words[1]].name in self._standing else None

    def _keys(self, ask: Ask) -> list[int]:
        return [key for (key,) in self._connection.execute(ask.sql, ask.params)]

    def _glance(self, rows: int, limit: int) -> Ask:
        near = self._walk(rows, tested=False)
        sql, params = _all(self._others)
        name = self._table.name
        return Ask(
            f"SELECT {name}.key FROM (SELECT key AS near FROM ({near.sql})) "
            f"CROSS JOIN {name} ON {name}.key = near WHERE {sql} LIMIT {limit:d}",
            (*near.params, *params),
        )

    def _walk(self, limit: int | None, *, tested: bool = True) -> Ask:
        if self._stretch.words is not None:
            return self._walk_words(limit, tested)
        states = tuple(dict.fromkeys(self._states or ())) if self._by_state else ()
        arms = [self._arm((state,), tested) for state in states] or [self._arm((), tested)]
        if self._by_state and not states:
            return Ask("SELECT key FROM (SELECT 0 AS key) WHERE 0")
        terms = self._stretch.terms
        order = ", ".join(term.by(f"o{i}") for i, term in enumerate(terms[:-1])) + (", " if terms[1:] else "")
        union = " UNION ALL ".join(arm.sql for arm in arms)
        return Ask(
            f"SELECT key FROM ({union} ORDER BY {order}{terms[-1].by()}{_limit(limit)})",
            tuple(p for arm in arms for p in arm.params),
        )

    def _arm(self, state: tuple[Param, ...], tested: bool) -> Ask:
        sql, params = _all([*self._on_lead, *(self._others if tested else ())])
        if state:
            sql, params = f"{self._table.state} IS ? AND {sql}", (*state, *params)
        columns = "".join(f", {term.sql} AS o{i}" for i, term in enumerate(self._stretch.terms[:-1]))
        return Ask(f"SELECT key{columns} FROM {self._from()} WHERE {sql}", params)

    def _walk_words(self, limit: int | None, tested: bool) -> Ask:
        assert self._stretch.words is not None
        other, word = self._stretch.words
        sql, params = _all([*self._on_lead, *(self._others if tested else ())])
        if self._by_state:
            marks = ", ".join("?" * len(self._states or ()))
            sql, params = f"{self._table.state} IN ({marks}) AND {sql}", (*(self._states or ()), *params)
        name, lead, terms = self._table.name, self._stretch.lead, self._stretch.terms
        order = ", ".join([terms[0].by("word"), *(term.by() for term in terms[1:])])
        return Ask(
            f"SELECT {name}.key FROM "
            f"(SELECT key AS pointed, {word} AS word FROM {other.name} WHERE {word} IS NOT NULL) "
            f"CROSS JOIN {self._from()} ON {lead} = pointed WHERE {sql} ORDER BY {order}{_limit(limit)}",
            params,
        )

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
            fts = self._table.fts
            hits = f"(SELECT rowid AS hit FROM {fts} WHERE {fts} MATCH ?)"
            source = f"{hits} CROSS JOIN {name} ON {name}.key = hit"
            sql, params = _all([t for t in self._every if t is not by or not t.exact])
            params = (by.match, *params)
        else:
            source = f'{name} INDEXED BY "{self._table.single[by.column].name}"'
            sql, params = _all(self._every)
        return Ask(
            f"SELECT {name}.key FROM {source} WHERE {sql} ORDER BY {self._order()}{_limit(limit)}", params
        )

    def _plain(self, limit: int | None) -> Ask:
        sql, params = _all(self._every)
        return Ask(
            f"SELECT key FROM {self._table.name} WHERE {sql} ORDER BY {self._order()}{_limit(limit)}", params
        )

    def _order(self) -> str:
        return ", ".join(term.by() for term in self._stretch.terms)

    def _narrowest(self, bound: int) -> tuple[Test | None, int]:
        """The demand that leaves fewest rows, and how many; counting stops beyond the bound."""
        best: Test | None = None
        least = bound + 1
        for test in self._every:
            if (size := self._size(test, bound)) is not None and (best is None or size < least):
                best, least = test, size
        return best, least

    def _size(self, test: Test, bound: int) -> int | None:
        table = self._table
        index = table.single.get(test.column)
        params: tuple[Param, ...]
        if test.match and f"{table.name}_turn" in self._standing:
            source, params = f"{table.fts} WHERE {table.fts} MATCH ?", (test.match,)
        elif (
            test.column
            and index is not None
            and index.name in self._standing
            and test is not self._stretch.filled
        ):
            source, params = f'{table.name} INDEXED BY "{index.name}" WHERE {test.sql}', test.params
        else:
            return None
        found = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {bound + 1:d})", params
        )
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
