"""Webhook deliveries over a real socket: signed, in order, tried again, across a restart, never in the way."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import shutil
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import courier, endpoints, keys, telling
from forge_desktop.server.forgemrp.endpoints import BadEndpoint

from ..test_serve import first_line, serving
from .conftest import Forge, Opener
from .receiver import Receiver, until

CREATED = ["client.created"]


def _states(forge: Forge) -> list[tuple[str, int]]:
    return [(one.state, one.tries) for one in reversed(endpoints.log(forge.server.engine))]


def test_deliveries_to_one_endpoint_come_in_order_and_signed(forge: Forge, receiver: Receiver) -> None:
    _, secret = endpoints.add(forge.server.engine, receiver.url, CREATED)
    for number in range(30):
        forge.post("/clients", {"name": f"Client {number}"})
    got = receiver.wait_for(30)
    assert [json.loads(one.body)["data"]["name"] for one in got] == [f"Client {n}" for n in range(30)]
    for one in got:
        expected = hmac.new(secret.encode(), one.body, hashlib.sha256).hexdigest()
        assert one.headers["x-forge-signature"] == expected
    until(lambda: _states(forge) == [("delivered", 1)] * 30)


def test_changes_through_mrpeasy_are_told_too(forge: Forge, receiver: Receiver) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["job.created", "job.updated"])
    with forge.mrpeasy() as other:
        body = {"article_id": 1, "quantity": 1, "assigned_id": 1}
        key = other.post("/manufacturing-orders", json=body).text
        other.put(f"/manufacturing-orders/{key}", json={"status": 30})
    told = [json.loads(got.body) for got in receiver.wait_for(2)]
    assert [(one["type"], one["data"]["status"]) for one in told] == [
        ("job.created", "released"),
        ("job.updated", "in_progress"),
    ]
    assert told[1]["data"] == json.loads(forge.client.get(f"/jobs/{told[1]['data']['id']}").content)["data"]


def test_a_change_through_either_contract_is_told_at_once_and_not_at_the_next_look(
    opened: Opener, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "IDLE", 1e5)
    forge = opened()
    endpoints.add(forge.server.engine, receiver.url, ["client.created", "job.created"])
    forge.post("/clients", {"name": "New"})
    receiver.wait_for(1)
    with forge.mrpeasy() as other:
        other.post("/manufacturing-orders", json={"article_id": 1, "quantity": 1, "assigned_id": 1})
    receiver.wait_for(2)


def test_a_receiver_that_fails_gets_the_delivery_again_after_a_restart(opened: Opener) -> None:
    first = opened(webhook_first_wait=0.3)
    with Receiver() as failing:
        port = failing.port
        failing.plan.extend([503] * 50)
        endpoints.add(first.server.engine, failing.url, CREATED)
        first.post("/clients", {"name": "Patience"})
        before = failing.wait_for(1)
        until(lambda: endpoints.log(first.server.engine)[0].answer == "503")
        first.server.stop()
    second = opened(first.database)
    assert endpoints.log(second.server.engine)[0].state == "waiting"
    with Receiver(port) as recovered:
        got = recovered.wait_for(1)
        assert got[0].body == before[0].body
        until(lambda: _states(second)[0][0] == "delivered")


def test_what_a_killed_server_was_delivering_is_delivered_by_the_next_one(
    factory: Path, opened: Opener, tmp_path: Path, receiver: Receiver
) -> None:
    database = tmp_path / "killed.db"
    shutil.copy(factory, database)
    engine = tables.connect(database)
    endpoints.add(engine, receiver.url, CREATED)
    header = {"Authorization": f"Bearer {keys.create(engine, keys.EVERYTHING)}"}
    receiver.plan.extend([500] * 9)
    with serving(tmp_path, "--empty", "--port=0", "--json", f"--database={database}") as process:
        url = json.loads(first_line(process))["forgemrp_url"]
        for number in range(3):
            made = httpx.post(f"{url}/clients", json={"name": str(number)}, headers=header, trust_env=False)
            assert made.status_code == 201
        receiver.wait_for(1)
        process.kill()
        process.communicate()
    with writing(engine) as connection:  # a claim that nobody lives to keep runs out
        connection.exec_driver_sql("update webhook_deliveries set next_ms = 0")
    engine.dispose()
    receiver.plan.clear()
    again = opened(database)
    until(lambda: {state for state, _ in _states(again)} == {"delivered"})
    assert {json.loads(got.body)["data"]["name"] for got in receiver.got} == {"0", "1", "2"}


def test_a_dead_endpoint_keeps_neither_requests_nor_other_endpoints_waiting(
    forge: Forge, receiver: Receiver
) -> None:
    with Receiver() as dead:
        url = dead.url
    endpoints.add(forge.server.engine, url, CREATED)
    endpoints.add(forge.server.engine, receiver.url, CREATED)
    for number in range(5):
        forge.post("/clients", {"name": f"Client {number}"})
    receiver.wait_for(5)
    states = {one.endpoint_id: one.state for one in endpoints.log(forge.server.engine)}
    assert "waiting" in states.values()


def test_a_removed_endpoint_is_told_nothing_more(forge: Forge, receiver: Receiver) -> None:
    ident, _ = endpoints.add(forge.server.engine, receiver.url, CREATED)
    receiver.plan.extend([500] * 3)
    forge.post("/clients", {"name": "One"})
    receiver.wait_for(1)
    assert endpoints.remove(forge.server.engine, ident)
    assert not endpoints.remove(forge.server.engine, ident)
    forge.post("/clients", {"name": "Two"})
    assert [state for state, _ in _states(forge)] == ["given up"]
    assert endpoints.listed(forge.server.engine) == []


def test_what_is_rolled_back_is_told_to_nobody(forge: Forge, receiver: Receiver) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["*"])
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 500})
    count = len(endpoints.log(forge.server.engine))
    forge.refused(409, "PATCH", f"/jobs/{job['id']}", {"status": "completed", "priority": "high"})
    assert len(endpoints.log(forge.server.engine)) == count


def test_the_waits_double_with_jitter_and_end_after_about_a_day() -> None:
    chance = random.Random(1)
    waits = [courier.wait_after(tries, 5.0, chance) for tries in range(1, courier.MOST_TRIES)]
    for tries, wait in enumerate(waits, start=1):
        whole = min(5.0 * 2 ** (tries - 1), courier.LONGEST_WAIT)
        assert whole / 2 <= wait <= whole
    assert 8 * 3600 < sum(waits) < 48 * 3600


def test_a_delivery_is_given_up_after_the_last_try(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "MOST_TRIES", 2)
    with Receiver() as failing:
        failing.plan.extend([500] * 9)
        endpoints.add(forge.server.engine, failing.url, CREATED)
        forge.post("/clients", {"name": "Never"})
        failing.wait_for(2)
        until(lambda: _states(forge) == [("given up", 2)])
        assert endpoints.log(forge.server.engine)[0].answer == "500"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "ftp://example.com/",
        "http://example.com/hook",
        "http://192.168.1.4/hook",
        "https://user:word@example.com/",
        "https:///hook",
        "https://example.com:x/",
        "https://example.com:0/",
        "https://example.com/a b",
        "https://example.com/\n",
        "https://example.com/#part",
        "https://exämple.com/",
        "https://example..com/",
        f"https://{'a' * 64}.com/",
    ],
)
def test_an_address_where_nothing_can_be_delivered_is_refused(forge: Forge, url: str) -> None:
    with pytest.raises(BadEndpoint):
        endpoints.add(forge.server.engine, url, ["*"])
    assert endpoints.listed(forge.server.engine) == []


def test_http_is_for_this_machine_unless_it_is_allowed(forge: Forge) -> None:
    for url in ("http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "https://example.com/hook"):
        endpoints.add(forge.server.engine, url, ["*"])
    endpoints.add(forge.server.engine, "http://example.com/hook", ["*"], allow_http=True)
    assert len(endpoints.listed(forge.server.engine)) == 5
    for events in ([], ["job.exploded"]):
        with pytest.raises(BadEndpoint, match="unknown events"):
            endpoints.add(forge.server.engine, "https://example.com/", events)


def test_the_log_forgets_what_was_finished_long_ago_and_keeps_what_waits(opened: Opener) -> None:
    first = opened()
    with Receiver() as dead:
        url = dead.url
    endpoints.add(first.server.engine, url, CREATED)
    for number in range(3):
        first.post("/clients", {"name": f"Client {number}"})
    first.server.stop()
    with writing(first.server.engine) as connection:
        old = "update webhook_deliveries set state = 'delivered', finished = 1 where delivery_id = 1"
        connection.exec_driver_sql(old)
        connection.exec_driver_sql("update webhook_deliveries set next_ms = 1 << 50 where delivery_id > 1")
    first.server.engine.dispose()
    again = opened(first.database)
    until(lambda: len(endpoints.log(again.server.engine)) == 2)
    assert {one.state for one in endpoints.log(again.server.engine)} == {"waiting"}


def test_two_servers_on_one_database_deliver_everything_once(opened: Opener, receiver: Receiver) -> None:
    first = opened()
    second = opened(first.database)
    endpoints.add(first.server.engine, receiver.url, CREATED)
    for number in range(20):
        (first, second)[number % 2].post("/clients", {"name": f"Client {number}"})
    until(lambda: _states(first) == [("delivered", 1)] * 20)
    names = sorted(json.loads(got.body)["data"]["name"] for got in receiver.wait_for(20))
    assert names == sorted(f"Client {number}" for number in range(20))


def test_a_change_whose_event_cannot_be_kept_is_not_kept_either(
    forge: Forge, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoints.add(forge.server.engine, receiver.url, CREATED)

    def full(*arguments: object) -> None:
        raise OperationalError("insert into webhook_deliveries", {}, OSError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(telling, "_delivery", full)
        forge.client.post("/clients", json={"name": "Never"})
    forge.post("/clients", {"name": "Afterwards"})
    assert [json.loads(got.body)["data"]["name"] for got in receiver.wait_for(1)] == ["Afterwards"]
    assert "Never" not in {row["name"] for row in forge.walk("/clients", 100)}


def test_a_kill_in_the_middle_leaves_no_change_untold_and_tells_of_no_change_that_was_not(
    factory: Path, tmp_path: Path
) -> None:
    database, chance = tmp_path / "killed.db", random.Random(5)
    shutil.copy(factory, database)
    engine = tables.connect(database)
    with Receiver() as dead:
        endpoints.add(engine, dead.url, CREATED)
    header = {"Authorization": f"Bearer {keys.create(engine, keys.EVERYTHING)}"}
    thanked: list[str] = []
    for life in range(3):
        with serving(tmp_path, "--empty", "--port=0", "--json", f"--database={database}") as process:
            url = json.loads(first_line(process))["forgemrp_url"]
            enough = len(thanked) + chance.randrange(3, 20)

            def write(url: str = url, life: int = life) -> None:
                with (
                    suppress(httpx.TransportError),
                    httpx.Client(base_url=url, headers=header, trust_env=False) as client,
                ):
                    for number in range(1_000):
                        name = f"Client {life} {number}"
                        assert client.post("/clients", json={"name": name}).status_code == 201
                        thanked.append(name)

            writer = threading.Thread(target=write)
            writer.start()
            until(partial(_has, thanked, enough))
            process.kill()
            writer.join()
            process.communicate()
    with engine.connect() as connection:
        made = {
            title
            for (title,) in connection.exec_driver_sql(
                "select title from customers where title like 'Client %'"
            )
        }
        bodies = connection.exec_driver_sql("select body from webhook_deliveries").scalars().all()
    engine.dispose()
    assert sorted(json.loads(body)["data"]["name"] for body in bodies) == sorted(made)
    assert set(thanked) <= made


def _has(found: list[str], number: int) -> bool:
    return len(found) >= number
