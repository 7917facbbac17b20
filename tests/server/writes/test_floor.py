"""The local profile's own writes: status with its consequences, and work on operations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forge_desktop.server.world.states import MO_MOVES, why_no_mo_move

from ..small_floor import NOW
from .conftest import Opener, Shop
from .shop import JAAN, LEG, MARI, TABLE

STATUS = "/manufacturing-orders/1"
OPERATIONS = f"{STATUS}/operations"


def make(shop: Shop, quantity: str = "2", **fields: Any) -> dict[str, Any]:
    """A new order, the first one, as it can be read."""
    body = {"article_id": TABLE, "quantity": quantity, "assigned_id": MARI, **fields}
    row: dict[str, Any] = shop.get(f"/manufacturing-orders/{shop.post('/manufacturing-orders', body)}")
    return row


def move(shop: Shop, *statuses: int) -> dict[str, Any]:
    """Set one status after the other; the order as it can be read then."""
    for status in statuses:
        shop.put(STATUS, {"status": status})
    row: dict[str, Any] = shop.get(STATUS)
    return row


def work(shop: Shop, verb: str, operation: int, **body: Any) -> None:
    """Start, pause or finish an operation."""
    answer = shop.send("POST", f"{OPERATIONS}/{operation}/{verb}", body)
    assert (answer.status_code, answer.content) == (202, b""), answer.text


def test_a_done_order_has_used_its_parts_and_put_its_lot_into_stock(local: Shop) -> None:
    lot = make(local)["lot_id"]
    row = move(local, 30, 40)
    assert (row["status"], row["finish_date"], row["start_date"]) == ("40", str(NOW), str(NOW))
    assert [(part["booked"], part["consumed"]) for part in row["parts"]] == [(8, 8), (Decimal("2.1"),) * 2]
    made = local.get(f"/lots/{lot}")
    assert (made["status"], made["available"], made["available_from"]) == ("20", 2, str(NOW))
    assert (made["item_cost"], made["locations"][0]["available"]) == (row["item_cost"], 2)
    assert local.stock(3) == (92, 0)
    legs, tables = local.get(f"/items/{LEG}"), local.get(f"/items/{TABLE}")
    assert (legs["in_stock"], tables["in_stock"], tables["expected_total"]) == (92, 10, 0)
    assert tables["avg_cost"] == Decimal("47.92")
    assert all(step["real_finish_date"] == str(NOW) for step in row["operations"])
    local.check_stock()


def test_a_lot_that_is_received_makes_the_order_that_waits_for_it_ready(local: Shop) -> None:
    line = {"article_id": TABLE, "quantity": 9}
    local.post("/customer-orders", {"customer_id": 1, "status": 30, "products": [line]})
    line_id = local.get("/customer-orders/1")["products"][0]["line_id"]
    make(local, cust_ord_line_id=line_id)
    seen = []
    for statuses in ((), (30,), (40,)):
        move(local, *statuses)
        order = local.get("/customer-orders/1")
        seen.append((order["status"], order["products"][0]["part_status"]))
    assert seen == [("40", "30"), ("50", "30"), ("60", "40")]
    local.put("/customer-orders/1", {"status": 80})
    assert local.get("/customer-orders/1")["products"][0]["shipped"] == 9
    assert local.get(STATUS)["status_txt"] == "Done"  # one of its two tables is still here
    local.post(
        "/customer-orders", {"customer_id": 1, "status": 70, "products": [{"sku": "TABLE", "quantity": 1}]}
    )
    assert local.get(STATUS)["status_txt"] == "Shipped"
    local.check_stock()


def test_an_order_whose_parts_are_not_there_cannot_be_done_and_says_which(local: Shop) -> None:
    make(local, "8")
    assert local.refused("PUT", STATUS, {"status": 40}) == [
        "status: 2.4 of part TOP are not in stock, so the order cannot be done"
    ]
    make(local, "30")
    assert [
        text.split(" are ")[0] for text in local.refused("PUT", "/manufacturing-orders/2", {"status": 40})
    ] == [
        "status: 52 of part LEG",
        "status: 31.5 of part TOP",
    ]


def test_a_cancelled_order_gives_everything_back(local: Shop) -> None:
    line = {"article_id": TABLE, "quantity": 9}
    local.post("/customer-orders", {"customer_id": 1, "status": 30, "products": [line]})
    line_id = local.get("/customer-orders/1")["products"][0]["line_id"]
    lot = make(local, cust_ord_line_id=line_id)["lot_id"]
    row = move(local, 30, 70)
    assert [part["booked"] for part in row["parts"]] == [0, 0]
    assert local.get(f"/lots/{lot}")["status"] == "30"
    assert (local.stock(3), local.stock(lot)) == ((100, 0), (0, 0))
    order = local.get("/customer-orders/1")
    assert (order["status"], order["products"][0]["part_status"], order["total_cost"]) == ("30", "10", None)
    local.check_stock()


def test_scheduling_takes_work_stations_and_going_back_to_new_frees_them(local: Shop) -> None:
    planned = make(local)
    free = move(local, 10)
    assert (free["start_date"], [step["stations"] for step in free["operations"]]) == (None, [[], []])
    again = move(local, 20)
    times = [[step["planned_start_date"] for step in row["operations"]] for row in (planned, again)]
    assert times[0] == times[1]
    assert len(again["operations"][0]["stations"]) == 1


@pytest.mark.parametrize("route", [(30, 40), (30, 35, 30, 40, 60), (40, 60), (10, 20, 70), (30, 35, 40)])
def test_every_status_of_a_route_is_accepted_and_a_repetition_changes_nothing(
    local: Shop, route: tuple[int, ...]
) -> None:
    make(local)
    for status in route:
        assert move(local, status)["status"] == str(status)
        before = local.everything()
        local.put(STATUS, {"status": status})
        assert local.everything() == before
    local.check_stock()


@pytest.mark.parametrize(
    ("route", "status", "words"),
    [
        ((), 50, "when the goods leave"),
        ((), 15, "by the system"),
        ((), 60, "cannot become Closed"),
        ((), 99, "not a status"),
        ((30,), 20, "work on the order has begun"),
        ((30,), 10, "work on the order has begun"),
        ((40,), 30, "which is not undone"),
        ((40,), 70, "which is not undone"),
        ((40, 60), 40, "which is not undone"),
        ((70,), 20, "stays cancelled"),
    ],
)
def test_a_status_that_cannot_follow_is_refused_with_the_reason(
    local: Shop, route: tuple[int, ...], status: int, words: str
) -> None:
    make(local)
    move(local, *route)
    (complaint,) = local.refused("PUT", STATUS, {"status": status})
    assert complaint.startswith("status: ")
    assert words in complaint


def test_the_table_of_statuses_is_whole_and_every_refusal_has_words() -> None:
    assert set().union(*MO_MOVES.values()) <= set(MO_MOVES)
    for old, new in ((old, new) for old in MO_MOVES for new in MO_MOVES):
        allowed = old == new or new in MO_MOVES[old]
        assert (why_no_mo_move(old, new) == "") is allowed


@pytest.mark.parametrize("body", [{"status": "30"}, {"status": "", "quantity": "3"}, {"status": "99"}])
def test_the_current_profile_refuses_a_put_with_a_status_whole(opened: Opener, body: dict[str, str]) -> None:
    shop = opened("mrpeasy-current")
    make(shop)
    assert shop.refused("PUT", STATUS, body, form=True) == ["Status cannot be changed via API"]
    assert shop.refused("PUT", STATUS, body) == ["Status cannot be changed via API"]


def test_the_other_profiles_know_no_operations(opened: Opener) -> None:
    for profile in ("mrpeasy-seed", "mrpeasy-current"):
        shop = opened(profile)
        shop.post("/manufacturing-orders", {"article_id": 1, "quantity": 1, "assigned_id": 1}, form=True)
        assert shop.send("PUT", STATUS, {"quantity": 3}).status_code == (405 if "seed" in profile else 202)
        answer = shop.send("POST", f"{OPERATIONS}/1/start", {"user_id": "1"}, form=True)
        assert answer.status_code == 405
        assert len(answer.json()) == 1


# ---------------------------------------------------------------- operations
def test_work_is_written_down_stretch_by_stretch(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = NOW
    monkeypatch.setattr("time.time", lambda: float(moment))
    shop = opened(now=None)
    make(shop)
    for minute, verb, user, made in (
        (0, "start", MARI, None),
        (10, "pause", MARI, "0.5"),
        (20, "start", JAAN, None),
        (30, "start", MARI, None),
        (35, "finish", MARI, None),
    ):
        moment = NOW + 60 * minute
        work(shop, verb, 1, user_id=user, quantity=made)
    row = shop.get(STATUS)
    saw = row["operations"][0]
    assert (row["status"], row["start_date"]) == ("30", str(NOW))
    assert (saw["real_start_date"], saw["real_finish_date"], saw["real_duration"]) == (
        str(NOW),
        str(NOW + 2100),
        30,
    )
    assert saw["labour_cost"] == Decimal("8.4")
    mari, jaan = saw["stations"][0]["workers"]
    assert [(r["real_duration"], r["Quantity"]) for r in mari["results"]] == [
        (10, Decimal("0.5")),
        (5, Decimal("1.5")),
    ]
    assert [(r["real_duration"], r["Quantity"]) for r in jaan["results"]] == [(15, 0)]
    assert (mari["user_id"], mari["labour_cost"], jaan["labour_cost"]) == (MARI, Decimal("4.2"), Decimal("4.2"))


def test_an_order_is_paused_when_nobody_works_on_it_any_more(local: Shop) -> None:
    make(local)
    work(local, "start", 1, user_id=MARI)
    work(local, "start", 1, user_id=JAAN)
    work(local, "pause", 1, user_id=MARI)
    assert local.get(STATUS)["status"] == "30"
    work(local, "pause", 1, user_id=JAAN, quantity=1)
    assert local.get(STATUS)["status"] == "35"
    work(local, "start", 1, user_id=JAAN)
    assert local.get(STATUS)["status"] == "30"
    told = [row["desciption"].split(":")[0] for row in local.get("/users/actions")]
    assert told.count("Manufacturing order operation started") == 3
    assert told.count("Manufacturing order operation paused") == 2
    assert {row["user_id"] for row in local.get("/users/actions")} == {MARI, JAAN}


def test_pausing_the_order_ends_what_anybody_is_working_on(local: Shop) -> None:
    make(local)
    work(local, "start", 1, user_id=MARI)
    row = move(local, 35)
    (result,) = row["operations"][0]["stations"][0]["workers"][0]["results"]
    assert (result["real_finish_date"], result["Quantity"]) == (str(NOW), 0)


def test_an_order_that_was_not_scheduled_gets_a_work_station_when_somebody_begins(local: Shop) -> None:
    make(local, status=10)
    work(local, "start", 1, user_id=MARI, station_id=2)
    assert local.get(STATUS)["operations"][0]["stations"][0]["station_id"] == 2


@pytest.mark.parametrize(
    ("verb", "operation", "body", "complaint"),
    [
        ("start", 1, {}, "user_id: is required"),
        ("start", 1, {"user_id": 9}, "user_id: there is no user 9"),
        ("start", 1, {"user_id": 2, "station_id": 3}, "station_id: is not a work station for this operation"),
        ("start", 1, {"user_id": 2, "station_id": 77}, "station_id: there is no work station 77"),
        ("start", 1, {"user_id": 1}, "user_id: is working on this operation already"),
        ("pause", 2, {"user_id": 1}, "user_id: is not working"),
        ("pause", 1, {"user_id": 2}, "user_id: is not working on this operation"),
        ("pause", 1, {"user_id": 1, "quantity": "2.1"}, "quantity: more than the 2 that were ordered"),
        ("pause", 1, {"user_id": 1, "quantity": -1}, "quantity: must not be less than 0"),
        ("finish", 2, {"user_id": 1}, "operation_id: has not been started"),
        ("finish", 1, {"user_id": 1, "quantity": 3}, "quantity: more than the 2 that were ordered"),
    ],
)
def test_work_that_makes_no_sense_is_refused(
    local: Shop, verb: str, operation: int, body: dict[str, Any], complaint: str
) -> None:
    make(local)
    work(local, "start", 1, user_id=MARI)
    (found,) = local.refused("POST", f"{OPERATIONS}/{operation}/{verb}", body)
    assert found.startswith(complaint)


def test_operations_are_begun_in_their_order_and_finished_once(local: Shop) -> None:
    make(local)
    assert local.refused("POST", f"{OPERATIONS}/2/start", {"user_id": MARI}) == [
        "operation_id: operation 1 comes first and has not been started"
    ]
    work(local, "start", 1, user_id=MARI)
    work(local, "finish", 1, user_id=MARI, quantity=2)
    assert local.refused("POST", f"{OPERATIONS}/1/start", {"user_id": MARI}) == [
        "operation_id: the operation is finished already"
    ]
    work(local, "start", 2, user_id=JAAN)
    move(local, 40)
    assert "nobody can work" in local.refused("POST", f"{OPERATIONS}/2/pause", {"user_id": JAAN})[0]


def test_operations_of_other_orders_are_not_found(local: Shop) -> None:
    make(local)
    for path in (f"{OPERATIONS}/99/start", "/manufacturing-orders/99/operations/1/start"):
        assert local.send("POST", path, {"user_id": 1}).status_code == 404
    assert local.send("POST", f"{OPERATIONS}/1/dance", {"user_id": 1}).status_code == 405
