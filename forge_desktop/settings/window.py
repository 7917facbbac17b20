"""What the window is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """One start of the window, as asked for on the command line."""

    data_dir: Path
    demo: bool = False
    connection: str | None = None
    """Name of the connection to open; None: the one of the environment, else the last used."""
    screenshot: Path | None = None
    """Draw one page into this PNG and end."""
    view: str | None = None
    """Name of the resource whose page is opened."""
    theme: str | None = None
    size: tuple[int, int] | None = None
    """Width and height in pixels."""
