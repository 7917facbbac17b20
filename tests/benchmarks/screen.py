"""A screen that is only memory: the dressed application, its windows, the beat of its loop, and waiting."""

from __future__ import annotations

import gc
import os
import statistics
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from forge_desktop.shell.app import keep_smooth
from forge_desktop.widgets import theme

SIZE = (1200, 800)
_LONGEST = 180_000
"""Milliseconds after which waiting is given up."""


def application() -> QApplication:
    """The application, dressed as the program dresses it."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    made = QApplication(["benchmark"])
    made.setQuitOnLastWindowClosed(False)
    theme.apply(made, "light")
    keep_smooth()
    return made


def window_of(inside: QWidget) -> QMainWindow:
    """A window of a usual size around a page, not shown yet."""
    window = QMainWindow()
    window.resize(*SIZE)
    window.setCentralWidget(inside)
    return window


def discard(window: QWidget) -> None:
    """Close a window and let Qt delete it now."""
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    gc.collect()


class Beat(QObject):
    """A timer of one millisecond in the window's loop: its longest gap is the longest block of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Forget what was measured and begin."""
        self.gaps = []
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """End, counting what has passed since the last tick."""
        self._timer.stop()
        self.gaps.append(perf_counter() - self._last)

    @property
    def longest(self) -> float:
        """Seconds of the longest gap."""
        return max(self.gaps)

    @property
    def p99(self) -> float:
        """Seconds that 99 of 100 gaps stay below."""
        return sorted(self.gaps)[int(len(self.gaps) * 0.99)]

    def _tick(self) -> None:
        now = perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


class Waiting:
    """Runs the window's loop until somebody says that it is over. TimeoutError after three minutes."""

    def __init__(self) -> None:
        self._loop = QEventLoop()
        self._over = False

    def over(self) -> None:
        """What was waited for has come."""
        self._over = True
        self._loop.quit()

    def wait(self) -> None:
        """Run the loop until `over`."""
        if self._over:
            return
        guard = QTimer(singleShot=True, interval=_LONGEST)
        guard.timeout.connect(self._loop.quit)
        guard.start()
        self._loop.exec()
        guard.stop()
        if not self._over:
            raise TimeoutError("the window did not get there")


def rest(milliseconds: int) -> None:
    """Run the window's loop for a while."""
    waiting = Waiting()
    QTimer.singleShot(milliseconds, waiting.over)
    waiting.wait()


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
