"""The command line at the second system: one key, words as states, texts as ids, and keys of few scopes."""

from __future__ import annotations

import csv
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import api_keys
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.running import RunningServer
from tests.cli.conftest import Said, Shell, file, shell
from tests.connections.keychains import Memory


def test_a_new_client_and_a_quote_that_points_to_it_arrive_together(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    assert whole.run("create", "clients", "--from", file(tmp_path, {"name": "Uus Klient OÜ"}), "--json") == 0
    (client,) = said.json()
    assert (client["state"], client["key"]) == ("ready", None)
    quote = {
        "clientId": client["temporary_key"],
        "validUntil": "2026-12-24",
        "lines": [{"description": "Oak top", "quantity": 2.5, "unitPrice": "10.10"}],
    }
    assert whole.run("create", "quotes", "--from", file(tmp_path, quote)) == 0
    assert "New quote for Uus Klient OÜ" in said.both()[0]
    assert whole.run("outbox", "send", "--json") == 0
    first, second = said.json()
    assert first["result_key"].startswith("cli_")
    assert second["values"]["client_id"] == first["result_key"]
    assert whole.run("outbox", "list") == 0
    assert "New client Uus Klient OÜ" in said.both()[0]
    assert whole.run("show", "quotes", second["result_key"], "--json") == 0
    shown = said.json()
    assert (shown["client_id"], shown["total"]) == (first["result_key"], 25.25)


def test_a_job_is_made_of_a_part_and_shown_by_its_number_and_by_its_id(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    job = {"part_number": "TABLE", "quantity": 2, "due_date": "2026-12-24", "priority": "high"}
    assert whole.run("create", "jobs", "--from", file(tmp_path, job), "--send", "--json") == 0
    (entry,) = said.json()
    assert whole.run("show", "jobs", entry["result_key"], "--json") == 0
    number = said.json()["number"]
    assert whole.run("show", "jobs", number) == 0
    assert "24 Dec" in said.both()[0]
    assert whole.run("list", "jobs", "--where", "status=released", "priority=high", "--json") == 0
    assert [row["number"] for row in said.json()] == [number]


def test_a_file_with_mistakes_and_a_name_of_the_other_system_are_told_clearly(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    wrong = {"clientId": 5, "validUntil": "soon", "lines": [{"quantity": 0}]}
    assert whole.run("create", "quotes", "--from", file(tmp_path, wrong)) == 1
    told = said.both()[1]
    for words in ("clientId: is no id", "validUntil: is no date", "lines.0.quantity: must be more", "part_num"):
        assert words in told
    assert whole.run("create", "customers", "--from", file(tmp_path, wrong)) == 2
    assert (
        "“customers” cannot be created in ForgeMRP. Did you mean “clients”? Names are: quotes, "
        in said.both()[1]
    )


def test_who_is_not_in_the_local_copy_is_told_and_queued_all_the_same(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    assert whole.run("sync", "clients") == 0
    assert whole.run("create", "quotes", "--from", file(tmp_path, {"client_id": "cli_nobody"}), "--send") == 1
    out, err = said.both()
    assert "the local copy has no client “cli_nobody”" in err
    assert "rejected" in out


def test_lists_are_asked_by_word_and_by_id_and_exported_with_ids_as_they_were_sent(
    whole: Shell, said: Said, tmp_path: Path
) -> None:
    assert whole.run("sync", "clients", "jobs") == 0
    said.both()
    assert whole.run("list", "clients", "--json") == 0
    rows = said.json()
    assert whole.run("show", "clients", rows[0]["name"], "--json") == 0
    assert said.json()["id"] == rows[0]["id"]
    assert whole.run("list", "clients", "--where", f"id={rows[0]['id']}", "--json") == 0
    assert said.json() == rows[:1]
    assert whole.run("export", "clients", "--format", "csv", "-o", str(tmp_path / "c.csv")) == 0
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert {row["id"] for row in csv.DictReader(opened)} == {row["id"] for row in rows}
    assert whole.run("export", "clients", "--format", "xlsx", "-o", str(tmp_path / "c.xlsx")) == 0
    with ZipFile(tmp_path / "c.xlsx") as book:
        told = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert all(f">{row['id']}<" in told for row in rows)
    assert whole.run("list", "jobs", "--where", "status=cooking") == 2
    assert "on_hold (On hold)" in said.both()[1]


def test_a_text_is_no_key_of_the_system_that_counts(filled: Shell, said: Said) -> None:
    assert filled.run("list", "lots", "--where", "article_id=abc") == 2
    assert "“article_id” is a whole number of at most 18 digits; “abc” is not." in said.both()[1]


def test_a_key_of_few_scopes_fetches_what_it_may_and_names_the_rest_in_one_line(
    forge: RunningServer, tmp_path: Path, said: Said
) -> None:
    few = shell(forge, tmp_path, "clients.view", "inventory.view")
    assert few.run("sync") == 4
    out, err = said.both()
    assert "clients" in out
    (line,) = err.strip().splitlines()
    assert line.startswith("This key may not see: quotes, jobs, purchase-orders, rfqs, suppliers. ")
    assert "“quotes.view”" in line
    assert few.run("sync", "clients", "inventory") == 0
    said.both()
    assert few.run("connections", "test") == 0
    told = said.both()[0]
    assert "The key may see: Inventory, Clients." in told
    assert "It may not see: Quotes, Jobs" in told


def test_what_a_key_may_not_create_is_refused_with_the_name_of_the_scope(
    forge: RunningServer, tmp_path: Path, said: Said
) -> None:
    few = shell(forge, tmp_path, "inventory.view")
    assert few.run("create", "clients", "--from", file(tmp_path, {"name": "Nobody"}), "--send") == 1
    told = said.both()[0]
    assert "lacks the scope “clients.create”" in told
    assert told.count("clients.create") == 1
    with writing(forge.engine) as connection:
        key_id = few.environ["FORGE_DESKTOP_API_KEY"].split("_")[2]
        mine = update(api_keys).where(api_keys.c.key_id == key_id)
        connection.execute(mine.values(scopes="inventory.view clients.view clients.create"))
    assert few.run("outbox", "retry") == 0
    assert "There is nothing to send again." not in said.both()[0]
    assert few.run("outbox", "send") == 0
    assert "delivered" in said.both()[0]


def test_a_revoked_key_and_a_lost_scope_end_with_code_4_and_the_copy_stays_readable(
    forge: RunningServer, tmp_path: Path, said: Said
) -> None:
    somebody = shell(forge, tmp_path, "clients.view")
    key_id = somebody.environ["FORGE_DESKTOP_API_KEY"].split("_")[2]
    assert somebody.run("sync", "clients") == 0
    with writing(forge.engine) as connection:
        connection.execute(update(api_keys).where(api_keys.c.key_id == key_id).values(scopes="inventory.view"))
    said.both()
    assert somebody.run("sync", "clients") == 4
    assert said.both()[1].startswith("This key may not see: clients. The key lacks the scope “clients.view”.")
    assert somebody.run("list", "clients") == 0
    assert "as of" in said.both()[1]
    assert keys.revoke(forge.engine, key_id)
    assert somebody.run("sync") == 4
    (line,) = said.both()[1].strip().splitlines()
    assert line.startswith("The key was refused: ")
    assert somebody.run("list", "clients") == 0


def test_one_key_is_enough_for_a_stored_connection_and_the_next_one_is_proven(
    forge: RunningServer, tmp_path: Path, keychain: Memory, said: Said
) -> None:
    somebody = Shell(tmp_path / "data", {})
    first, second = (keys.create(forge.engine, keys.EVERYTHING) for _ in "12")
    words = ("--url", forge.forge_url, "--profile", "forgemrp", "--timezone", "Europe/Tallinn")
    somebody.environ = {"FORGE_DESKTOP_API_KEY": "not-a-key"}
    assert somebody.run("connections", "add", "Forge", *words) == 6
    told = said.both()[1]
    assert "does not look like one of this system" in told
    assert "not-a-key" not in told
    somebody.environ = {"FORGE_DESKTOP_API_KEY": first}
    assert somebody.run("connections", "add", "Forge", *words) == 0
    assert list(keychain.held.values()) == [first]
    somebody.environ = {}
    assert somebody.run("sync", "clients") == 0
    keychain.held.clear()
    assert keys.revoke(forge.engine, first.split("_")[2])
    somebody.environ = {"FORGE_DESKTOP_API_KEY": second}
    said.both()
    assert somebody.run("sync", "clients") == 0
    assert "The new key of “Forge” belongs to the same account." in said.both()[1]
    assert somebody.run("sync", "clients") == 0
    assert said.both()[1] == ""


def test_doctor_and_the_list_of_connections_know_both_systems(whole: Shell, said: Said) -> None:
    whole.run("doctor")
    assert "environment: server" in said.both()[0]
    assert whole.run("connections", "list", "--json") == 0
    assert [entry["dialect"] for entry in said.json()] == ["forgemrp"]


@pytest.mark.parametrize("command", ["list", "show", "export", "sync", "create"])
def test_help_names_the_resources_of_both_systems(command: str, whole: Shell, said: Said) -> None:
    assert whole.run(command, "--help") == 0
    told = said.both()[0]
    for word in ("MRPeasy   ", "ForgeMRP  quotes, jobs", "customer-orders", "clients"):
        assert word in told
