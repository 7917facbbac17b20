"""The rows of a page and the cursor that follows them are one commit, whatever moment the program dies at."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from forge_desktop.session import Session
from tests.sync.forgemrp.conftest import PAGE, Opener, Workshop

pytestmark = pytest.mark.anyio
NUMBER = 47
"""Quotes of the workshop."""


class Cuts:
    """What the disk holds of the cache before each statement that its writer carries out."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._cache = next(session._folder.glob("*cache*.db"))
        self._folder = folder
        self.found: list[tuple[int, int]] = []
        """How many rows there were, and how many the stored position says there are."""
        self._writer = session.cache.records._connection
        self._writer.set_trace_callback(self._cut)

    def end(self) -> None:
        """The last one; nothing is cut any more."""
        self._cut("")
        self._writer.set_trace_callback(None)

    def _cut(self, statement: str) -> None:
        for end in ("", "-wal"):
            file = self._cache.with_name(self._cache.name + end)
            if file.exists():
                shutil.copy(file, self._folder / f"cut.db{end}")
        with closing(sqlite3.connect(self._folder / "cut.db")) as cut:
            rows = cut.execute("SELECT count(*) FROM quotes").fetchone()[0]
            marks = {name: json.loads(value) for name, value in cut.execute("SELECT * FROM _marks")}
        whole = NUMBER if marks.get("loaded:quotes") else 0
        self.found.append((rows, marks.get("walk:quotes", {"start": whole})["start"]))


async def test_at_no_moment_are_there_rows_without_their_cursor_or_a_cursor_without_its_rows(
    workshop: Workshop, sessions: Opener, tmp_path: Path
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        cuts = Cuts(session, tmp_path)
        await session.sync_once(["quotes"])
        cuts.end()
    assert [(rows, told) for rows, told in cuts.found if rows != told] == []
    assert {rows for rows, _ in cuts.found} == {*range(0, NUMBER, PAGE), NUMBER}
