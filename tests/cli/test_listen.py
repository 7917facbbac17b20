"""`listen` as a process beside the real server: what it prints, what it ends with, what it never tells."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from forge_desktop.connections.hook_secrets import keep_secrets
from forge_desktop.connections.keychain import Keychain
from forge_desktop.hooks import Secrets
from forge_desktop.log import Redaction
from forge_desktop.server.forgemrp import endpoints, keys
from forge_desktop.server.running import RunningServer
from tests.connections.keychains import Memory

from .conftest import Said, Shell

SECRET = "whsec_" + "c4nary" * 6
OK, FAILED, USAGE, STORAGE, PORT_TAKEN, NO_SECRET = 0, 1, 2, 5, 8, 9


@pytest.fixture
def shell(server: RunningServer, tmp_path: Path) -> Shell:
    """A person with a key for everything of the ForgeMRP contract, and no local copy yet."""
    environ = {
        "FORGE_DESKTOP_URL": server.forge_url,
        "FORGE_DESKTOP_PROFILE": "forgemrp",
        "FORGE_DESKTOP_API_KEY": keys.create(server.engine, keys.EVERYTHING),
        "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
        "FORGE_DESKTOP_GATES": str(tmp_path / "gates"),
    }
    return Shell(tmp_path / "data", environ)


@contextmanager
def _listening(shell: Shell, *words: str) -> Iterator[subprocess.Popen[str]]:
    with shell.start("listen", *words) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _lines(process: subprocess.Popen[str], wanted: Callable[[Any], bool]) -> Any:
    """The next line that is wanted."""
    assert process.stdout is not None
    for line in process.stdout:
        told = json.loads(line)
        if wanted(told):
            return told
    raise AssertionError(f"it ended: {process.stderr.read() if process.stderr else ''}")


def _address(shell: Shell, said: Said) -> str:
    """What is to be registered, as it is told to whoever has no secret yet."""
    assert shell.run("listen") == NO_SECRET
    found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]{20,}", said.both()[1])
    assert found is not None
    return found[0]


def test_a_change_on_the_server_is_heard_fetched_and_told(
    server: RunningServer, shell: Shell, said: Said
) -> None:
    address = _address(shell, said)
    endpoint, secret = endpoints.add(server.engine, address, ["*"])
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = secret
    try:
        with _listening(shell, "--json") as process:
            assert _lines(process, lambda told: True) == {"address": address}
            _lines(process, lambda told: told.get("link") == "online")
            header = {"Authorization": f"Bearer {shell.environ['FORGE_DESKTOP_API_KEY']}"}
            with httpx.Client(base_url=server.forge_url, headers=header, trust_env=False) as client:
                ident = client.post("/clients", json={"name": "Heard at once"}).json()["data"]["id"]
            heard = _lines(process, lambda told: told.get("id") == ident)
            assert heard == {"event": "client.created", "resource": "clients", "id": ident}
            _lines(process, lambda told: told.get("changed") == "clients" and ident in told["ids"])
            assert "PySide6" not in Path(f"/proc/{process.pid}/maps").read_text()
            process.send_signal(signal.SIGTERM)
            told = "".join(process.communicate())
            assert (process.returncode, secret in told) == (OK, False)
    finally:
        endpoints.remove(server.engine, endpoint)
    assert shell.run("list", "clients", "--json") == OK
    assert "Heard at once" in said.both()[0]
    assert not [file for file in _files(shell.data) if secret.encode() in file.read_bytes()]
    assert (shell.data / "logs" / "forge-desktop.log") in _files(shell.data)


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize("place", ["FORGE_DESKTOP_WEBHOOK_SECRET", "FORGE_DESKTOP_WEBHOOK_SECRET_2"])
def test_no_log_line_could_show_a_secret(shell: Shell, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    hidden: list[str] = []
    monkeypatch.setattr(Redaction, "hide", lambda redaction, secret: hidden.append(secret))
    shell.environ |= {"FORGE_DESKTOP_WEBHOOK_SECRET": f"{SECRET}1", place: SECRET}
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert shell.run("listen", "--port", str(other.getsockname()[1])) == PORT_TAKEN
    assert SECRET in hidden


def test_the_address_stays_the_same_from_run_to_run(shell: Shell, said: Said) -> None:
    address = _address(shell, said)
    assert _address(shell, said) == address
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = SECRET
    for words in ((), ("--port", "0")):
        with _listening(shell, "--json", *words) as process:
            told = _lines(process, lambda told: True)["address"]
            assert (told == address) is not bool(words)
            assert told.rpartition("/")[2] == address.rpartition("/")[2]
            process.send_signal(signal.SIGINT)
            assert process.wait() == OK


def test_a_person_reads_the_address_and_that_it_ended(shell: Shell) -> None:
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = SECRET
    with _listening(shell, "environment") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "Listening for changes of “environment” at\n"
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate()
        assert "Ended. 0 events were taken" in complaints
        assert process.returncode == OK


def test_a_second_listener_on_the_same_connection_is_told_that_it_is_open(shell: Shell, said: Said) -> None:
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = SECRET
    with _listening(shell, "--json") as process:
        _lines(process, lambda told: True)
        assert shell.run("listen", "--port", "0") == STORAGE
        assert "already open" in said.both()[1]


def test_a_taken_port_is_told_with_its_number(shell: Shell, said: Said) -> None:
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = SECRET
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert shell.run("listen", "--port", str(port)) == PORT_TAKEN
    assert f"uses port {port}" in said.both()[1]


@pytest.mark.parametrize(
    ("name", "secret", "words"),
    [
        ("FORGE_DESKTOP_WEBHOOK_SECRET", f"{SECRET}\n", "line break"),
        ("FORGE_DESKTOP_WEBHOOK_SECRET", f" {SECRET}", "blank"),
        ("FORGE_DESKTOP_WEBHOOK_SECRET", "fmrp_live_c4nary", "begin with"),
        ("FORGE_DESKTOP_WEBHOOK_SECRET_2", f"{SECRET}\n", "line break"),
    ],
)
def test_a_secret_that_cannot_be_used_is_told_with_its_name_and_not_itself(
    shell: Shell, said: Said, name: str, secret: str, words: str
) -> None:
    shell.environ |= {"FORGE_DESKTOP_WEBHOOK_SECRET": SECRET, name: secret}
    assert shell.run("listen") == NO_SECRET
    told = "".join(said.both())
    assert words in told
    assert f"(in {name})" in told
    assert "c4nary" not in told


def test_the_secret_may_lie_in_the_keychain(shell: Shell, said: Said, keychain: Memory) -> None:
    assert _address(shell, said)
    ident = next((shell.data / "connections").iterdir()).name
    keep_secrets(Keychain(lambda secret: None), ident, Secrets(SECRET))
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert shell.run("listen", "--port", str(other.getsockname()[1])) == PORT_TAKEN
    assert SECRET in keychain.held.values()


def test_a_system_without_webhooks_says_so(fresh: Shell, said: Said) -> None:
    assert fresh.run("listen") == FAILED
    assert "tells no changes by itself" in said.both()[1]


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_wrong_usage(shell: Shell, said: Said, port: str) -> None:
    assert shell.run("listen", "--port", port) == USAGE
    assert "between 0 and 65535" in said.both()[1]


def test_an_empty_host_is_not_every_host(shell: Shell, said: Said) -> None:
    assert shell.run("listen", "--host", "") == USAGE
    assert "must name an address" in said.both()[1]


def test_behind_a_relay_both_addresses_are_told_and_its_name_is_answered(shell: Shell) -> None:
    shell.environ["FORGE_DESKTOP_WEBHOOK_SECRET"] = SECRET
    with _listening(shell, "--json", "--port", "0", "--host-name", "hooks.example.com") as process:
        told = _lines(process, lambda told: True)
        assert told["relayed"] == "https://hooks.example.com" + urlsplit(told["address"]).path
        for name, status in (("hooks.example.com", 401), ("evil.example.com", 403)):
            header = {"Host": name, "Content-Type": "application/json"}
            assert (
                httpx.post(told["address"], content=b"{}", headers=header, trust_env=False).status_code
                == status
            )
        process.send_signal(signal.SIGINT)
        assert process.wait() == OK
