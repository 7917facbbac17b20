"""What the page says of paging, of errors and of rate limits."""

from __future__ import annotations

import json
import re
import time

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.forgemrp.assumed import THINGS

from ..conftest import CLIENT, Forge, Opener
from ..purchasing import order_tops
from ..receiver import Receiver
from .says import FIGURES, NO_JOB, Checks, code

CHECKS = Checks()
says = CHECKS.says


# ---------------------------------------------------------------- Pagination & incremental sync
@says("List endpoints are keyset-paginated.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    for number in range(9):
        forge.post("/clients", {"name": f"Client {number}"})
    first = forge.client.get("/clients?limit=4").json()
    assert [row["name"] for row in first["data"]] == ["Customer 1", "Customer 2", "Client 0", "Client 1"]
    forge.post("/clients", {"name": "Late"})
    with writing(forge.server.engine) as connection:  # a row before the cursor goes: nothing moves up
        connection.exec_driver_sql("delete from customer_addresses where customer_id = 2")
        connection.exec_driver_sql("delete from customers where customer_id = 2")
    second = forge.client.get(f"/clients?limit=4&cursor={first['next_cursor']}").json()
    assert [row["name"] for row in second["data"]] == ["Client 2", "Client 3", "Client 4", "Client 5"]


@says("Pass ?limit= and follow next_cursor until it is null.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    for _ in range(3):
        forge.post("/jobs", {"quoteId": forge.quote(status="approved")["id"]})
    for path in THINGS:
        whole = forge.client.get(f"/{path}?limit=200").json()
        assert whole["next_cursor"] is None
        assert len({row["id"] for row in whole["data"]}) == len(whole["data"]) > 0
        for limit in (1, 2, 3):
            assert len(forge.client.get(f"/{path}?limit={limit}").json()["data"]) <= limit
            assert forge.walk(f"/{path}", limit) == whole["data"]


@says(
    "Every resource includes updated_at, so you can keep a local copy in sync by paging and recording the"
    " newest updated_at you have seen."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    forge.post("/jobs", {"quoteId": forge.quote(status="approved")["id"]})
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    for path in THINGS:
        rows = forge.walk(f"/{path}", 200)
        assert rows, path
        for row in rows:
            assert moment.fullmatch(row["updated_at"])
            assert moment.fullmatch(row["created_at"])
            assert row["updated_at"] >= row["created_at"]
    still = forge.quote()  # the clock stands: each change has a moment of its own all the same
    moments = [forge.patch(f"/quotes/{still['id']}", {"notes": notes})["updated_at"] for notes in "abc"]
    assert [still["updated_at"], *moments] == sorted({still["updated_at"], *moments})
    live = opened(now=None)
    quotes = [live.quote() for _ in range(3)]
    for place, notes in ((0, "a"), (2, "b"), (2, "c"), (1, "d")):
        newest = max(row["updated_at"] for row in live.walk("/quotes", 200))
        time.sleep(0.002)
        changed = live.patch(f"/quotes/{quotes[place]['id']}", {"notes": notes})
        assert changed["created_at"] == quotes[place]["created_at"]
        newer = [row["id"] for row in live.walk("/quotes", 200) if row["updated_at"] > newest]
        assert newer == [changed["id"]]


# ---------------------------------------------------------------- Errors
@says("Errors use a consistent envelope:")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    forge.server.faults.plan(*[""] * 8, "down", "busy")
    statuses = [
        code(forge, "GET", "/jobs", headers={"Authorization": ""}),
        code(forge, "GET", "/jobs?limit=x"),
        code(forge, "GET", "/nothing"),
        code(forge, "DELETE", "/jobs"),
        code(forge, "POST", "/clients", json={}),
        code(forge, "POST", "/clients", content=b"{"),
        code(forge, "POST", "/clients", content=b"x" * 1_000_001),
        code(forge, "GET", "/jobs", headers=forge.key("quotes.view")),
        code(forge, "GET", "/jobs", headers={"Origin": "https://elsewhere.example"}),
        code(forge, "GET", NO_JOB),
        code(forge, "GET", "/jobs"),
        code(forge, "GET", "/jobs"),
    ]
    assert [status for status, _ in statuses] == [401, 400, 404, 405, 422, 400, 413, 403, 403, 404, 503, 429]


@says('{ "error": { "code": "not_found", "message": "Quote not found" } }')
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    answer = forge.client.get("/quotes/quo_0000000000000")
    sentence = '{ "error": { "code": "not_found", "message": "Quote not found" } }'
    assert (answer.status_code, answer.json()) == (404, json.loads(sentence))


@says("400 bad_request, 422 validation_error: check the message")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    assert code(forge, "GET", "/jobs?limit=none") == (400, "bad_request")
    assert code(forge, "GET", "/jobs?cursor=none") == (400, "bad_request")
    assert "limit: " in forge.refused(400, "GET", "/jobs?limit=none")
    assert "cursor: " in forge.refused(400, "GET", "/jobs?cursor=none")
    wrong = {"clientId": "cli_x", "currency": "EURO", "lines": [{"quantity": 0}]}
    assert code(forge, "POST", "/quotes", json=wrong) == (422, "validation_error")
    message = forge.refused(422, "POST", "/quotes", wrong)
    for name in ("client_id: ", "currency: ", "lines[0].quantity: "):
        assert name in message


@says("401 unauthorized: bad or missing key")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    front, secret, _ = forge.client.headers["Authorization"].removeprefix("Bearer ").rsplit("_", 2)
    unknown = keys.with_checksum(f"fmrp_live_{'z' * 12}_{secret}")
    guessed = keys.with_checksum(f"{front}_{secret[::-1]}")
    for header in ("", "Bearer nonsense", f"Bearer {unknown}", f"Bearer {guessed}"):
        assert code(forge, "GET", "/jobs", headers={"Authorization": header}) == (401, "unauthorized")
    assert "nonsense" not in forge.refused(401, "GET", "/jobs", Authorization="Bearer nonsense")


@says("403 insufficient_scope: the key lacks the scope")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    reader = forge.key("jobs.view")
    assert code(forge, "GET", "/inventory", headers=reader) == (403, "insufficient_scope")
    assert "inventory.view" in forge.refused(403, "GET", "/inventory", **reader)


@says("404 not_found, 409 conflict (e.g. a locked quote)")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    assert code(forge, "GET", NO_JOB) == (404, "not_found")
    assert code(forge, "GET", "/nothing") == (404, "not_found")
    quote = forge.quote(status="approved")
    forge.post("/jobs", {"quoteId": quote["id"]})
    locked = forge.get(f"/quotes/{quote['id']}")
    bodies: list[dict[str, object]] = [{"notes": "too late"}, {"clientId": CLIENT}, {"lines": []}, {}]
    for body in bodies:
        assert code(forge, "PATCH", f"/quotes/{quote['id']}", json=body) == (409, "conflict")
    assert code(forge, "POST", "/jobs", json={"quoteId": quote["id"]}) == (409, "conflict")
    assert forge.get(f"/quotes/{quote['id']}") == locked


@says("429 rate_limited: back off and retry after Retry-After")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=2, forge_window=600)
    assert [narrow.client.get("/jobs").status_code for _ in range(2)] == [200, 200]
    assert code(narrow, "GET", "/jobs") == (429, "rate_limited")
    refused = narrow.client.post("/clients", json={"name": "Too many"})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert not [row for row in narrow.rows("select title from customers") if row[0] == "Too many"]


# ---------------------------------------------------------------- Rate limits
@says(
    "Every response carries RateLimit-Limit, RateLimit-Remaining, and RateLimit-Reset (seconds until the window"
    " resets)."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=11, forge_window=600)
    client = narrow.client
    answers = [
        client.get("/jobs"),
        client.get(NO_JOB),
        client.get("/nothing"),
        client.delete("/jobs"),
        client.post("/quotes", content=b"{"),
        client.post("/clients", json={}),
        client.get("/jobs", headers={"Host": "elsewhere.example"}),
        client.get("/jobs", headers={"Origin": "https://elsewhere.example"}),
        client.post("/quotes", content=b"x" * 1_000_001),
        client.get("/jobs", headers={"Authorization": "Bearer x"}),
    ]
    narrow.server.faults.plan("down")
    answers.append(client.get("/jobs"))
    narrow.server.faults.fail("jobs")
    answers += [client.get("/jobs"), client.get("/jobs")]
    statuses = [200, 404, 404, 405, 400, 422, 403, 403, 413, 401, 503, 500, 429]
    assert [answer.status_code for answer in answers] == statuses
    for answer in answers:
        limit, remaining, reset = (int(answer.headers[name]) for name in FIGURES)
        assert limit == 11
        assert 0 <= remaining <= limit
        assert 0 < reset <= 600
    own = [int(answer.headers["RateLimit-Remaining"]) for place, answer in enumerate(answers) if place != 9]
    assert own == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]


@says("A 429 also includes Retry-After; wait that many seconds before retrying.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    narrow = opened(forge_requests=1, forge_window=1)
    full = narrow.client.get("/jobs")
    while full.status_code != 429:  # on a slow machine a window may pass between two requests
        full = narrow.client.get("/jobs")
    assert full.headers["Retry-After"] == full.headers["RateLimit-Reset"]
    time.sleep(int(full.headers["Retry-After"]))
    again = narrow.client.get("/jobs")
    assert (again.status_code, again.headers["RateLimit-Remaining"]) == (200, "0")
    forge.server.faults.plan("busy")
    assert int(forge.client.get("/jobs").headers["Retry-After"]) >= 1
