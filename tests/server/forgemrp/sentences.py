"""Every sentence of the published page, word for word, each with the check that shows that it holds."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Callable

import pytest

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import endpoints, keys
from forge_desktop.server.forgemrp.assumed import SCOPES, THINGS

from .conftest import CLIENT, Forge, Opener
from .receiver import Receiver

Check = Callable[[Forge, Receiver, Opener], None]
SENTENCES: dict[str, Check] = {}
NO_JOB = "/jobs/job_0000000000000"
FIGURES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def says(sentence: str) -> Callable[[Check], Check]:
    """Registers the check of a sentence."""

    def register(check: Check) -> Check:
        SENTENCES[sentence] = check
        return check

    return register


def _code(forge: Forge, method: str, path: str, **more: object) -> tuple[int, str]:
    answer = forge.client.request(method, path, **more)  # type: ignore[arg-type]
    return answer.status_code, answer.json()["error"]["code"]


# ---------------------------------------------------------------- quickstart, authentication
@says("Create an API key in Settings → Integrations, pick the scopes it needs, and copy it (shown only once)")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    key = keys.create(forge.server.engine, ["quotes.view"])
    secret = key.split("_")[3]
    assert [one.scopes for one in keys.listed(forge.server.engine)][-1] == ("quotes.view",) or secret
    assert not any(secret in str(row) for row in forge.rows("select * from api_keys"))


@says("A successful response wraps results in data")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    body = forge.client.get("/clients").json()
    assert set(body) == {"data", "next_cursor"}
    assert body["next_cursor"] is None
    assert {"id", "name", "created_at", "updated_at"} <= set(body["data"][0])


@says("Send your key as a bearer token on every request")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    shown = forge.client.headers["Authorization"].removeprefix("Bearer ")
    for wrong in ("", shown, f"Basic {shown}", f"Bearer {shown}x", f"Bearer {shown[:-1]}", "Bearer"):
        assert _code(forge, "GET", "/jobs", headers={"Authorization": wrong}) == (401, "unauthorized")
    assert forge.client.get("/jobs", headers={"Authorization": f"bearer {shown}"}).status_code == 200


@says("Keys are company-wide and carry a fixed set of scopes")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    made = forge.post("/clients", {"name": "Everybody's"})
    other = forge.key("clients.view")
    assert forge.client.get(f"/clients/{made['id']}", headers=other).json()["data"] == made


@says("if one leaks, revoke it")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    header = forge.key("jobs.view")
    key_id = header["Authorization"].split("_")[2]
    assert forge.client.get("/jobs", headers=header).status_code == 200
    assert keys.revoke(forge.server.engine, key_id)
    assert _code(forge, "GET", "/jobs", headers=header) == (401, "unauthorized")
    assert not keys.revoke(forge.server.engine, key_id)


@says("Authorization: Bearer fmrp_live_<keyid>_<secret>_<crc>")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    key = keys.create(forge.server.engine, ["jobs.view"])
    assert re.fullmatch(r"fmrp_live_[0-9a-z]{12}_[0-9A-Za-z]{32}_[0-9a-f]{8}", key)
    front, _, checksum = key.rpartition("_")
    assert int(checksum, 16) == zlib.crc32(front.encode())


# ---------------------------------------------------------------- scopes
@says("Each endpoint requires a scope such as quotes.view or clients.create")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    for thing in THINGS.values():
        without = forge.key(*(scope for scope in SCOPES if not scope.startswith(f"{thing.path}.")))
        asked = [("GET", f"/{thing.path}"), ("GET", f"/{thing.path}/{thing.prefix}_0000000000000")]
        asked += [("POST", f"/{thing.path}")] if "create" in thing.verbs else []
        asked += [("PATCH", asked[1][1])] if "update" in thing.verbs else []
        for method, path in asked:
            assert _code(forge, method, path, headers=without, json={}) == (403, "insufficient_scope")


@says("A write scope implies the matching read scope (holding quotes.create also lets you read quotes)")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    for scope in (scope for scope in SCOPES if not scope.endswith(".view")):
        path = f"/{scope.partition('.')[0]}"
        assert forge.client.get(path, headers=forge.key(scope)).status_code == 200
    reader = forge.key("quotes.view")
    assert _code(forge, "POST", "/quotes", headers=reader, json={})[0] == 403
    assert _code(forge, "GET", "/jobs", headers=forge.key("quotes.create"))[0] == 403


@says("A key can only be granted scopes its creator has")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    engine = forge.server.engine
    with pytest.raises(keys.BadScopes, match=r"jobs\.view"):
        keys.create(engine, ["jobs.view"], creator=["quotes.create"])
    assert keys.create(engine, ["quotes.view"], creator=["quotes.create"])
    with pytest.raises(keys.BadScopes, match="unknown"):
        keys.create(engine, ["everything.do"])
    with pytest.raises(keys.BadScopes, match="at least one"):
        keys.create(engine, [])


@says("Missing the required scope returns 403 insufficient_scope")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    message = forge.refused(403, "POST", "/clients", {}, **forge.key("clients.view"))
    assert "clients.create" in message


# ---------------------------------------------------------------- paging and incremental sync
@says("List endpoints are keyset-paginated")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    for number in range(9):
        forge.post("/clients", {"name": f"Client {number}"})
    first = forge.client.get("/clients?limit=4").json()
    gone = first["data"][1]["name"]
    forge.post("/clients", {"name": "Late"})
    with writing(forge.server.engine) as connection:  # a row before the cursor goes: nothing moves up
        connection.exec_driver_sql("update customers set title = 'x' where title = ?", (gone,))
        connection.exec_driver_sql("delete from customer_addresses where customer_id = 2")
        connection.exec_driver_sql("delete from customers where customer_id = 2")
    second = forge.client.get(f"/clients?limit=4&cursor={first['next_cursor']}").json()
    assert [row["name"] for row in second["data"]] == ["Client 2", "Client 3", "Client 4", "Client 5"]


@says("Pass ?limit= and follow next_cursor until it is null")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    for path in THINGS:
        whole = forge.client.get(f"/{path}?limit=200").json()
        assert whole["next_cursor"] is None
        for limit in (1, 2, 3):
            assert forge.walk(f"/{path}", limit) == whole["data"]


@says("Every resource includes updated_at")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    forge.post("/jobs", {"quoteId": forge.quote(status="approved")["id"]})
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    for path in THINGS:
        for row in forge.walk(f"/{path}", 200):
            assert moment.fullmatch(row["updated_at"])
            assert moment.fullmatch(row["created_at"])
            assert row["updated_at"] >= row["created_at"]


@says("paging and recording the newest updated_at you have seen")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    seen = [forge.quote()]
    for notes in ("a", "b", "c"):
        seen.append(forge.patch(f"/quotes/{seen[0]['id']}", {"notes": notes}))
    moments = [quote["updated_at"] for quote in seen]
    assert moments == sorted(set(moments))
    assert len({quote["created_at"] for quote in seen}) == 1


# ---------------------------------------------------------------- errors
@says("Errors use a consistent envelope")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    answer = forge.client.get("/quotes/quo_0000000000000")
    assert answer.json() == {"error": {"code": "not_found", "message": "Quote not found"}}


@says("400 bad_request, 422 validation_error: check the message")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    assert _code(forge, "GET", "/jobs?limit=none") == (400, "bad_request")
    assert _code(forge, "GET", "/jobs?cursor=none") == (400, "bad_request")
    wrong = {"clientId": "cli_x", "currency": "EURO", "lines": [{"quantity": 0}]}
    assert _code(forge, "POST", "/quotes", json=wrong) == (422, "validation_error")
    message = forge.refused(422, "POST", "/quotes", wrong)
    for name in ("client_id: ", "currency: ", "lines[0].quantity: "):
        assert name in message


@says("401 unauthorized: bad or missing key")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    shown = forge.client.headers["Authorization"]
    other = shown[:-9].replace(shown[30], "A" if shown[30] != "A" else "B")
    for header in ("", "Bearer nonsense", f"Bearer {keys.with_checksum(other.removeprefix('Bearer '))}"):
        assert _code(forge, "GET", "/jobs", headers={"Authorization": header}) == (401, "unauthorized")
    assert "nonsense" not in forge.refused(401, "GET", "/jobs", Authorization="Bearer nonsense")


@says("403 insufficient_scope: the key lacks the scope")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    reader = forge.key("jobs.view")
    assert _code(forge, "GET", "/inventory", headers=reader) == (403, "insufficient_scope")


@says("404 not_found, 409 conflict (e.g. a locked quote)")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    assert _code(forge, "GET", NO_JOB) == (404, "not_found")
    assert _code(forge, "GET", "/nothing") == (404, "not_found")
    quote = forge.quote(status="approved")
    forge.post("/jobs", {"quoteId": quote["id"]})
    locked = _code(forge, "PATCH", f"/quotes/{quote['id']}", json={"notes": "too late"})
    assert locked == (409, "conflict")


@says("429 rate_limited: back off and retry after Retry-After")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=2, forge_window=0.5)
    answers = [narrow.client.get("/jobs") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["code"] == "rate_limited"


# ---------------------------------------------------------------- rate limits
@says("Every response carries RateLimit-Limit, RateLimit-Remaining, and RateLimit-Reset")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=9, forge_window=600)
    client = narrow.client
    answers = [
        client.get("/jobs"),
        client.get(NO_JOB),
        client.get("/nothing"),
        client.delete("/jobs"),
        client.post("/quotes", content=b"{"),
        client.get("/jobs", headers={"Host": "elsewhere.example"}),
        client.get("/jobs", headers={"Origin": "https://elsewhere.example"}),
        client.post("/quotes", content=b"x" * 1_000_001),
        client.get("/jobs", headers={"Authorization": "Bearer x"}),
    ]
    narrow.server.faults.plan("down")
    answers += [client.get("/jobs"), client.get("/jobs")]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 405, 400, 403, 403, 413, 401, 503, 429]
    for answer in answers:
        limit, remaining, reset = (int(answer.headers[name]) for name in FIGURES)
        assert limit == 9
        assert 0 <= remaining <= limit
        assert 0 < reset <= 600
    own = [int(answer.headers["RateLimit-Remaining"]) for place, answer in enumerate(answers) if place != 8]
    assert own == [8, 7, 6, 5, 4, 3, 2, 1, 0, 0]


@says("A 429 also includes Retry-After; wait that many seconds before retrying")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=1, forge_window=600)
    narrow.client.get("/jobs")
    full = narrow.client.get("/jobs")
    assert full.headers["Retry-After"] == full.headers["RateLimit-Reset"]
    forge.server.faults.plan("busy")
    assert int(forge.client.get("/jobs").headers["Retry-After"]) >= 1


# ---------------------------------------------------------------- idempotency
@says("Send an Idempotency-Key header on POST requests")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    forge.post("/clients", {"name": "Once"}, **{"Idempotency-Key": "7c9e6679-7425"})
    for wrong in ("", "a b", "k" * 256):
        header = {"Idempotency-Key": wrong}
        assert _code(forge, "POST", "/clients", json={"name": "x"}, headers=header) == (400, "bad_request")


@says(
    "If a request is retried with the same key, the original response is returned and no duplicate is created"
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


# ---------------------------------------------------------------- webhooks
@says("subscribe to events like quote.created, job.updated, or * for all")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, f"{receiver.url}&who=some", ["quote.created", "job.updated"])
    endpoints.add(forge.server.engine, f"{receiver.url}&who=all", ["*"])
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    forge.patch(f"/jobs/{job['id']}", {"priority": "high"})
    forge.quote()
    count = len(forge.rows("select * from webhook_deliveries"))
    got = receiver.wait_for(count)
    some = [one.headers["x-forge-event"] for one in got if "who=some" in one.path]
    every = {one.headers["x-forge-event"] for one in got if "who=all" in one.path}
    assert some == ["job.updated", "quote.created"]
    assert {"job.created", "job.updated", "quote.created", "inventory.updated"} <= every


@says("Each delivery is a POST with X-Forge-Event and X-Forge-Signature, an HMAC-SHA256 (hex) of the raw body")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    _, secret = endpoints.add(forge.server.engine, receiver.url, ["client.created"])
    assert secret.startswith("whsec_")
    forge.post("/clients", {"name": "Põhjala"})
    got = receiver.wait_for(1)[0]
    assert (got.method, got.path) == ("POST", "/hook?from=forge")
    assert got.headers["x-forge-event"] == "client.created"
    expected = hmac.new(secret.encode(), got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-forge-signature"] == expected


@says("Deliveries that fail are retried with exponential backoff")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["client.created"])
    receiver.plan.extend((500, 302, 0))
    forge.post("/clients", {"name": "Patience"})
    bodies = [got.body for got in receiver.wait_for(4)]
    assert len(set(bodies)) == 1


@says('The payload is { "type", "created_at", "data" }')
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["*"])
    quote = forge.post("/quotes", {"clientId": CLIENT})
    payload = json.loads(receiver.wait_for(1)[0].body)
    assert set(payload) == {"type", "created_at", "data"}
    assert payload["type"] == "quote.created"
    assert payload["data"] == quote
