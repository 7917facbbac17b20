"""One window per data folder, with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.shell.instance import Instance, Other

_HOLD = (
    "import sys, time; from pathlib import Path; from PySide6.QtWidgets import QApplication;"
    "from forge_desktop.shell.instance import Instance; app = QApplication([]);"
    "one = Instance(Path(sys.argv[1]), picture=sys.argv[2] == 'picture');"
    "one.raised.connect(lambda: (print('raised', flush=True), app.quit()));"
    "print(one.take().value, flush=True); app.exec(); one.close()"
)


class _Holder:
    """Another process that has the data folder."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(folder), kind], stdout=subprocess.PIPE, text=True
        )
        self.first = self.line()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


Hold = Callable[..., _Holder]


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Hold]:
    """Lets another process have the folder."""
    with ExitStack() as running:

        def holding(kind: str = "window") -> _Holder:
            holder = _Holder(tmp_path, kind)
            running.callback(holder.end)
            return holder

        yield holding


def _takes(folder: Path, *, picture: bool = False) -> Other:
    instance = Instance(folder, picture=picture)
    try:
        return instance.take()
    finally:
        instance.close()


def test_a_second_start_raises_the_first_window(qapp: QApplication, tmp_path: Path, hold: Hold) -> None:
    holder = hold()
    assert holder.first == "nobody"
    assert _takes(tmp_path) is Other.WINDOW
    assert holder.line() == "raised"


def test_a_picture_does_not_raise_the_window_that_is_open(
    qapp: QApplication, tmp_path: Path, hold: Hold
) -> None:
    holder = hold()
    assert _takes(tmp_path, picture=True) is Other.WINDOW
    assert _takes(tmp_path) is Other.WINDOW
    assert holder.line() == "raised"


def test_a_window_is_told_that_a_picture_is_being_drawn(qapp: QApplication, tmp_path: Path, hold: Hold) -> None:
    hold("picture")
    assert _takes(tmp_path) is Other.PICTURE


def test_a_killed_window_leaves_nothing_that_stops_the_next_one(
    qapp: QApplication, tmp_path: Path, hold: Hold
) -> None:
    holder = hold()
    holder.process.kill()
    holder.process.wait()
    assert _takes(tmp_path) is Other.NOBODY


def test_a_window_that_hangs_is_told_apart(
    qapp: QApplication, tmp_path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forge_desktop.shell.instance._PATIENCE", 200)
    holder = hold()
    holder.process.send_signal(signal.SIGSTOP)
    assert _takes(tmp_path) is Other.SILENT
    holder.process.send_signal(signal.SIGCONT)


def test_another_folder_is_another_program(qapp: QApplication, tmp_path: Path, hold: Hold) -> None:
    hold()
    other = tmp_path / "other"
    other.mkdir()
    assert _takes(other) is Other.NOBODY


def test_a_folder_that_cannot_be_written_still_gets_its_window(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert _takes(file / "folder") is Other.NOBODY
