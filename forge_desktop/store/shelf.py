"""The writer's hand in one table: what is there, what is written, what is taken away."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.store import rows
from forge_desktop.store.schema import Table
from forge_desktop.store.settling import searched_up_to

CHUNK = 500
"""Keys asked for in one statement."""


@dataclass(frozen=True, slots=True)
class Known:
    """A row as it lies in the table."""

    doc: str
    extra: str
    crc: int
    parent: int | None

    @property
    def sound(self) -> bool:
        """True when the checksum fits."""
        return rows.checksum(self.doc, self.extra) == self.crc


@dataclass(frozen=True, slots=True)
class Detail:
    """The fields that only the single record has, as stored, and when they came."""

    text: str | None = None
    at: int | None = None

    @property
    def values(self) -> dict[str, Json]:
        """The fields themselves; empty when none came yet."""
        return {} if self.text is None else rows.load(self.text)


NO_DETAIL = Detail()


class Full(NamedTuple):
    """A row ready to be written, and all it says with our own fields on top."""

    key: int
    values: Values
    row: tuple[rows.Cell, ...]
    text: str | None
    """What search finds it by."""
    extra: str


class Shelf:
    """One table with its prepared statements."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        self._connection = connection
        self.table = table
        self._searched = searched_up_to(connection, table)

    def known(self, keys: Sequence[int]) -> dict[int, Known]:
        """The rows with these keys."""
        found: dict[int, Known] = {}
        for part in chunks(keys):
            for key, doc, extra, crc, parent in self._connection.execute(
                f"SELECT key, doc, extra, crc, parent FROM {self.table.name} WHERE key IN ({marks_for(part)})",
                part,
            ):
                found[key] = Known(doc, extra, crc, parent)
        return found

    def details(self, keys: Sequence[int]) -> dict[int, Detail]:
        """The details that are there and whole."""
        found: dict[int, Detail] = {}
        for part in chunks(keys):
            for key, text, at, crc in self._connection.execute(
                f"SELECT key, detail, detail_at, detail_crc FROM {self.table.name} "
                f"WHERE detail IS NOT NULL AND key IN ({marks_for(part)})",
                part,
            ):
                if rows.checksum(text) == crc:
                    found[key] = Detail(text, at)
        return found

    def full(
        self,
        key: int,
        doc: str,
        values: Values,
        detail: Detail,
        hinted: Values,
        parent: int | None,
        pending: Values | None = None,
    ) -> Full:
        """Everything of a row worked out: our own fields, the columns, the search text, the checksums.

        What is `pending` counts for finding, sorting and our own fields; other records never hear of it.
        """
        table = self.table
        told = values if detail.text is None else rows.merged(detail.values, values)
        base = rows.merged(told, pending) if pending else told
        own = table.resource.derive(base) if table.resource.derive else {}
        if hinted:
            own = rows.merged(own, hinted)
        whole = {**base, **own}
        extra = rows.dump(own)
        text = rows.search_text(table, whole)
        row = (
            key,
            *rows.cells(table, whole),
            text,
            parent,
            detail.at,
            rows.checksum(doc, extra),
            None if detail.text is None else rows.checksum(detail.text),
            doc,
            extra,
            detail.text,
        )
        return Full(key, {**told, **own} if pending else whole, row, text, extra)

    def write(self, full: Sequence[Full]) -> None:
        """Insert or replace these rows."""
        self._turn({f.key: f.text for f in full})
        self._connection.executemany(self.table.upsert, [f.row for f in full])

    def touch(self, key: int, at: int) -> None:
        """The details were looked at again and are the same."""
        self._connection.execute(f"UPDATE {self.table.name} SET detail_at = ? WHERE key = ?", (at, key))

    def delete(self, keys: Iterable[int]) -> None:
        """Take rows away."""
        keys = list(keys)
        self._turn(dict.fromkeys(keys))
        self._connection.executemany(f"DELETE FROM {self.table.name} WHERE key = ?", [(key,) for key in keys])

    def _turn(self, texts: Mapping[int, str | None]) -> None:
        """Keep the search index up, only where the text changes (SQLite trusts no trigger with this table)."""
        if self._searched is None:
            return
        texts = {key: text for key, text in texts.items() if key <= self._searched}
        before: dict[int, str | None] = {}
        for part in chunks(texts):
            before |= self._connection.execute(
                f"SELECT key, search_text FROM {self.table.name} WHERE key IN ({marks_for(part)})", part
            )
        fts = self.table.fts
        self._connection.executemany(
            f"INSERT INTO {fts} ({fts}, rowid, search_text) VALUES ('delete', ?, ?)",
            [(key, text) for key, text in before.items() if text is not None and text != texts[key]],
        )
        self._connection.executemany(
            f"INSERT INTO {fts} (rowid, search_text) VALUES (?, ?)",
            [(key, text) for key, text in texts.items() if text is not None and text != before.get(key)],
        )

    def children_of(self, parent: int) -> set[int]:
        """Keys of the rows that came out of this parent."""
        found = self._connection.execute(f"SELECT key FROM {self.table.name} WHERE parent = ?", (parent,))
        return {key for (key,) in found}


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys in portions for one statement each."""
    rest = iter(keys)
    while part := list(islice(rest, CHUNK)):
        yield part


def marks_for(part: Sequence[int]) -> str:
    """As many question marks as there are keys."""
    return ",".join("?" * len(part))
