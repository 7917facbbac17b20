"""Opens the server's database: SQLite with sane pragmas from a path, or whatever an SQLAlchemy URL names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from forge_desktop.paths import touch_private

WRITE = "forge_write"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)


def connect(url_or_path: str | Path) -> Engine:
    """An engine on that file or URL; nothing is created but the folder of a file."""
    target = str(url_or_path)
    if "://" not in target:
        path = Path(target).expanduser().resolve()
        touch_private(path)
        target = f"sqlite:///{path}"
    try:
        engine = create_engine(target)
    except ModuleNotFoundError as missing:
        raise ValueError(
            f"the driver “{missing.name}” of this database is not installed; install it beside this program"
        ) from missing
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver would begin only before a write; see _begin
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    """Begin for real, so that all queries of one answer see the same state of the data.

    A write says so beforehand (`writing`): it takes its turn before it reads, not in the middle.
    """
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that reads and writes: all of it is kept, or nothing after an error."""
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        yield connection
