"""Writes checked rows: one transaction for the rows, all that follows from them, and their marks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from zlib import crc32

from forge_desktop.domain.changes import Change
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json
from forge_desktop.store import marks as marking
from forge_desktop.store import rows, settling
from forge_desktop.store.schema import Schema
from forge_desktop.store.spread import Spread
from forge_desktop.store.trouble import in_words

BITE = 0.05
"""Seconds that nobody minds waiting for."""
GRAVE_SECONDS = 30 * 86_400
"""How long a record that the server deleted can still come back with its details."""


@dataclass(frozen=True)
class Put:
    """What a write did to the records it was given, and whom to tell (children and hinted records too)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: tuple[Change, ...] = ()


class Records:
    """The writer. Every method is one transaction unless a batch is open; nothing is ever left half."""

    def __init__(self, connection: sqlite3.Connection, path: Path, schema: Schema, damage: rows.Damage) -> None:
        self._connection = connection
        self._path = path
        self._schema = schema
        self._damage = damage
        self._depth = 0
        self._quiet: dict[str, Resource] = {}
        """Resources of which a page brought nothing new: their first load is over."""

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Several writes in one commit; an error takes all of them back."""
        with in_words(self._path):
            name = "BEGIN IMMEDIATE" if self._depth == 0 else f"SAVEPOINT level{self._depth}"
            self._connection.execute(name)
            self._depth += 1
            try:
                if self._depth == 1:
                    self._own_up()
                yield
                self._connection.execute("COMMIT" if self._depth == 1 else f"RELEASE level{self._depth - 1}")
            except BaseException:
                self._take_back()
                raise
            finally:
                self._depth -= 1
            while self._depth == 0 and self._quiet:
                self.settle_some(self._quiet.popitem()[1])

    def put(
        self,
        resource: Resource,
        records: Iterable[tuple[int, Values]],
        *,
        marks: Mapping[str, Json] | None = None,
        now: int,
    ) -> Put:
        """Rows of a list, and the marks that belong to them."""
        given = dict(records)
        with self.batch():
            spread = Spread(self._connection, self._schema, now)
            put = spread.take(resource.name, given)
            self._finish(resource, given, marks)
            if given and not put.added:
                self._quiet[resource.name] = resource
        return Put(put.added, put.changed, put.unchanged, spread.changes())

    def put_detail(
        self, resource: Resource, key: int, values: Values, *, now: int, marks: Mapping[str, Json] | None = None
    ) -> Put:
        """A single record with everything it has."""
        with self.batch():
            spread = Spread(self._connection, self._schema, now)
            put = spread.take_single(resource, key, values)
            self._finish(resource, (key,), marks)
        return Put(put.added, put.changed, put.unchanged, spread.changes())

    def bury(self, resource: Resource, keys: Iterable[int], *, now: int) -> Put:
        """Records that the server no longer has: out of every question, kept 30 days should they come back."""
        with self.batch():
            spread = Spread(self._connection, self._schema, now)
            buried = spread.bury(resource.name, sorted(set(keys)))
        return Put(changed=buried, changes=spread.changes())

    def set_aside(self, resource: Resource, asides: Iterable[tuple[int | None, str, str]], *, now: int) -> None:
        """Rows that could not be read, kept for a person to look at until the record comes in order."""
        kept = [
            (resource.name, _ident(key, raw), key, rows.sound(reason), rows.sound(raw), now)
            for key, reason, raw in asides
        ]
        with self.batch():
            self._connection.executemany(
                "INSERT OR REPLACE INTO _asides VALUES (?, ?, ?, ?, ?, ?)",
                kept,
            )

    def forget_asides(self, resource: Resource, *, before: int) -> None:
        """What was set aside before this instant did not come in a whole pass: it is not there any more."""
        with self.batch():
            self._connection.execute(
                "DELETE FROM _asides WHERE resource = ? AND at < ?", (resource.name, before)
            )

    def settle(self, resource: Resource) -> None:
        """Build all that a first load went without; called when it is over, harmless at any other time."""
        self._settle(resource, None)

    def settle_some(self, resource: Resource, seconds: float = BITE) -> bool:
        """As much of it as fits into this time, at least one step; True when there is more to do.

        For the pauses between requests. A step is 30 ms or one index, which takes a second or two for a million
        rows; nothing may be written meanwhile, but any thread may do it while the writer has nothing to do.
        """
        return self._settle(resource, seconds)

    def _settle(self, resource: Resource, seconds: float | None) -> bool:
        began = perf_counter()
        for name in (resource.name, *(resource.children or {})):
            table = self._schema.table(name)
            while step := settling.next_step(self._connection, table, whole=seconds is None):
                with self.batch():
                    step()
                if seconds is not None and perf_counter() - began >= seconds:
                    return True
        return False

    def purge(self, now: int) -> None:
        """Forget records that were deleted on the server long ago."""
        old = (now - GRAVE_SECONDS,)
        with in_words(self._path):
            if not self._connection.execute("SELECT 1 FROM _graves WHERE at < ? LIMIT 1", old).fetchone():
                return  # so that opening needs no lock
        with self.batch():
            self._connection.execute("DELETE FROM _graves WHERE at < ?", old)

    def _finish(self, resource: Resource, keys: Iterable[int], marks: Mapping[str, Json] | None) -> None:
        write = self._connection
        if write.execute("SELECT 1 FROM _asides WHERE resource = ? LIMIT 1", (resource.name,)).fetchone():
            write.executemany(
                "DELETE FROM _asides WHERE resource = ? AND key = ?", [(resource.name, key) for key in keys]
            )
        self._mended(resource.name, set(keys))
        for name, value in (marks or {}).items():
            marking.write(write, name, value)

    def _own_up(self) -> None:
        """Write down which rows readers found damaged, so that they are fetched again."""
        for name, found in self._damage.take().items():
            marking.write(self._connection, f"damaged/{name}", sorted(found | self._damaged(name)))

    def _mended(self, name: str, keys: set[int]) -> None:
        damaged = self._damaged(name)
        if damaged & keys:
            marking.write(self._connection, f"damaged/{name}", sorted(damaged - keys) or None)

    def _damaged(self, name: str) -> set[int]:
        noted = marking.read(self._connection, f"damaged/{name}")
        return {key for key in noted if isinstance(key, int)} if isinstance(noted, list) else set()

    def _take_back(self) -> None:
        if not self._connection.in_transaction:  # SQLite itself took all back, as it does on a full disk
            return
        if self._depth == 1:
            self._connection.execute("ROLLBACK")
        else:
            self._connection.execute(f"ROLLBACK TO level{self._depth - 1}")
            self._connection.execute(f"RELEASE level{self._depth - 1}")


def _ident(key: int | None, raw: str) -> str:
    return f"raw {crc32(raw.encode('utf-8', 'replace')):08x}" if key is None else f"key {key}"
