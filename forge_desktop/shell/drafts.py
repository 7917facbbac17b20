"""Orders that were begun and not agreed to: a small file each, so that a crash loses a second of typing."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from forge_desktop.settings.files import set_aside, trouble, write_whole

_LARGEST = 8 << 20


class Drafts:
    """The drafts of one connection, by name. Usable from any thread, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "drafts"
        self._turn = Lock()
        self._newest: dict[str, int] = {}

    def load(self, name: str) -> tuple[dict[str, Any], int] | None:
        """What was typed, and when it was kept (UTC seconds); a damaged draft is set aside."""
        path = self._path(name)
        with self._turn:
            try:
                if path.stat().st_size > _LARGEST:
                    raise ValueError("too large")
                told = json.loads(path.read_text(encoding="utf-8"))
                state, at = told["state"], told["at"]
                if not isinstance(state, dict) or not isinstance(at, int):
                    raise ValueError("no draft")
            except OSError:
                return None
            except (ValueError, KeyError, TypeError, RecursionError):
                with suppress(OSError):
                    set_aside(path)
                return None
        return state, at

    def keep(self, name: str, state: dict[str, Any], at: int, order: int) -> None:
        """Keep it; an older one (lower `order`) never takes the place of a newer. StorageTrouble."""
        with self._turn:
            if order < self._newest.get(name, -1):
                return
            self._newest[name] = order
            path = self._path(name)
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise trouble(path, error) from error
            write_whole(path, json.dumps({"at": at, "state": state}))

    def forget(self, name: str, order: int) -> None:
        """It is not needed any more."""
        with self._turn:
            self._newest[name] = order
            with suppress(OSError):
                self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
