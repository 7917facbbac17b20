"""Writes rows in large batches straight through the database driver, so that a million lots take minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, insert

from forge_desktop.server import tables
from forge_desktop.server.columns import Amount, to_scaled

BATCH = 5_000

_scaled = lru_cache(maxsize=4_096)(to_scaled)


class Rows:
    """Buffers rows per table; all tables are flushed together, those that others refer to first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._buffers: dict[str, _Buffer] = {}
        self._order = {table.name: place for place, table in enumerate(tables.METADATA.sorted_tables)}

    def into(self, table: Table, columns: str) -> Callable[[tuple[Any, ...]], None]:
        """A way to add rows to that table, their values in the order of these columns."""
        buffer = _Buffer(self._connection, table, tuple(columns.split()))
        self._buffers[table.name] = buffer
        return buffer.rows.append

    def flush_when_full(self) -> None:
        """Write everything once enough has gathered; call it where no row waits for one still to be added."""
        if sum(len(buffer.rows) for buffer in self._buffers.values()) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write everything."""
        for name in sorted(self._buffers, key=self._order.__getitem__):
            self._buffers[name].write()


class _Buffer:
    def __init__(self, connection: Connection, table: Table, columns: tuple[str, ...]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._connection = connection
        compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        self._sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._columns = columns
        self._amounts = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, Amount)]
        assert not self._names or self._names == columns, f"{table.name}: give every column in its order"

    def write(self) -> None:
        if not self.rows:
            return
        values: list[Iterable[Any]] = list(zip(*self.rows, strict=True))
        for place in self._amounts:
            values[place] = [None if amount is None else _scaled(amount) for amount in values[place]]
        rows: list[Any] = list(zip(*values, strict=True))
        if not self._names:
            rows = [dict(zip(self._columns, row, strict=True)) for row in rows]
        self._connection.exec_driver_sql(self._sql, rows)
        self.rows.clear()
