"""`forge-desktop serve keys` and `serve webhooks` as a person runs them, beside a running server."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from forge_desktop.cli.main import run
from forge_desktop.server.forgemrp import endpoints

from .conftest import Forge


class Shell:
    """Runs commands on the database of a server and keeps what they print."""

    def __init__(self, forge: Forge, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._front = ["--data-dir", str(folder), "serve", "--database", str(forge.database)]
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = run([*self._front, *words])
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def shell(forge: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line, on the running server's database."""
    return Shell(forge, tmp_path / "data", capsys)


def _status(forge: Forge, key: str, path: str) -> int:
    header = {"Authorization": f"Bearer {key}"}
    return httpx.get(f"{forge.server.forge_url}{path}", headers=header, trust_env=False).status_code


def test_a_key_is_made_shown_once_listed_and_revoked(forge: Forge, shell: Shell) -> None:
    code, key, hint = shell("keys", "create", "--scopes", "quotes.view, clients.create")
    key = key.strip()
    assert (code, "only once" in hint) == (0, True)
    assert (_status(forge, key, "/quotes"), _status(forge, key, "/clients"), _status(forge, key, "/jobs")) == (
        200,
        200,
        403,
    )
    ident = key.split("_")[2]
    _, listed, _ = shell("keys", "list")
    line = next(line for line in listed.splitlines() if line.startswith(ident))
    assert "valid" in line
    assert "clients.create,quotes.view" in line
    assert key.split("_")[3] not in listed
    assert shell("keys", "revoke", ident)[0] == 0
    assert _status(forge, key, "/quotes") == 401
    assert "revoked" in next(line for line in shell("keys", "list")[1].splitlines() if line.startswith(ident))
    code, _, message = shell("keys", "revoke", ident)
    assert (code, "no valid key" in message) == (1, True)


def test_a_secret_stands_nowhere_but_where_it_was_shown_once(
    forge: Forge, shell: Shell, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG")
    key = shell("keys", "create", "--scopes", "all")[1].strip()
    assert _status(forge, key, "/quotes") == 200
    assert _status(forge, f"{key}0", "/quotes") == 401
    shell("keys", "list")
    ident, secret = key.split("_")[2:4]
    shell("keys", "revoke", ident)
    forge.server.stop()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert ident.encode() in kept
    assert secret.encode() not in kept
    assert secret not in caplog.text
    assert secret not in str(forge.server.log)


def test_all_scopes_can_be_given_and_wrong_ones_are_named(forge: Forge, shell: Shell) -> None:
    key = shell("keys", "create", "--scopes", "all")[1].strip()
    assert _status(forge, key, "/inventory") == 200
    code, out, message = shell("keys", "create", "--scopes", "quotes.view,all.things")
    assert (code, out) == (2, "")
    assert "unknown scopes all.things" in message


def test_an_endpoint_is_added_listed_logged_and_removed(forge: Forge, shell: Shell) -> None:
    code, out, _ = shell("webhooks", "add", "http://127.0.0.1:9/hook", "--events", "client.created")
    ident, secret = out.split()
    assert (code, secret.startswith("whsec_")) == (0, True)
    _, listed, _ = shell("webhooks", "list")
    assert listed.split()[0] == ident
    assert secret not in listed
    forge.post("/clients", {"name": "New"})
    assert "client.created" in shell("webhooks", "log")[1]
    assert shell("webhooks", "remove", ident)[0] == 0
    assert shell("webhooks", "list")[1] == ""
    assert shell("webhooks", "remove", ident)[0] == 1
    assert "given up" in shell("webhooks", "log")[1]


def test_http_to_other_machines_needs_a_word_of_its_own(forge: Forge, shell: Shell) -> None:
    code, _, message = shell("webhooks", "add", "http://example.com/hook")
    assert (code, "use https" in message) == (2, True)
    assert shell("webhooks", "add", "http://example.com/hook", "--allow-http")[0] == 0
    assert [one.events for one in endpoints.listed(forge.server.engine)] == [("*",)]


def test_a_file_that_is_no_database_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("only some words " * 200)
    assert run(["--data-dir", str(tmp_path), "serve", "--database", str(wrong), "keys", "list"]) == 1
    assert "cannot be used" in capsys.readouterr().err
