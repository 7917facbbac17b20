"""What happens to an error nobody expected: logged without any local values, shown once, survived."""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog
from PySide6.QtCore import QObject, Signal

_log = structlog.get_logger("crash")


class LastResort(QObject):
    """Takes every error that reached the top of a thread, a task, a callback or Qt's event loop."""

    told = Signal(str)
    """One sentence for the person; arrives in the window's thread, wherever the error happened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: set[str] = set()

    def install(self) -> None:
        """Take over Python's hooks for uncaught errors in all threads."""
        sys.excepthook = self._hook
        sys.unraisablehook = lambda told: self.failed(told.exc_value or RuntimeError("unknown error"))
        threading.excepthook = lambda told: self.failed(told.exc_value or RuntimeError("unknown error"))

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__

    def failed(self, error: BaseException) -> None:
        """Log where the error came from, and tell the person once per kind of error. From any thread.

        Neither the values of variables nor the error's own text are kept: a key or a customer may be in them.
        """
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        kind = type(error).__name__
        _log.error("unexpected error", kind=kind, where=where)
        place = where[-1].replace("\\", "/").rpartition("/")[2] if where else "an unknown place"
        if (told := f"{kind} in {place}") not in self._shown:
            self._shown.add(told)
            self.told.emit(f"Something unexpected happened ({told}). Your data is safe; the log has more.")

    def in_loop(self, loop: object, context: dict[str, Any]) -> None:
        """The exception handler of an asyncio loop."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.failed(error)
        else:
            _log.error("unexpected error", kind="asyncio", where=[str(context.get("message", ""))[:200]])

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.failed(error)
