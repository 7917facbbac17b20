"""Opens the cache file: builds it, puts a damaged one aside, refuses a newer one, and says which it did."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from forge_desktop.domain.catalog import fingerprint
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import StorageTrouble
from forge_desktop.paths import touch_private
from forge_desktop.settings.sqlite import Rotten, is_damage
from forge_desktop.store import rows
from forge_desktop.store.marks import Marks
from forge_desktop.store.overlay import Overlay
from forge_desktop.store.query import Reader
from forge_desktop.store.records import Records
from forge_desktop.store.schema import VERSION, Schema, shape
from forge_desktop.store.shelf import chunks, marks_for
from forge_desktop.store.trouble import in_words, suspect

PATIENCE = 5.0
"""Seconds to wait for another program that holds the file."""
_SMALL = 8 << 20
"""Up to this size a file is checked whole when it is opened; larger ones by the checksum of each row read."""
_SIDES = ("", "-wal", "-shm")


class Cache:
    """The writer's side of the local copy; one per connection, used from one thread at a time."""

    def __init__(self, path: Path, schema: Schema, connection: sqlite3.Connection, notice: str) -> None:
        self.path = path
        self.notice = notice
        """Empty, or one sentence for a person about what happened to the old file."""
        self._schema = schema
        self._connection = connection
        self._damage = rows.Damage()
        self.marks = Marks(connection, path)
        self.records = Records(connection, path, schema, self._damage)
        self.overlay = Overlay(connection, schema, self.records)

    @classmethod
    def open(
        cls, path: Path, dialect: str, *, patience: float = PATIENCE, clock: Callable[[], float] = time.time
    ) -> Cache:
        """Open or build the cache. StorageTrouble when it is locked, newer, or cannot be written."""
        schema = Schema(dialect)
        facts = {"dialect": dialect, "catalog": fingerprint(dialect), "places": schema.places}
        with in_words(path), _at_hand(path):
            notice = _put_aside(path) if suspect(path).exists() else ""
            try:
                connection = _usable(path, schema, facts, patience)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if not is_damage(error):
                    raise
                notice = _put_aside(path)
                connection = _usable(path, schema, facts, patience)
        cache = cls(path, schema, connection, notice)
        try:
            cache.records.purge(int(clock()))
        except BaseException:
            cache.close()
            raise
        return cache

    def reader(self, *, pending: bool = True) -> Reader:
        """A new connection that only reads and never checkpoints; for one thread, to be closed by its user.

        Without `pending` it finds only what a server said, as sync needs it.
        """
        return Reader(self.path, self._schema, self._damage, pending=pending)

    def checksums(self, resource: Resource, keys: Sequence[int]) -> dict[int, int]:
        """What each of these rows is checked by, as far as they are there: another one for other contents."""
        found: dict[int, int] = {}
        name = self._schema.table(resource.name).name
        with in_words(self.path):
            for part in chunks(keys):
                found.update(
                    self._connection.execute(
                        f"SELECT key, crc FROM {name} WHERE key IN ({marks_for(part)})",  # noqa: S608 - a proven name
                        part,
                    )
                )
        return found

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    touch_private(path)
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    connection.text_factory = rows.text_of
    try:
        for pragma in (
            "synchronous = NORMAL",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "secure_delete = OFF",
            "mmap_size = 0",
            "cache_size = -16000",
            "wal_autocheckpoint = 10000",
            "journal_size_limit = 67108864",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _at_hand(path: Path) -> Iterator[None]:
    """Windows lets nobody move a file that somebody else has open."""
    try:
        yield
    except PermissionError as error:
        raise StorageTrouble(
            f"The local copy {path} cannot be replaced: another program has it open, or its folder "
            "is read-only. Close that program or change the rights, then try again.",
            title="The local copy is locked",
        ) from error


def _usable(path: Path, schema: Schema, facts: dict[str, str], patience: float) -> sqlite3.Connection:
    connection = _connect(path, patience)
    try:
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if made and not _fits(connection, path, facts):
            connection.execute("BEGIN EXCLUSIVE")  # somebody else may still use it
            connection.execute("ROLLBACK")
            connection.close()
            for side in _SIDES:
                path.with_name(path.name + side).unlink(missing_ok=True)
            connection, made = _connect(path, patience), 0
        connection.execute("PRAGMA journal_mode = WAL")
        if not made:
            from forge_desktop.store.building import build  # slow to import, and wanted only for a new file

            build(connection, schema, facts)
    except BaseException:
        connection.close()
        raise
    return connection


def _fits(connection: sqlite3.Connection, path: Path, facts: dict[str, str]) -> bool:
    """True for a whole cache of this catalog. Rotten when it is damaged, StorageTrouble when it is newer."""
    if path.stat().st_size <= _SMALL and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise Rotten
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise StorageTrouble(
            f"The local copy {path} was made by a newer version of this program. Update the program, "
            "or move that file away to fetch everything again.",
            title="The local copy is newer than this program",
        )
    if version != VERSION:
        return False
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_meta'").fetchone():
        raise Rotten
    known = dict(connection.execute("SELECT name, value FROM _meta"))
    if known.get("shape") != shape(connection):
        raise Rotten
    return known.items() >= facts.items()


def _put_aside(path: Path) -> str:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for side in _SIDES:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + side).rename(aside.with_name(aside.name + side))
    suspect(path).unlink(missing_ok=True)
    return f"The local copy was damaged; it was kept aside as {aside.name} and everything is fetched again."
