"""What happens to an error nobody expected: logged without any local values, shown once, survived."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

import structlog

_log = structlog.get_logger("crash")


class CrashHandler:
    """Takes every error that reached the top of a thread, a task or Qt's event loop."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown: set[str] = set()

    def install(self) -> None:
        """Take over Python's hooks for uncaught errors in all threads."""
        sys.excepthook = self._hook
        threading.excepthook = lambda told: self.failed(told.exc_value or RuntimeError("unknown error"))

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def failed(self, error: BaseException) -> None:
        """Log where the error came from, and tell the person once per kind of error."""
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        kind = type(error).__name__
        _log.error("unexpected error", kind=kind, where=where)
        place = where[-1].rpartition("/")[2] if where else "an unknown place"
        if (told := f"{kind} in {place}") not in self._shown:
            self._shown.add(told)
            self._show(f"Something unexpected happened ({told}). Your data is safe; the log has more.")

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.failed(error)
