"""Where the arrangement of pages lives between runs: one small JSON file per connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings.files import set_aside, write_whole

_PAUSE = 800
"""Milliseconds after the last change until it is written: dragging a column must not write fifty times."""


class Layouts(QObject):
    """The arrangements of all pages of one connection; without a path nothing is kept, as for a picture."""

    def __init__(
        self, path: Path | None, trouble: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._trouble = trouble
        self.notice = ""
        """Empty, or one sentence about a file that could not be read."""
        self._told: dict[str, Any] = self._read()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.write)

    def load(self, name: str) -> Any:
        """What was kept for a page; None when nothing was."""
        return self._told.get(name)

    def save(self, name: str, told: Any) -> None:
        """Keep an arrangement; it is written a moment later."""
        if self._told.get(name) != told:
            self._told[name] = told
            self._timer.start()

    def write(self) -> None:
        """Write what was not written yet."""
        self._timer.stop()
        if self._path is None:
            return
        try:
            write_whole(self._path, json.dumps(self._told, ensure_ascii=False, indent=1))
        except StorageTrouble as trouble:
            self._trouble(trouble.message)

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            told = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.notice = f"The arrangement of the pages could not be read ({error.strerror})."
            return {}
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, dict):
            return told
        with suppress(OSError):
            aside = set_aside(self._path)
            self.notice = f"The arrangement of the pages was damaged; it was kept aside as {aside.name}."
        return {}
