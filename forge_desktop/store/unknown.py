"""Names of fields that a server sends and no declaration knows, written down as they come with the rows.

So nobody has to look through all rows to learn what could be shown or exported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from forge_desktop.domain.resource import Values
from forge_desktop.store import marks
from forge_desktop.store.schema import Table

MOST = 500
"""Names that are remembered per resource; a server that makes names up has every one of them in its rows."""


class Unknown:
    """Gathers such names in one write; what is known already costs nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._told: dict[str, dict[str, None]] = {}

    def look(self, table: Table, rows: Iterable[Values], *, detail: bool = False) -> None:
        """Note the names in these rows that the resource does not declare."""
        declared, found = table.declared, dict[str, None]()
        for values in rows:
            if not values.keys() <= declared:
                found.update(dict.fromkeys(name for name in values if name and name not in declared))
        if found:
            self._note(_mark(table.resource.name, detail=detail), found)

    def _note(self, mark: str, found: dict[str, None]) -> None:
        if mark not in self._told:
            self._told[mark] = dict.fromkeys(_names(self._connection, mark))
        told = self._told[mark]
        fresh = [name for name in found if name not in told][: max(0, MOST - len(told))]
        if fresh:
            told.update(dict.fromkeys(fresh))
            marks.write(self._connection, mark, list(told))


def names(connection: sqlite3.Connection, resource: str, *, detail: bool) -> tuple[str, ...]:
    """The unknown fields of the lists of a resource, or those that only its single records had."""
    return tuple(_names(connection, _mark(resource, detail=detail)))


def _mark(resource: str, *, detail: bool) -> str:
    return f"{'unknown detail' if detail else 'unknown'}/{resource}"


def _names(connection: sqlite3.Connection, mark: str) -> list[str]:
    noted = marks.read(connection, mark)
    return [name for name in noted if isinstance(name, str)] if isinstance(noted, list) else []
