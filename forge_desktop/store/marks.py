"""Small facts that sync keeps beside the rows: cursors, times, totals."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from forge_desktop.domain.scalars import Json
from forge_desktop.store.trouble import in_words


class Marks:
    """Named JSON values; written inside a batch they become true together with its rows."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def get(self, name: str) -> Json:
        """The value of a mark; None when it was never set."""
        with in_words(self._path):
            return read(self._connection, name)

    def set(self, name: str, value: Json) -> None:
        """Set a mark; None takes it away."""
        with in_words(self._path):
            write(self._connection, name, value)

    def all(self, prefix: str) -> dict[str, Json]:
        """Every mark whose name begins so."""
        with in_words(self._path):
            rows = self._connection.execute(
                "SELECT name, value FROM _marks WHERE substr(name, 1, ?) = ? ORDER BY name",
                (len(prefix), prefix),
            ).fetchall()
        return {name: _load(value) for name, value in rows}


def read(connection: sqlite3.Connection, name: str) -> Json:
    """The value of one mark; None when there is none."""
    row = connection.execute("SELECT value FROM _marks WHERE name = ?", (name,)).fetchone()
    return None if row is None else _load(row[0])


def write(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Write one mark within whatever transaction runs."""
    if value is None:
        connection.execute("DELETE FROM _marks WHERE name = ?", (name,))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO _marks (name, value) VALUES (?, ?)", (name, json.dumps(value))
        )


def _load(text: str) -> Json:
    value: Json = json.loads(text)
    return value
