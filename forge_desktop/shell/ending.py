"""Ctrl+C in the terminal and a polite kill end the program in order, as its window's close button does."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ending(QObject):
    """Calls `end` in the window's thread when the system asks the program to end; made in the main thread.

    Python handles a signal only between two of its own steps, and Qt's loop may not take one for a long time:
    the signal's number also arrives on a socket, which wakes that loop.
    """

    def __init__(self, end: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = end
        self._inner, self._outer = socket.socketpair()
        for one in (self._inner, self._outer):
            one.setblocking(False)
        self._notifier = QSocketNotifier(self._inner.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._before = {number: signal.signal(number, self._asked) for number in _SIGNALS}
        self._waker = signal.set_wakeup_fd(self._outer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Give the signals back."""
        signal.set_wakeup_fd(self._waker)
        for number, before in self._before.items():
            signal.signal(number, before)
        self._notifier.setEnabled(False)
        self._inner.close()
        self._outer.close()

    def _woken(self) -> None:
        self._inner.recv(64)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._end()
