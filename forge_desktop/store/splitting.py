"""Cuts a stretch with many equal leads, so that the first rows never wait for a large group to be sorted.

An index gives the order of its column only; rows that are equal there are sorted by the further steps, all of
them before the first one is shown. A large group becomes a question of its own, led by the next step's index.
"""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from forge_desktop.store.conditions import Param, Test
from forge_desktop.store.ordering import Order, Stretch

_SMALL, _LARGE = 500, 8_000
"""Rows of one piece, which is also the largest group that is sorted in passing: at first, and later on."""
_TARGETS = 200
"""Records of another resource up to which each of them may be a piece of its own."""


def pieces(
    connection: sqlite3.Connection, order: Order, stretch: Stretch, bounds: Sequence[Test]
) -> Iterator[Stretch]:
    """The same rows in the same order, cut where groups of equal leads are large.

    The bounds are all demands on the lead: what lies outside of them is not looked at.
    """
    if stretch.empty:
        return order.among((*stretch.tests, *stretch.within), stretch.rest)
    if stretch.words is None:
        return _by_value(connection, order, stretch, bounds)
    return _by_word(connection, order, stretch)


def _by_value(
    connection: sqlite3.Connection, order: Order, stretch: Stretch, bounds: Sequence[Test]
) -> Iterator[Stretch]:
    lead, table, size = stretch.terms[0], order.table, _SMALL
    over, index = table.over(table.field_of(stretch.lead).name), table.single[stretch.lead].name
    further, back = ("<", ">") if lead.descending else (">", "<")
    start: tuple[Test, ...] = ()

    def at(offset: int) -> Param:
        sql = " AND ".join(f"({t.sql})" for t in (*bounds, *start))
        found = connection.execute(
            f'SELECT {stretch.lead} FROM {table.name} INDEXED BY "{index}" WHERE {sql} '
            f"ORDER BY {lead.by()} LIMIT 1 OFFSET {offset:d}",
            [p for t in (*bounds, *start) for p in t.params],
        ).fetchone()
        return None if found is None else found[0]

    while (first := at(0)) is not None:
        last = at(size)
        if last is None:
            yield replace(stretch, within=(*stretch.within, *start), rest=())
            return
        if _same(first, last):
            states = (first,) if stretch.lead == table.state else None
            yield from order.among(
                (*stretch.tests, Test(f"{over} = ?", (first,), stretch.lead, states)), stretch.rest
            )
            start = (Test(f"{over} {further} ?", (first,)),)
        else:
            end = Test(f"{over} {back} ?", (last,))
            yield replace(stretch, within=(*stretch.within, *start, end), rest=())
            start = (Test(f"{over} {further}= ?", (last,)),)
        size = min(size * 4, _LARGE)


def _by_word(connection: sqlite3.Connection, order: Order, stretch: Stretch) -> Iterator[Stretch]:
    assert stretch.words is not None
    other, word = stretch.words
    lead = stretch.terms[0]
    groups = connection.execute(
        f"SELECT group_concat(key) FROM {other.name} WHERE {word} IS NOT NULL "
        f"GROUP BY {word}{' COLLATE NOCASE' * lead.folded} ORDER BY {lead.by(word)} LIMIT {_TARGETS + 1:d}"
    ).fetchall()
    if len(groups) > _TARGETS:
        yield replace(stretch, rest=())
        return
    for (keys,) in groups:
        pointing = tuple(int(key) for key in str(keys).split(","))
        sql = f"{stretch.lead} IN ({', '.join('?' * len(pointing))})"
        yield from order.among((*stretch.tests, Test(sql, pointing, stretch.lead)), stretch.rest)


def _same(one: Param, other: Param) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.encode().lower() == other.encode().lower()  # of bytes, ASCII only, as the index folds
    return one == other
