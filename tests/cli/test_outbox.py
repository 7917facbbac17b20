"""Orders out of a file, through the outbox, to the real server: exact words, exit codes, nothing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from forge_desktop.server.running import RunningServer
from tests.cli.conftest import ACCESS_KEY, API_KEY, Said, Shell

ORDER = {
    "customer_id": 1,
    "reference": "Bench for the hall",
    "products": [{"article_id": 1, "quantity": 2.5, "item_price": "10.10"}],
}


def _file(folder: Path, what: object) -> str:
    path = folder / "wanted.json"
    path.write_text(json.dumps(what), encoding="utf-8")
    return str(path)


def _there(server: RunningServer, **where: str) -> Any:
    headers = {"api_key": API_KEY, "access_key": ACCESS_KEY}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False) as client:
        return client.get("/customer-orders", params=where).json()


def test_an_order_out_of_a_file_arrives_once_and_is_read_back(
    fresh: Shell, server: RunningServer, said: Said, tmp_path: Path
) -> None:
    source = _file(tmp_path, ORDER)
    assert fresh.run("create", "customer-orders", "--from", source, "--send", "--json") == 0
    (entry,) = said.json()
    assert (entry["state"], entry["values"]["products"][0]["quantity"]) == ("delivered", "2.5")
    (row,) = _there(server, reference=f"Bench for the hall {entry['token']}")
    assert row["cust_ord_id"] == entry["result_key"]
    assert fresh.run("show", "customer-orders", str(entry["result_key"]), "--json") == 0
    assert said.json()["reference"] == row["reference"]
    assert fresh.run("outbox", "send") == 0


def test_what_is_queued_is_shown_as_pending_and_sent_later(fresh: Shell, said: Said, tmp_path: Path) -> None:
    source = _file(tmp_path, [ORDER, ORDER])
    assert fresh.run("create", "customer-orders", "--from", source) == 0
    assert fresh.run("list", "customer-orders", "--all") == 0
    assert said.both()[0].count("Bench for the hall") == 2
    assert fresh.run("outbox", "list", "--json") == 0
    assert [entry["state"] for entry in said.json()] == ["ready", "ready"]
    assert fresh.run("outbox", "send", "--json") == 0
    assert [entry["state"] for entry in said.json()] == ["delivered", "delivered"]


def test_a_file_with_mistakes_queues_nothing_and_names_each(fresh: Shell, said: Said, tmp_path: Path) -> None:
    wrong = {"customer_id": 1, "colour": "red", "products": [{"sku": "A", "quantity": "1,5"}, {"quantity": 0}]}
    assert fresh.run("create", "customer-orders", "--from", _file(tmp_path, wrong)) == 1
    told = said.both()[1]
    for words in ("colour", "products.0.quantity", "products.1.quantity", "products.1.article_id"):
        assert words in told
    assert fresh.run("outbox", "list", "--json") == 0
    assert said.json() == []


def test_a_refusal_of_the_server_is_told_kept_and_discarded(fresh: Shell, said: Said, tmp_path: Path) -> None:
    wrong = ORDER | {"products": [{"sku": "no such thing", "quantity": 1}]}
    assert fresh.run("create", "customer-orders", "--from", _file(tmp_path, wrong), "--send", "--json") == 1
    (entry,) = said.json()
    assert entry["state"] == "rejected"
    assert "no such thing" in " ".join(entry["reasons"])
    assert fresh.run("outbox", "retry", entry["id"], "--json") == 0
    assert said.json()[0]["state"] == "ready"
    assert fresh.run("outbox", "send") == 0
    assert fresh.run("outbox", "discard", entry["id"][:8], "--json") == 0
    said.both()
    assert fresh.run("outbox", "discard", "ffffffff") == 2


def test_many_are_discarded_by_how_their_ids_begin_or_all_and_are_shown_no_more(
    fresh: Shell, said: Said, tmp_path: Path
) -> None:
    fresh.environ["FORGE_DESKTOP_URL"] = "http://127.0.0.1:9/rest/v1"
    assert fresh.run("create", "customer-orders", "--from", _file(tmp_path, [ORDER] * 40), "--json") == 0
    ids = [entry["id"] for entry in said.json()]
    shared = next(i[0] for i in ids if sum(other[0] == i[0] for other in ids) > 1)
    assert fresh.run("outbox", "discard", shared) == 2
    assert f"More than one entry begins with “{shared}”" in said.both()[1]
    assert fresh.run("outbox", "discard", ids[3].upper(), ids[0][:12], "--json") == 0
    assert [entry["id"] for entry in said.json()] == [ids[3], ids[0]]
    assert fresh.run("list", "customer-orders", "--all") == 0
    assert said.both()[0].count("Bench for the hall") == 38
    assert fresh.run("outbox", "discard", ids[0]) == 1
    assert fresh.run("outbox", "discard", "--all", "--json") == 0
    assert {entry["state"] for entry in said.json()} == {"discarded"}
    assert fresh.run("list", "customer-orders", "--all") == 5
    assert "fetched yet" in said.both()[1]


def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(
    fresh: Shell, server: RunningServer, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_DESKTOP_QUIET_PERIOD", "1")
    wanted = ORDER | {"reference": "Only once"}
    source = _file(tmp_path, wanted)
    assert fresh.run("create", "customer-orders", "--from", source) == 0
    server.faults.plan("lost")
    said.both()
    assert fresh.run("outbox", "send", "--json") == 0
    (entry,) = said.json()
    assert entry["state"] == "delivered"
    assert len(_there(server, reference=f"Only once {entry['token']}")) == 1


def test_without_a_server_everything_waits_and_says_so(fresh: Shell, said: Said, tmp_path: Path) -> None:
    fresh.environ["FORGE_DESKTOP_URL"] = "http://127.0.0.1:9/rest/v1"
    source = _file(tmp_path, ORDER)
    assert fresh.run("create", "customer-orders", "--from", source) == 0
    assert fresh.run("outbox", "send") == 7
    assert "kept" in said.both()[1]
