"""The arrangement of pages is kept in one small file, which may be damaged or unwritable."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from forge_desktop.shell import layouts
from forge_desktop.shell.layouts import Layouts


def _ignore(sentence: str) -> None:
    """Nothing is expected to be said."""


def test_what_is_saved_is_there_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    first = Layouts(tmp_path / "layout.json", _ignore)
    assert first.load("lots") is None
    first.save("lots", {"query": "für §"})
    first.write()
    second = Layouts(tmp_path / "layout.json", _ignore)
    assert second.load("lots") == {"query": "für §"}
    assert second.notice == ""


def test_many_changes_are_written_once_a_moment_later(qtbot: QtBot, tmp_path: Path) -> None:
    kept = Layouts(tmp_path / "layout.json", _ignore)
    kept._timer.setInterval(20)
    for number in range(50):
        kept.save("lots", number)
    assert not (tmp_path / "layout.json").exists()
    qtbot.waitUntil(lambda: (tmp_path / "layout.json").exists())
    assert json.loads((tmp_path / "layout.json").read_text()) == {"lots": 49}
    assert layouts._PAUSE > 20


def test_a_damaged_file_is_put_aside_and_said(qtbot: QtBot, tmp_path: Path) -> None:
    for number, text in enumerate(("{", "[1, 2]", "[" * 5_000, "\x00"), 1):
        (tmp_path / "layout.json").write_text(text)
        kept = Layouts(tmp_path / "layout.json", _ignore)
        assert "damaged" in kept.notice
        assert kept.load("lots") is None
        assert (tmp_path / f"layout.damaged-{number}.json").read_text() == text


def test_a_file_that_cannot_be_written_is_said_and_nothing_else_happens(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "file").touch()
    kept = Layouts(tmp_path / "file" / "layout.json", said.append)
    assert "could not be read" in kept.notice
    kept.save("lots", 1)
    kept.write()
    assert len(said) == 1
    assert "layout.json" in said[0]
