"""doctor says what works and what does not, in words, as JSON, and by its exit code."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from forge_desktop.cli.main import run
from tests.cli.conftest import Said, Shell


def findings(said: Said) -> dict[str, dict[str, Any]]:
    return {finding["what"]: finding for finding in said.json()}


def test_doctor_names_everything_it_looked_at(filled: Shell, said: Said) -> None:
    assert filled.run("doctor", "--json") == 0
    found = findings(said)
    for what in ("Forge Desktop", "Python", "Qt", "SQLite", "Data folder", "Rights", "Log", "Keychain"):
        assert found[what]["text"]
        assert found[what]["ok"] is True
    assert "records" in found["environment: local copy"]["text"]
    assert "Connected" in found["environment: server"]["text"]


def test_doctor_for_people_marks_what_is_wrong(fresh: Shell, said: Said) -> None:
    fresh.environ["FORGE_DESKTOP_URL"] = "http://127.0.0.1:1/rest/v1"
    assert fresh.run("doctor") == 3
    lines = said.both()[0].splitlines()
    assert [line for line in lines if line.startswith("!")] == [line for line in lines if ": server" in line]
    assert any("nothing was fetched yet" in line for line in lines)


def test_an_old_sqlite_is_mentioned_and_a_repaired_one_is_not(
    filled: Shell, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, told in (((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 0), False)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        filled.run("doctor", "--json")
        assert ("3.51.3" in findings(said)["SQLite"]["text"]) is told


def test_without_a_connection_doctor_still_answers(tmp_path: Path, said: Said) -> None:
    assert Shell(tmp_path / "data", {}).run("doctor", "--json") == 0
    assert findings(said)["Connection"]["text"].startswith("none")


def test_a_data_folder_that_others_can_read_is_told(tmp_path: Path, said: Said) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chmod(folder, 0o755)
    assert Shell(folder, {}).run("doctor", "--json") == 5
    assert findings(said)["Rights"]["ok"] is False


def test_a_wrong_key_is_told_with_code_4(fresh: Shell, said: Said) -> None:
    fresh.environ["FORGE_DESKTOP_ACCESS_KEY"] = "canary-wrong"
    assert fresh.run("doctor", "--json") == 4
    assert findings(said)["environment: server"]["ok"] is False


def test_a_damaged_local_copy_is_told_and_put_aside(fresh: Shell, said: Said) -> None:
    assert fresh.run("sync", "units") == 0
    (cache,) = fresh.data.glob("connections/*/cache.db")
    cache.write_bytes(b"no database at all" * 1_000)
    said.both()
    fresh.run("doctor", "--json")
    assert "damaged" in findings(said)["environment: local copy"]["text"]
    assert list(cache.parent.glob("cache.db.damaged-*"))


def test_a_data_folder_that_cannot_be_used_is_a_finding_among_others(tmp_path: Path, said: Said) -> None:
    (tmp_path / "file").touch()
    assert run(["--data-dir", str(tmp_path / "file"), "doctor", "--json"]) == 5
    found = {finding["what"]: finding for finding in said.json()}
    assert found["Python"]["ok"]
    assert not found["Data folder"]["ok"]
    assert str(tmp_path / "file") in found["Data folder"]["text"]
