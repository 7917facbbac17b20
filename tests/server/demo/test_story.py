"""The near world shows what a demo has to show: every state, late orders and their reasons, names and notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import catalogue
from forge_desktop.server.demo.story import lots_of, tell
from forge_desktop.server.demo.supply import DAY

from .conftest import NOW, World, build


@pytest.fixture(scope="module", params=[1, 2, 3])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three different stories; the demo may tell any."""
    world = build(Path(tmp_path_factory.mktemp("told")) / "world.db", seed=request.param)
    yield world
    world.engine.dispose()


def test_about_forty_customer_orders_are_open_and_nine_of_them_late(told: World) -> None:
    open_orders = "select count(*) from customer_orders where status between 10 and 60"
    assert 34 <= told.one(open_orders) <= 48
    assert 8 <= told.one(f"{open_orders} and delivery_date < {NOW}") <= 12


def test_customer_orders_are_found_in_every_state(told: World) -> None:
    assert {s for (s,) in told.rows("select distinct status from customer_orders")} >= {
        10,
        20,
        40,
        50,
        60,
        80,
        90,
    }
    assert {s for (s,) in told.rows("select distinct part_status from customer_order_lines")} >= {
        10,
        20,
        30,
        40,
        50,
    }


def test_about_sixty_orders_to_make_are_open_in_every_state_and_readiness(told: World) -> None:
    assert 42 <= told.one("select count(*) from manufacturing_orders where status < 40") <= 75
    for status, least in {10: 3, 20: 15, 30: 4, 35: 2, 40: 5, 50: 5, 60: 100, 70: 3}.items():
        assert told.one(f"select count(*) from manufacturing_orders where status = {status}") >= least
    parts = told.rows("select part_status, count(*) from manufacturing_orders where status < 40 group by 1")
    assert [(state, count >= 2) for state, count in parts] == [(0, True), (1, True), (2, True), (3, True)]
    assert told.one(f"select count(*) from manufacturing_orders where status < 40 and due_date < {NOW}") >= 5


def test_some_work_is_running_now_at_several_stations(told: World) -> None:
    running = "from mo_operations where real_start_date is not null and real_finish_date is null"
    assert told.one(f"select count(*) {running}") >= 4
    assert told.one(f"select count(distinct type_id) {running}") >= 2


def test_purchases_are_mostly_received_and_some_open(told: World) -> None:
    assert 85 <= told.one("select count(*) from purchase_orders") <= 140
    assert 5 <= told.one("select count(*) from purchase_orders where status < 40") <= 18
    assert {s for (s,) in told.rows("select distinct status from lots")} == {10, 15, 20, 25, 30}


def test_a_delayed_order_waits_for_a_named_purchase(told: World) -> None:
    assert told.rows(
        "select m.code, p.code from manufacturing_orders m join mo_parts n on n.man_ord_id = m.man_ord_id"
        " join bookings b on b.writeoff_id = n.writeoff_id join lots l on l.lot_id = b.lot_id"
        " join purchase_orders p on p.pur_ord_id = l.pur_ord_id where m.part_status = 2 and l.status = 10"
    )


def test_codes_have_the_default_numbering(world: World) -> None:
    for table, key, sign in (
        ("customer_orders", "cust_ord_id", "CO"),
        ("manufacturing_orders", "man_ord_id", "MO"),
        ("purchase_orders", "pur_ord_id", "PO"),
        ("lots", "lot_id", "L"),
        ("customers", "customer_id", "CU"),
        ("vendors", "vendor_id", "V"),
        ("boms", "bom_id", "BO"),
        ("routings", "routing_id", "R"),
        ("shipments", "shipment_id", "S"),
    ):
        assert not world.rows(f"select code from {table} where code != '{sign}' || printf('%05d', {key})")


def test_items_are_sold_bought_and_tiered(near: World) -> None:
    assert 55 <= near.one("select count(*) from items") <= 70
    codes = {code for (code,) in near.rows("select code from items")}
    assert codes >= {"T-210", "T-180", "CH-04", "BN-90", "CAB-2", "DR-1", "SH-3", "TOP-180", "LEG-70", "OAK-40"}
    assert near.one("select count(distinct article_id) from item_prices") > 5
    assert not near.rows(
        "select code from items i where is_raw and not exists"
        " (select * from purchase_terms t where t.article_id = i.article_id)"
    )
    assert near.one("select count(*) from items where in_stock > 0") > 40
    assert not near.rows("select code from items where avg_cost <= 0")


def test_customers_have_names_with_letters_of_the_north(near: World) -> None:
    names = "".join(title for (title,) in near.rows("select title from customers"))
    assert set("õäöüåøæðþ") & set(names.lower()) >= set("õäöüåø")
    assert (near.one("select count(*) from customers"), near.one("select count(*) from vendors")) == (30, 12)


def test_some_notes_look_like_markup(near: World) -> None:
    assert near.one("select count(*) from mo_notes where text = '<b>urgent</b> & fragile'") >= 1
    assert near.one("select count(*) from customer_orders where notes = '<b>urgent</b> & fragile'") >= 1


def test_the_log_names_who_created_every_order(world: World) -> None:
    for activity, table, key in (
        (1, "customer_orders", "cust_ord_id"),
        (11, "manufacturing_orders", "man_ord_id"),
        (21, "purchase_orders", "pur_ord_id"),
        (31, "customers", "customer_id"),
    ):
        assert not world.rows(
            f"select o.{key} from {table} o left join user_actions a on a.object_id = o.{key}"
            f" and a.activity = {activity} left join users u on u.user_id = a.user_id"
            " where a.created is not o.created or u.username is null"
        )
    assert not world.rows(
        "select m.code from manufacturing_orders m left join user_actions a"
        " on a.object_id = m.man_ord_id and a.activity = 13"
        " where (m.status between 30 and 60) != (a.log_id is not null)"
    )


def test_everyone_who_works_is_known_by_name_from_the_log(near: World) -> None:
    logged = {user for (user,) in near.rows("select distinct user_id from user_actions")}
    assert {user for (user,) in near.rows("select distinct user_id from mo_workers")} <= logged
    assert {user for (user,) in near.rows("select distinct assigned_id from manufacturing_orders")} <= logged


@pytest.mark.parametrize("timezone", ["Europe/Tallinn", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_the_story_holds_on_any_day_in_any_zone(timezone: str) -> None:
    """Nights, weekends, turns of the year and changes of the clock; seeds too."""
    goods = catalogue()
    for number in range(6):
        now = NOW + number * (23 * DAY + 7 * 3600 + 1234)
        calendar = Calendar(timezone, now - 600 * DAY, now + 500 * DAY)
        world = tell(goods, calendar, now, number)
        assert 38 <= sum(sale.status <= 60 for sale in world.sales) <= 48
        assert 8 <= sum(sale.status <= 60 and sale.delivery < now for sale in world.sales) <= 12
        assert 40 <= sum(make.status < 40 for make in world.makes) <= 75
        assert {make.part_status for make in world.makes if make.status < 40} == {0, 1, 2, 3}
        assert all(lot.free >= 0 and 0 <= lot.used <= lot.taken for lot in lots_of(world))
