"""What SQLite complains about, said once in words a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings.sqlite import Complaint, is_closed, is_damage, is_full, is_locked, primary


class Interrupted(StorageTrouble):
    """The question was withdrawn while it ran."""

    title = "Stopped"


class Damaged(StorageTrouble):
    """The file cannot be read any more; the next start puts it aside and fetches everything again."""

    title = "The local copy is damaged"


def suspect(path: Path) -> Path:
    """The note beside a cache that it was found damaged while in use."""
    return path.with_name(f"{path.name}.suspect")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about this file into StorageTrouble; a mistake in our own SQL stays what it is."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        told = words(path, error)
        if told is None:
            raise
        if isinstance(told, Damaged):
            suspect(path).touch()
        raise told from error


def words(path: Path, error: Complaint) -> StorageTrouble | None:
    """The same trouble for a person; None when the program itself is at fault."""
    if is_locked(error):
        return StorageTrouble(
            f"Another program is using the local copy {path}. Close it or wait a little, then try again.",
            title="The local copy is locked",
        )
    if primary(error) == sqlite3.SQLITE_INTERRUPT:
        return Interrupted("The search was stopped because another one took its place.")
    if is_full(error):
        return StorageTrouble(
            f"There is no room left to write {path}, or the disk has failed. Nothing of this step was kept; "
            "free some space and refresh.",
            title="The local copy cannot be written",
        )
    if is_damage(error):
        return Damaged(
            f"The local copy {path} is damaged. Start the program again: it is put aside and fetched anew."
        )
    if is_closed(error):
        return StorageTrouble(
            f"The local copy {path} cannot be opened for writing. Check the rights of its folder."
        )
    return None
