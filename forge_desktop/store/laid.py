"""What lies over records: the pending values as readers and the writer find them."""

# ruff: noqa: S608  (only question marks enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from forge_desktop.domain.scalars import Json
from forge_desktop.store import rows


@dataclass(slots=True)
class Laid:
    """What lies over one record."""

    state: str
    """Of the oldest write: the one that goes out next."""
    values: dict[str, Json] = field(default_factory=dict)


def any_over(connection: sqlite3.Connection, name: str) -> bool:
    """True when anything lies over records of this resource; nearly always false, and quickly told."""
    found = connection.execute("SELECT 1 FROM _pending WHERE resource = ? LIMIT 1", (name,)).fetchone()
    return found is not None


def over(connection: sqlite3.Connection, name: str, keys: Sequence[int]) -> dict[int, Laid]:
    """What lies over these records, later writes on top; at most as many keys as one statement takes."""
    found: dict[int, Laid] = {}
    if not keys or not any_over(connection, name):
        return found
    marks = ",".join("?" * len(keys))
    for key, state, doc in connection.execute(
        f"SELECT key, state, doc FROM _pending WHERE resource = ? AND key IN ({marks}) ORDER BY place",
        (name, *keys),
    ):
        found.setdefault(key, Laid(state)).values.update(rows.load(doc))
    return found
