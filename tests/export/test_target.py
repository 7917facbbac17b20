"""Files get names that no stranger chose, and appear only when they are whole."""

from __future__ import annotations

import errno
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.errors import StorageTrouble
from forge_desktop.export import file_name
from forge_desktop.export.target import written

RESERVED = ["CON", "con", "PRN", "AUX", "NUL", "nul", "COM1", "COM9", "LPT1", "lpt9", "COM²", "CONIN$"]
HOSTILE = [
    "../../etc/passwd",
    "..\\..\\windows",
    "/absolute",
    "C:\\x",
    "a:b",
    "stream.txt:ads",
    ".hidden",
    "trailing. ",
    "...",
    "",
    " ",
    "\0",
    "a\nb",
    "\u202egnp.exe",
    '*?<>|"',
    "~",
    "$(rm)",
    "%PATH%",
    "ä" * 200,
    "x" * 300,
    "a/../b",
]
NAMES = [*HOSTILE, *("".join(p) for p in itertools.product(RESERVED, ["", ".", " ", ".txt", " x"], ["", "/"]))]


@pytest.mark.parametrize("title", NAMES, ids=ascii)
def test_a_name_is_valid_on_every_system_and_stays_in_its_folder(tmp_path: Path, title: str) -> None:
    check(tmp_path, file_name(title, "csv"))


@given(st.text())
def test_any_text_gives_a_valid_name(title: str) -> None:
    check(Path("/folder"), file_name(title, "xlsx"))


def check(folder: Path, name: str) -> None:
    stem = name.rpartition(".")[0]
    assert (folder / name).resolve().parent == folder.resolve()
    assert len(name.encode()) <= 100
    assert stem
    assert stem == stem.strip(" .")
    assert not set(name) & set('<>:"/\\|?*\0\n\r')
    assert stem.partition(".")[0].upper() not in {word.upper() for word in RESERVED}


def test_an_ordinary_title_stays_readable() -> None:
    assert file_name("Stock lots, 21 Nov", "csv") == "Stock lots 21 Nov.csv"


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), written(path) as file:
        file.write(b"half of the new o" + bytes(1 // 0))
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
    with written(path) as file:
        file.write(b"new")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StorageTrouble) as told, written(tmp_path / "out.csv"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert told.value.title == "The disk is full"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_folder_as_a_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(StorageTrouble, match="No such file"), written(tmp_path / "nowhere" / "out.csv"):
        pytest.fail("it opened")
    with pytest.raises(StorageTrouble, match="is a folder"), written(tmp_path):
        pytest.fail("it opened")
