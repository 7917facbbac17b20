"""Watches the write transactions of both contracts: what they touch gets a new version and is told to webhooks.

Before a statement changes rows that a client can see, they are remembered as they are; before the transaction
ends, they are compared with what they have become. So a write that changes nothing moves nothing, and no rule
of the world has to think of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Select,
    Table,
    Update,
    delete,
    event,
    func,
    insert,
    select,
)

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import versions
from forge_desktop.server.forgemrp import telling
from forge_desktop.server.forgemrp.catalog import SOURCES
from forge_desktop.server.forgemrp.watched import ROOTS, RULES, Rule

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
_CHUNK = 500  # keys in one statement
Values = dict[str, Any] | None  # of a row; None: it is not there
Happened = dict[str, dict[int, str]]  # kind → key → created, updated, deleted

_COLUMNS: dict[Table, list[str]] = {}
for _rule in RULES:
    _names = _COLUMNS.setdefault(_rule.table, [])
    _names.extend(name for name in (_rule.by, *_rule.columns) if name not in _names)


class Watch:
    """One transaction: the rows it touches, as they were before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.before: dict[Table, dict[int, Values]] = {}
        self._highest: dict[Table, int] = {}
        event.listen(connection, "before_execute", self._look)

    def _look(self, connection: Connection, statement: Any, *rest: Any) -> None:
        if not isinstance(statement, Insert | Update | Delete):
            return
        table = statement.table
        if not isinstance(table, Table) or table not in _COLUMNS:
            return
        if isinstance(statement, Insert):
            if table not in self._highest:
                key = _key(table)
                self._highest[table] = int(connection.scalar(select(func.max(key))) or 0)
            return
        known = self.before.setdefault(table, {})
        wanted = _rows(table)
        if statement.whereclause is not None:
            wanted = wanted.where(statement.whereclause)
        newer = self._highest.get(table)
        for number, values in _fetch(connection, wanted):
            if newer is None or number <= newer:  # a row of this very transaction has no before
                known.setdefault(number, values)

    def forget(self) -> None:
        """Begin anew: what is as it is now is known."""
        self.before.clear()
        self._highest.clear()

    def pairs(self) -> Iterator[tuple[Table, int, Values, Values]]:
        """Table, key, before and after of every row that is not what it was."""
        for table in {*self.before, *self._highest}:
            before = self.before.get(table, {})
            after: dict[int, Values] = {}
            for keys in _chunks(list(before)):
                after.update(_fetch(self._connection, _rows(table).where(_key(table).in_(keys))))
            if table in self._highest:
                after.update(self._new(table))
            for number in {*before, *after}:
                old, new = before.get(number), after.get(number)
                if old != new:
                    yield table, number, old, new

    def _new(self, table: Table) -> list[tuple[int, Values]]:
        """Rows that were inserted: keys only ever count up."""
        return _fetch(self._connection, _rows(table).where(_key(table) > self._highest[table]))


class Transaction:
    """A write in progress; `settle` gives what it has changed so far its versions and queues what is told."""

    def __init__(self, connection: Connection, clock: Callable[[], float], zone: ZoneInfo) -> None:
        self.connection = connection
        self._clock, self._zone = clock, zone
        self._watch = Watch(connection)
        self.told = 0

    def settle(self) -> None:
        """To be called when the stock figures are up to date; the end of the transaction does so anyway."""
        happened = _happened(self.connection, self._watch)
        self._watch.forget()
        now = self._clock()
        _move(self.connection, happened, int(now * 1000))
        self.told += telling.queue(self.connection, happened, int(now), self._zone)


class Changes:
    """Opens write transactions, one at a time, so that numbers are given once on any database."""

    def __init__(
        self, engine: Engine, clock: Callable[[], float], zone: ZoneInfo, wake: Callable[[], None]
    ) -> None:
        self._engine, self._clock, self._zone, self._wake = engine, clock, zone, wake
        self._turn = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction; everything in it, versions and webhooks too, is kept, or nothing."""
        with self._turn, writing(self._engine) as connection:
            transaction = Transaction(connection, self._clock, self._zone)
            yield transaction
            transaction.settle()
        if transaction.told:
            self._wake()


def _happened(connection: Connection, watch: Watch) -> Happened:
    """What became of which resource."""
    found: Happened = {}
    values: dict[Rule, set[Any]] = {}
    for table, number, old, new in watch.pairs():
        for kind, root in ROOTS.items():
            if root.table is table:
                was, stays = _shown(old, root.shown), _shown(new, root.shown)
                if was != stays:
                    found.setdefault(kind, {})[number] = DELETED if was else CREATED
        for rule in RULES:
            if rule.table is table and any(
                _get(old, name) != _get(new, name) for name in (rule.by, *rule.columns)
            ):
                values.setdefault(rule, set()).update({_get(old, rule.by), _get(new, rule.by)} - {None})
    for rule, given in values.items():
        for key in _owners(connection, rule, given):
            found.setdefault(rule.kind, {}).setdefault(key, UPDATED)
    return found


def _shown(values: Values, statuses: tuple[int, ...] | None) -> bool:
    return values is not None and (statuses is None or values["status"] in statuses)


def _get(values: Values, name: str) -> Any:
    return None if values is None else values[name]


def _owners(connection: Connection, rule: Rule, values: set[Any]) -> Iterable[int]:
    if rule.way is None:
        return values
    found: set[int] = set()
    for chunk in _chunks(list(values)):
        statement = select(rule.way.owner).select_from(rule.way.source).where(rule.way.match.in_(chunk))
        found.update(key for key in connection.execute(statement).scalars() if key is not None)
    return found


def _move(connection: Connection, happened: Happened, now: int) -> None:
    """New versions: never the same as before, even within one millisecond."""
    for kind, things in happened.items():
        for keys in _chunks(list(things)):
            mine = (versions.c.kind == kind, versions.c.thing.in_(keys))
            old = {row.thing: row for row in connection.execute(select(versions).where(*mine))}
            connection.execute(delete(versions).where(*mine))
            known = [key for key in keys if key not in old and things[key] == UPDATED]
            shown = _own_dates(connection, kind, known)
            rows = [
                {
                    "kind": kind,
                    "thing": key,
                    "created_ms": now
                    if things[key] == CREATED
                    else old[key].created_ms
                    if key in old
                    else None,
                    "updated_ms": max(now, 1 + (old[key].updated_ms if key in old else shown.get(key, 0))),
                }
                for key in keys
                if things[key] != DELETED
            ]
            if rows:
                connection.execute(insert(versions), rows)


def _own_dates(connection: Connection, kind: str, keys: list[int]) -> dict[int, int]:
    """When rows without a version say that they were last changed, in milliseconds."""
    if not keys:
        return {}
    source = SOURCES[kind]
    moment = func.coalesce(source.changed, source.created) * 1000
    statement = select(source.key, moment).where(source.key.in_(keys))
    return {key: int(milliseconds) for key, milliseconds in connection.execute(statement).all()}


# ---------------------------------------------------------------- rows
def _key(table: Table) -> Any:
    return next(iter(table.primary_key))


def _rows(table: Table) -> Select[Any]:
    return select(_key(table).label("the_key"), *(table.c[name] for name in _COLUMNS[table]))


def _fetch(connection: Connection, statement: Select[Any]) -> list[tuple[int, Values]]:
    names = [column["name"] for column in statement.column_descriptions][1:]
    return [(row[0], dict(zip(names, row[1:], strict=True))) for row in connection.execute(statement)]


def _chunks(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
