"""The stored connections: found, added, removed, never lost, never with a key."""

from __future__ import annotations

import json
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from forge_desktop.connections import Connection, Connections, NoConnection
from forge_desktop.errors import Refused


def shop(name: str = "Shop") -> Connection:
    return Connection(
        ident=name.lower(),
        name=name,
        profile="mrpeasy-seed",
        base_url="https://app.mrpeasy.com/rest/v1",
        timezone="Europe/Tallinn",
        dialect="mrpeasy",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "connections.json"


def test_what_was_added_is_there_for_the_next_start(path: Path) -> None:
    Connections(path).add(shop("One"))
    Connections(path).add(shop("Two"))
    assert Connections(path).all() == (shop("One"), shop("Two"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_connection_is_found_by_its_name_in_any_case_or_by_its_ident(path: Path) -> None:
    Connections(path).add(replace(shop("Straße"), ident="strasse-1"))
    assert Connections(path).find("STRASSE").ident == "strasse-1"
    assert Connections(path).find("strasse-1").name == "Straße"
    with pytest.raises(NoConnection, match="Straße"):
        Connections(path).find("elsewhere")


def test_a_name_is_given_only_once(path: Path) -> None:
    Connections(path).add(shop("Shop"))
    with pytest.raises(Refused, match="already"):
        Connections(path).add(replace(shop("SHOP"), ident="other"))
    assert len(Connections(path).all()) == 1


def test_a_removed_connection_is_gone(path: Path) -> None:
    stored = Connections(path)
    stored.add(shop("One"))
    stored.add(shop("Two"))
    stored.remove("one")
    assert stored.all() == (shop("Two"),)


def test_the_account_is_remembered(path: Path) -> None:
    stored = Connections(path)
    stored.add(shop())
    bound = stored.bind(shop(), "abc")
    assert bound.account == "abc"
    assert Connections(path).find("shop").account == "abc"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"connections": 3}', b'{"connections": [1]}', b"\xff", b"[" * 9999]
)
def test_a_damaged_list_is_kept_aside_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    stored = Connections(path)
    assert stored.all() == ()
    assert "connections.damaged-1.json" in stored.notice
    assert (path.parent / "connections.damaged-1.json").read_bytes() == content


def test_one_unusable_entry_costs_only_itself_and_stays_in_the_file(path: Path) -> None:
    stored = Connections(path)
    stored.add(shop("Good"))
    data = json.loads(path.read_text(encoding="utf-8"))
    data["connections"] += [
        {"name": "Half"},
        data["connections"][0] | {"name": "Moon", "timezone": "Moon/Base"},
    ]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert stored.all() == (shop("Good"),)
    assert "Moon" in stored.notice
    stored.add(shop("More"))
    names = [entry["name"] for entry in json.loads(path.read_text(encoding="utf-8"))["connections"]]
    assert names == ["Good", "Half", "Moon", "More"]


def _add_many(path: Path, prefix: str) -> None:
    stored = Connections(path)
    for number in range(25):
        stored.add(shop(f"{prefix}{number}"))


def test_two_programs_that_add_at_once_lose_nothing(path: Path) -> None:
    processes = get_context("spawn")
    both = [processes.Process(target=_add_many, args=(path, prefix)) for prefix in ("a", "b")]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
        process.close()
    names = {connection.name for connection in Connections(path).all()}
    assert names == {f"{prefix}{number}" for prefix in "ab" for number in range(25)}
