"""What the page says of idempotency and of webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import random

import pytest

from forge_desktop.server.forgemrp import courier, endpoints

from .. import quickstart
from ..conftest import CLIENT, Forge, Opener
from ..receiver import Receiver
from .says import Checks, code

CHECKS = Checks()
says = CHECKS.says


# ---------------------------------------------------------------- Idempotency
@says("Send an Idempotency-Key header on POST requests.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    forge.post("/clients", {"name": "Without"})
    forge.post("/clients", {"name": "Once"}, **{"Idempotency-Key": "7c9e6679-7425"})
    forge.post("/clients", {"name": "Long"}, **{"Idempotency-Key": "k" * 255})
    for wrong in ("", "a b", "k" * 256):
        header = {"Idempotency-Key": wrong}
        assert code(forge, "POST", "/clients", json={"name": "x"}, headers=header) == (400, "bad_request")
    assert quickstart.run_curl(quickstart.CREATE, forge)["data"]["client_id"] == CLIENT


@says(
    "If a request is retried with the same key, the original response is returned and no duplicate is created,"
    " which keeps flaky networks and retrying automation safe."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    def send(name: str) -> tuple[int, bytes]:
        answer = forge.client.post("/clients", json={"name": name}, headers={"Idempotency-Key": "k-1"})
        return answer.status_code, answer.content

    first = send("Once")
    assert first[0] == 201
    assert [send("Once") for _ in range(3)] == [first] * 3
    assert [row["name"] for row in forge.walk("/clients", 50)].count("Once") == 1
    status, body = send("Another")
    assert (status, json.loads(body)["error"]["code"]) == (409, "conflict")
    assert [row["name"] for row in forge.walk("/clients", 50)].count("Another") == 0


# ---------------------------------------------------------------- Webhooks
@says(
    "Register HTTPS endpoints in Settings → Integrations and subscribe to events like quote.created,"
    " job.updated, or * for all."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    engine = forge.server.engine
    ident, _ = endpoints.add(engine, "https://hooks.example/forge", ["job.updated"])
    assert endpoints.remove(engine, ident)
    with pytest.raises(endpoints.BadEndpoint, match="https"):
        endpoints.add(engine, "http://hooks.example/forge", ["*"])
    endpoints.add(engine, f"{receiver.url}&who=some", ["quote.created", "job.updated"])
    endpoints.add(engine, f"{receiver.url}&who=all", ["*"])
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    forge.patch(f"/jobs/{job['id']}", {"priority": "high"})
    forge.quote()
    count = len(forge.rows("select * from webhook_deliveries"))
    got = receiver.wait_for(count)
    some = [one.headers["x-forge-event"] for one in got if "who=some" in one.path]
    every = {one.headers["x-forge-event"] for one in got if "who=all" in one.path}
    assert some == ["job.updated", "quote.created"]
    assert {"job.created", "job.updated", "quote.created", "inventory.updated"} <= every


@says(
    "Each delivery is a POST with X-Forge-Event and X-Forge-Signature, an HMAC-SHA256 (hex) of the raw body"
    " keyed by your endpoint's whsec_ secret."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    _, secret = endpoints.add(forge.server.engine, receiver.url, ["client.created"])
    assert secret.startswith("whsec_")
    forge.post("/clients", {"name": "Põhjala"})
    got = receiver.wait_for(1)[0]
    assert (got.method, got.path) == ("POST", "/hook?from=forge")
    assert got.headers["x-forge-event"] == "client.created"
    expected = hmac.new(secret.encode(), got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-forge-signature"] == expected


@says("Verify it before trusting the payload:")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    _, secret = endpoints.add(forge.server.engine, receiver.url, ["quote.created"])
    forge.quote(notes="Põhjala")
    got = receiver.wait_for(1)[0]
    assert quickstart.verify(secret, got.body, got.headers["x-forge-signature"])
    assert not quickstart.verify(secret, got.body[:-1], got.headers["x-forge-signature"])


@says("Deliveries that fail are retried with exponential backoff.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["client.created"])
    receiver.plan.extend((500, 302, 0))
    forge.post("/clients", {"name": "Patience"})
    bodies = [got.body for got in receiver.wait_for(4)]
    assert len(set(bodies)) == 1
    chance = random.Random(7)
    shortest = [min(courier.wait_after(tries, 1.0, chance) for _ in range(99)) for tries in range(1, 8)]
    longest = [max(courier.wait_after(tries, 1.0, chance) for _ in range(99)) for tries in range(1, 8)]
    for tries in range(7):
        assert 2**tries / 2 <= shortest[tries] < longest[tries] <= 2**tries


@says('The payload is { "type", "created_at", "data" }.')
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["*"])
    quote = forge.post("/quotes", {"clientId": CLIENT})
    payload = json.loads(receiver.wait_for(1)[0].body)
    assert set(payload) == {"type", "created_at", "data"}
    assert payload["type"] == "quote.created"
    assert payload["data"] == quote
    assert payload["created_at"][:19] == quote["created_at"][:19]
