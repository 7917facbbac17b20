"""Bad input: whatever comes in is answered in the envelope, changes nothing, and names what is wrong."""

from __future__ import annotations

import json
import random
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from forge_desktop.server.forgemrp.assumed import CODES

from .conftest import CLIENT, Forge

QUOTE: dict[str, Any] = {"clientId": CLIENT}


def _line(**values: Any) -> dict[str, Any]:
    return QUOTE | {"lines": [{"description": "x", "quantity": 1, "unitPrice": 1} | values]}


WRONG: list[tuple[str, Any, str]] = [
    ("/quotes", {}, "client_id: is required"),
    ("/quotes", {"clientId": 1}, "client_id: must be an id"),
    ("/quotes", {"clientId": True}, "client_id: must be an id"),
    ("/quotes", {"clientId": "job_2em8044mze87p"}, "client_id: there is nothing"),
    ("/quotes", {"clientId": CLIENT, "client_id": "other"}, "client_id: is given twice"),
    ("/quotes", QUOTE | {"total": 5}, "total: is not known here or cannot be written"),
    ("/quotes", QUOTE | {"id": "x", "__proto__": 1}, "__proto__: is not known"),
    ("/quotes", QUOTE | {"status": "approved"}, "status: a new quote is one of"),
    ("/quotes", QUOTE | {"status": 10}, "status: must be a text"),
    ("/quotes", QUOTE | {"validUntil": "tomorrow"}, "valid_until: 'tomorrow' is not a date"),
    ("/quotes", QUOTE | {"validUntil": "9999-12-31T23:59:59Z"}, "valid_until: lies outside"),
    ("/quotes", QUOTE | {"validUntil": 1}, "valid_until: must be a date"),
    ("/quotes", QUOTE | {"validUntil": "2026-W27-1"}, "valid_until: '2026-W27-1' is not a date"),
    ("/quotes", QUOTE | {"validUntil": "20260701"}, "valid_until: '20260701' is not a date"),
    ("/quotes", QUOTE | {"currency": ""}, "currency: must be three capital letters"),
    ("/quotes", QUOTE | {"currency": "eur"}, "currency: must be three capital letters"),
    ("/quotes", QUOTE | {"currency": "12$"}, "currency: must be three capital letters"),
    ("/quotes", QUOTE | {"notes": "a\x00b"}, "notes: contains characters"),
    ("/quotes", QUOTE | {"notes": "x" * 10_001}, "notes: is longer than"),
    ("/quotes", QUOTE | {"lines": {}}, "lines: must be an array"),
    ("/quotes", QUOTE | {"lines": [1]}, "lines: must be an array"),
    ("/quotes", QUOTE | {"lines": [{}] * 501}, "lines: must be an array of at most"),
    ("/quotes", _line(quantity=0), "lines[0].quantity: must be more than 0"),
    ("/quotes", _line(quantity=-1), "lines[0].quantity: must be more than 0"),
    ("/quotes", _line(quantity=1e300), "lines[0].quantity: must not be more than"),
    ("/quotes", _line(quantity="0.0000001"), "lines[0].quantity: has more than 6"),
    ("/quotes", _line(quantity=True), "lines[0].quantity: must be a number"),
    ("/quotes", _line(quantity="NaN"), "lines[0].quantity: 'NaN' is not a number"),
    ("/quotes", _line(quantity="\u0663"), "lines[0].quantity: '\u0663' is not a number"),
    ("/quotes", _line(partNumber="NO-SUCH"), "lines[0].part_number: 'NO-SUCH': there is no such part"),
    ("/quotes", _line(partNumber="CHAIR"), "several variations"),
    ("/quotes", _line(unitPrice=None), "lines[0].unit_price: is required"),
    ("/quotes", _line(quantity=999_999_999, unitPrice=999_999_999), "lines: cost more than can be counted"),
    ("/jobs", {}, "part_number: is required"),
    ("/jobs", {"partNumber": "LEG", "quantity": 1}, "part_number: is bought, not made"),
    ("/jobs", {"partNumber": "TABLE", "quantity": 1, "priority": "huge"}, "priority: must be one of"),
    ("/jobs", {"partNumber": "TABLE", "quantity": 1, "status": "completed"}, "status: must be one of"),
    ("/jobs", {"quoteId": None}, "part_number: is required"),
    ("/jobs", {"quoteId": ""}, "quote_id: there is nothing"),
    ("/jobs", {"quoteId": "quo_2em8044mze87p", "quantity": 1}, "quantity: follows from the quote"),
    ("/clients", {"name": "   "}, "name: is required"),
    ("/clients", {"name": ["x"]}, "name: must be a text"),
    ("/clients", {"name": "\ud800"}, "name: contains characters"),
]


@pytest.mark.parametrize(("path", "body", "words"), WRONG)
def test_a_wrong_value_is_named_and_nothing_is_changed(forge: Forge, path: str, body: Any, words: str) -> None:
    before = [forge.rows(f"select * from {name}") for name in ("quotes", "manufacturing_orders", "customers")]
    answer = forge.client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "validation_error"), answer.text
    assert words in answer.json()["error"]["message"]
    after = [forge.rows(f"select * from {name}") for name in ("quotes", "manufacturing_orders", "customers")]
    assert before == after


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1e9999999999999999999}',
        b'{"a": 1e-9999999999999999999}',
        b'{"clientId": "a", "clientId": "b"}',
        b'{"lines": [{"quantity": 1, "quantity": 2}]}',
        b'{"a":' * 20 + b"1" + b"}" * 20,
        b"[" * 90_000,
    ],
)
def test_a_body_that_is_no_json_object_is_a_bad_request(forge: Forge, body: bytes) -> None:
    answer = forge.client.post("/quotes", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_what_a_web_page_could_post_is_refused(forge: Forge, kind: str) -> None:
    answer = forge.client.post("/clients", content=b'{"name": "x"}', headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert len(forge.walk("/clients", 50)) == 2


def test_a_page_in_a_browser_and_a_foreign_host_name_are_kept_out(forge: Forge) -> None:
    for header in ({"Origin": "http://localhost"}, {"Host": "rebound.example"}):
        answer = forge.client.post("/clients", json={"name": "x"}, headers=header)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert len(forge.walk("/clients", 50)) == 2


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/work-orders", 404),
        ("GET", "/quotes/", 404),
        ("GET", "/quotes/../clients", 404),
        ("GET", "/quotes/%2e%2e", 404),
        ("GET", "/quotes/a/b", 404),
        ("GET", "/quotes/1", 404),
        ("GET", "/quotes/" + "q" * 5000, 404),
        ("GET", "/clients/sup_2em8044mze87p", 404),
        ("PATCH", "/quotes/quo_2em8044mze87p", 404),
        ("PUT", "/quotes", 405),
        ("DELETE", "/quotes/quo_2em8044mze87p", 405),
        ("POST", "/quotes/quo_2em8044mze87p", 405),
        ("PATCH", "/quotes", 405),
        ("POST", "/suppliers", 405),
        ("PATCH", "/clients/cli_2em8044mze87p", 405),
        ("OPTIONS", "/quotes", 405),
        ("TRACE", "/quotes", 405),
    ],
)
def test_a_wrong_address_or_method_is_answered_in_the_envelope(
    forge: Forge, method: str, path: str, status: int
) -> None:
    header = forge.client.headers["Authorization"]
    url = urlsplit(forge.server.forge_url)
    body = b"{}" if method in ("PATCH", "POST", "PUT") else b""
    head = f"{method} {url.path}{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {header}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((url.hostname or "", url.port or 0)) as line:
        line.sendall(head.encode() + body)
        with line.makefile("rb") as stream:
            text = stream.read()
    front, _, answer = text.partition(b"\r\n\r\n")
    assert int(front.split()[1]) == status
    assert json.loads(answer)["error"]["code"] == CODES[status]
    assert (b"Allow: " in front) == (status == 405)
    assert b"RateLimit-Remaining: " in front


def test_a_body_that_is_too_long_is_refused_before_it_is_read_as_json(forge: Forge) -> None:
    answer = forge.client.post(
        "/clients", content=b"[" * 1_000_001, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")


def test_camel_case_and_snake_case_mean_the_same(forge: Forge) -> None:
    snake = forge.post("/quotes", {"client_id": CLIENT, "valid_until": "2026-07-01", "lines": []})
    camel = forge.post("/quotes", {"clientId": CLIENT, "validUntil": "2026-07-01", "lines": None})
    same = ("client_id", "valid_until", "lines", "total", "status")
    assert [snake[name] for name in same] == [camel[name] for name in same]


def test_null_is_the_same_as_nothing_given(forge: Forge) -> None:
    empty = dict.fromkeys(("quoteId", "clientId", "status", "dueDate", "priority"))
    job = forge.post("/jobs", empty | {"partNumber": "TABLE", "quantity": 1})
    assert (job["quote_id"], job["client_id"], job["priority"]) == (None, None, "normal")
    quote = forge.quote(status="approved")
    without = dict.fromkeys(("partNumber", "quantity", "clientId"))
    assert forge.post("/jobs", without | {"quoteId": quote["id"]})["quote_id"] == quote["id"]


def test_a_number_is_no_text_however_many_digits_it_has(forge: Forge) -> None:
    body = b'{"name": 1.' + b"0" * 80 + b"}"
    answer = forge.client.post("/clients", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, "name: must be a text" in answer.text) == (422, True)


def test_of_ten_thousand_mistakes_a_hundred_are_named_and_the_rest_is_counted(forge: Forge) -> None:
    message = forge.refused(422, "POST", "/clients", {"name": "x"} | {f"n{n}": n for n in range(10_000)})
    assert message.count("is not known here") == 100
    assert message.endswith("; and 9900 more")


def test_random_bodies_never_break_the_server(forge: Forge) -> None:
    chance = random.Random(4)
    values: list[Any] = [
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x",
        "1",
        [],
        {},
        [[]],
        [{"quantity": {}}],
        "2026-02-30",
    ]
    names = [
        "clientId",
        "client_id",
        "lines",
        "status",
        "validUntil",
        "quantity",
        "partNumber",
        "quoteId",
        "name",
        "",
    ]
    for _ in range(300):
        body = {chance.choice(names): chance.choice(values) for _ in range(chance.randint(0, 5))}
        path = chance.choice(("/quotes", "/jobs", "/clients"))
        answer = forge.client.post(path, json=body)
        assert answer.status_code in (201, 400, 409, 422), (path, body, answer.text)


def test_the_fault_switches_work_here_in_this_contracts_words(forge: Forge) -> None:
    forge.server.faults.plan("busy", "down")
    answers = [forge.client.get("/jobs"), forge.client.get("/jobs")]
    codes = [(answer.status_code, answer.json()["error"]["code"]) for answer in answers]
    assert codes == [(429, "rate_limited"), (503, "unavailable")]
    assert answers[1].json()["error"]["message"] == "ForgeMRP is under maintenance"
    forge.server.faults.fail("jobs")
    assert forge.refused(500, "GET", "/jobs") == "The server failed on this request"
    assert forge.client.get("/quotes").status_code == 200
