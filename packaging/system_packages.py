"""Finds the system libraries and tools Qt and the build need, and gets exactly the missing ones.

Each library is loaded by its soname, because Qt's own message names the wrong one and a package
list would also be wrong on systems that have the library from elsewhere.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

LIBRARIES: dict[str, dict[str, str]] = {
    "offscreen": {
        "libGL.so.1": "libgl1",
        "libEGL.so.1": "libegl1",
        "libX11.so.6": "libx11-6",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    },
    "x11": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}
FILES: dict[str, dict[str, str]] = {
    # a frozen program carries Python as a library, which Debian splits off
    "build": {
        str(Path(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("INSTSONAME") or "")): (
            f"libpython3.{sys.version_info.minor}"
        ),
    },
}
TOOLS: dict[str, dict[str, str]] = {"build": {"objcopy": "binutils"}}


class MissingPackagesError(Exception):
    """System packages are missing and cannot be installed from here; the text says what to do."""


def groups_for(verb: str, environ: Mapping[str, str], platform: str) -> tuple[str, ...]:
    """Which groups of the tables above a command needs on this machine."""
    if not platform.startswith("linux"):
        return ()
    if verb != "run":
        return ("offscreen", "build") if verb == "build" else ("offscreen",)
    wanted = ["offscreen"]
    if environ.get("QT_QPA_PLATFORM") not in {"offscreen", "minimal"}:
        wanted += ["x11"] if environ.get("DISPLAY") else []
        wanted += ["wayland"] if environ.get("WAYLAND_DISPLAY") else []
    return tuple(wanted)


def loads(soname: str) -> bool:
    """Whether the dynamic linker finds this library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing(
    groups: Iterable[str],
    has_library: Callable[[str], bool] = loads,
    has_tool: Callable[[str], bool] = lambda name: shutil.which(name) is not None,
    has_file: Callable[[str], bool] = os.path.exists,
) -> dict[str, str]:
    """What is not there: soname, tool or file → the Debian package that brings it."""
    absent: dict[str, str] = {}
    for group in groups:
        for table, is_there in ((LIBRARIES, has_library), (TOOLS, has_tool), (FILES, has_file)):
            wanted = table.get(group, {})
            absent.update({name: package for name, package in wanted.items() if not is_there(name)})
    return absent


def instruction(absent: Mapping[str, str], has_apt: bool) -> str:
    """What a person without root rights has to do, as one line to copy."""
    names = ", ".join(sorted(absent))
    if not has_apt:
        return (
            f"Missing on this system: {names}.\n"
            "Install them with your distribution's package manager "
            f"(on Debian they are in: {' '.join(sorted(set(absent.values())))}), then start again."
        )
    packages = " ".join(sorted(set(absent.values())))
    return (
        f"Missing on this system: {names}.\n"
        f"Install them with:\n\n    sudo apt-get install -y --no-install-recommends {packages}\n\n"
        "then start again."
    )


def apt_install(packages: list[str]) -> str | None:
    """Install, updating the package lists only when the first attempt fails; returns apt's complaint."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    for command in (install, [*apt, "update"], install):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if command is install and done.returncode == 0:
            return None
    return (done.stdout + done.stderr).strip()


def provide(groups: Iterable[str], also: Mapping[str, str]) -> None:
    """Make everything the groups need present, or raise MissingPackagesError; `also` is wanted on top."""
    groups = tuple(groups)
    absent = {**missing(groups), **also}
    if not absent:
        return
    has_apt = shutil.which("apt-get") is not None
    if os.geteuid() != 0 or not has_apt:
        raise MissingPackagesError(instruction(absent, has_apt))
    packages = sorted(set(absent.values()))
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    complaint = apt_install(packages)
    if complaint is not None:
        raise MissingPackagesError(f"{complaint}\n\n{instruction(absent, has_apt)}")
    still_absent = missing(groups)
    if still_absent:
        raise MissingPackagesError(instruction(still_absent, has_apt))
