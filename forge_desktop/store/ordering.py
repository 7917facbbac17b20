"""An order of rows taken apart into stretches that an index can walk: late first, filled before empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forge_desktop.domain.query import LATE, Sort
from forge_desktop.domain.text import Seen
from forge_desktop.store.conditions import Param, Test, filled, late, word_of
from forge_desktop.store.schema import Schema, Table


@dataclass(frozen=True, slots=True)
class Term:
    """One step of ORDER BY."""

    sql: str
    folded: bool = False
    descending: bool = False

    def by(self, name: str = "") -> str:
        """The step as ORDER BY writes it, optionally over a result column of that name."""
        return f"{name or self.sql}{' COLLATE NOCASE' * self.folded}{' DESC' * self.descending}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that stand together in the whole order, and the order among them."""

    terms: tuple[Term, ...]
    """The last one is the key, so that the order is the same every time."""
    tests: tuple[Test, ...] = ()
    lead: str = ""
    """The column whose index leads the way; empty for the order of keys."""
    within: tuple[Test, ...] = ()
    """Where on that index the stretch lies."""
    words: tuple[Table, str] | None = None
    """The lead refers to this table, and the order is that of this column there."""
    rest: tuple[Sort, ...] = ()
    """The order among rows that are equal in the lead."""
    empty: bool = False
    """The lead has no value in any row, so that the terms begin with the rest."""


@dataclass(frozen=True, slots=True)
class Order:
    """Takes an order apart for one table."""

    schema: Schema
    table: Table
    seen: Seen
    key: Term

    @classmethod
    def of(cls, schema: Schema, table: Table, sorts: Sequence[Sort], seen: Seen) -> Order:
        """The order whose last step, the key, goes the way of the last step asked for."""
        down = next((s.descending for s in reversed(sorts) if s.field != LATE), False)
        return cls(schema, table, seen, Term("key", descending=down))

    def stretches(self, sorts: tuple[Sort, ...]) -> Iterator[Stretch]:
        """The whole order, one stretch after the other. ValueError names a field that has no order."""
        if not sorts:
            yield Stretch((self.key,))
        elif sorts[0].field == LATE:
            yield from self._late_apart(sorts)
        elif sorts[0].field == self.table.resource.key:
            yield Stretch((Term("key", descending=sorts[0].descending),))
        else:
            yield from self._empty_last(sorts)

    def whole(self, sorts: tuple[Sort, ...]) -> Stretch:
        """All rows as one stretch that no index leads, for few rows that are sorted at once."""
        return Stretch(self._rest(sorts))

    def among(self, tests: tuple[Test, ...], sorts: tuple[Sort, ...]) -> Iterator[Stretch]:
        """The order of the rows that fulfil further tests."""
        for stretch in self.stretches(sorts):
            yield replace(stretch, tests=(*tests, *stretch.tests))

    def _late_apart(self, sorts: tuple[Sort, ...]) -> Iterator[Stretch]:
        open_, due = late(self.table, self.seen.today)
        on_time = Test(f"NOT coalesce({due.sql} AND {open_.sql}, 0)", open_.params)
        halves: list[tuple[Test, ...]] = [(open_, due), (on_time,)]
        for half in halves if sorts[0].descending else reversed(halves):
            yield from self.among(half, sorts[1:])

    def _empty_last(self, sorts: tuple[Sort, ...]) -> Iterator[Stretch]:
        first, rest = sorts[0], sorts[1:]
        field = self.table.field(first.field)
        column = self.table.column(field.name)
        behind = self.schema.behind(field)
        if behind is not None:
            word = word_of(behind, self.table, column)
            lead = Term(word, behind[0].field_of(behind[1]).kind.textual, first.descending)
            yield Stretch((lead, *self._rest(rest)), (), column, (Test(f"{word} IS NOT NULL"),), behind, rest)
            yield from self.among((Test(f"{word} IS NULL"),), rest)
            return
        lead = Term(column, field.kind.textual, first.descending)
        yield Stretch((lead, *self._rest(rest)), (), column, (filled(self.table, field),), None, rest)
        empty = Test(f"{column} IS NULL", (), column)
        yield Stretch(self._rest(rest), (), column, (empty,), None, rest, empty=True)

    def _rest(self, sorts: Sequence[Sort]) -> tuple[Term, ...]:
        """The steps after the first one, empty values last."""
        terms: list[Term] = []
        for sort in sorts:
            if sort.field == LATE:
                open_, due = late(self.table, self.seen.today)
                terms.append(Term(f"coalesce({_inline(open_)} AND {due.sql}, 0)", descending=sort.descending))
                continue
            field = self.table.field(sort.field)
            column = self.table.column(field.name)
            behind = self.schema.behind(field)
            sql = word_of(behind, self.table, column) if behind else column
            folded = behind[0].field_of(behind[1]).kind.textual if behind else field.kind.textual
            terms += [Term(f"{sql} IS NULL"), Term(sql, folded, sort.descending)]
        return (*terms, self.key)


def _inline(test: Test) -> str:
    parts = test.sql.split("?")
    whole = [f"{part}{_literal(param)}" for part, param in zip(parts, test.params, strict=False)]
    return "".join(whole) + parts[-1]


def _literal(code: Param) -> str:
    """A declared status code as a statement writes it, a number or a word."""
    return "'{}'".format(code.replace("'", "''")) if isinstance(code, str) else str(int(code or 0))
