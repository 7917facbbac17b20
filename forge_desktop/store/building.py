"""Creates the tables of an empty cache, and the indexes that wait until a first load is over."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from forge_desktop.store.schema import VERSION, Index, Schema, Table, affinity, shape


def build(connection: sqlite3.Connection, schema: Schema, facts: dict[str, str]) -> None:
    """Create everything in one transaction, so that a killed start leaves an empty file or a whole one."""
    made = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        _own(made)
        for table in schema.tables.values():
            _create(made, table)
            for index in table.early:
                add_index(connection, table, index)
        connection.executemany("INSERT INTO _meta (name, value) VALUES (?, ?)", facts.items())
        connection.execute("INSERT INTO _meta (name, value) VALUES ('shape', ?)", (shape(connection),))
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _own(made: Database) -> None:
    made.table("_meta").create({"name": str, "value": str}, pk="name")
    made.table("_marks").create({"name": str, "value": str}, pk="name")
    made.table("_hints").create(
        {"source": str, "source_key": int, "target": str, "target_key": int, "told": str},
        pk=("source", "source_key", "target", "target_key"),
    )
    made.table("_hints").create_index(["target", "target_key"], index_name="_hints.target")
    made.table("_asides").create(
        {"resource": str, "ident": str, "key": int, "reason": str, "raw": str, "at": int},
        pk=("resource", "ident"),
    )
    made.table("_pending").create(
        {"ident": str, "resource": str, "key": int, "place": int, "state": str, "doc": str}, pk="ident"
    )
    made.table("_pending").create_index(["resource", "key"], index_name="_pending.key")
    made.table("_graves").create(
        {"resource": str, "key": int, "doc": str, "detail": str, "detail_at": int, "at": int},
        pk=("resource", "key"),
    )


def _create(made: Database, table: Table) -> None:
    columns: dict[str, type] = {"key": int}
    columns |= {table.column(field.name): affinity(field) for field in table.scalars}
    columns |= {"search_text": str, "parent": int, "detail_at": int, "crc": int, "detail_crc": int}
    columns |= {"doc": str, "extra": str, "detail": str}  # long texts last: what queries test lies before them
    made.table(table.name).create(columns, pk="key")
    if table.resource.parent:
        made.table(table.name).create_index(["parent"], index_name=f"{table.name}.parent")
    if table.searched:
        made.execute(
            f"CREATE VIRTUAL TABLE {table.fts} USING fts5("
            f"search_text, content='{table.name}', content_rowid='key', "
            "tokenize='trigram case_sensitive 1', columnsize=0)"  # nobody asks how long the texts are
        )
        made.execute(f"CREATE VIRTUAL TABLE {table.vocabulary} USING fts5vocab({table.fts}, 'row')")


def add_index(connection: sqlite3.Connection, table: Table, index: Index) -> None:
    """Create one index unless it is there."""
    connection.execute(f'CREATE INDEX IF NOT EXISTS "{index.name}" ON {table.name} ({", ".join(index.over)})')


def add_search(connection: sqlite3.Connection, table: Table) -> None:
    """Fill the search index from what is there; from now on the writer keeps it up."""
    memory = f"INSERT INTO {table.fts} ({table.fts}, rank) VALUES ('hashsize', ?)"
    connection.execute(memory, (8 << 20,))  # fewer, larger pieces to merge: twice as fast
    connection.execute(f"INSERT INTO {table.fts} ({table.fts}) VALUES ('rebuild')")
    connection.execute(memory, (1 << 20,))
