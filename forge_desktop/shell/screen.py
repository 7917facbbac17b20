"""Looks whether there is a screen to draw on, because Qt ends the process without a word fit for a person."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

PLATFORM = "QT_QPA_PLATFORM"
PACKAGES = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 "
    "libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libegl1 libgl1"
)
"""Debian's names of what Qt needs to draw on a screen."""
_OFFSCREEN = "offscreen"


def prepare(environ: MutableMapping[str, str], *, picture: bool, system: str = sys.platform) -> str:
    """What is missing, in one sentence; empty when a window can be opened. A picture needs no screen."""
    if not system.startswith("linux") or environ.get(PLATFORM):
        return ""
    trouble = _trouble(environ)
    if trouble and picture:
        environ[PLATFORM] = _OFFSCREEN
        return ""
    return trouble


def _trouble(environ: Mapping[str, str]) -> str:
    display, wayland = environ.get("DISPLAY", ""), environ.get("WAYLAND_DISPLAY", "")
    if not display and not wayland:
        return (
            "Forge Desktop needs a screen, and there is none: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Start it in a desktop session; pictures of a page (--screenshot) and the commands need no screen."
        )
    if wayland:
        missing = _missing("libqwayland.so")
        return _library(missing) if missing and (not display or _x11(display)) else ""
    return _x11(display)


def _x11(display: str) -> str:
    missing = _missing("libqxcb.so")
    if missing:
        return _library(missing)
    return "" if _answers() else f"Forge Desktop cannot open a window: the screen {display} does not answer."


def _library(name: str) -> str:
    return (
        f"Forge Desktop cannot open a window: the system library {name} is missing. "
        f"On Debian and Ubuntu, as root: apt install {PACKAGES}"
    )


def _missing(plugin: str) -> str:
    """The library that keeps a plugin of Qt from being loaded; empty when it can be, or is not there at all."""
    path = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / plugin
    if not path.exists():
        return ""
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        return str(error).partition(":")[0]
    return ""


def _answers() -> bool:
    """Whether the X server that DISPLAY names lets us in; Qt itself would end the process."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # then the plugin brought its own
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        return False
    return True  # and stays connected: a server starts anew when its only client leaves, and would refuse Qt
