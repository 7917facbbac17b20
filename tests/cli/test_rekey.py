"""The next key of a stored connection: taken from the environment or a prompt, proven first, and kept."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from keyring.backends import null

from forge_desktop.connections import Connections
from forge_desktop.outbox import Outbox
from forge_desktop.paths import Folders
from forge_desktop.server import tables
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from tests.cli.conftest import ACCESS_KEY, API_KEY, Said, Shell, file
from tests.connections.keychains import Memory

REKEY = ("connections", "rekey", "Forge")


@pytest.fixture
def somebody(forge: RunningServer, tmp_path: Path, keychain: Memory) -> Shell:
    """Somebody whose connection was stored with its first key; nothing was fetched yet."""
    found = Shell(tmp_path / "data", {"FORGE_DESKTOP_API_KEY": new_key(forge)})
    words = ("--url", forge.forge_url, "--profile", "forgemrp", "--timezone", "Europe/Tallinn")
    assert found.run("connections", "add", "Forge", *words) == 0
    found.environ = {}
    return found


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[RunningServer]:
    """Another account's server, in which nothing is."""
    path = tmp_path / "stranger.db"
    engine = tables.connect(path)
    tables.create_all(engine)
    engine.dispose()
    with start(ServerOptions(database=str(path), demo=False, forge_requests=100_000)) as running:
        yield running


def new_key(server: RunningServer, *scopes: str) -> str:
    return keys.create(server.engine, scopes or keys.EVERYTHING)


def revoke_the_one_in(keychain: Memory, server: RunningServer) -> None:
    (held,) = keychain.held.values()
    assert keys.revoke(server.engine, held.split("_")[2])


def book(shell: Shell) -> bytes:
    return (shell.data / "connections.json").read_bytes()


def queue_a_client(shell: Shell, folder: Path) -> None:
    assert shell.run("create", "clients", "--from", file(folder, {"name": "Ootel OÜ"})) == 0


def test_the_next_key_is_proven_kept_and_used_from_then_on(
    somebody: Shell, forge: RunningServer, keychain: Memory, said: Said
) -> None:
    assert somebody.run("sync", "clients") == 0
    revoke_the_one_in(keychain, forge)
    assert somebody.run("sync", "clients") == 4
    second = new_key(forge)
    somebody.environ = {"FORGE_DESKTOP_API_KEY": second}
    said.both()
    assert somebody.run(*REKEY) == 0
    out, err = said.both()
    assert out == "The new key of “Forge” lies in Test keychain.\n"
    assert err == ""
    assert list(keychain.held.values()) == [second]
    somebody.environ = {}
    forge.log.clear()
    assert somebody.run("sync", "clients") == 0
    assert said.both()[1] == ""
    assert somebody.run("connections", "test", "Forge") == 0
    assert not any(
        second.encode() in found.read_bytes() for found in somebody.data.rglob("*") if found.is_file()
    )


def test_it_is_asked_for_without_echo_and_ctrl_d_changes_nothing(
    somebody: Shell, forge: RunningServer, keychain: Memory, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def away(prompt: str) -> str:
        raise EOFError

    second, before = new_key(forge), dict(keychain.held)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", away)
    assert somebody.run(*REKEY) == 6
    assert "No key was typed" in said.both()[1]
    assert keychain.held == before
    monkeypatch.setattr(getpass, "getpass", {"API key: ": second}.__getitem__)
    assert somebody.run(*REKEY) == 0
    assert list(keychain.held.values()) == [second]


def test_a_key_of_another_account_a_revoked_one_and_no_server_change_nothing(
    somebody: Shell, forge: RunningServer, stranger: RunningServer, keychain: Memory, said: Said
) -> None:
    assert somebody.run("sync", "clients") == 0
    before = (book(somebody), dict(keychain.held))
    revoked = new_key(forge)
    assert keys.revoke(forge.engine, revoked.split("_")[2])
    for key in (new_key(stranger), revoked):
        somebody.environ = {"FORGE_DESKTOP_API_KEY": key}
        assert somebody.run(*REKEY, "--same-account") == 4
        assert key not in said.both()[1]
    assert (book(somebody), dict(keychain.held)) == before
    away = before[0].replace(forge.forge_url.encode(), b"http://127.0.0.1:9/api/v1")
    (somebody.data / "connections.json").write_bytes(away)
    somebody.environ = {"FORGE_DESKTOP_API_KEY": new_key(forge)}
    assert somebody.run(*REKEY) == 3
    assert (book(somebody), dict(keychain.held)) == (away, before[1])


def test_where_nothing_tells_whose_it_is_but_something_waits_a_person_has_to_say_so(
    somebody: Shell, forge: RunningServer, keychain: Memory, said: Said, tmp_path: Path
) -> None:
    queue_a_client(somebody, tmp_path)
    before = (book(somebody), dict(keychain.held))
    second = new_key(forge)
    somebody.environ = {"FORGE_DESKTOP_API_KEY": second}
    said.both()
    assert somebody.run(*REKEY) == 4
    told = said.both()[1]
    assert "1 change waits" in told
    assert "--same-account" in told
    assert (book(somebody), dict(keychain.held)) == before
    assert somebody.run(*REKEY, "--same-account") == 0
    somebody.environ = {}
    assert somebody.run("outbox", "send") == 0
    assert "Nothing waits." in said.both()[0]


def test_while_another_program_has_it_open_nothing_is_changed(
    somebody: Shell, forge: RunningServer, keychain: Memory, said: Said
) -> None:
    assert somebody.run("sync", "clients") == 0
    before = (book(somebody), dict(keychain.held))
    (connection,) = Connections(somebody.data / "connections.json").all()
    path = Folders(somebody.data).outbox(connection.ident)
    somebody.environ = {"FORGE_DESKTOP_API_KEY": new_key(forge)}
    said.both()
    with closing(Outbox.open(path, connection.account)):
        assert somebody.run(*REKEY) == 5
    assert "is held by another program" in said.both()[1]
    assert (book(somebody), dict(keychain.held)) == before
    assert somebody.run(*REKEY) == 0


def test_a_keychain_that_is_locked_keeps_what_it_had_and_is_told(
    somebody: Shell, forge: RunningServer, keychain: Memory, said: Said
) -> None:
    before = (book(somebody), dict(keychain.held))
    somebody.environ = {"FORGE_DESKTOP_API_KEY": new_key(forge)}
    keychain.broken = RuntimeError("locked")
    assert somebody.run(*REKEY) == 6
    assert (
        "The new key was not stored: The keychain (Test keychain) did not take it. Unlock it" in said.both()[1]
    )
    assert (book(somebody), dict(keychain.held)) == before


def test_without_a_keychain_the_key_is_known_from_then_on_but_not_stored_and_that_is_said(
    somebody: Shell, forge: RunningServer, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_a_client(somebody, tmp_path)
    monkeypatch.setattr(keyring, "get_keyring", null.Keyring)
    somebody.environ = {"FORGE_DESKTOP_API_KEY": new_key(forge)}
    said.both()
    assert somebody.run("outbox", "list") == 4
    assert "rekey NAME --same-account" in said.both()[1]
    assert somebody.run(*REKEY, "--same-account") == 0
    out, err = said.both()
    assert "was not stored" in out
    assert "no keychain" in err
    assert somebody.run("outbox", "send") == 0


def test_the_account_of_a_pair_is_told_by_its_first_key_and_only_the_second_can_be_renewed(
    server: RunningServer, tmp_path: Path, keychain: Memory, said: Said
) -> None:
    shop = Shell(
        tmp_path / "data", {"FORGE_DESKTOP_API_KEY": API_KEY, "FORGE_DESKTOP_ACCESS_KEY": "canary-old"}
    )
    words = ("--url", server.url, "--profile", "local", "--timezone", "UTC")
    assert shop.run("connections", "add", "Shop", *words) == 0
    shop.environ["FORGE_DESKTOP_ACCESS_KEY"] = ACCESS_KEY
    said.both()
    assert shop.run("connections", "rekey", "shop") == 0
    assert said.both()[0] == "The new keys of “Shop” lie in Test keychain.\n"
    shop.environ["FORGE_DESKTOP_API_KEY"] = "canary-other-company"
    assert shop.run("connections", "rekey", "shop", "--same-account") == 4
    assert "another account" in said.both()[1]
    shop.environ = {}
    assert shop.run("connections", "test", "shop") == 0


def test_no_key_no_such_connection_and_a_key_as_an_argument_are_told_apart(
    somebody: Shell, keychain: Memory, said: Said
) -> None:
    before = dict(keychain.held)
    assert somebody.run(*REKEY) == 6
    told = said.both()[1]
    assert "Set FORGE_DESKTOP_API_KEY, or run this on a terminal" in told
    assert "ACCESS_KEY" not in told
    assert somebody.run("connections", "rekey", "Nobody") == 6
    assert "There is no connection “Nobody”" in said.both()[1]
    assert somebody.run(*REKEY, "fmrp_live_typed") == 2
    somebody.environ = {"FORGE_DESKTOP_API_KEY": "not-a-key"}
    assert somebody.run(*REKEY) == 6
    assert "not-a-key" not in said.both()[1]
    assert keychain.held == before
