"""What a table gets when its first load is over: the indexes of all columns, and search; in bites."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

from forge_desktop.store.schema import Table

PORTION = 1_500
"""Rows that search takes in with one step, about 30 ms."""
EVERY = 2**63 - 1
"""No key is greater."""


def is_settled(connection: sqlite3.Connection, table: Table) -> bool:
    """True when every index of the table stands."""
    return _noted(connection, table.settled) is not None


def searched_up_to(connection: sqlite3.Connection, table: Table) -> int | None:
    """The greatest key that search knows; rows up to it are kept up by the writer. None when there is none."""
    if not table.searched:
        return None
    if is_settled(connection, table):
        return EVERY
    noted = _noted(connection, table.searching)
    return None if noted is None else int(noted)


def next_step(connection: sqlite3.Connection, table: Table, *, whole: bool) -> Callable[[], None] | None:
    """The next piece of work, for a transaction of its own; None when all is there.

    An index is one piece, a second or two for a million rows. Search is taken in by portions, or, when `whole`,
    at once, which is twice as fast.
    """
    if is_settled(connection, table):
        return None
    from forge_desktop.store import building  # slow to import, and wanted once in the life of a cache

    there = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table.name,)
        )
    }
    missing = next((index for index in table.late if index.name not in there), None)
    if missing is not None:
        return partial(building.add_index, connection, table, missing)
    if not table.searched:
        return partial(_done, connection, table)
    if whole and searched_up_to(connection, table) is None:
        return partial(_search_at_once, connection, table)
    return partial(_search_more, connection, table)


def _search_at_once(connection: sqlite3.Connection, table: Table) -> None:
    from forge_desktop.store import building

    building.add_search(connection, table)
    _done(connection, table)


def _search_more(connection: sqlite3.Connection, table: Table) -> None:
    known = searched_up_to(connection, table)
    further, params = ("1", ()) if known is None else ("key > ?", (known,))
    portion = f"SELECT key, search_text FROM {table.name} WHERE {further} ORDER BY key LIMIT {PORTION:d}"
    count, last = connection.execute(f"SELECT count(*), max(key) FROM ({portion})", params).fetchone()
    connection.execute(
        f"INSERT INTO {table.fts} (rowid, search_text) "
        f"SELECT key, search_text FROM ({portion}) WHERE search_text IS NOT NULL",
        params,
    )
    if count < PORTION:
        _done(connection, table)
    else:
        connection.execute("INSERT OR REPLACE INTO _meta (name, value) VALUES (?, ?)", (table.searching, last))


def _done(connection: sqlite3.Connection, table: Table) -> None:
    connection.execute("DELETE FROM _meta WHERE name = ?", (table.searching,))
    connection.execute("INSERT INTO _meta (name, value) VALUES (?, '1')", (table.settled,))


def _noted(connection: sqlite3.Connection, name: str) -> str | None:
    found = connection.execute("SELECT value FROM _meta WHERE name = ?", (name,)).fetchone()
    return None if found is None else str(found[0])
