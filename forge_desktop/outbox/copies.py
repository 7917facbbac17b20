"""Writes both copies as one step: on both disks' word or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from forge_desktop.outbox import database
from forge_desktop.outbox.ballast import Ballast
from forge_desktop.outbox.entry import Entry
from forge_desktop.outbox.journal import Journal
from forge_desktop.outbox.trouble import in_words, no_room


class Copies:
    """The open files of an outbox."""

    def __init__(self, path: Path, connection: sqlite3.Connection, journal: Journal, ballast: Ballast) -> None:
        self._path = path
        self._connection = connection
        self._journal = journal
        self._ballast = ballast

    def save(self, entries: Collection[Entry], gone: Collection[str] = ()) -> None:
        """Durable in both copies when it returns. StorageTrouble otherwise, and nothing of it is kept."""
        with in_words(self._path):
            try:
                self._write(entries, gone)
            except (sqlite3.Error, OSError) as error:
                if not (no_room(error) and self._ballast.drop()):
                    raise
                self._write(entries, gone)

    def _write(self, entries: Collection[Entry], gone: Collection[str]) -> None:
        """The second copy first: when a crash comes between, the step is found there and finished."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            database.save(self._connection, entries, gone)
            try:
                number = self._journal.append(entries, gone)
                database.note(self._connection, "line", str(number))
                self._connection.execute("COMMIT")
            except BaseException:
                self._journal.undo()
                raise
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk may have rolled it back already
                self._connection.execute("ROLLBACK")
            raise
