"""list, show and export answer from the local copy, exactly, and without a server."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forge_desktop.connections import from_environment
from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Values
from forge_desktop.paths import Folders
from forge_desktop.store import Cache
from tests.cli.conftest import Said, Shell

LOTS = catalog.find("mrpeasy", "lots")


def listed(shell: Shell, said: Said, *words: str) -> list[dict[str, Any]]:
    said.both()
    assert shell.run("list", "lots", "--json", *words) == 0
    found: list[dict[str, Any]] = json.loads(said.both()[0], parse_float=Decimal)
    return found


def test_list_shows_the_default_view_as_a_table_with_its_age(filled: Shell, said: Said) -> None:
    assert filled.run("list", "lots", "--limit", "3") == 0
    out, err = said.both()
    lines = out.splitlines()
    assert lines[0].split()[:2] == ["Lot", "Item"]
    assert len(lines) == 5
    assert "as of" in err
    assert "--limit 0" in err


def test_list_without_a_condition_is_what_is_open_and_all_is_all(filled: Shell, said: Said) -> None:
    every = listed(filled, said, "--all")
    usual = listed(filled, said)
    assert {lot["status"] for lot in usual} <= set(LOTS.open)
    assert [lot["lot_id"] for lot in every if lot["status"] in LOTS.open] != []
    assert len(every) > len(usual)


def test_conditions_choose_by_value_word_range_text_and_emptiness(filled: Shell, said: Said) -> None:
    every = listed(filled, said, "--all")
    one = every[7]
    cases: list[tuple[list[str], Callable[[dict[str, Any]], bool]]] = [
        ([f"code={one['code']}"], lambda lot: lot["code"] == one["code"]),
        (["status=20"], lambda lot: lot["status"] == 20),
        (["status=Received"], lambda lot: lot["status"] == 20),
        (["status!=20"], lambda lot: lot["status"] != 20),
        (["quantity>=100"], lambda lot: lot["quantity"] >= 100),
        (["quantity>=10", "quantity<=20.5"], lambda lot: 10 <= lot["quantity"] <= Decimal("20.5")),
        (["item_title~OAK"], lambda lot: "oak" in (lot["item_title"] or "").lower()),
        (["man_ord_id="], lambda lot: lot["man_ord_id"] is None),
        (["man_ord_id!="], lambda lot: lot["man_ord_id"] is not None),
        ([f"lot_id={one['lot_id']},1"], lambda lot: lot["lot_id"] in (one["lot_id"], 1)),
    ]
    for words, holds in cases:
        expected = sorted(lot["lot_id"] for lot in every if holds(lot))
        assert expected, words
        assert sorted(lot["lot_id"] for lot in listed(filled, said, "--where", *words)) == expected, words


def test_a_date_is_a_whole_day_of_the_connections_zone(filled: Shell, said: Said) -> None:
    def day(lot: dict[str, Any]) -> str:
        return datetime.fromtimestamp(lot["created"], ZoneInfo("Europe/Tallinn")).date().isoformat()

    every = listed(filled, said, "--all")
    chosen = day(every[len(every) // 2])
    cases: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
        ("=", lambda lot: day(lot) == chosen),
        (">=", lambda lot: day(lot) >= chosen),
        ("<=", lambda lot: day(lot) <= chosen),
    ]
    for sign, holds in cases:
        found = listed(filled, said, "--where", f"created{sign}{chosen}")
        assert {lot["lot_id"] for lot in found} == {lot["lot_id"] for lot in every if holds(lot)}


def test_search_sort_and_limit(filled: Shell, said: Said) -> None:
    found = listed(filled, said, "--search", "oak", "--sort", "quantity:desc,code", "--limit", "5")
    assert len(found) == 5
    amounts = [lot["quantity"] for lot in found]
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize(
    "words",
    [
        ["--where", "nothing=1"],
        ["--where", "status"],
        ["--where", "status=Lost"],
        ["--where", "status=--5"],
        ["--where", "status=²"],
        ["--where", "article_id=99999999999999999999"],
        ["--where", "article_id>=" + "9" * 5_000],
        ["--where", "quantity>=many"],
        ["--where", "quantity=1e999999"],
        ["--where", "created>=tomorrow"],
        ["--where", "created!=2026-01-01"],
        ["--where", "locations=1"],
        ["--where", "code>="],
        ["--sort", "nothing"],
        ["--sort", "code:up"],
        ["--limit", "-1"],
        ["--all", "--search", "x"],
    ],
)
def test_a_question_that_makes_no_sense_is_told_and_ends_with_code_2(
    filled: Shell, said: Said, words: list[str]
) -> None:
    assert filled.run("list", "lots", *words) == 2
    assert said.both()[1].startswith("Wrong usage: ")


@pytest.mark.parametrize("command", [["list"], ["show"], ["export"], ["sync"]])
def test_an_unknown_name_gets_the_list_of_names(filled: Shell, said: Said, command: list[str]) -> None:
    more = {"show": ["1"], "export": ["--format", "csv", "-o", "never.csv"]}.get(command[0], [])
    assert filled.run(*command, "lotz", *more) == 2
    told = said.both()[1]
    for resource in catalog.resources("mrpeasy"):
        assert resource.name in told


def test_show_finds_by_code_and_by_key_and_shows_every_field_that_was_sent(filled: Shell, said: Said) -> None:
    lot = next(lot for lot in listed(filled, said, "--all") if lot["locations"])
    assert filled.run("show", "lots", lot["code"], "--json") == 0
    assert json.loads(said.both()[0], parse_float=Decimal) == lot
    assert filled.run("show", "lots", str(lot["lot_id"])) == 0
    told = said.both()[0]
    assert told.startswith(f"Stock lot {lot['code']}")
    for name in ("item_title", "item_code", "unit"):
        assert lot[name] in told
    assert "Locations" in told


def test_show_says_that_a_record_is_not_there(filled: Shell, said: Said) -> None:
    assert filled.run("show", "lots", "L99999999") == 1
    assert "Not found: The local copy has no stock lot" in said.both()[1]


def test_export_writes_every_record_in_every_format_with_exact_decimals(
    filled: Shell, said: Said, tmp_path: Path
) -> None:
    every = {lot["lot_id"]: lot for lot in listed(filled, said, "--all")}
    for form in ("csv", "xlsx", "json"):
        assert filled.run("export", "lots", "--format", form, "-o", str(tmp_path / f"x.{form}"), "--json") == 0
        assert said.json() == {"file": str(tmp_path / f"x.{form}"), "rows": len(every), "cut": 0}
    records = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert {lot["lot_id"]: lot for lot in records} == every
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {int(row["lot_id"]): Decimal(row["quantity"]) for row in rows} == {
        key: Decimal(lot["quantity"]) for key, lot in every.items()
    }


def test_export_of_some_and_for_another_separator(filled: Shell, said: Said, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    shell = Shell(filled.data, filled.environ | {"FORGE_DESKTOP_EXPORT_DELIMITER": "semicolon"})
    assert shell.run("export", "lots", "--format", "csv", "-o", str(path), "--where", "lot_id=1,2,3") == 0
    assert "3 records were written" in said.both()[0]
    assert path.read_text(encoding="utf-8-sig").splitlines()[0].count(";") > 10


def test_an_export_that_cannot_be_written_ends_with_code_5(filled: Shell, said: Said, tmp_path: Path) -> None:
    assert filled.run("export", "lots", "--format", "csv", "-o", str(tmp_path / "none" / "x.csv")) == 5
    assert "cannot be used" in said.both()[1]


def test_what_was_never_fetched_is_said_instead_of_being_empty(filled: Shell, fresh: Shell, said: Said) -> None:
    for shell in (filled, fresh):
        assert shell.run("list", "boms") == 5
        assert "forge-desktop sync" in said.both()[1]
    assert not list(fresh.data.glob("connections/*/cache.db"))


def test_another_key_is_another_account_and_sees_nothing_of_this_one(filled: Shell, said: Said) -> None:
    other = Shell(filled.data, filled.environ | {"FORGE_DESKTOP_API_KEY": "canary-other-key"})
    assert other.run("list", "lots") == 5
    assert "L0" not in said.both()[0]


def test_a_newer_local_copy_is_left_alone_and_ends_with_code_5(fresh: Shell, said: Said) -> None:
    assert fresh.run("sync", "units") == 0
    (cache,) = fresh.data.glob("connections/*/cache.db")
    with closing(sqlite3.connect(cache)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    size = cache.stat().st_size
    assert fresh.run("list", "units") == 5
    assert "newer" in said.both()[1]
    assert cache.stat().st_size == size


def test_what_strangers_wrote_cannot_steer_the_terminal(fresh: Shell, said: Said) -> None:
    brought = from_environment(fresh.environ)
    assert brought is not None
    hostile = "\x1b[2J\x1b]0;owned\x07 \u202etable\r\n\x9b31m"
    cache = Cache.open(Folders(fresh.data).cache(brought[0].ident), "mrpeasy")
    values: Values = {"lot_id": 1, "code": hostile, "item_title": hostile, "status": 20, "beyond": hostile}
    cache.records.put(LOTS, [(1, values)], now=1)
    cache.close()
    for words in (["list", "lots", "--all"], ["show", "lots", "1"], ["show", "lots", hostile + "x"]):
        fresh.run(*words)
        told = "".join(said.both())
        assert not set(told) & set("\x1b\x07\x9b\u202e\r")
        assert "table" in told


def test_reading_commands_load_neither_qt_nor_the_network(filled: Shell, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from forge_desktop.cli.main import run\n"
        f"where = ['--data-dir', {str(filled.data)!r}]\n"
        "assert run([*where, 'list', 'lots', '--limit', '1']) == 0\n"
        "assert run([*where, 'show', 'lots', '1']) == 0\n"
        f"assert run([*where, 'export', 'lots', '--format', 'csv', '-o', {str(tmp_path / 'x.csv')!r}]) == 0\n"
        "assert run([*where, 'connections']) == 0\n"
        "assert not {'PySide6', 'qasync', 'httpx', 'keyring', 'starlette', 'xlsxwriter'} & set(sys.modules)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", program], env=filled.environ, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr


def test_a_reader_that_has_seen_enough_is_no_failure(filled: Shell) -> None:
    with filled.start("list", "lots", "--all", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait() == 0
        assert "Traceback" not in process.stderr.read()
