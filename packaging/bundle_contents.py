"""What goes into the frozen program and what stays out of it; read by the spec file and by tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

# Loaded by name at run time, so that following import statements does not find them.
LOADED_BY_NAME = (
    "forge_desktop",
    "keyring.backends",
    "uvicorn",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "platformdirs",
    "xlsxwriter",
)
WITH_DATA = ("tzdata",)
WITH_METADATA = ("forge-desktop", "keyring")

# Never needed by the program, only by those who develop it or by command lines of libraries.
LEFT_OUT_MODULES = [
    *("tkinter", "_tkinter", "turtle", "idlelib", "test", "lib2to3", "ensurepip", "readline"),
    *("pytest", "_pytest", "pytestqt", "hypothesis", "mypy", "ruff", "pip", "setuptools", "PyInstaller"),
    *("rich", "pygments", "IPython", "numpy", "pandas"),
]

# Qt plug-ins for bare screens without a window system; nobody plans production on a framebuffer.
LEFT_OUT_PLUGINS = (
    *("platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqvnc", "platforms/libqvkkhrdisplay"),
    *("platforms/libqminimalegl", "plugins/egldeviceintegrations/", "plugins/generic/"),
    *("libQt6EglFSDeviceIntegration", "libQt6EglFsKmsSupport"),
)

# Libraries of the build machine that Python itself needs and that differ between distributions. Everything
# else from there (X11, fontconfig, glib, dbus, …) is left to the system the program runs on: a bundled
# fontconfig does not know that system's fonts, and letters become boxes.
SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")
KEPT_FROM_SYSTEM = ("libpython3", "libssl", "libcrypto", "libsqlite3", "libffi", "libmpdec")


def stays_out(name: str, source: str, kind: str) -> bool:
    """Whether a collected file is left out: its name in the bundle, its source, PyInstaller's kind."""
    if any(part in name for part in LEFT_OUT_PLUGINS):
        return True
    if kind != "BINARY" or not source.startswith(SYSTEM_FOLDERS):
        return False
    return not PurePosixPath(name).name.startswith(KEPT_FROM_SYSTEM)


def kept(collected: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The collected files without those that stay out, and without links that then point nowhere."""
    staying = [entry for entry in collected if not stays_out(*entry)]
    names = {name for name, _, kind in staying if kind != "SYMLINK"}
    return [
        (name, source, kind)
        for name, source, kind in staying
        if kind != "SYMLINK" or str(PurePosixPath(name).parent / source) in names
    ]
