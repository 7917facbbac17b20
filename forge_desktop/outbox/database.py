"""The first copy: one SQLite file, owned by one process, with a checksum on every row."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from forge_desktop.outbox.entry import Entry, unpacked, written
from forge_desktop.outbox.trouble import newer
from forge_desktop.settings.sqlite import Rotten, is_damage, primary

VERSION = 1
"""How many steps `migrations` knows."""
PATIENCE = 5.0
"""Seconds to wait for another program that holds the file."""
_SIDES = ("", "-wal", "-shm", "-journal")
_LONGEST = 4_000
_PRAGMAS = (
    "locking_mode = EXCLUSIVE",  # with a lock of the system besides: this process alone
    "synchronous = FULL",  # every commit waits for the disk
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "temp_store = MEMORY",
)
_WIDEST = 100_000
"""Rows tried one by one between two broken places."""
_SELECT = "SELECT seq, CAST(id AS BLOB), CAST(doc AS BLOB), crc FROM entries"
_NONSENSE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG)
"""Damage in the table of tables, and of long rows, looks like a mistake of ours."""
_Row = tuple[int, bytes, bytes, int]


@dataclass(frozen=True, slots=True)
class Damaged:
    """Something that could not be rescued, as it lies in the file that was kept aside."""

    place: str
    raw: str
    """At most 4,000 characters of it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the first copy holds."""

    entries: dict[str, Entry] = field(default_factory=dict)
    bad: tuple[tuple[int, Damaged], ...] = ()
    """Rows that cannot be trusted, by their place in the queue."""
    account: str | None = None
    line: int | None = None
    """The number of the last line that the second copy had."""
    damaged: tuple[Damaged, ...] = ()
    """What earlier rescues left."""
    whole: bool = True
    fresh: bool = False
    """Nothing was ever written into it."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, or begin an empty one; nothing is read yet."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.text_factory = _text
    return connection


def look(connection: sqlite3.Connection, path: Path) -> Contents:
    """Read everything that can be read, after bringing the file to today's shape; never raises for damage."""
    whole = True
    try:
        _ready(connection, path)
    except MemoryError:  # what SQLite says of a row that claims to be gigantic
        whole = False
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if not (is_damage(error) or primary(error) in _NONSENSE):
            raise
        whole = False
    entries: dict[str, Entry] = {}
    bad = []
    for seq, row in _rows(connection).items():
        entry = None if row is None else _entry(row)
        if entry is None:
            bad.append((seq, Damaged(f"row {seq} of {path.name}", "" if row is None else clipped(row[2]))))
        else:
            entries[entry.command.id] = entry
    facts = _facts(connection)
    fresh = whole and not entries and not bad and not facts
    return Contents(
        entries,
        tuple(bad),
        facts.get("account"),
        int(facts["line"]) if "line" in facts else None,
        tuple(_left(connection)),
        whole and not bad and (fresh or facts.keys() >= {"account", "line"}),
        fresh,
    )


def save(connection: sqlite3.Connection, entries: Iterable[Entry], gone: Iterable[str]) -> None:
    """Put rows in or out, inside the transaction that is open."""
    connection.executemany("DELETE FROM entries WHERE id = ?", [(ident,) for ident in gone])
    for entry in entries:
        doc = written(entry)
        row = (entry.seq, entry.command.id, doc, _crc(entry.seq, entry.command.id, doc))
        connection.execute("INSERT OR REPLACE INTO entries (seq, id, doc, crc) VALUES (?, ?, ?, ?)", row)


def note(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Note a fact about the file, inside the transaction that is open."""
    row = (name, value, _crc(0, name, value))
    connection.execute("INSERT OR REPLACE INTO facts (name, value, crc) VALUES (?, ?, ?)", row)


def keep_damaged(connection: sqlite3.Connection, damaged: Iterable[Damaged]) -> None:
    """Note what could not be rescued, inside the transaction that is open."""
    rows = [(each.place, each.raw) for each in damaged]
    connection.executemany("INSERT INTO damaged (place, raw) VALUES (?, ?)", rows)


def files(path: Path) -> list[Path]:
    """The file and what SQLite keeps beside it, as far as they exist."""
    return [file for side in _SIDES if (file := path.with_name(path.name + side)).exists()]


def _ready(connection: sqlite3.Connection, path: Path) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    number = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise Rotten("damaged")
    connection.execute("PRAGMA journal_mode = WAL")
    if number == VERSION:
        connection.execute("SELECT 1 FROM entries, facts, damaged LIMIT 1")
        return
    from forge_desktop.outbox import migrations  # slow to import, and wanted only for a file of another age

    if number > VERSION and migrations.is_newer(connection):
        raise newer(path)
    migrations.migrate(connection, path)


def _rows(connection: sqlite3.Connection) -> dict[int, _Row | None]:
    """All rows: from the front, from the back, and one by one what lies between two broken places."""
    rows, broken = _scan(connection, "ASC")
    if not broken:
        return rows
    back, _ = _scan(connection, "DESC")
    first = max(rows, default=min(back, default=0) - 1) + 1
    rows |= back
    for seq in range(first, min(back, default=first)):
        if seq - first > _WIDEST:
            break
        try:
            row = connection.execute(f"{_SELECT} WHERE seq = ?", (seq,)).fetchone()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError):
            rows[seq] = None
        else:
            if row is not None:
                rows[seq] = row
    return rows


def _scan(connection: sqlite3.Connection, order: str) -> tuple[dict[int, _Row | None], bool]:
    rows: dict[int, _Row | None] = {}
    try:
        for row in connection.execute(f"{_SELECT} ORDER BY seq {order}"):
            rows[row[0]] = row
    except (sqlite3.Error, UnicodeDecodeError, MemoryError):
        return rows, True
    return rows, False


def _entry(row: _Row) -> Entry | None:
    seq, ident, doc, crc = row
    try:
        if crc != _crc(seq, ident.decode("ascii"), doc.decode("ascii")):
            return None
        return unpacked(json.loads(doc))
    except (ValueError, AttributeError):
        return None


def _facts(connection: sqlite3.Connection) -> dict[str, str]:
    try:
        rows = connection.execute("SELECT name, value, crc FROM facts").fetchall()
        return {name: value for name, value, crc in rows if crc == _crc(0, name, value)}
    except (sqlite3.Error, UnicodeDecodeError, MemoryError, TypeError):
        return {}


def _left(connection: sqlite3.Connection) -> Iterator[Damaged]:
    with suppress(sqlite3.Error, UnicodeDecodeError, MemoryError):
        for place, raw in connection.execute("SELECT place, raw FROM damaged ORDER BY number"):
            yield Damaged(str(place), str(raw))


def clipped(data: object) -> str:
    """What can be shown of a damaged piece."""
    text = str(data, "utf-8", "replace") if isinstance(data, bytes) else str(data)
    return text[:_LONGEST]


def _crc(seq: int, ident: str, doc: str) -> int:
    return crc32(f"{seq}\n{ident}\n{doc}".encode())


def _text(data: bytes) -> str:
    """Text as it lies in the file, even when damage made it something else than UTF-8."""
    return str(data, "utf-8", "replace")
