"""The choice to listen is kept with the connection, and a registered path never changes by itself."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from forge_desktop.errors import StorageTrouble
from forge_desktop.hooks.kept import FILE, Listening, keep, load


def test_nobody_listens_unasked_and_the_path_is_drawn_once(tmp_path: Path) -> None:
    folder = tmp_path / "connections" / "shop"
    first = load(folder)
    assert (first.on, first.port, first.hosts) == (False, 0, ())
    assert len(first.path) > 30
    assert load(folder) == first
    assert load(tmp_path / "other").path != first.path
    assert (folder / FILE).stat().st_mode & 0o077 == 0


def test_what_is_chosen_is_kept(tmp_path: Path) -> None:
    chosen = replace(load(tmp_path), on=True, port=8_766, hosts=("hooks.example.com",))
    assert keep(tmp_path, chosen) == chosen
    assert load(tmp_path) == chosen


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"port": 99999}', '{"path": "/short"}', '{"path": "x"}', '{"on": "perhaps"}', "\0"]
)
def test_a_damaged_choice_is_set_aside_and_nobody_listens(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert load(tmp_path) == Listening(path=load(tmp_path).path)
    assert (tmp_path / "listening.damaged-1.json").read_text() == text


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageTrouble):
        load(tmp_path / "file")
    with pytest.raises(StorageTrouble):
        keep(tmp_path / "file", Listening())


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("forge.example.com", "forge.example.com"),
        ("0.0.0.0", socket.gethostname()),
        ("::", socket.gethostname()),
    ],
)
def test_the_address_to_register_is_one_that_can_be_called(host: str, shown: str) -> None:
    assert Listening(port=8_766, path="/x").address(host) == f"http://{shown}:8766/x"


def test_behind_a_relay_its_own_address_is_the_one_to_register() -> None:
    alone, relayed = (
        Listening(port=1, path="/x"),
        Listening(port=1, hosts=("old", "hooks.example.com"), path="/x"),
    )
    assert alone.registered() == alone.address() == "http://127.0.0.1:1/x"
    assert relayed.registered() == "https://hooks.example.com/x"
