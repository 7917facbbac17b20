"""What can be wrong with the outbox's files, in words a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings.files import trouble
from forge_desktop.settings.sqlite import Complaint, is_closed, is_damage, is_full, is_locked

TITLE = "The outbox cannot be used"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def no_room(error: BaseException) -> bool:
    """True when room on the disk may help."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, sqlite3.Error) and is_full(error)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn complaints about this file into StorageTrouble; a mistake in our own SQL stays what it is."""
    try:
        yield
    except OSError as error:
        raise trouble(path, error) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        told = _words(path, error)
        if told is None:
            raise
        raise told from error


def other_account(path: Path) -> StorageTrouble:
    """The file belongs to somebody else's account."""
    return StorageTrouble(
        f"{path} holds what was entered for another account, so nothing of it is sent with this key. "
        "Make a new connection for this account, or use the key that belongs to this one.",
        title="The outbox belongs to another account",
    )


def newer(path: Path) -> StorageTrouble:
    """A newer program wrote the file."""
    return StorageTrouble(
        f"The outbox {path} was made by a newer version of this program. Update the program; "
        "nothing in that file was changed.",
        title="The outbox is newer than this program",
    )


def _words(path: Path, error: Complaint) -> StorageTrouble | None:
    if is_locked(error):
        return StorageTrouble(
            f"Another program is using the outbox {path}. Close it or wait a little, then try again.",
            title=TITLE,
        )
    if is_full(error):
        return StorageTrouble(
            f"There is no room left to write {path}, or the disk has failed. This was not saved: "
            "free some space and do it again.",
            title="The disk is full",
        )
    if is_damage(error):
        return StorageTrouble(
            f"The outbox {path} is damaged. Start the program again: everything readable in it and in its "
            "second copy is rescued, and nothing is deleted.",
            title="The outbox is damaged",
        )
    if is_closed(error):
        return StorageTrouble(
            f"The outbox {path} cannot be opened for writing. Check the rights of its folder.", title=TITLE
        )
    return None
