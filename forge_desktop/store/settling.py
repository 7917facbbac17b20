"""What a table gets when its first load is over: the indexes of all columns, and search."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial

from forge_desktop.store.schema import Table


def is_settled(connection: sqlite3.Connection, table: Table) -> bool:
    """True when every index of the table stands."""
    found = connection.execute("SELECT 1 FROM _meta WHERE name = ?", (table.settled,)).fetchone()
    return found is not None


def steps(connection: sqlite3.Connection, table: Table) -> Iterator[Callable[[], None]]:
    """The work in steps of one transaction each, shortest way first; none when all is there."""
    if is_settled(connection, table):
        return
    from forge_desktop.store import building  # slow to import, and wanted once in the life of a cache

    for index in table.late:
        yield partial(building.add_index, connection, table, index)
    yield partial(_last, connection, table)


def _last(connection: sqlite3.Connection, table: Table) -> None:
    from forge_desktop.store import building

    if table.searched:
        building.add_search(connection, table)
    connection.execute("INSERT INTO _meta (name, value) VALUES (?, '1')", (table.settled,))
