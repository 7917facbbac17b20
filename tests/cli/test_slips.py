"""What script writers and new users get wrong at the command line, and what they are told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forge_desktop.cli.main import run
from forge_desktop.domain import catalog
from tests.cli.conftest import Said, Shell, file

QUOTE = {"client_id": "cli_nobody", "lines": [{"description": "Oak top", "quantity": 1, "unit_price": "10.10"}]}


def fed(shell: Shell, told: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process whose standard input is this, where the console knows ASCII alone."""
    command = [sys.executable, "-m", "forge_desktop", "--data-dir", str(shell.data), *words]
    poor = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    return subprocess.run(command, input=told, env=shell.environ | poor, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("dialect", "name", "meant"),
    [
        ("forgemrp", "manufacturing-orders", ("jobs",)),
        ("forgemrp", "customers", ("clients",)),
        ("forgemrp", "lots", ("inventory",)),
        ("forgemrp", "Purchase_Orders", ("purchase-orders",)),
        ("forgemrp", "job", ("jobs",)),
        ("forgemrp", "xyzzy", ()),
        ("mrpeasy", "jobs", ("manufacturing-orders",)),
        ("mrpeasy", "work-orders", ("operations",)),
        ("mrpeasy", "inventory", ("lots", "items")),
        ("mrpeasy", "suppliers", ()),
    ],
)
def test_a_name_of_the_other_system_is_answered_with_what_it_is_called_here(
    dialect: str, name: str, meant: tuple[str, ...]
) -> None:
    assert catalog.meant(dialect, name) == meant


@pytest.mark.parametrize(
    "words", [("list",), ("show",), ("sync",), ("export", "--format", "csv", "-o", "x.csv"), ("create",)]
)
def test_every_command_suggests_the_name_that_is_meant(
    whole: Shell, said: Said, tmp_path: Path, words: tuple[str, ...]
) -> None:
    more = {"show": ["MO1"], "create": ["--from", file(tmp_path, {})]}.get(words[0], [])
    assert whole.run(*words, "manufacturing-orders", *more) == 2
    assert "in ForgeMRP. Did you mean “jobs”? Names are: " in said.both()[1]


def test_what_cannot_be_created_at_all_is_told_like_any_other_name(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    assert whole.run("create", "suppliers", "--from", file(tmp_path, {})) == 2
    assert "“suppliers” cannot be created in ForgeMRP. Names are: quotes, jobs, clients." in said.both()[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[]", "an empty list"),
        ('{"name": "Köln"}'.encode("latin-1"), "is not written in UTF-8 (see its byte 12)"),
        ('{"name": "Köln"}'.encode("utf-16"), "is not written in UTF-8"),
        (b'{"quantity": NaN}', "NaN is no number"),
        (b'{"quantity": 1e99999999999999999999}', "too large to be a number"),
        (b'{"name": "a", "name": "b"}', "given twice"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_a_file_that_cannot_be_read_as_json_is_told_in_words_and_ends_with_code_2(
    whole: Shell, said: Said, tmp_path: Path, content: bytes, words: str
) -> None:
    source = tmp_path / "wanted.json"
    source.write_bytes(content)
    assert whole.run("create", "clients", "--from", str(source)) == 2
    assert words in said.both()[1]


@pytest.mark.parametrize("what", [5, None, "text", [7]])
def test_what_is_no_object_is_told_so(whole: Shell, said: Said, tmp_path: Path, what: object) -> None:
    assert whole.run("create", "clients", "--from", file(tmp_path, what)) == 1
    assert "  all of it: is no object" in said.both()[1]


def test_the_second_of_several_is_told_by_its_place(whole: Shell, said: Said, tmp_path: Path) -> None:
    assert whole.run("create", "clients", "--from", file(tmp_path, [{"name": "a"}, 7])) == 1
    assert "  1: is no object" in said.both()[1]


def test_a_pipe_is_read_as_utf_8_whatever_the_console_speaks(whole: Shell, said: Said) -> None:
    done = fed(
        whole, b"\xef\xbb\xbf" + '{"name": "Köln"}'.encode(), "create", "clients", "--from", "-", "--json"
    )
    assert (done.returncode, json.loads(done.stdout)[0]["values"]) == (0, {"name": "Köln"})
    done = fed(whole, '{"name": "Köln"}'.encode("latin-1"), "create", "clients", "--from", "-")
    assert done.returncode == 2
    assert b"Standard input is not written in UTF-8" in done.stderr


def test_an_export_to_a_dash_makes_no_file_of_that_name(
    whole: Shell, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert whole.run("export", "clients", "--format", "csv", "-o", "-") == 2
    assert "“forge-desktop list clients --all --json” prints instead" in said.both()[1]
    assert not (tmp_path / "-").exists()


def test_json_loses_no_letter_where_the_console_lacks_it(whole: Shell, said: Said, tmp_path: Path) -> None:
    assert whole.run("create", "clients", "--from", file(tmp_path, {"name": "Köln 日本 🪑"}), "--send") == 0
    for words in (["list", "clients"], ["show", "clients", "Köln 日本 🪑"]):
        command = [sys.executable, "-m", "forge_desktop", "--data-dir", str(whole.data), *words, "--json"]
        poor = whole.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "1"}
        told = json.loads(subprocess.run(command, env=poor, capture_output=True, check=True).stdout.decode())
        assert "Köln 日本 🪑" in [row["name"] for row in (told if isinstance(told, list) else [told])]


def test_a_name_in_the_place_of_an_id_queues_nothing_and_tells_the_id(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    assert whole.run("sync", "clients") == 0
    said.both()
    assert whole.run("list", "clients", "--limit", "1", "--json") == 0
    (client,) = said.json()
    source = file(tmp_path, QUOTE | {"client_id": client["name"]})
    assert whole.run("create", "quotes", "--from", source) == 1
    told = said.both()[1]
    assert f"client_id: is no id; the client “{client['name']}” has the id {client['id']}" in told
    assert whole.run("outbox", "list", "--json") == 0
    assert said.json() == []
    assert whole.run("create", "clients", "--from", file(tmp_path, {"name": "Not There Yet"}), "--json") == 0
    (entry,) = said.json()
    assert whole.run("create", "quotes", "--from", file(tmp_path, {"client_id": "Not There Yet"})) == 1
    assert f"the client “Not There Yet” has the id {entry['temporary_key']}" in said.both()[1]


def test_the_same_file_a_second_time_is_made_again_and_said(whole: Shell, said: Said, tmp_path: Path) -> None:
    source = file(tmp_path, [{"name": "Twice"}, {"name": "Twice as well"}])
    assert whole.run("create", "clients", "--from", source, "--send") == 0
    assert "before" not in said.both()[1]
    assert whole.run("create", "clients", "--from", source) == 0
    told = said.both()[1]
    assert "2 of these 2 were made before, on " in told
    assert "delivered" in told
    assert "2 wait in the outbox" in told


def test_who_looks_on_sees_how_far_it_is_and_the_line_goes_with_the_end(
    whole: Shell, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    source = file(tmp_path, [{"name": "A"}, {"name": "B"}])
    assert whole.run("create", "clients", "--from", source, "--send") == 0
    seen = said.both()[1].split("\r\x1b[K")
    assert "Sending: 2 still wa" in seen
    assert seen[-1] == ""
    assert whole.run("sync", "clients") == 0
    seen = said.both()[1].split("\r\x1b[K")
    assert any(part.startswith("clients: ") for part in seen)
    assert all(len(part) < 20 for part in seen)


def test_what_somebody_has_to_look_at_says_why_in_the_list_too(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    source = file(tmp_path, {"name": "New"})
    assert whole.run("create", "clients", "--from", source, "--json") == 0
    (client,) = said.json()
    assert whole.run("create", "quotes", "--from", file(tmp_path, {"client_id": client["temporary_key"]})) == 0
    said.both()
    assert whole.run("outbox", "list", "--json") == 0
    assert "It waits for an earlier one" in said.json()[1]["why"]
    assert whole.run("outbox", "discard", client["id"][:8]) == 0
    said.both()
    assert whole.run("outbox", "list") == 0
    (line,) = [line for line in said.both()[0].splitlines() if "blocked" in line]
    assert len(line.split("blocked")[1]) > 40


def test_doubles_within_one_file_are_meant(whole: Shell, said: Said, tmp_path: Path) -> None:
    assert (
        whole.run("create", "clients", "--from", file(tmp_path, [{"name": "A"}, {"name": "A"}]), "--json") == 0
    )
    assert said.both()[1] == ""


def test_an_outbox_with_nothing_to_do_says_what_there_is_not(whole: Shell, said: Said, tmp_path: Path) -> None:
    assert whole.run("create", "clients", "--from", file(tmp_path, {"name": "Sent"}), "--send") == 0
    said.both()
    for words, told in (
        (["retry"], "There is nothing to send again.\n"),
        (["discard", "--all"], "There is nothing to discard.\n"),
        (["send"], "Nothing waits.\n"),
    ):
        assert whole.run("outbox", *words) == 0
        assert said.both() == (told, "")
    assert whole.run("outbox") == 0
    assert "New client Sent" in said.both()[0]


@pytest.mark.parametrize("words", [["list", "jobs"], ["serve", "keys", "list"], ["connections", "test"]])
def test_a_strange_option_is_told_with_the_usage_of_its_command_and_without_its_value(
    words: list[str], said: Said
) -> None:
    assert run([*words, "--api-key", "fmrp_live_secret"]) == 2
    told = said.both()[1]
    assert f"usage: forge-desktop {' '.join(words).removesuffix(' jobs')} " in told
    assert "unrecognized arguments: --api-key\n" in told


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_nobody_who_reads(whole: Shell, closed: str) -> None:
    command = f"exec {sys.executable} -m forge_desktop --data-dir {whole.data} connections list {closed}"
    done = subprocess.run(["sh", "-c", command], env=whole.environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_behind_the_output_is_named(whole: Shell) -> None:
    command = f"exec {sys.executable} -m forge_desktop --data-dir {whole.data} connections list > /dev/full"
    done = subprocess.run(["sh", "-c", command], env=whole.environ, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr


def test_every_exit_code_is_in_the_help(said: Said) -> None:
    from forge_desktop.cli.output import Exit
    from forge_desktop.cli.writing import WAITS

    assert run(["--help"]) == 0
    epilog = said.both()[0].split("exit codes:")[1].split("\n\n")[0].split()
    assert {str(int(code)) for code in Exit} | {str(WAITS)} <= set(epilog)
