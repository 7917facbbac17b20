"""The contract's two limits: one request at a time, and a hundred in ten seconds."""

from __future__ import annotations

import threading
import time

import anyio
import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from forge_desktop.server.door import Limits
from forge_desktop.server.options import ServerOptions

from .conftest import KEYS, Starter


class Once:
    """An application behind the limits, on a clock that the test sets."""

    def __init__(self, **changes: int | float | bool) -> None:
        self.now = 1000.0
        self.served = 0
        self._limits = Limits(self._answer, ServerOptions("", **changes), lambda: self.now)  # type: ignore[arg-type]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.served += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    def status(self) -> int:
        """The status of one request."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        anyio.run(self._limits, {"type": "http", "headers": []}, receive, send)
        status: int = sent[0]["status"]
        return status


def test_the_hundred_and_first_request_within_ten_seconds_is_refused() -> None:
    once = Once()
    assert [once.status() for _ in range(100)] == [200] * 100
    assert [once.status() for _ in range(3)] == [429] * 3
    assert once.served == 100


def test_the_window_slides_and_refused_requests_do_not_count() -> None:
    once = Once(requests_per_window=3)
    for second in (0.0, 4.0, 8.0):
        once.now = 1000.0 + second
        assert once.status() == 200
    for second, status in (
        (9.9, 429),
        (10.0, 200),
        (10.1, 429),
        (13.9, 429),
        (14.0, 200),
        (18.0, 200),
        (19.0, 429),
    ):
        once.now = 1000.0 + second
        assert once.status() == status, second


def test_over_http_the_refusal_is_a_429_with_an_array(started: Starter) -> None:
    server = started(requests_per_window=100, window_seconds=600.0, one_in_flight=True)
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        assert {client.get("/units/1").status_code for _ in range(100)} == {200}
        answer = client.get("/units/1")
        assert answer.status_code == 429
        assert answer.json() == ["More than 100 requests in 600 seconds"]


def test_requests_with_a_wrong_key_use_up_nobodys_window(started: Starter) -> None:
    server = started(requests_per_window=2, window_seconds=600.0)
    with httpx.Client(base_url=server.url) as client:
        assert {client.get("/units").status_code for _ in range(5)} == {401}
        assert client.get("/units", headers=KEYS).status_code == 200


@pytest.mark.parametrize("alone", [True, False])
def test_a_second_request_while_one_is_under_way_is_refused(started: Starter, alone: bool) -> None:
    server = started(one_in_flight=alone)
    server.faults.plan("slow")
    first: list[int] = []

    def ask() -> None:
        first.append(httpx.get(f"{server.url}/units", headers=KEYS).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    while server.faults.planned:  # until the slow request is under way
        time.sleep(0.001)
    second = httpx.get(f"{server.url}/units", headers=KEYS)
    asking.join()
    assert first == [200]
    assert second.status_code == (429 if alone else 200)
    assert httpx.get(f"{server.url}/units", headers=KEYS).status_code == 200


def test_one_request_after_the_other_is_never_refused(started: Starter) -> None:
    server = started(one_in_flight=True)
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        wide = {"Range": "0-999"}
        assert {client.get("/lots", headers=wide).status_code for _ in range(15)} == {206}
