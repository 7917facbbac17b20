"""New manufacturing orders: parts and work exploded, planned along work days, costed, with a lot to come."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, update

from forge_desktop.server import tables as t
from forge_desktop.server.database import writing

from ..small_floor import DAY, NOW
from .conftest import Opener, Shop
from .shop import BLUE_CHAIR, BLUE_CLOTH, LEG, MARI, OPENING, RED_CHAIR, RED_CLOTH, TABLE, TOP

PROFILES = ["mrpeasy-seed", "mrpeasy-current", "local"]
MINUTE = 60


def make(article: int = TABLE, quantity: str = "2", **fields: Any) -> dict[str, Any]:
    """The body of a new order."""
    return {"article_id": article, "quantity": quantity, "assigned_id": MARI, **fields}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_new_order_has_parts_work_costs_and_a_lot_to_come(opened: Opener, profile: str) -> None:
    shop = opened(profile)
    key = shop.post("/manufacturing-orders", make(), form=True)
    row = shop.get(f"/manufacturing-orders/{key}")
    assert (row["code"], row["status"], row["created"]) == ("MO00001", "20", str(NOW))
    assert (row["bom_id"], row["routing_id"], row["site_id"], row["assigned_id"]) == (1, 1, 1, MARI)
    parts = [(part["article_id"], part["booked"], part["consumed"]) for part in row["parts"]]
    assert parts == [(LEG, 8, 0), (TOP, Decimal("2.1"), 0)]
    assert [[lot["code"] for lot in part["lots"]] for part in row["parts"]] == [["L00003"], ["L00004"]]
    assert row["part_status"] == "0"
    saw, paint = row["operations"]
    assert (saw["setup_time"], saw["cycle_time"], saw["planned_duration"]) == (10, 2, 15)
    assert (saw["manufacturing_cost"], saw["labour_cost"]) == (4, Decimal("4.2"))
    assert (paint["planned_duration"], paint["manufacturing_cost"], paint["labour_cost"]) == (13, 1, 3)
    assert (row["total_cost"], row["item_cost"]) == (Decimal("49.2"), Decimal("24.6"))
    lot = shop.get(f"/lots/{row['lot_id']}")
    assert (lot["status"], lot["quantity"], lot["available"], lot["man_ord_id"]) == ("10", 2, 2, key)
    assert (lot["total_cost"], lot["item_cost"]) == (row["total_cost"], row["item_cost"])
    assert shop.get(f"/items/{TABLE}")["expected_available"] == 2
    assert shop.stock(3) == (92, 8)
    shop.check_stock()


def test_work_is_planned_one_after_the_other_from_the_next_opening_on_free_stations(local: Shop) -> None:
    first = local.get(f"/manufacturing-orders/{local.post('/manufacturing-orders', make())}")
    saw, paint = first["operations"]
    assert (saw["planned_start_date"], saw["planned_finish_date"]) == (str(OPENING), str(OPENING + 15 * MINUTE))
    assert paint["planned_start_date"] == saw["planned_finish_date"]
    assert (first["start_date"], first["finish_date"]) == (str(OPENING), str(OPENING + 28 * MINUTE))
    assert first["due_date"] == first["finish_date"]
    assert [station["station_id"] for step in (saw, paint) for station in step["stations"]] == [1, 3]
    second = local.get(f"/manufacturing-orders/{local.post('/manufacturing-orders', make())}")
    saw, paint = second["operations"]
    assert [station["station_id"] for step in (saw, paint) for station in step["stations"]] == [2, 3]
    assert saw["planned_start_date"] == str(OPENING)
    assert paint["planned_start_date"] == str(OPENING + 28 * MINUTE)


def test_work_that_does_not_fit_into_a_day_goes_on_the_next_and_never_at_the_weekend(local: Shop) -> None:
    key = local.post("/manufacturing-orders", make(quantity="250"))
    saw, paint = local.get(f"/manufacturing-orders/{key}")["operations"]
    assert (saw["planned_duration"], paint["planned_duration"]) == (635, 1005)
    friday_close = OPENING + 9 * 3600
    monday = OPENING + 3 * DAY
    assert saw["planned_finish_date"] == str(monday + 95 * MINUTE)
    assert int(saw["planned_start_date"]) < friday_close
    assert paint["planned_finish_date"] == str(monday + 2 * DAY + 20 * MINUTE)


@pytest.mark.parametrize("status", [10, 15])
def test_an_order_that_is_not_scheduled_takes_no_work_station(local: Shop, status: int) -> None:
    key = local.post("/manufacturing-orders", make(status=status))
    row = local.get(f"/manufacturing-orders/{key}")
    assert (row["status"], row["start_date"], row["finish_date"]) == (str(status), None, None)
    assert [(step["planned_duration"], step["planned_start_date"]) for step in row["operations"]] == [
        (15, None),
        (13, None),
    ]
    assert [step["stations"] for step in row["operations"]] == [[], []]
    assert row["parts"][0]["booked"] == 8
    assert row["total_cost"] == Decimal("49.2")


def test_a_relation_chooses_the_part_by_the_variation(local: Shop) -> None:
    for chair, cloth in ((RED_CHAIR, RED_CLOTH), (BLUE_CHAIR, BLUE_CLOTH)):
        key = local.post("/manufacturing-orders", make(chair))
        assert [part["article_id"] for part in local.get(f"/manufacturing-orders/{key}")["parts"]] == [cloth]
    green = {"product_id": 4, "param": {"1": 3}, "quantity": 1}
    order = local.post("/customer-orders", {"customer_id": 1, "products": [green]})
    article = local.get(f"/customer-orders/{order}")["products"][0]["article_id"]
    assert local.refused("POST", "/manufacturing-orders", make(article)) == [
        "article_id: a relation in the bill of materials has no part for this variation"
    ]


def test_parts_come_from_stock_first_then_from_what_is_expected_and_the_rest_is_missing(local: Shop) -> None:
    states = []
    for quantity in ("5", "9", "3"):
        key = local.post("/manufacturing-orders", make(quantity=quantity))
        row = local.get(f"/manufacturing-orders/{key}")
        states.append((row["parts"][1]["booked"], row["part_status_txt"]))
    assert states == [
        (Decimal("5.25"), "Received"),
        (Decimal("9.45"), "Delayed"),
        (Decimal("1.3"), "Not booked"),
    ]
    assert (local.stock(4), local.stock(5)) == ((0, 6), (0, 10))
    later = local.post("/manufacturing-orders", make(RED_CHAIR, "3", start_date=NOW + 30 * DAY))
    assert local.get(f"/manufacturing-orders/{later}")["part_status_txt"] == "Received"
    local.check_stock()


def test_parts_that_come_in_time_are_expected(local: Shop) -> None:
    key = local.post("/manufacturing-orders", make(quantity="8", start_date=NOW + 10 * DAY))
    assert local.get(f"/manufacturing-orders/{key}")["part_status_txt"] == "Expected"


def test_what_is_missing_counts_at_its_average_cost(local: Shop) -> None:
    key = local.post("/manufacturing-orders", make(quantity="2", no_bookings=1))
    row = local.get(f"/manufacturing-orders/{key}")
    assert [part["booked"] for part in row["parts"]] == [0, 0]
    assert (row["part_status"], row["total_cost"]) == ("3", Decimal("49.2"))
    assert local.rows("select * from bookings") == []


def test_the_current_profile_takes_dates_notes_and_whom_it_is_for_and_the_seed_does_not(opened: Opener) -> None:
    for profile in PROFILES:
        shop = opened(profile)
        order = {"customer_id": "1", "status": "30", "products[0][sku]": "TABLE", "products[0][quantity]": "10"}
        shop.post("/customer-orders", order, form=True)
        line = shop.get("/customer-orders/1")["products"][0]
        extras = {"due_date": "2026-07-01", "start_date": str(OPENING + 3 * DAY), "notes": "careful"}
        sold = {"cust_ord_line_id": str(line["line_id"]), "code": "MINE-1"}
        row = shop.get(
            f"/manufacturing-orders/{shop.post('/manufacturing-orders', make() | extras | sold, form=True)}"
        )
        line = shop.get("/customer-orders/1")["products"][0]
        assert row["code"] == "MINE-1"
        if profile == "mrpeasy-seed":
            assert (row["start_date"], row["notes"], len(line["source"])) == (str(OPENING), [], 2)
        else:
            assert (row["due_date"], row["start_date"]) == ("1782853200", str(OPENING + 3 * DAY))
            assert [(note["text"], note["author"]) for note in row["notes"]] == [("careful", "mari")]
            assert [source["lot_id"] for source in line["source"]] == [1, 2, row["lot_id"]]
            assert (line["part_status_txt"], line["cost"]) == ("Expected on time", Decimal("479.2"))
            assert shop.get("/customer-orders/1")["status_txt"] == "Waiting for production"
        shop.check_stock()


def test_with_several_sites_it_must_be_said_where(local: Shop) -> None:
    with writing(local.server.engine) as connection:
        connection.execute(insert(t.sites).values(site_id=2, code="B", title="Barn"))
        connection.execute(update(t.lots).where(t.lots.c.lot_id == 3).values(site_id=2))
    assert local.refused("POST", "/manufacturing-orders", make()) == [
        "site_id: is required, as there are several sites"
    ]
    key = local.post("/manufacturing-orders", make(site_id=2))
    row = local.get(f"/manufacturing-orders/{key}")
    assert [part["booked"] for part in row["parts"]] == [8, 0]
    assert [step["stations"] for step in row["operations"]] == [[], []]
    assert local.get(f"/lots/{row['lot_id']}")["site_id"] == 2


def test_a_number_of_ones_own_is_used_once(local: Shop) -> None:
    local.post("/manufacturing-orders", make(code="MO-7"))
    assert local.refused("POST", "/manufacturing-orders", make(code="MO-7")) == [
        "code: 'MO-7' is used by another manufacturing order"
    ]
    assert local.get("/manufacturing-orders?code=MO-7")[0]["man_ord_id"] == 1


def test_an_item_without_recipe_can_be_made_of_nothing(local: Shop) -> None:
    with writing(local.server.engine) as connection:
        connection.execute(insert(t.items).values(article_id=20, product_id=20, code="X", title="X"))
    row = local.get(f"/manufacturing-orders/{local.post('/manufacturing-orders', make(20))}")
    assert (row["parts"], row["operations"], row["total_cost"], row["bom_id"]) == ([], [], 0, None)
    assert local.get("/users/actions")[0]["desciption"] == "Manufacturing order created: MO00001"
