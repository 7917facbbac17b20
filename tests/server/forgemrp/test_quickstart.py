"""The quickstart's own code samples, run unchanged but for the host, the key and the client to fill in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import endpoints

from . import quickstart
from .conftest import CLIENT, Forge
from .receiver import Receiver


class _Requests:
    """As much of the `requests` library as the sample uses."""

    def get(self, url: str, headers: Mapping[str, str]) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(url, headers=dict(headers))) as answer:
            body = answer.read()
        return SimpleNamespace(json=lambda: json.loads(body))


def _filled(sample: str, forge: Forge) -> str:
    key = forge.client.headers["Authorization"].removeprefix("Bearer ")
    assert quickstart.HOST in sample
    found = sample.replace(quickstart.HOST, forge.server.forge_url)
    return found.replace("fmrp_live_...", key).replace('"…"', f'"{CLIENT}"')


def _curl(sample: str, forge: Forge) -> Any:
    """What the sample prints. Where there is no curl, its request is sent as curl would send it."""
    if shutil.which("curl") is None or os.name != "posix":
        if "-X POST" in sample:
            headers = {"Idempotency-Key": "7c9e6679-...", "Content-Type": "application/json"}
            return forge.client.post("/quotes", content=f'{{ "clientId": "{CLIENT}" }}', headers=headers).json()
        return forge.client.get("/clients").json()
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        ["sh", "-c", _filled(sample, forge)], capture_output=True, check=True, env=environment, timeout=60
    )
    return json.loads(done.stdout)


def test_the_first_call_lists_the_clients(forge: Forge) -> None:
    body = _curl(quickstart.FIRST_CALL, forge)
    assert [row["name"] for row in body["data"]] == ["Customer 1", "Customer 2"]
    assert body["next_cursor"] is None


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 201])
def test_the_walk_hands_over_every_quote_once(forge: Forge, count: int) -> None:
    with writing(forge.server.engine) as connection:
        for _ in range(count):
            connection.exec_driver_sql(
                "insert into quotes (code, customer_id, status, created, currency, total_price, notes)"
                " values ('Q', 1, 'draft', 1700000000, 'EUR', 0, '')"
            )
    found: list[Any] = []
    headers = {"Authorization": forge.client.headers["Authorization"]}
    names: dict[str, Any] = {"requests": _Requests(), "headers": headers, "handle": found.extend}
    exec(compile(_filled(quickstart.WALK, forge), "walk", "exec"), names)
    assert len({row["id"] for row in found}) == len(found) == count


def test_the_created_quote_is_created_once_however_often_the_command_is_run(forge: Forge) -> None:
    answers = [_curl(quickstart.CREATE, forge) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["data"]["client_id"] == CLIENT
    assert [row["id"] for row in forge.walk("/quotes", 10)] == [answers[0]["data"]["id"]]


def test_the_verification_accepts_what_was_delivered_and_nothing_else(forge: Forge, receiver: Receiver) -> None:
    names: dict[str, Any] = {}
    exec(compile(quickstart.VERIFY, "verify", "exec"), names)
    verify = names["verify"]
    _, secret = endpoints.add(forge.server.engine, receiver.url, ["quote.created"])
    forge.post("/quotes", {"clientId": CLIENT})
    got = receiver.wait_for(1)[0]
    signature = got.headers["x-forge-signature"]
    assert verify(secret, got.body, signature)
    assert not verify(secret, got.body + b" ", signature)
    assert not verify(secret + "x", got.body, signature)
    assert not verify(secret, got.body, signature[:-1] + ("0" if signature[-1] != "0" else "1"))
