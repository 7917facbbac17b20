"""The quickstart's own code samples, run unchanged but for the host, the key and the client to fill in."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_desktop.server.forgemrp import endpoints

from . import quickstart
from .conftest import CLIENT, Forge
from .receiver import Receiver


@pytest.mark.parametrize("quoted", quickstart.SAMPLES)
def test_what_is_quoted_here_of_the_page_is_what_it_has(quoted: str) -> None:
    assert quickstart.sample(quoted) == quoted


def test_where_the_page_is_not_at_hand_the_quotations_serve(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(quickstart, "PAGE", tmp_path / "none.txt")
    assert [quickstart.sample(quoted) for quoted in quickstart.SAMPLES] == list(quickstart.SAMPLES)
    assert quickstart.sentences() == []


def test_the_first_call_lists_the_clients(forge: Forge) -> None:
    body = quickstart.run_curl(quickstart.FIRST_CALL, forge)
    assert [row["name"] for row in body["data"]] == ["Customer 1", "Customer 2"]
    assert body["next_cursor"] is None


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 201])
def test_the_walk_hands_over_every_quote_once(forge: Forge, count: int) -> None:
    forge.put_quotes(count)
    found = quickstart.run_walk(forge)
    assert len({row["id"] for row in found}) == len(found) == count


def test_the_created_quote_is_created_once_however_often_the_command_is_run(forge: Forge) -> None:
    answers = [quickstart.run_curl(quickstart.CREATE, forge) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["data"]["client_id"] == CLIENT
    assert [row["id"] for row in forge.walk("/quotes", 10)] == [answers[0]["data"]["id"]]


def test_the_verification_accepts_what_was_delivered_and_nothing_else(forge: Forge, receiver: Receiver) -> None:
    _, secret = endpoints.add(forge.server.engine, receiver.url, ["quote.created"])
    forge.post("/quotes", {"clientId": CLIENT})
    got = receiver.wait_for(1)[0]
    signature = got.headers["x-forge-signature"]
    assert quickstart.verify(secret, got.body, signature)
    assert not quickstart.verify(secret, got.body + b" ", signature)
    assert not quickstart.verify(secret + "x", got.body, signature)
    assert not quickstart.verify(secret, got.body, signature[:-1] + ("0" if signature[-1] != "0" else "1"))
