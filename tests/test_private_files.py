"""Whatever the program keeps, only its own user can read (design/reliability.md, S17)."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from forge_desktop import log
from forge_desktop.paths import GATES, make_private, touch_private

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such rights")


@pytest.fixture(autouse=True)
def lavish() -> Iterator[None]:
    """A person whose new files are for everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> dict[str, str]:
    """Everything below the folder, and the folder itself, that others could read."""
    found = [folder, *folder.rglob("*")]
    assert len(found) > 1
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in found}
    return {str(path): f"{rights(path):04o}" for path, right in wanted.items() if rights(path) != right}


def test_everything_that_a_sync_with_the_demo_keeps_is_for_its_user_alone(tmp_path: Path) -> None:
    data, gates = tmp_path / "some" / "data", tmp_path / "cache" / "gates"
    words = [sys.executable, "-m", "forge_desktop", "--data-dir", str(data), "--demo", "sync", "units"]
    done = subprocess.run(
        words, env=os.environ | {GATES: str(gates)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    kept = {path.name for path in data.rglob("*")}
    assert kept >= {"server.db", "cache.db", "outbox.db", "outbox.journal", "logs"}
    assert open_to_others(tmp_path / "some") == {}
    assert rights(gates) == rights(gates.parent) == 0o700


def test_the_files_beside_a_database_take_its_rights(tmp_path: Path) -> None:
    touch_private(tmp_path / "folder" / "x.db")
    with closing(sqlite3.connect(tmp_path / "folder" / "x.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        assert {path.suffix for path in (tmp_path / "folder").iterdir()} == {".db", ".db-wal", ".db-shm"}
        assert open_to_others(tmp_path / "folder") == {}


def test_a_turned_log_is_as_private_as_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LARGEST_FILE", 500)
    running = log.start(tmp_path / "logs", "INFO")
    try:
        for number in range(10):
            structlog.stdlib.get_logger("cli").warning("a line", number=number)
    finally:
        running.close()
    assert len(list((tmp_path / "logs").iterdir())) > 1
    assert open_to_others(tmp_path / "logs") == {}


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o750)
    make_private(shared / "mine" / "deeper")
    assert (rights(shared), rights(shared / "mine"), rights(shared / "mine" / "deeper")) == (
        0o750,
        0o700,
        0o700,
    )
