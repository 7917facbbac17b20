"""Fetches many keys as one string, which SQLite joins without holding the GIL, and decodes it in bites."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

from forge_desktop.store.conditions import Param

_BITE = 1 << 16
"""Characters decoded at a time: about a millisecond, so that the window's thread gets its turn."""


def fetch(connection: sqlite3.Connection, sql: str, params: Sequence[Param], into: array[int]) -> None:
    """Append the keys that a SELECT of one column `key` gives, in its order."""
    found = connection.execute(f"SELECT group_concat(key) FROM ({sql})", params).fetchone()[0]
    if found is None:
        return
    text, at = str(found), 0
    while at < len(text):
        end = text.find(",", at + _BITE)
        end = len(text) if end < 0 else end
        into.extend(map(int, text[at:end].split(",")))
        at = end + 1
