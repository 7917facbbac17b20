"""The person's own values that wait for a server, laid over what the server said; never mixed with it.

A row's `doc` stays the server's. The sortable columns, the search text and what readers hand out are worked out
of both, so that filters, orders and indexes know pending values without a second kind of question. Taking a
change back is deleting one row here.
"""

# ruff: noqa: S608  (only question marks enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forge_desktop.domain.changes import Change
from forge_desktop.domain.resource import Values
from forge_desktop.store import rows
from forge_desktop.store.spread import Spread

if TYPE_CHECKING:
    from forge_desktop.store.records import Records
    from forge_desktop.store.schema import Schema


@dataclass(frozen=True, slots=True)
class Pending:
    """One wanted write as the cache shows it."""

    ident: str
    """The command's id."""
    resource: str
    key: int
    """Of the record; negative for one that no server knows yet."""
    place: int
    """Later ones lie on top."""
    state: str
    """How the write stands, in one word."""
    values: Values


class Overlay:
    """The writer's hand in the overlay; every method is one transaction."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema, records: Records) -> None:
        self._connection = connection
        self._schema = schema
        self._records = records

    def lay(self, pending: Pending, *, now: int) -> tuple[Change, ...]:
        """Show these values; those of the same write are replaced."""
        with self._records.batch():
            touched = self._take_away([pending.ident])
            self._insert([pending])
            return self._repaint([*touched, (pending.resource, pending.key)], now)

    def lift(self, ident: str, *, now: int) -> tuple[Change, ...]:
        """Show what the server said instead; a record that no server knows is gone."""
        with self._records.batch():
            return self._repaint(self._take_away([ident]), now)

    def show_only(self, pending: Sequence[Pending], *, now: int) -> tuple[Change, ...]:
        """Exactly these: the cache may have been made anew, or the program ended halfway."""
        wanted = {one.ident: one for one in pending}
        with self._records.batch():
            there = {one.ident: one for one in everything(self._connection)}
            if there == wanted:
                return ()
            different = [i for i in there.keys() | wanted.keys() if there.get(i) != wanted.get(i)]
            touched = self._take_away(different)
            fresh = [wanted[i] for i in different if i in wanted]
            self._insert(fresh)
            return self._repaint([*touched, *((one.resource, one.key) for one in fresh)], now)

    def _insert(self, pending: Iterable[Pending]) -> None:
        self._connection.executemany(
            "INSERT INTO _pending (ident, resource, key, place, state, doc) VALUES (?, ?, ?, ?, ?, ?)",
            [(p.ident, p.resource, p.key, p.place, p.state, rows.dump(p.values)) for p in pending],
        )

    def _take_away(self, idents: Sequence[str]) -> list[tuple[str, int]]:
        marks = ",".join("?" * len(idents))
        return self._connection.execute(
            f"DELETE FROM _pending WHERE ident IN ({marks}) RETURNING resource, key", idents
        ).fetchall()

    def _repaint(self, touched: Iterable[tuple[str, int]], now: int) -> tuple[Change, ...]:
        spread = Spread(self._connection, self._schema, now)
        by_name: dict[str, dict[int, None]] = {}
        for name, key in touched:
            by_name.setdefault(name, {})[key] = None
        for name, keys in by_name.items():
            spread.repaint(name, list(keys))
        return spread.changes()


def everything(connection: sqlite3.Connection) -> list[Pending]:
    """All that is laid over the cache, the oldest first."""
    found = connection.execute("SELECT ident, resource, key, place, state, doc FROM _pending ORDER BY place")
    return [
        Pending(ident, name, key, place, state, rows.load(doc)) for ident, name, key, place, state, doc in found
    ]
