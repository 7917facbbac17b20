"""Each write is whole or not at all, whatever becomes of its answer, and however many come at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from forge_desktop.server.world import booking

from ..conftest import KEYS
from .conftest import Opener, Shop
from .shop import TABLE

ORDER = {
    "customer_id": 1,
    "status": 30,
    "reference": "FD-7K3Q9X2M",
    "products": [{"article_id": TABLE, "quantity": 1}],
}
BY_TOKEN = "/customer-orders?reference=FD-7K3Q9X2M"


def fails(shop: Shop) -> None:
    """A POST whose answer does not arrive whole."""
    with pytest.raises(httpx.RemoteProtocolError):
        shop.send("POST", "/customer-orders", ORDER)


def arriving(shop: Shop, path: str, count: int) -> list[Any]:
    """The rows of a list once there are so many, or after ten seconds what there is."""
    for _ in range(200):
        rows: list[Any] = shop.get(path)
        if len(rows) >= count:
            break
        time.sleep(0.05)
    return rows


@pytest.mark.parametrize("fault", ["lost", "cut"])
def test_a_write_whose_answer_is_lost_or_cut_has_been_executed(local: Shop, fault: str) -> None:
    local.server.faults.plan(fault)
    fails(local)
    (row,) = local.get(BY_TOKEN)
    assert row["products"][0]["source"][0]["lot_id"] == 1
    local.check_stock()


@pytest.mark.parametrize(("fault", "status"), [("busy", 429), ("down", 503)])
def test_a_write_that_meets_a_busy_or_resting_server_has_not(local: Shop, fault: str, status: int) -> None:
    before = local.everything()
    local.server.faults.plan(fault)
    assert local.send("POST", "/customer-orders", ORDER).status_code == status
    assert local.everything() == before
    assert local.get(BY_TOKEN) == []


def test_a_late_write_is_executed_only_after_the_connection_was_closed(opened: Opener) -> None:
    shop = opened(late_seconds=0.3, one_in_flight=True)
    shop.server.faults.plan("late")
    fails(shop)
    assert shop.get(BY_TOKEN) == []
    assert shop.server.log[0] == ("POST", "/rest/v1/customer-orders", "", 0)
    assert len(arriving(shop, BY_TOKEN, 1)) == 1
    shop.check_stock()


def test_a_late_form_of_another_connection_is_whole_too(opened: Opener) -> None:
    shop = opened(late_seconds=0.05, faults="late=1")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{shop.server.url}/customers", data={"title": "x" * 200}, headers=KEYS)
    shop.server.faults.set()
    assert arriving(shop, "/customers", 3)[-1]["title"] == "x" * 200


def test_a_server_that_stops_before_a_late_write_is_due_never_executes_it(opened: Opener) -> None:
    shop = opened(late_seconds=3600)
    shop.server.faults.plan("late")
    fails(shop)
    shop.server.stop()
    assert shop.rows("select * from customer_orders") == []
    shop.server.engine.dispose()


def test_a_failure_in_the_middle_of_a_write_leaves_nothing(
    local: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(act: Any) -> None:
        raise RuntimeError("the disk is on fire")

    before = local.everything()
    with monkeypatch.context() as patch:
        patch.setattr(booking, "finish", fail)
        assert local.send("POST", "/customer-orders", ORDER).status_code == 500
    assert "on fire" in caplog.text
    assert local.everything() == before
    assert local.post("/customer-orders", ORDER) == 1


def test_orders_posted_at_once_get_different_numbers_and_never_the_same_stock(opened: Opener) -> None:
    shop = opened()

    def post(number: int) -> list[int]:
        with httpx.Client(base_url=shop.server.url, headers=KEYS) as client:
            answers = [client.post("/customer-orders", json=ORDER) for _ in range(3)]
            assert {answer.status_code for answer in answers} == {201}
            return [int(answer.text) for answer in answers]

    with ThreadPoolExecutor(4) as pool:
        keys = [key for some in pool.map(post, range(4)) for key in some]
    assert sorted(keys) == list(range(1, 13))
    rows = shop.get("/customer-orders")
    assert sorted(row["code"] for row in rows) == [f"CO{number:05}" for number in range(1, 13)]
    assert sum(len(row["products"][0]["source"]) for row in rows) == 8
    shop.check_stock()


def test_two_servers_on_one_database_give_different_numbers(opened: Opener, local: Shop) -> None:
    path = str(local.server.engine.url.database)
    other = opened(database=path)

    def post(shop: Shop) -> list[int]:
        return [shop.post("/customer-orders", ORDER) for _ in range(10)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(post, (local, other))
    assert sorted(first + second) == list(range(1, 21))
    local.check_stock()


def test_host_origin_and_keys_are_asked_before_a_write(local: Shop) -> None:
    before = local.everything()
    for headers, status in (
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"api_key": "wrong"}, 401),
    ):
        assert local.client.post("/customer-orders", json=ORDER, headers=headers).status_code == status
    assert local.everything() == before


def test_writes_count_towards_the_limits(opened: Opener) -> None:
    shop = opened(requests_per_window=2)
    assert [shop.send("POST", "/units", {"title": "x"}).status_code for _ in range(3)] == [201, 201, 429]
    assert len(shop.rows("select * from units")) == 3
