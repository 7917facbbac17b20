"""An error nobody expected is logged without secrets, said once, and survived; wherever it happened."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from forge_desktop import log
from forge_desktop.shell.crash import LastResort
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]
_SECRET = "a-secret-nobody-told-the-log"


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """The text of the log so far."""
    running = log.start(tmp_path / "logs")
    yield lambda: (tmp_path / "logs" / "forge-desktop.log").read_text()
    running.close()


def _raise(secret: str) -> None:
    local = f"value {secret}"
    raise ValueError(f"cannot use {local}")


def _error() -> BaseException:
    try:
        _raise(_SECRET)
    except ValueError as error:
        return error
    raise AssertionError


def test_the_log_has_the_place_but_neither_values_nor_the_text_of_the_error(
    qapp: QApplication, logged: Callable[[], str]
) -> None:
    LastResort().failed(_error())
    told = logged()
    assert "ValueError" in told
    assert "test_crash.py" in told
    assert "_raise" in told
    assert _SECRET not in told


def test_the_same_error_is_said_once_but_logged_each_time(
    qapp: QApplication, logged: Callable[[], str]
) -> None:
    said: list[str] = []
    handler = LastResort()
    handler.told.connect(said.append)
    for _ in range(3):
        handler.failed(_error())
    assert len(said) == 1
    assert "ValueError in test_crash.py" in said[0]
    assert _SECRET not in said[0]
    assert logged().count("unexpected error") == 3


def test_the_hooks_are_given_back(qapp: QApplication) -> None:
    handler = LastResort()
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    handler.install()
    handler.uninstall()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


class _Button(QObject):
    pressed = Signal()


def test_an_error_in_a_slot_a_timer_a_task_a_thread_and_the_engine_is_survived(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)
    said: list[str] = []

    async def story(told: Told) -> None:
        program = told.program
        await told.opened()
        program.crash.told.disconnect(told.bugs.append)
        program.crash.told.connect(said.append)
        button = _Button()
        button.pressed.connect(lambda: _slot())
        button.pressed.emit()
        QTimer.singleShot(0, lambda: _timer())
        program.tasks.start(_task(), "a task with a bug")
        threading.Thread(target=_thread).start()
        program.bridge.post(lambda: _engine())
        asyncio.get_running_loop().call_soon(lambda: _callback())
        await until(lambda: len(said) >= 6, f"only {len(said)} of six errors were said")
        assert {sentence.split("(")[1].split(" ")[0] for sentence in said} == {"ZeroDivisionError"}
        await told.go("lots")
        assert told.page.table.rowCount() > 0

    live(qapp, options(tmp_path / "data"), story)
    written = (tmp_path / "data" / "logs" / "forge-desktop.log").read_text()
    for name in ("_slot", "_timer", "_task", "_thread", "_engine", "_callback"):
        assert f" {name}" in written


def _slot() -> float:
    return 1 / 0


def _timer() -> float:
    return 1 / 0


async def _task() -> float:
    return 1 / 0


def _thread() -> float:
    return 1 / 0


def _engine() -> float:
    return 1 / 0


def _callback() -> float:
    return 1 / 0


def test_an_engine_that_a_bug_ended_is_started_again(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forge_desktop.shell.program._AFTER_A_BUG", 0.01)
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        engine = told.view.desk._engine
        assert engine is not None
        told.program.crash.told.disconnect(told.bugs.append)
        said: list[str] = []
        told.program.crash.told.connect(said.append)
        work = engine._background.work

        async def bug() -> None:
            engine._background.work = work  # type: ignore[method-assign]
            raise RuntimeError

        engine._background.work = bug  # type: ignore[method-assign]
        await told.press("F5")
        await told.program.bridge.run(_soon)
        engine._background.poke()
        await until(lambda: said, "the bug was not said")
        await told.go("manufacturing-orders")
        await told.press("F5")
        assert told.view.banner.sentence == ""

    live(qapp, options(tmp_path / "data"), story)


async def _soon() -> None:
    await asyncio.sleep(0)
