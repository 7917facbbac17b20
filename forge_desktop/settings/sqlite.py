"""What kind of trouble SQLite complains about; each room that keeps a file says it in its own words."""

from __future__ import annotations

import sqlite3


class Rotten(sqlite3.DatabaseError):
    """Damage that we found ourselves, as SQLite would have told it."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


Complaint = sqlite3.Error | UnicodeDecodeError
"""What SQLite raises; the second one when damage made its own message unreadable."""


def primary(error: Complaint) -> int:
    """SQLite's primary result code of an error, 0 when Python itself raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Complaint) -> bool:
    """True when the content of the file is the trouble."""
    return isinstance(error, UnicodeDecodeError) or primary(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def is_locked(error: Complaint) -> bool:
    """True when another program holds the file."""
    return primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_full(error: Complaint) -> bool:
    """True when the disk is full or has failed: SQLite says either of two things, whatever the cause."""
    return primary(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def is_closed(error: Complaint) -> bool:
    """True when the system does not permit to open or write the file."""
    return primary(error) in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    )
