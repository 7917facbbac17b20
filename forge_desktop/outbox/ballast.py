"""Eight megabytes kept in reserve, so that a full disk does not cost a person what was just entered."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from forge_desktop.paths import touch_private

SIZE = 8 << 20
_BLOCK = 1 << 20


class Ballast:
    """A file that only takes room, until room is what is missing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> None:
        """Take the room if the disk has plenty; a disk that has not is no reason to stop."""
        with suppress(OSError):
            if self._path.exists() or shutil.disk_usage(self._path.parent).free < 4 * SIZE:
                return
            draft = self._path.with_name(f"{self._path.name}.draft")
            try:
                touch_private(draft)
                with draft.open("wb") as file:
                    for _ in range(SIZE // _BLOCK):
                        file.write(os.urandom(_BLOCK))  # zeros would take no room on a disk that packs
                draft.replace(self._path)
            finally:
                draft.unlink(missing_ok=True)

    def drop(self) -> bool:
        """Give the room back; True when there was some."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
