"""The named steps that bring an outbox of any age to today's shape; the only file that is ever migrated."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database, Migrations

STEPS = Migrations("outbox")


@STEPS()
def start(made: Database) -> None:
    """Entries with a checksum each, facts about the file, and what could not be rescued."""
    made.table("entries").create(
        {"seq": int, "id": str, "doc": str, "crc": int}, pk="seq", not_null={"id", "doc", "crc"}
    )
    made.table("entries").create_index(["id"], unique=True, index_name="entries.id")
    made.table("facts").create({"name": str, "value": str, "crc": int}, pk="name", not_null={"value", "crc"})
    made.table("damaged").create({"number": int, "place": str, "raw": str}, pk="number")


def is_newer(connection: sqlite3.Connection, steps: Migrations = STEPS) -> bool:
    """True when the file had steps that we do not know; its number alone may be a flipped bit."""
    with suppress(sqlite3.OperationalError):
        done = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (steps.name,))
        return bool({name for (name,) in done} - _names(steps))
    return False


def migrate(connection: sqlite3.Connection, path: Path, steps: Migrations = STEPS) -> None:
    """Bring the file to today's shape: a copy first, then all steps in one transaction; its number follows."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        _copy(connection, path.with_name(f"{path.name}.v{_number(connection)}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {len(_names(steps))}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
    os.replace(draft, path)


def _number(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def _names(steps: Migrations) -> set[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        return {step.name for step in steps.pending(Database(empty, execute_plugins=False))}
