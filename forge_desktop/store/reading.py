"""Opens a connection to the cache that only reads."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from forge_desktop.store import rows


def connect(path: Path, kilobytes: int = 8_000) -> sqlite3.Connection:
    """A connection for any one thread at a time, which keeps so much of the file in memory."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        timeout=5.0,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = rows.text_of
    for pragma in (
        "query_only = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        f"cache_size = {-kilobytes:d}",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("folded", 1, _folded, deterministic=True)
    return connection


def end(connection: sqlite3.Connection) -> None:
    """End what is being read, also when somebody interrupts just this."""
    while connection.in_transaction:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")


def _folded(value: object) -> str | None:
    return None if value is None else rows.fold(value)
