"""Connections are stored, tried and removed from the command line; no key is an argument or in a file."""

from __future__ import annotations

import getpass
import io
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import null

from forge_desktop.server.running import RunningServer
from tests.cli.conftest import ACCESS_KEY, API_KEY, Said, Shell
from tests.connections.keychains import Memory

KEYS = {"FORGE_DESKTOP_API_KEY": API_KEY, "FORGE_DESKTOP_ACCESS_KEY": ACCESS_KEY}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data", {})


def add(shell: Shell, url: str, name: str = "Shop") -> int:
    return shell.run(
        "connections", "add", name, "--url", url, "--profile", "local", "--timezone", "Europe/Tallinn"
    )


def test_without_any_connection_every_command_says_what_to_do_and_ends_with_code_6(
    shell: Shell, said: Said
) -> None:
    for words in (["sync"], ["list", "lots"], ["show", "lots", "1"], ["connections", "test"]):
        assert shell.run(*words) == 6
        assert "connections add" in said.both()[1]


def test_a_connection_is_added_listed_used_tested_and_removed(
    shell: Shell, server: RunningServer, keychain: Memory, said: Said
) -> None:
    shell.environ = dict(KEYS)
    assert add(shell, server.url) == 0
    assert "keys lie in Test keychain" in said.both()[0]
    shell.environ = {}
    assert shell.run("connections", "test") == 0
    assert "Connected" in said.both()[0]
    assert shell.run("connections", "list", "--json") == 0
    (entry,) = said.json()
    assert (entry["name"], entry["base_url"], entry["profile"]) == ("Shop", server.url, "local")
    assert shell.run("sync", "units") == 0
    assert shell.run("list", "units") == 0
    assert shell.run("connections", "remove", "shop") == 0
    assert keychain.held == {}
    assert list((shell.data / "connections").iterdir()) == []
    assert shell.run("connections") == 0
    assert "No connection is stored" in said.both()[1]


def test_keys_are_asked_for_without_echo_on_a_terminal(
    shell: Shell, server: RunningServer, keychain: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = {"API key: ": API_KEY, "Access key: ": ACCESS_KEY}
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", answers.__getitem__)
    assert add(shell, server.url) == 0
    assert sorted(keychain.held.values()) == sorted([API_KEY, ACCESS_KEY])


def test_without_a_terminal_and_without_keys_nothing_is_stored(
    shell: Shell, keychain: Memory, said: Said
) -> None:
    assert add(shell, "http://127.0.0.1:1/rest/v1") == 6
    assert "FORGE_DESKTOP_API_KEY" in said.both()[1]
    assert not (shell.data / "connections.json").exists()


def test_without_a_keychain_the_keys_stay_out_and_that_is_said(
    shell: Shell, server: RunningServer, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", null.Keyring)
    shell.environ = dict(KEYS)
    assert add(shell, server.url) == 0
    out, err = said.both()
    assert "without its keys" in out
    assert "no keychain" in err
    assert shell.run("connections", "test", "Shop") == 0
    shell.environ = {}
    assert shell.run("connections", "test", "Shop") == 6
    assert "not in a keychain" in said.both()[1]


@pytest.mark.parametrize(
    "words",
    [
        ["--url", "http://example.com/rest/v1", "--timezone", "UTC"],
        ["--url", "file:///etc/passwd", "--timezone", "UTC"],
        ["--url", "https://user:secret@example.com", "--timezone", "UTC"],
        ["--url", "https://example.com", "--timezone", "Moon/Base"],
        ["--url", "https://example.com", "--timezone", "UTC", "--profile", "sap"],
    ],
)
def test_what_cannot_be_a_connection_is_refused_in_words(
    shell: Shell, keychain: Memory, said: Said, words: list[str]
) -> None:
    shell.environ = dict(KEYS)
    assert shell.run("connections", "add", "Shop", *words) == 2
    assert said.both()[1].strip()
    assert not (shell.data / "connections.json").exists()
    assert keychain.held == {}


def test_a_name_that_is_taken_is_refused_and_the_first_keeps_its_keys(
    shell: Shell, server: RunningServer, keychain: Memory
) -> None:
    shell.environ = dict(KEYS)
    assert add(shell, server.url) == 0
    held = dict(keychain.held)
    assert add(shell, server.url, "SHOP") == 1
    assert keychain.held == held


def test_a_test_says_by_its_code_whether_the_key_or_the_server_is_wrong(
    shell: Shell, server: RunningServer, keychain: Memory, said: Said
) -> None:
    shell.environ = dict(KEYS) | {"FORGE_DESKTOP_ACCESS_KEY": "canary-wrong"}
    assert add(shell, server.url, "Wrong key") == 0
    shell.environ = dict(KEYS)
    assert add(shell, "http://127.0.0.1:1/rest/v1", "Nobody") == 0
    shell.environ = {}
    said.both()
    assert shell.run("connections", "test", "Wrong key", "--json") == 4
    assert said.json()["ok"] is False
    assert shell.run("connections", "test", "Nobody", "--json") == 3
    assert said.json()["title"] == "The server cannot be reached"
    assert shell.run("connections", "test") == 6
    assert "--connection" in said.both()[1]
    assert shell.run("--connection", "Nobody", "connections", "test") == 3
    assert shell.run("connections", "test", "Unknown") == 6


def test_the_key_of_another_company_is_noticed_and_ends_with_code_4(
    shell: Shell, server: RunningServer, keychain: Memory, said: Said
) -> None:
    shell.environ = dict(KEYS)
    assert add(shell, server.url) == 0
    for name in keychain.held:
        keychain.held[name] = "canary-other-company"
    shell.environ = {}
    server.log.clear()
    assert shell.run("sync", "units") == 4
    assert "another account" in said.both()[1]
    assert server.log == []


def test_a_damaged_list_is_kept_aside_and_told(shell: Shell, said: Said) -> None:
    shell.data.mkdir()
    (shell.data / "connections.json").write_text("{", encoding="utf-8")
    assert shell.run("connections") == 0
    assert "connections.damaged-1.json" in said.both()[1]
