"""The inventory adds up at any date, and reports cover their period in the account's own time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from forge_desktop.server import stock
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start

from .conftest import KEYS
from .small_floor import NOW
from .test_objects import every_row


def at(text: str) -> int:
    """Unix seconds of a time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def exact(client: httpx.Client, path: str) -> Any:
    """The answer with exact decimals."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json(parse_float=Decimal)


@pytest.fixture
def shop(empty: ServerOptions) -> Iterator[RunningServer]:
    """Two items; ten boards came on 10 March 2016 and ten on the 20th, four were used on the 15th."""
    with start(replace(empty, timezone="Europe/Tallinn", now=at("2016-03-25T12:00"))) as server:
        with writing(server.engine) as connection:
            _fill(connection.execute)
            stock.refresh_lots(connection)
            stock.refresh_items(connection)
        yield server


def _fill(execute: Any) -> None:
    execute(insert(t.sites), {"site_id": 1, "code": "M", "title": "Main"})
    for number in (1, 2):
        item = {"article_id": number, "product_id": number, "code": f"A{number}", "title": f"Item {number}"}
        execute(insert(t.items), item)
    lot = {"article_id": 1, "status": 20, "created": at("2016-03-01T00:00"), "quantity": 10, "site_id": 1}
    lot |= {"total_cost": 0}
    for number, day, cost in ((1, "2016-03-10T08:00", "2.5"), (2, "2016-03-20T21:59:59", "3")):
        first = {"lot_id": number, "code": f"L{number}", "item_cost": Decimal(cost), "available_from": at(day)}
        execute(insert(t.lots), lot | first)
    planned = {
        "lot_id": 3,
        "code": "L3",
        "status": 10,
        "item_cost": 1,
        "available_from": at("2016-04-01T00:00"),
    }
    execute(insert(t.lots), lot | planned)
    used = {"lot_id": 1, "quantity": 6, "consumed": 4, "consumed_at": at("2016-03-15T10:00")}
    execute(insert(t.bookings), used)


def test_the_inventory_now_is_what_the_items_have_in_stock(client: httpx.Client) -> None:
    items = {row["article_id"]: row["in_stock"] for row in every_row(client, "items")}
    rows = every_row(client, "stock/inventory")
    assert {row["article_id"]: row["quantity"] for row in rows} == items
    total = exact(client, "/stock/inventory/sum")["total_cost"]
    assert total == sum(row["total_cost"] for row in rows)
    assert total > 0


def test_one_item_can_be_asked_for_alone(client: httpx.Client) -> None:
    row = exact(client, "/stock/inventory/2")
    assert row in exact(client, "/stock/inventory")
    assert row["item_code"] == "A00002"


def test_at_the_end_of_today_the_inventory_is_the_present_one(client: httpx.Client) -> None:
    assert exact(client, "/stock/inventory?date=2026-05-28") == exact(client, "/stock/inventory")


@pytest.mark.parametrize(
    ("day", "quantity", "cost"),
    [
        ("2016-03-09", "0", "0"),
        ("2016-03-10", "10", "25"),
        ("2016-03-14", "10", "25"),
        ("2016-03-15", "6", "15"),
        ("2016-03-19", "6", "15"),
        ("2016-03-20", "16", "45"),
        ("2016-04-30", "16", "45"),
    ],
)
def test_the_inventory_of_a_day_is_that_of_its_last_instant_in_the_accounts_zone(
    shop: RunningServer, day: str, quantity: str, cost: str
) -> None:
    with httpx.Client(base_url=shop.url, headers=KEYS) as client:
        rows = exact(client, f"/stock/inventory?date={day}")
        assert [row["quantity"] for row in rows] == [Decimal(quantity), 0]
        assert exact(client, f"/stock/inventory/1?date={day}")["total_cost"] == Decimal(cost)
        assert exact(client, f"/stock/inventory/sum?date={day}") == {"total_cost": Decimal(cost)}


def test_stock_figures_of_items_and_lots_follow_from_the_bookings(shop: RunningServer) -> None:
    with httpx.Client(base_url=shop.url, headers=KEYS) as client:
        lot = exact(client, "/lots/1")
        assert (lot["quantity"], lot["available"], lot["booked"]) == (10, 4, 2)
        item = exact(client, "/items/1")
        names = ("in_stock", "available", "booked", "expected_total", "expected_available", "expected_booked")
        assert [item[name] for name in names] == [16, 14, 2, 10, 10, 0]
        assert exact(client, "/stock/inventory/1")["total_cost"] == 45


def test_the_inventory_is_paged_like_every_list(client: httpx.Client) -> None:
    answer = client.get("/stock/inventory", headers={"Range": "2-3"})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == "items 2-3/6"
    assert [row["article_id"] for row in answer.json()] == [3, 4]


@pytest.mark.parametrize("day", ["2016-13-01", "yesterday", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/stock/inventory", "/stock/inventory/1", "/stock/inventory/sum"])
def test_a_date_that_is_none_is_refused(client: httpx.Client, path: str, day: str) -> None:
    answer = client.get(f"{path}?date={day}")
    assert answer.status_code == 400
    assert answer.json()[0].startswith("date: ")


@pytest.mark.parametrize("kind", ["production/products", "production/coproducts", "production/operations"])
def test_a_report_names_itself_and_covers_the_current_month_by_default(client: httpx.Client, kind: str) -> None:
    report = client.get(f"/report/{kind}").json()
    assert {name: report[name] for name in ("from", "to", "report")} == {
        "from": "2026-05-01",
        "to": "2026-05-31",
        "report": kind,
    }
    assert isinstance(report["data"], list)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2016-01-01&to=2016-01-31", "2016-01-01", "2016-01-31"),
        ("from=2016-01-15&to=2016-02-14", "2016-01-15", "2016-02-14"),
        ("from=2016-01-31&to=2016-02-28", "2016-01-31", "2016-02-28"),
        ("from=2016-12-05", "2016-12-05", "2017-01-04"),
        ("to=2016-12-05", "2016-12-01", "2016-12-05"),
        ("from=2016-12-05&to=2016-12-05", "2016-12-05", "2016-12-05"),
        ("from=&to=", "2026-05-01", "2026-05-31"),
    ],
)
def test_a_period_may_be_one_month_long(client: httpx.Client, query: str, first: str, last: str) -> None:
    report = exact(client, f"/report/production/products?{query}")
    assert (report["from"], report["to"]) == (first, last)


@pytest.mark.parametrize(
    "query",
    [
        "from=2016-01-01&to=2016-02-01",
        "from=2016-01-01&to=2017-01-01",
        "from=2016-02-01&to=2016-01-31",
        "from=01/02/2016",
        "to=never",
    ],
)
def test_a_period_that_is_too_long_or_none_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/report/production/operations?{query}")
    assert answer.status_code == 400
    assert len(answer.json()) == 1


def test_planned_products_are_summed_per_item_without_cancelled_orders(client: httpx.Client) -> None:
    orders = [row for row in every_row(client, "manufacturing-orders") if row["status"] != "70"]
    report = exact(client, "/report/production/products?from=2026-05-10&to=2026-06-09")
    for row in report["data"]:
        mine = [order for order in orders if order["article_id"] == row["article_id"]]
        assert row["manufacturing_orders"] == len(mine)
        assert row["quantity"] == sum(order["quantity"] for order in mine)
        assert row["total_cost"] == sum(order["total_cost"] for order in mine)
    assert {row["article_id"] for row in report["data"]} == {order["article_id"] for order in orders}


def test_planned_operations_are_those_that_finish_within_the_period(client: httpx.Client) -> None:
    report = exact(client, "/report/production/operations?from=2026-05-25&to=2026-05-27")
    finishes = [int(row["planned_finish_date"]) for row in report["data"]]
    assert finishes == sorted(finishes)
    zone_start, zone_end = at("2026-05-24T21:00"), at("2026-05-27T21:00")
    inside = [number for number in range(1, 13) if zone_start <= NOW - number * 86400 < zone_end]
    orders = {row["man_ord_id"] for row in report["data"]}
    assert orders == {number for number in inside if number % 5 != 4}
    assert orders
    assert report["data"][0]["stations"] == [{"station_id": 1, "code": "S1", "title": "Saw 1"}]


def test_co_products_are_lots_of_an_order_that_are_not_its_item(client: httpx.Client) -> None:
    items = {row["man_ord_id"]: row["article_id"] for row in every_row(client, "manufacturing-orders")}
    lots = [row for row in every_row(client, "lots") if row["man_ord_id"]]
    wanted = {row["lot_id"] for row in lots if row["article_id"] != items[row["man_ord_id"]]}
    report = exact(client, "/report/production/coproducts?from=2026-05-01&to=2026-05-31")
    assert {row["lot_id"] for row in report["data"]} == wanted
    assert wanted
