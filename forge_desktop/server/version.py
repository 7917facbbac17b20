"""Remembers how long lists are while the data stays the same: counting a million rows is slow."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, Select

MOST_TOTALS = 500


class Totals:
    """Row counts by name, forgotten as soon as anybody has changed the database.

    SQLite says so itself: `PRAGMA data_version`, asked on a connection that never writes, changes with every
    commit of any other connection or process. Other databases have no such word: there every count is new.
    """

    def __init__(self, engine: Engine) -> None:
        self._watch: PoolProxiedConnection | None = None
        if engine.dialect.name == "sqlite":
            self._watch = engine.raw_connection()
        self._lock = threading.Lock()
        self._version = -1
        self._known: dict[str, int] = {}

    def of(self, name: str, connection: Connection, count: Select[tuple[int]]) -> int:
        """What the counting statement of that name yields now; to be asked first in a transaction."""
        if self._watch is None:
            return int(connection.execute(count).scalar_one())
        with self._lock:
            self._forget_old()
            known = self._known.get(name)
            version = self._version
        if known is None:
            known = int(connection.execute(count).scalar_one())
            with self._lock:
                if version == self._version and len(self._known) < MOST_TOTALS:
                    self._known[name] = known
        return known

    def _forget_old(self) -> None:
        assert self._watch is not None
        cursor = self._watch.cursor()
        cursor.execute("PRAGMA data_version")
        row: Any = cursor.fetchone()
        cursor.close()
        if row[0] != self._version:
            self._version = row[0]
            self._known.clear()

    def close(self) -> None:
        """Give the watching connection back."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
