"""Says as SQL how the rows of a stretch are found: along the order's index, by a demand's index, or plainly."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forge_desktop.store.conditions import Param, Test
from forge_desktop.store.ordering import Stretch
from forge_desktop.store.schema import Index, Table


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement and what it is given."""

    sql: str
    params: tuple[Param, ...] = ()


Span = tuple[int, int]
"""The least and the greatest key of a part of the rows."""
NOTHING = Ask("SELECT 0 AS key WHERE 0")


_WITHIN = " AND key BETWEEN ? AND ?"


@dataclass(slots=True)
class Ways:
    """What is known of one stretch, and the statements that follow from it."""

    table: Table
    stretch: Stretch
    index: Index | None
    """The index that gives the order; one without a name for the order of keys, None when there is none."""
    states: tuple[Param, ...] | None
    """The only values of the status that are left, when any demand says so."""
    on_lead: list[Test]
    """Demands that bound the walk on the index."""
    inside: list[Test]
    """Demands that are tested on the index alone."""
    others: list[Test]
    """Demands that neither the index nor its bounds fulfil, and that it cannot test."""
    every: list[Test]
    settled: bool
    """All indexes of the table stand."""

    @property
    def by_state(self) -> bool:
        """True when the status comes first in the index, so that each of its values is walked by itself."""
        return self.states is not None and self.index is not None and self.index.over[:1] == (self.table.state,)

    def walk(self, limit: int | None, *, told: bool = False, sieves: Sequence[Test] = ()) -> Ask:
        """Along the order; either only what fits, or every row and whether it fits."""
        if self.stretch.words is not None:
            return self._by_words(limit, told, sieves)
        states = [(state,) for state in dict.fromkeys(self.states or ())] if self.by_state else [()]
        arms = [self._arm(state, told, sieves) for state in states]
        terms = self.stretch.terms
        order = ", ".join([*(term.by(f"o{i}") for i, term in enumerate(terms[:-1])), terms[-1].by()])
        union = " UNION ALL ".join(arm.sql for arm in arms)
        return Ask(
            f"SELECT key{', fits' * told} FROM ({union} ORDER BY {order}{_limit(limit)})",
            tuple(p for arm in arms for p in arm.params),
        )

    def _arm(self, state: tuple[Param, ...], told: bool, sieves: Sequence[Test]) -> Ask:
        columns = "".join(f", {term.sql} AS o{i}" for i, term in enumerate(self.stretch.terms[:-1]))
        fits, where = self._demands(told, sieves)
        if state:
            where = Ask(f"{self.table.state} IS ? AND {where.sql}", (*state, *where.params))
        return Ask(
            f"SELECT key{columns}{fits.sql} FROM {self._from()} WHERE {where.sql}", fits.params + where.params
        )

    def _by_words(self, limit: int | None, told: bool, sieves: Sequence[Test]) -> Ask:
        assert self.stretch.words is not None
        other, word = self.stretch.words
        fits, where = self._demands(told, sieves)
        if self.by_state:
            marks = ", ".join("?" * len(self.states or ()))
            where = Ask(
                f"{self.table.state} IN ({marks}) AND {where.sql}", (*(self.states or ()), *where.params)
            )
        name, lead, terms = self.table.name, self.stretch.lead, self.stretch.terms
        order = ", ".join([terms[0].by("word"), *(term.by() for term in terms[1:])])
        return Ask(
            f"SELECT {name}.key{fits.sql} FROM "
            f"(SELECT key AS pointed, {word} AS word FROM {other.name} WHERE {word} IS NOT NULL) "
            f"CROSS JOIN {self._from()} ON {lead} = pointed WHERE {where.sql} ORDER BY {order}{_limit(limit)}",
            fits.params + where.params,
        )

    def _demands(self, told: bool, sieves: Sequence[Test]) -> tuple[Ask, Ask]:
        """What is told of a row, and what it must fulfil to be seen at all."""
        others = [t for t in self.others if t not in sieves or (t.match and not t.exact)]
        demand = [Test(f"key IN ({ask.sql})", ask.params) for ask in map(self.hits, sieves)]
        if told:
            sql, params = _all([*self.inside, *others])
            return Ask(f", {sql} AS fits", params), Ask(*_all(self.on_lead))
        return Ask(""), Ask(*_all([*self.on_lead, *self.inside, *demand, *others]))

    def hits(self, test: Test, span: Span | None = None) -> Ask:
        """The keys that an index gives for one demand."""
        table, params = self.table, (*test.params, *(span or ()))
        if test.match:
            within = " AND rowid BETWEEN ? AND ?" * (span is not None)
            sql = f"SELECT rowid FROM {table.fts} WHERE {table.fts} MATCH ?{within}"
            return Ask(sql, (test.match, *(span or ())))
        index, within = table.single[test.column].name, _WITHIN * (span is not None)
        return Ask(f'SELECT key FROM {table.name} INDEXED BY "{index}" WHERE ({test.sql}){within}', params)

    def _from(self) -> str:
        index = self.index
        return (
            f'{self.table.name} INDEXED BY "{index.name}"'
            if index is not None and index.name
            else self.table.name
        )

    def collect(
        self, by: Test, limit: int | None, sieves: Sequence[Test] = (), *, span: Span | None = None
    ) -> Ask:
        """The rows that one demand's index leads to, as far as the sieves hold them, tested and sorted."""
        table, hits = self.table, self.hits(by, span)
        left = [t for t in self.every if (t is not by and t not in sieves) or (t.match and not t.exact)]
        if not by.match:
            passing = [t for t in left if t.own and t.own == table.state != by.column]
            kept = [Test(f"key IN ({ask.sql})", ask.params) for ask in (self.hits(s, span) for s in sieves)]
            sql, params = _all([*passing, *kept])
            hits = Ask(f"{hits.sql} AND {sql}", hits.params + params)
            left = [t for t in left if t not in passing]
        where = Ask(*_all(left))
        return Ask(
            f"SELECT {table.name}.key FROM (SELECT {'rowid' if by.match else 'key'} AS hit FROM ({hits.sql})) "
            f"CROSS JOIN {self._rows(left)} ON {table.name}.key = hit "
            f"WHERE {where.sql} ORDER BY {self._by()}{_limit(limit)}",
            hits.params + where.params,
        )

    def scan(self, limit: int | None, sieves: Sequence[Test], *, span: Span | None = None) -> Ask:
        """Every row looked at, without its long texts, and sorted."""
        demand = [Test(f"key IN ({ask.sql})", ask.params) for ask in (self.hits(s, span) for s in sieves)]
        asked = sorted(self.every, key=lambda t: t.own == self.table.state)  # what leaves fewest rows first
        where = [*(t for t in asked if t not in sieves or not t.exact), *demand]
        sql, params = _all(where)
        within = _WITHIN * (span is not None)
        return Ask(
            f"SELECT key FROM {self._rows(where)} WHERE {sql}{within} ORDER BY {self._by()}{_limit(limit)}",
            params + (span or ()),
        )

    def sort(self, keys: Sequence[int], limit: int) -> Ask:
        """The first of these rows, all of which fit."""
        among = ", ".join("?" * len(keys))
        sql = f"SELECT key FROM {self.table.name} WHERE key IN ({among}) ORDER BY {self._by()}{_limit(limit)}"
        return Ask(sql, tuple(keys))

    def _rows(self, tests: Sequence[Test]) -> str:
        """The rows, without their long texts where the tests can do without."""
        table = self.table
        wide = not self.settled or any(t.wide for t in tests)
        return table.name if wide else f'{table.name} INDEXED BY "{table.narrow.name}"'

    def plain(self, limit: int | None) -> Ask:
        """As SQLite itself thinks best."""
        sql, params = _all(self.every)
        return Ask(
            f"SELECT key FROM {self.table.name} WHERE {sql} ORDER BY {self._by()}{_limit(limit)}", params
        )

    def _by(self) -> str:
        return ", ".join(term.by() for term in self.stretch.terms)


def _all(tests: Sequence[Test]) -> tuple[str, tuple[Param, ...]]:
    return " AND ".join(f"({t.sql})" for t in tests) or "1", tuple(p for t in tests for p in t.params)


def _limit(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {limit:d}"
