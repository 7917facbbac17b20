"""What one record says about others: hints that wait for their target, and records worked out of a parent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from forge_desktop.domain.resource import Hint
from forge_desktop.domain.scalars import Json
from forge_desktop.store import rows

Target = tuple[str, int]


class Hints:
    """The table of hints; each source's hints are replaced as a whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def replace(self, source: str, key: int, hints: Iterable[Hint]) -> set[Target]:
        """What this source says from now on; returns the targets that hear something else than before."""
        told = {(h.resource, h.key): rows.dump(h.values) for h in hints}
        before: dict[Target, str] = {
            (target, target_key): said
            for target, target_key, said in self._connection.execute(
                "SELECT target, target_key, told FROM _hints WHERE source = ? AND source_key = ?", (source, key)
            )
        }
        self._connection.executemany(
            "DELETE FROM _hints WHERE source = ? AND source_key = ? AND target = ? AND target_key = ?",
            [(source, key, *target) for target in before.keys() - told.keys()],
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO _hints VALUES (?, ?, ?, ?, ?)",
            [(source, key, *target, said) for target, said in told.items() if before.get(target) != said],
        )
        return {t for t in before.keys() | told.keys() if before.get(t) != told.get(t)}

    def any_about(self, target: str) -> bool:
        """True when anybody says anything about records of this resource."""
        found = self._connection.execute("SELECT 1 FROM _hints WHERE target = ? LIMIT 1", (target,)).fetchone()
        return found is not None

    def about(self, target: str, key: int) -> dict[str, Json]:
        """All that is said about a record; where two disagree, the newer source (the higher key) wins."""
        said: dict[str, Json] = {}
        for (told,) in self._connection.execute(
            "SELECT told FROM _hints WHERE target = ? AND target_key = ? ORDER BY source_key, source",
            (target, key),
        ):
            said.update({name: value for name, value in rows.load(told).items() if value is not None})
        return said
