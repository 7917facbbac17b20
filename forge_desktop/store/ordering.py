"""An order of rows taken apart into stretches that an index can walk: late first, filled before empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forge_desktop.domain.query import LATE, Sort
from forge_desktop.domain.text import Seen
from forge_desktop.store.conditions import Test, late, word_of
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
    filled: Test | None = None
    """The lead has a value."""
    lead: str = ""
    """The column of the first term when an index may lead the way; empty for the order of keys."""
    words: tuple[Table, str] | None = None
    """The lead refers to this table, and the order is that of this column there."""


def stretches(schema: Schema, table: Table, sorts: Sequence[Sort], seen: Seen) -> Iterator[Stretch]:
    """The whole order, one stretch after the other. ValueError names a field that has no order."""
    last = next((s.descending for s in reversed(sorts) if s.field != LATE), False)
    yield from _from(_Order(schema, table, seen, Term("key", descending=last)), tuple(sorts))


@dataclass(frozen=True, slots=True)
class _Order:
    schema: Schema
    table: Table
    seen: Seen
    key: Term

    def rest(self, sorts: Sequence[Sort]) -> tuple[Term, ...]:
        """The steps after the first one, empty values last."""
        terms: list[Term] = []
        for sort in sorts:
            if sort.field == LATE:
                open_, due = late(self.table, self.seen.today)
                sql = " AND ".join((_inline(open_), due.sql))
                terms.append(Term(f"coalesce({sql}, 0)", descending=sort.descending))
                continue
            field = self.table.field(sort.field)
            column = self.table.column(field.name)
            behind = self.schema.behind(field)
            sql = word_of(behind, self.table, column) if behind else column
            folded = behind[0].field_of(behind[1]).kind.textual if behind else field.kind.textual
            terms += [Term(f"{sql} IS NULL"), Term(sql, folded, sort.descending)]
        return (*terms, self.key)


def _from(order: _Order, sorts: tuple[Sort, ...]) -> Iterator[Stretch]:
    if not sorts:
        yield Stretch((order.key,))
        return
    first, rest = sorts[0], sorts[1:]
    if first.field == LATE:
        open_, due = late(order.table, order.seen.today)
        on_time = Test(f"NOT coalesce({due.sql} AND {open_.sql}, 0)", open_.params)
        halves: list[tuple[Test, ...]] = [(open_, due), (on_time,)]
        for half in halves if first.descending else reversed(halves):
            for stretch in _from(order, rest):
                yield replace(stretch, tests=(*half, *stretch.tests))
        return
    table = order.table
    field = table.field(first.field)
    column = table.column(field.name)
    if column == "key":
        yield Stretch((Term("key", descending=first.descending),))
        return
    behind = order.schema.behind(field)
    if behind:
        word = word_of(behind, table, column)
        lead = Term(word, behind[0].field_of(behind[1]).kind.textual, first.descending)
        filled, empty = Test(f"{word} IS NOT NULL"), Test(f"{word} IS NULL")
    else:
        lead = Term(column, field.kind.textual, first.descending)
        filled, empty = Test(f"{column} IS NOT NULL", (), column), Test(f"{column} IS NULL", (), column)
    yield Stretch((lead, *order.rest(rest)), (), filled, column, behind)
    for stretch in _from(order, rest):
        yield replace(stretch, tests=(empty, *stretch.tests))


def _inline(test: Test) -> str:
    parts = test.sql.split("?")
    return (
        "".join(f"{part}{int(str(param))}" for part, param in zip(parts, test.params, strict=False)) + parts[-1]
    )
