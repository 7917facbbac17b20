"""Several connections that look through a part of the rows each, when one would keep a first screen waiting."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress

from forge_desktop.store import reading
from forge_desktop.store.ways import Ask

MEMBERS = min(4, os.cpu_count() or 1) - 1
"""How many there are beside the connection that asks; more of them would wait for the same memory."""
_PATIENCE = 0.005
"""Seconds until a member is told again to stop; SQLite forgets a word that comes before a statement runs."""


class Crew:
    """Answers parts of one question side by side, all of them in the same state of the cache.

    Members come with the first question that is long enough and help from the next one on.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._members: list[sqlite3.Connection] = []
        self._pool: ThreadPoolExecutor | None = None
        self._known: list[int] = []

    def watch(self) -> None:
        """Remember the state of the cache; to be called before the connection that asks begins to read."""
        self._known = [_version(member) for member in self._members]

    def share(self, parts: Callable[[int], Sequence[Ask]], own: Callable[[Ask], list[int]]) -> list[int] | None:
        """The keys that all parts give, one of them asked by `own`; None when nobody may help.

        That is so the first time, and when something was written since `watch`: a member would see it, the
        connection that asks does not.
        """
        if not self._members:
            self._come()
            return None
        assert self._pool is not None
        try:
            for member in self._members:
                member.execute("BEGIN")
            if self._known != [_version(member) for member in self._members]:
                return None
            mine, *theirs = parts(len(self._members) + 1)
            asked = [self._pool.submit(_keys, m, ask) for m, ask in zip(self._members, theirs, strict=True)]
            try:
                found = own(mine)
            except BaseException:
                self._stop(asked)
                raise
            wait(asked)
            return found + [key for one in asked for key in one.result()]
        finally:
            for member in self._members:
                reading.end(member)

    def interrupt(self) -> None:
        """From another thread: the parts that run end with an error."""
        for member in self._members:
            with suppress(sqlite3.ProgrammingError):  # closed meanwhile
                member.interrupt()

    def close(self) -> None:
        """Let all members go."""
        if self._pool is not None:
            self._pool.shutdown()
        for member in self._members:
            member.close()
        self._members, self._pool, self._known = [], None, []

    def _come(self) -> None:
        if MEMBERS > 0:
            self._members = [self._connect() for _ in range(MEMBERS)]
            self._pool = ThreadPoolExecutor(MEMBERS, thread_name_prefix="reader")

    def _stop(self, asked: Sequence[Future[list[int]]]) -> None:
        while wait(asked, timeout=_PATIENCE).not_done:
            self.interrupt()


def _version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection has written."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def _keys(connection: sqlite3.Connection, ask: Ask) -> list[int]:
    return [key for (key,) in connection.execute(ask.sql, ask.params)]
