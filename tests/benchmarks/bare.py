"""The same question as one plain statement, planned by SQLite itself and fetched as a list: the floor."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from forge_desktop.domain.query import Query
from forge_desktop.domain.text import Seen
from forge_desktop.store import Reader, conditions
from forge_desktop.store.schema import Schema, Table


def statement(query: Query, seen: Seen) -> tuple[str, list[conditions.Param]]:
    """`SELECT key … WHERE … ORDER BY …` with every value bound; search words go to the trigram index."""
    schema = Schema("mrpeasy")
    table = schema.table(query.resource)
    parts, params = ["1"], list[conditions.Param]()
    for test in conditions.tests(schema, table, query, seen):
        if test.match and test.exact:
            parts.append(f"key IN (SELECT rowid FROM {table.fts} WHERE {table.fts} MATCH ?)")
            params.append(test.match)
        else:
            parts.append(test.sql)
            params.extend(test.params)
    order = ", ".join([*_steps(table, query), "key"])
    return f"SELECT key FROM {table.name} WHERE {' AND '.join(parts)} ORDER BY {order}", params


def seconds(reader: Reader, query: Query, seen: Seen) -> float:
    """How long it takes."""
    sql, params = statement(query, seen)
    began = perf_counter()
    reader._connection.execute(sql, params).fetchall()
    return perf_counter() - began


def _steps(table: Table, query: Query) -> Iterator[str]:
    for sort in query.sort:
        down = " DESC" * sort.descending
        yield f"{table.column(sort.field)} IS NULL"
        yield f"{table.over(sort.field)}{down}"
