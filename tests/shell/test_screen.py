"""Without a screen the window says what is missing and ends; a picture of a page is drawn nevertheless."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge_desktop.shell import screen

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", screen.PLATFORM, "XAUTHORITY")


def _start(data: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name not in _SCREENS}
    command = [sys.executable, "-m", "forge_desktop", "--data-dir", str(data)]
    return subprocess.run(command, env=plain | environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
        ({"DISPLAY": ":4711"}, "Forge Desktop cannot open a window"),
    ],
    ids=["no screen", "a screen that does not answer"],
)
def test_a_start_without_a_screen_ends_with_one_sentence(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    ended = _start(tmp_path / "data", **environ)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_picture_is_drawn_into_memory_where_there_is_no_screen() -> None:
    environ: dict[str, str] = {}
    assert screen.prepare(environ, picture=True, system="linux") == ""
    assert environ == {screen.PLATFORM: "offscreen"}


@pytest.mark.parametrize(
    ("environ", "system"),
    [({screen.PLATFORM: "offscreen"}, "linux"), ({}, "win32"), ({}, "darwin")],
)
def test_what_a_person_chose_and_other_systems_are_left_alone(environ: dict[str, str], system: str) -> None:
    before = dict(environ)
    assert screen.prepare(environ, picture=False, system=system) == ""
    assert environ == before


@pytest.mark.parametrize("environ", [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    monkeypatch.setattr(screen, "_missing", lambda plugin: "libxcb-cursor.so.0")
    assert "libxcb-cursor.so.0 is missing" in screen.prepare(environ, picture=False, system="linux")


def test_one_usable_way_to_the_screen_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "_missing", lambda plugin: "libwayland.so" if "wayland" in plugin else "")
    monkeypatch.setattr(screen, "_answers", lambda: True)
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert screen.prepare(both, picture=False, system="linux") == ""
