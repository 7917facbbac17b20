"""Where files lie: the data folder, one folder per connection in it, and the shipped resources."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


def default_data_dir() -> Path:
    """The user's own local folder of the program, never a roaming one: databases do not travel."""
    return user_data_path("forge-desktop", appauthor=False, roaming=False)


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
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

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
