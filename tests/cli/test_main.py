"""The command as a whole: the window's options, the data folder, unexpected errors, and secrets."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pytest

from forge_desktop.cli import listing
from forge_desktop.cli.main import run
from forge_desktop.settings import WindowOptions
from tests.cli.conftest import ACCESS_KEY, API_KEY, Said, Shell


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[WindowOptions]:
    """The windows that were opened, without opening any."""
    opened: list[WindowOptions] = []
    shell = ModuleType("forge_desktop.shell.app")

    def run_window(options: WindowOptions) -> int:
        opened.append(options)
        return 7

    shell.run_window = run_window  # type: ignore[attr-defined]  # a stand-in module
    monkeypatch.setitem(sys.modules, "forge_desktop.shell.app", shell)
    return opened


def test_without_a_command_the_window_opens_with_what_was_asked_for(
    windows: list[WindowOptions], tmp_path: Path
) -> None:
    words = ["--demo", "--view", "lots", "--theme", "dark", "--size", "1440x900", "--connection", "Shop"]
    assert run(["--data-dir", str(tmp_path), *words, "--screenshot", str(tmp_path / "x.png")]) == 7
    assert windows == [
        WindowOptions(
            data_dir=tmp_path,
            demo=True,
            connection="Shop",
            screenshot=tmp_path / "x.png",
            view="lots",
            theme="dark",
            size=(1440, 900),
        )
    ]


def test_without_anything_the_window_opens_on_the_users_own_folder(windows: list[WindowOptions]) -> None:
    assert run([]) == 7
    assert windows[0].data_dir.name == "forge-desktop"
    assert windows[0].screenshot is None


@pytest.mark.parametrize(
    "words", [["--view", "lots"], ["--theme", "dark"], ["--size", "100x100"], ["--screenshot", "x"]]
)
def test_options_of_the_window_make_no_sense_with_a_command(words: list[str], said: Said) -> None:
    assert run([*words, "doctor"]) == 2
    assert "for the window" in said.both()[1]


def test_the_version_is_told(said: Said) -> None:
    assert run(["--version"]) == 0
    assert said.both()[0].startswith("forge-desktop ")


def test_options_for_all_commands_may_stand_before_or_after_the_command(filled: Shell, said: Said) -> None:
    assert filled.run("list", "lots", "--limit", "1", "--connection", "environment") == 0
    assert filled.run("--connection", "environment", "list", "lots", "--limit", "1") == 0
    assert filled.run("list", "--connection", "nowhere", "lots") == 6


def test_a_data_folder_that_cannot_be_one_ends_with_code_5(tmp_path: Path, said: Said) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        assert Shell(folder, {}).run("list", "lots") == 5
        assert "cannot be used" in said.both()[1]


def test_the_data_folder_is_for_this_user_alone(fresh: Shell) -> None:
    assert fresh.run("sync", "units") == 0
    assert fresh.data.stat().st_mode & 0o777 == 0o700


def test_an_unexpected_error_is_logged_and_told_without_its_innards(
    filled: Shell, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> int:
        raise RuntimeError(f"secret inside: {API_KEY}")

    monkeypatch.setattr(listing, "_limit", broken)
    assert filled.run("list", "lots") == 1
    told = said.both()[1]
    assert "RuntimeError" in told
    assert "canary" not in told
    log = (filled.data / "logs" / "forge-desktop.log").read_text(encoding="utf-8")
    assert "in broken" in log


def test_the_log_tells_which_command_ran_and_how_it_ended(fresh: Shell) -> None:
    assert fresh.run("sync", "units") == 0
    assert fresh.run("show", "units", "lost") == 1
    lines = (fresh.data / "logs" / "forge-desktop.log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    ended = [(event["command"], event["code"]) for event in events if event["event"] == "command ended"]
    assert ended == [("sync", 0), ("show", 1)]
    assert any(event["event"] == "command failed" and "lost" in event["message"] for event in events)


def test_damaged_settings_are_told_and_cost_nothing_else(fresh: Shell, said: Said) -> None:
    fresh.data.mkdir()
    (fresh.data / "settings.json").write_text("{", encoding="utf-8")
    assert fresh.run("sync", "units") == 0
    assert "settings.damaged-1.json" in said.both()[1]


def test_the_demo_needs_no_account_and_its_copy_no_server(tmp_path: Path, said: Said) -> None:
    shell = Shell(tmp_path / "data", {})
    assert shell.run("--demo", "list", "units") == 5
    assert "forge-desktop --demo sync" in said.both()[1]
    assert shell.run("--demo", "sync", "units", "--json") == 0
    assert said.json()["units"]["cached"] > 0
    assert shell.run("list", "units", "--demo") == 0
    assert "pcs" in said.both()[0]
    assert shell.run("connections", "test") == 6


def test_no_key_is_in_any_file_nor_in_any_output(fresh: Shell, said: Said) -> None:
    fresh.environ["FORGE_DESKTOP_LOG_LEVEL"] = "debug"
    path = fresh.data.parent / "out"
    for words in (
        ["sync", "lots", "units", "--json"],
        ["list", "lots"],
        ["show", "lots", "1"],
        ["export", "lots", "--format", "json", "-o", str(path)],
        ["connections", "list", "--json"],
        ["connections", "test"],
        ["doctor"],
    ):
        assert fresh.run(*words) == 0
    written = b"".join(file.read_bytes() for file in fresh.data.parent.rglob("*") if file.is_file())
    told = "".join(said.both()).encode() + written
    assert len(written) > 10_000
    for key in (API_KEY, ACCESS_KEY):
        for spelling in (key, quote(key), quote(key, safe=""), base64.b64encode(key.encode()).decode()[:-4]):
            assert spelling.encode() not in told


def test_a_command_that_does_not_exist_is_answered_with_those_that_do(fresh: Shell, said: Said) -> None:
    assert fresh.run("snyc") == 2
    told = said.both()[1]
    assert told.startswith("Wrong usage: there is no “snyc”. Did you mean “sync”?")
    assert "doctor" in told
    assert fresh.run("connections", "tset") == 2
    assert "Did you mean “test”?" in said.both()[1]


def test_the_data_folder_may_be_named_after_the_verb_too(tmp_path: Path, said: Said) -> None:
    (tmp_path / "connections.json").write_text('{"connections": []}', encoding="utf-8")
    assert run(["connections", "list", "--json", "--data-dir", str(tmp_path)]) == 0
    assert said.json() == []
    assert (tmp_path / "logs").is_dir()


def test_an_address_that_is_none_is_refused_at_once_with_code_6(fresh: Shell, said: Said) -> None:
    fresh.environ["FORGE_DESKTOP_URL"] = "hello"
    for words in (["sync", "units"], ["connections", "test"]):
        assert fresh.run(*words) == 6
        told = said.both()[1]
        assert "The address cannot be used: It is a single word." in told
        assert "next try" not in told
