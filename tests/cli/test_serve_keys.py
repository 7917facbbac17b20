"""Keys of the local server from the command line: told once, listed without secrets, never repeated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from forge_desktop.cli.main import run
from forge_desktop.server.running import RunningServer
from tests.cli.conftest import Said, Shell, shell


@pytest.fixture
def own(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data", {})


def test_where_the_data_lies_may_be_said_behind_the_verb(own: Shell, said: Said) -> None:
    words = ("serve", "keys", "create", "--scopes", "quotes.view", "--data-dir", str(own.data))
    assert run(words) == 0
    assert said.both()[0].startswith("fmrp_live_")
    assert own.run("serve", "keys", "list") == 0
    assert "valid  quotes.view" in said.both()[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["keys", "list"], "There are no keys yet; “serve keys create --scopes all” makes one.\n"),
        (["webhooks", "list"], "There are no endpoints yet; “serve webhooks add URL” makes one.\n"),
        (["webhooks", "log"], "Nothing was told to anybody yet.\n"),
    ],
)
def test_that_there_is_nothing_is_said_to_people_and_is_nothing_to_scripts(
    own: Shell, said: Said, words: list[str], told: str
) -> None:
    assert own.run("serve", *words) == 0
    assert said.both() == ("", told)


def test_a_key_given_where_its_id_is_wanted_is_not_repeated(own: Shell, said: Said) -> None:
    assert own.run("serve", "keys", "create", "--scopes", "all") == 0
    key = said.both()[0].strip()
    assert own.run("serve", "keys", "revoke", key) == 2
    out, err = said.both()
    assert "the id is the third part of a key" in err
    assert key.split("_")[3] not in out + err
    assert own.run("serve", "keys", "revoke", key.split("_")[2]) == 0


@pytest.mark.parametrize("option", ["--demo", "--connection=Shop"])
def test_a_server_asks_no_connection_so_it_takes_none(own: Shell, said: Said, option: str) -> None:
    assert own.run(option, "serve", "keys", "list") == 2
    assert "is for those who ask a server" in said.both()[1]
    assert own.run("serve", "--help") == 0
    assert "--demo" not in said.both()[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serve", "keys"], "required: VERB"),
        (["serve", "keys", "frob"], "knows: create, list, revoke"),
        (["serve", "keys", "create"], "required: --scopes"),
        (["serve", "keys", "revoke"], "required: id"),
    ],
)
def test_half_a_command_says_what_is_missing(own: Shell, said: Said, words: list[str], told: str) -> None:
    assert own.run(*words) == 2
    assert told in said.both()[1]


def test_a_reader_that_went_away_is_no_trouble_of_the_database(own: Shell) -> None:
    assert own.run("serve", "keys", "create", "--scopes", "all") == 0
    command = f"{sys.executable} -m forge_desktop --data-dir {own.data} serve keys list | :"
    for _ in range(3):
        done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
        assert done.stderr == b""


def test_a_program_at_work_sees_that_its_key_is_gone_at_its_next_request(
    forge: RunningServer, tmp_path: Path, said: Said
) -> None:
    somebody = shell(forge, tmp_path, "clients.view")
    assert somebody.run("sync", "clients") == 0
    database = str(forge.engine.url.database)
    ident = somebody.environ["FORGE_DESKTOP_API_KEY"].split("_")[2]
    assert somebody.run("serve", "--database", database, "keys", "revoke", ident) == 0
    assert somebody.run("sync", "clients") == 4
    assert "The key was refused" in said.both()[1]
