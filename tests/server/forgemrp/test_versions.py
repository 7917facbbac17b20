"""Random work through both contracts: `updated_at` and webhooks move exactly with what a client can see."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from forge_desktop.server.forgemrp import endpoints
from forge_desktop.server.forgemrp.assumed import JOB_STATUSES, PRIORITIES, QUOTE_MOVES, THINGS

from .conftest import CLIENT, OTHER_CLIENT, Forge
from .purchasing import order_tops
from .receiver import Receiver

STEPS = 70
World = dict[str, Any]


def _look(forge: Forge) -> World:
    """Every row that a client can see, by id."""
    return {row["id"]: row for path in THINGS for row in forge.walk(f"/{path}", 200)}


class Worker:
    """Does random things, many of which are refused."""

    def __init__(self, forge: Forge, other: httpx.Client, seed: int) -> None:
        self._forge, self._other, self._chance = forge, other, random.Random(seed)
        self._acts: list[Callable[[], httpx.Response]] = [
            self._new_quote,
            self._change_quote,
            self._new_job,
            self._change_job,
            self._new_client,
            self._new_order,
            self._change_order,
            self._sell,
            self._change_sale,
            self._rename,
            self._work,
        ]

    def step(self) -> str:
        """One act; what it was and how it was answered."""
        act = self._chance.choice(self._acts)
        answer = act()
        assert answer.status_code < 500, (act.__name__, answer.text)
        return f"{act.__name__} {answer.status_code} {answer.request.content!r}"

    def _some(self, path: str) -> str:
        rows = self._forge.walk(f"/{path}", 200)
        return str(self._chance.choice(rows)["id"]) if rows else "none"

    def _lines(self) -> list[dict[str, Any]]:
        parts = self._chance.choices(("TABLE", "LEG", "TOP"), k=self._chance.randint(0, 3))
        return [{"partNumber": part, "quantity": self._chance.randint(1, 3)} for part in parts]

    def _new_quote(self) -> httpx.Response:
        return self._forge.client.post("/quotes", json={"clientId": CLIENT, "lines": self._lines()})

    def _change_quote(self) -> httpx.Response:
        choices: list[dict[str, Any]] = [
            {"status": self._chance.choice(tuple(QUOTE_MOVES))},
            {"status": "approved"},
            {"lines": self._lines()},
            {"clientId": OTHER_CLIENT, "notes": "moved"},
        ]
        return self._forge.client.patch(f"/quotes/{self._some('quotes')}", json=self._chance.choice(choices))

    def _new_job(self) -> httpx.Response:
        choices: list[dict[str, Any]] = [
            {"quoteId": self._some("quotes"), "priority": "high"},
            {"partNumber": "TABLE", "quantity": self._chance.randint(1, 2)},
            {"partNumber": "TABLE", "quantity": 1, "clientId": CLIENT, "status": "pending"},
        ]
        return self._forge.client.post("/jobs", json=self._chance.choice(choices))

    def _change_job(self) -> httpx.Response:
        choices: list[dict[str, Any]] = [
            {"status": self._chance.choice(tuple(JOB_STATUSES))},
            {"priority": self._chance.choice(PRIORITIES)},
            {"quantity": self._chance.randint(1, 4), "dueDate": f"2026-06-{self._chance.randint(1, 28):02}"},
        ]
        return self._forge.client.patch(f"/jobs/{self._some('jobs')}", json=self._chance.choice(choices))

    def _new_client(self) -> httpx.Response:
        return self._forge.client.post(
            "/clients", json={"name": "New", "phone": "1", "address": "A", "notes": "N"}
        )

    def _new_order(self) -> httpx.Response:
        body = {"article_id": self._chance.choice((1, 4, 5)), "quantity": 1, "assigned_id": 1}
        return self._other.post("/manufacturing-orders", json=body)

    def _order(self) -> int:
        rows = self._other.get("/manufacturing-orders").json()
        return int(self._chance.choice(rows)["man_ord_id"]) if rows else 0

    def _change_order(self) -> httpx.Response:
        choices: list[dict[str, Any]] = [
            {"status": self._chance.choice((10, 20, 30, 35, 40, 60, 70))},
            {"quantity": self._chance.randint(1, 3)},
            {"notes": "nothing that a client of the other contract sees"},
        ]
        return self._other.put(f"/manufacturing-orders/{self._order()}", json=self._chance.choice(choices))

    def _sell(self) -> httpx.Response:
        line = {"article_id": self._chance.choice((1, 2, 4)), "quantity": self._chance.randint(1, 3)}
        body = {
            "customer_id": 1,
            "status": self._chance.choice((10, 30)),
            "products": [line | {"item_price": 9}],
        }
        return self._other.post("/customer-orders", json=body)

    def _change_sale(self) -> httpx.Response:
        rows = self._other.get("/customer-orders").json()
        key = self._chance.choice(rows)["cust_ord_id"] if rows else 0
        body = self._chance.choice(({"status": 80}, {"status": 90}, {"customer_id": 2}, {"notes": "x"}))
        return self._other.put(f"/customer-orders/{key}", json=body)

    def _rename(self) -> httpx.Response:
        path, name = self._chance.choice(
            (("items/1", "title"), ("items/2", "title"), ("customers/1", "title"), ("units/1", "title"))
        )
        return self._other.put(f"/{path}", json={name: self._chance.choice(("One", "Two"))})

    def _work(self) -> httpx.Response:
        key = self._order()
        rows = self._other.get(f"/manufacturing-orders/{key}").json()
        operations = rows["operations"] if key else []
        operation = self._chance.choice(operations)["operation_id"] if operations else 0
        verb = self._chance.choice(("start", "pause", "finish"))
        path = f"/manufacturing-orders/{key}/operations/{operation}/{verb}"
        return self._other.post(path, json={"user_id": self._chance.choice((1, 2))})


@pytest.mark.parametrize("seed", range(3))
def test_what_a_client_sees_moves_its_version_and_is_told_and_nothing_else(
    forge: Forge, receiver: Receiver, seed: int
) -> None:
    order_tops(forge)
    endpoints.add(forge.server.engine, receiver.url, ["*"])
    told = 0
    with forge.mrpeasy() as other:
        worker = Worker(forge, other, seed)
        before = _look(forge)
        for _ in range(STEPS):
            what = worker.step()
            after = _look(forge)
            changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
            for key in changed & set(before) & set(after):
                old, new = dict(before[key]), dict(after[key])
                assert new.pop("updated_at") > old.pop("updated_at"), (what, old, new)
                bookings = key.startswith("pur_")  # which move an order even if its one job stays unnamed
                assert old != new or bookings, (what, "moved, though nothing of it can be seen", old)
            log = endpoints.log(forge.server.engine, 10_000)
            events = log[: len(log) - told]
            told = len(log)
            assert len(events) == len(changed), (what, [event.event for event in events], changed)
            before = after
    bodies = [json.loads(got.body) for got in receiver.wait_for(told)]
    last = {body["data"]["id"]: body for body in bodies}
    for key, body in last.items():
        assert body["data"] == before[key] or body["type"].endswith(".deleted")


def test_the_one_job_that_waits_for_a_purchase_is_named_and_two_are_not(forge: Forge) -> None:
    order_tops(forge)
    (before,) = forge.walk("/purchase-orders", 5)
    assert (before["job_id"], before["status"], before["rfq_id"] is not None) == (None, "sent", True)
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 8})
    (waiting,) = forge.walk("/purchase-orders", 5)
    assert waiting["job_id"] == job["id"]
    assert waiting["updated_at"] > before["updated_at"]
    forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    (shared,) = forge.walk("/purchase-orders", 5)
    assert shared["job_id"] is None
    assert shared["updated_at"] > waiting["updated_at"]
