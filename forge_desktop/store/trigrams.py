"""How the search index is asked for a piece of text: as a phrase of trigrams, or by those that begin so."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from dataclasses import replace

from forge_desktop.store.conditions import NEVER, Test, quoted
from forge_desktop.store.schema import Table

_MOST = 200
"""Trigrams that are asked for together; a beginning with more of them is in nearly every row anyway."""
_BEYOND = chr(0x10FFFF)


def spelled(connection: sqlite3.Connection, table: Table, test: Test) -> Test:
    """A demand for one or two letters, said by the trigrams that begin with them.

    Every text ends with two line ends, so each of its letters begins a trigram. Listing the trigrams reads
    where they stand: quick for rare letters, not for frequent ones, but those the first rows of any order have.
    """
    if not test.short:
        return test
    found = connection.execute(
        f"SELECT term FROM {table.vocabulary} WHERE term >= ? AND term < ? LIMIT {_MOST + 1:d}",
        (test.short, test.short + _BEYOND),
    ).fetchall()
    if not found:
        return NEVER
    if len(found) > _MOST:
        return test
    return replace(test, match=" OR ".join(quoted(term) for (term,) in found))
