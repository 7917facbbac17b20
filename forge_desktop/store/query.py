"""Answers questions about the cache on a connection of its own that only reads."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path

from forge_desktop.domain.query import Query, Scalar
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, exact, key_of
from forge_desktop.domain.text import Seen
from forge_desktop.store import choosing, conditions, laid, marks, packed, reading, rows, unknown
from forge_desktop.store.crew import Crew
from forge_desktop.store.ordering import Order
from forge_desktop.store.plan import FEW, SOME, Plan, positive
from forge_desktop.store.schema import Schema, Table
from forge_desktop.store.shelf import chunks, marks_for
from forge_desktop.store.trouble import in_words

_MEMBER = 2_000
"""Kilobytes of the file that a connection that helps keeps in memory."""
_STANDING = "SELECT name FROM sqlite_master WHERE type = 'index' UNION ALL SELECT name FROM _meta"


class Reader:
    """Reads rows and lists of keys; for use in one thread, except `interrupt`."""

    def __init__(self, path: Path, schema: Schema, damage: rows.Damage, *, pending: bool = True) -> None:
        self._path = path
        self._pending = pending
        self._schema = schema
        self._damage = damage
        with in_words(path):
            self._connection = reading.connect(path)
        self._crew = Crew(partial(reading.connect, path, _MEMBER))

    def first(self, query: Query, seen: Seen, limit: int = 40) -> list[int]:
        """The keys of the first screen, at once."""
        found: list[int] = []
        with in_words(self._path):
            self._crew.watch()
        with self._asking():
            whole, parts = self._plans(query, seen, self._crew)
            few = None if parts[0].direct else whole.few(FEW, limit)
            if few is not None:
                return few
            for plan in parts:
                more = plan.first(limit - len(found), whole)
                if more is None:
                    return whole.to_the_end(limit)
                found += more
                if len(found) >= limit:
                    break
        return found

    def keys(self, query: Query, seen: Seen) -> array[int]:
        """All keys in the asked order."""
        found = array("q")
        with self._asking():
            whole, parts = self._plans(query, seen)
            few = None if parts[0].direct else whole.few(SOME, None)
            if few is not None:
                return array("q", few)
            for plan in parts:
                ask = plan.all()
                packed.fetch(self._connection, ask.sql, ask.params, found)
        return found

    def count(self, query: Query, seen: Seen) -> int:
        """How many records fulfil the query."""
        table = self._schema.table(query.resource)
        with self._asking():
            tests = self._tests(table, query, seen)
            if all(test.column for test in tests):  # then SQLite needs an index only, not the rows
                where = " AND ".join(f"({test.sql})" for test in tests) or "1"
                found = self._connection.execute(
                    f"SELECT count(*) FROM {table.name} WHERE {where}", [p for t in tests for p in t.params]
                )
                return int(found.fetchone()[0])
        return len(self.keys(Query(query.resource, query.where, query.text), seen))

    def records(self, resource: Resource, keys: Sequence[int], *, detail: bool = False) -> list[Record | None]:
        """The records with these keys, in this order; None for one that is not there or not whole."""
        with self._asking():
            table = self._schema.table(resource.name)
            found: dict[int, Record] = {}
            for part in chunks(keys):
                found |= self._read(table, part, detail)
        return [found.get(key) for key in keys]

    def record(self, resource: Resource, key: int) -> Record | None:
        """One record with everything that is known of it."""
        return self.records(resource, (key,), detail=True)[0]

    def by_code(self, resource: Resource, code: str) -> int | None:
        """The key of the record that people call so."""
        with self._asking():
            table = self._schema.table(resource.name)
            column = table.column(resource.code or resource.key)
            found = self._connection.execute(
                f"SELECT min(key) FROM {table.name} WHERE {column} = ? COLLATE NOCASE", (rows.sound(code),)
            ).fetchone()
        return None if found is None else found[0]

    def total(self, resource: Resource, keys: Sequence[int], field: str) -> Decimal:
        """The exact sum of a field over these records; empty values count nothing."""
        table = self._schema.table(resource.name)
        path = f'$."{table.field(field).name}"'
        whole = Decimal(0)
        with self._asking():
            for part in chunks(keys):
                for (value,) in self._connection.execute(
                    "SELECT coalesce(json_extract(extra, ?), json_extract(doc, ?), json_extract(detail, ?)) "
                    f"FROM {table.name} WHERE key IN ({marks_for(part)})",
                    (path, path, path, *part),
                ):
                    whole += exact(value) or 0
        return whole

    def choices(self, resource: Resource, field: str, limit: int = 200) -> list[tuple[Scalar, str, int]]:
        """The values a field has, each with its word and how many records have it; the most frequent ones."""
        table = self._schema.table(resource.name)
        declared = table.field(field)
        with self._asking():
            found = choosing.counted(self._connection, table, declared, limit)
            words = self._words(declared, {v for v, _ in found if isinstance(v, int)})
        return choosing.in_order(resource, declared, found, words)

    def asides(self, resource: Resource) -> list[tuple[int | None, str, str, int]]:
        """Rows that could not be read: key, reason, what came, and when."""
        with self._asking():
            return self._connection.execute(
                "SELECT key, reason, raw, at FROM _asides WHERE resource = ? ORDER BY at DESC, ident",
                (resource.name,),
            ).fetchall()

    def count_asides(self, resource: Resource) -> int:
        """How many rows could not be read."""
        with self._asking():
            found = self._connection.execute(
                "SELECT count(*) FROM _asides WHERE resource = ?", (resource.name,)
            ).fetchone()
        return int(found[0])

    def words(self, resource_name: str, keys: Iterable[int], field: str) -> dict[int, str]:
        """The words behind keys of another resource; nothing for a resource this dialect does not have."""
        if resource_name not in self._schema.tables:
            return {}
        table = self._schema.tables[resource_name]
        if not table.is_scalar(field):
            return {}
        with self._asking():
            return self._look_up(table, table.column(field), keys)

    def unknown(self, resource: Resource, *, detail: bool = False) -> tuple[str, ...]:
        """The fields of its lists that nobody declared; with `detail` those that only single records had."""
        with self._asking():
            return unknown.names(self._connection, resource.name, detail=detail)

    def mark(self, name: str) -> Json:
        """A fact that sync keeps beside the rows; None when there is none."""
        with self._asking():
            return marks.read(self._connection, name)

    def interrupt(self) -> None:
        """From another thread: the question that runs ends with Interrupted."""
        self._connection.interrupt()
        self._crew.interrupt()

    def close(self) -> None:
        """Close the connection and those that helped it."""
        self._crew.close()
        self._connection.close()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """One view of the cache for the whole question, whatever is written meanwhile."""
        with in_words(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                reading.end(self._connection)

    def _tests(self, table: Table, query: Query, seen: Seen) -> list[conditions.Test]:
        tests = conditions.tests(self._schema, table, query, seen)
        if not self._pending and laid.any_over(self._connection, query.resource):
            tests = [*tests, conditions.Test("key >= 0")]
        return tests

    def _plans(self, query: Query, seen: Seen, crew: Crew | None = None) -> tuple[Plan, list[Plan]]:
        """How to answer a question: as a whole where few rows are left, else one stretch after the other."""
        table = self._schema.table(query.resource)
        tests = self._tests(table, query, seen)
        standing = frozenset(name for (name,) in self._connection.execute(_STANDING))
        order = Order.of(self._schema, table, query.sort, seen)
        fields = [sort.field for sort in query.sort]
        sorts = tuple(sort for at, sort in enumerate(query.sort) if sort.field not in fields[:at])
        tests = positive(self._connection, table, tests, standing)
        parts = [Plan(self._connection, order, part, tests, standing) for part in order.stretches(sorts)]
        return Plan(self._connection, order, order.whole(sorts), tests, standing, crew), parts

    def _read(self, table: Table, part: Sequence[int], detail: bool) -> dict[int, Record]:
        more = ", detail, detail_crc" if detail else ""
        found: dict[int, tuple[dict[str, Json], int | None]] = {}
        for key, doc, extra, crc, at, *rest in self._connection.execute(
            f"SELECT key, doc, extra, crc, detail_at{more} FROM {table.name} WHERE key IN ({marks_for(part)})",
            part,
        ):
            if rows.checksum(doc, extra) != crc:
                self._damage.note(table.resource.name, key)
                continue
            layers = [rows.load(doc), rows.load(extra)]
            if detail and rest[0] is not None:
                if rows.checksum(rest[0]) == rest[1]:
                    layers.insert(0, rows.load(rest[0]))
                else:
                    self._damage.note(table.resource.name, key)
                    at = None
            found[key] = (rows.merged(*layers), at)
        return self._named(table, found, laid.over(self._connection, table.resource.name, part))

    def _named(
        self, table: Table, found: dict[int, tuple[dict[str, Json], int | None]], over: dict[int, laid.Laid]
    ) -> dict[int, Record]:
        theirs: dict[int, dict[str, Json]] = {}
        if self._pending:
            for key, one in over.items():
                if key in found:
                    values = found[key][0]
                    theirs[key] = {name: values.get(name) for name in one.values}
                    values.update(one.values)
        names: dict[int, dict[str, str]] = {key: {} for key in found}
        for field in table.resource.fields:
            if field.ref is None or not field.kind.scalar:
                continue
            pointing = {
                key: to
                for key, (values, _) in found.items()
                if (to := key_of(values.get(field.name))) is not None
            }
            words = self._words(field, set(pointing.values())) if pointing else {}
            for key, to in pointing.items():
                if to in words:
                    names[key][field.name] = words[to]
                    if field.ref.said and found[key][0].get(field.ref.said) in (None, ""):
                        names[key][field.ref.said] = words[to]
        return {
            key: Record(
                key, values, names[key], at, over[key].state if key in theirs else "", theirs.get(key, {})
            )
            for key, (values, at) in found.items()
            if key >= 0 or self._pending
        }

    def _words(self, field: Field, keys: Iterable[int]) -> dict[int, str]:
        behind = self._schema.behind(field)
        return self._look_up(*behind, keys) if behind is not None else {}

    def _look_up(self, table: Table, column: str, keys: Iterable[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for part in chunks(set(keys)):
            for key, word in self._connection.execute(
                f"SELECT key, {column} FROM {table.name} "
                f"WHERE {column} IS NOT NULL AND key IN ({marks_for(part)})",
                part,
            ):
                found[key] = str(word)
        return found
