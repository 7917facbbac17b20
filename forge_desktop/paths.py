"""Where files lie: the data folder, one folder per connection in it, and the shipped resources."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

GATES = "FORGE_DESKTOP_GATES"
"""Environment variable that names another folder for the gates; for tests and locked-down machines."""


def default_data_dir() -> Path:
    """The user's own local folder of the program, never a roaming one: databases do not travel."""
    return user_data_path("forge-desktop", appauthor=False, roaming=False)


def gates_dir() -> Path:
    """Where all windows and processes of this user count the requests of each key, whatever data they have."""
    told = os.environ.get(GATES)
    return Path(told) if told else user_cache_path("forge-desktop", appauthor=False) / "gates"


def make_private(folder: Path) -> None:
    """Create the folder, and those above it that are missing, for this user alone."""
    if not folder.is_dir():
        if folder.parent != folder:
            make_private(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)


def touch_private(path: Path) -> None:
    """Create the file for this user alone, unless it is there; its folder too."""
    make_private(path.parent)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def resources() -> Path:
    """The shipped icons, fonts and pictures: beside the sources, in the frozen build, or in the wheel."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    beside = Path(__file__).resolve().parent.parent / "resources"
    return beside if beside.is_dir() else Path(__file__).resolve().parent.parent / "forge_desktop_resources"


@dataclass(frozen=True, slots=True)
class Folders:
    """The data folder and what lies in it."""

    root: Path

    def make(self) -> None:
        """Create the folder for this user alone."""
        make_private(self.root)

    @property
    def connections(self) -> Path:
        """The list of connections, without any key."""
        return self.root / "connections.json"

    @property
    def settings(self) -> Path:
        """The user's own settings."""
        return self.root / "settings.json"

    @property
    def logs(self) -> Path:
        """Folder of the rotating log."""
        return self.root / "logs"

    @property
    def demo(self) -> Path:
        """Database of the demo server."""
        return self.root / "demo" / "server.db"

    def connection(self, ident: str) -> Path:
        """Folder of one connection: its cache, which may be thrown away, and its outbox, which may not."""
        return self.root / "connections" / ident

    def cache(self, ident: str) -> Path:
        """The cache file of one connection."""
        return self.connection(ident) / "cache.db"

    def outbox(self, ident: str) -> Path:
        """The file of what waits to be written; it must never be lost."""
        return self.connection(ident) / "outbox.db"
