"""Nothing happens before its cause; dates are days of the account's zone; work happens in working hours."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import NOW, UNIT, ZONE, World


def _local(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC).astimezone(ZONE)


def _worked(start: int, finish: int) -> int:
    """Seconds between two instants that fall on Monday to Friday, 8 to 17 local."""
    total, day = 0, _local(start).replace(hour=0, minute=0, second=0)
    while day.timestamp() < finish:
        if day.weekday() < 5:
            opens, closes = day.replace(hour=8).timestamp(), day.replace(hour=17).timestamp()
            total += max(0, int(min(finish, closes) - max(start, opens)))
        day = (day + timedelta(days=1)).replace(hour=0)
    return total


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("manufacturing_orders", "due_date"),
        ("purchase_orders", "expected_date"),
        ("purchase_orders", "due_date"),
        ("purchase_orders", "shipped_date"),
        ("purchase_orders", "order_date"),
        ("purchase_orders", "invoice_date"),
        ("customers", "next_contact"),
    ],
)
def test_dates_without_a_time_are_midnight_in_the_accounts_zone(world: World, table: str, field: str) -> None:
    found = world.rows(f"select distinct {field} from {table} where {field} is not null")
    assert found
    assert {_local(instant).strftime("%H:%M:%S") for (instant,) in found} == {"00:00:00"}


def test_customer_orders_are_delivered_by_the_last_second_of_a_work_day(world: World) -> None:
    for (instant,) in world.rows("select delivery_date from customer_orders"):
        assert _local(instant).strftime("%H:%M:%S") == "23:59:59"
        assert _local(instant).weekday() < 5


def test_operations_are_the_routing_times_the_quantity(world: World) -> None:
    steps: dict[int, list[Any]] = defaultdict(list)
    for routing, *step in world.rows(
        "select routing_id, ord, type_id, fixed_time, variable_time, variable_quantity from routing_operations"
        " order by routing_id, ord"
    ):
        steps[routing].append(step)
    works: dict[int, list[Any]] = defaultdict(list)
    for order, *work in world.rows(
        "select man_ord_id, routing_id, quantity, planned_duration, ord, type_id, setup_time, cycle_time"
        " from mo_operations join manufacturing_orders using (man_ord_id) order by man_ord_id, ord"
    ):
        works[order].append(work)
    for made in works.values():
        for work, step in zip(made, steps[made[0][0]], strict=True):
            _, quantity, planned, ord, kind, setup, cycle = work
            assert [ord, kind, setup * UNIT, cycle * UNIT] == step[:4]
            assert planned == setup + cycle * -(-quantity // step[4])


def test_operations_are_planned_along_the_calendar(world: World) -> None:
    finished: dict[int, int] = {}
    for order, start, finish, minutes in world.rows(
        "select man_ord_id, planned_start_date, planned_finish_date, planned_duration from mo_operations"
        " join manufacturing_orders using (man_ord_id) where status != 70 order by man_ord_id, ord"
    ):
        assert _worked(start, finish) == minutes * 60
        assert 8 <= _local(start).hour < 17
        assert start >= finished.get(order, 0)
        finished[order] = finish


def test_no_station_and_no_worker_is_planned_twice_at_once(near: World) -> None:
    for field, join in (("station_id", ""), ("user_id", " join mo_workers w on w.pws_id = s.pws_id")):
        last: dict[int, int] = {}
        for who, start, finish in near.rows(
            f"select {field}, s.planned_start_date, s.planned_finish_date from mo_stations s{join}"
            " where s.planned_start_date is not null order by 2"
        ):
            assert start >= last.get(who, 0)
            last[who] = finish


def test_stations_are_of_the_type_of_their_operation(world: World) -> None:
    assert not world.rows(
        "select * from mo_stations s join mo_operations o using (operation_id)"
        " join work_centers c on c.center_id = s.station_id where c.type_id != o.type_id"
    )


def test_real_times_follow_each_other_and_lie_before_now(world: World) -> None:
    finished: dict[int, int | None] = {}
    for order, start, finish, minutes in world.rows(
        "select man_ord_id, real_start_date, real_finish_date, real_duration from mo_operations"
        " order by man_ord_id, ord"
    ):
        assert (finish is None) == (minutes is None)
        if start is not None:
            before = finished.get(order, 0)
            assert before is not None
            assert before <= start <= NOW
            if finish is not None:
                assert start < finish <= NOW
                assert _worked(start, finish) == minutes * 60
        else:
            assert finish is None
        finished[order] = finish


def test_results_add_up_to_the_work_that_is_done(world: World) -> None:
    for quantity, real, done, minutes, first, last, begun, ended in world.rows(
        "select m.quantity, o.real_duration, sum(r.quantity), sum(r.real_duration), min(r.real_start_date),"
        " max(r.real_finish_date), o.real_start_date, o.real_finish_date"
        " from mo_results r join mo_workers w on w.worker_id = r.worker_id"
        " join mo_stations s on s.pws_id = w.pws_id"
        " join mo_operations o on o.operation_id = s.operation_id"
        " join manufacturing_orders m on m.man_ord_id = o.man_ord_id group by o.operation_id"
    ):
        assert first == begun
        if ended is not None:
            assert (done, minutes, last) == (quantity, real, ended)
        else:
            assert done <= quantity


def test_stations_and_workers_carry_the_times_of_their_operation(world: World) -> None:
    times = [f"{kind}_{end}_date" for kind in ("planned", "real") for end in ("start", "finish")]
    fields = [*times, "planned_duration", "real_duration"]
    differs = " or ".join(f"s.{field} is not o.{field} or w.{field} is not o.{field}" for field in fields)
    assert not world.rows(
        "select o.operation_id from mo_operations o join mo_stations s using (operation_id)"
        f" join mo_workers w on w.pws_id = s.pws_id where {differs}"
    )


def test_causes_come_before_their_effects(world: World) -> None:
    for wrong in (
        "select code from manufacturing_orders where created > start_date or start_date > finish_date",
        "select code from lots where status in (15, 20, 25) and created > available_from",
        "select l.code from lots l join purchase_orders p using (pur_ord_id) where l.created != p.created",
        "select l.code from lots l join purchase_orders p using (pur_ord_id)"
        " where available_from != coalesce(arrival_date, expected_date)",
        "select booking_id from bookings b join lots l using (lot_id) where consumed_at < l.available_from",
        "select code from customer_orders where created > delivery_date",
        "select s.code from shipments s join customer_orders o using (cust_ord_id) where s.created < o.created",
        "select m.code from manufacturing_orders m join customer_orders o using (cust_ord_id)"
        " where m.created < o.created",
        "select p.man_ord_id from bookings b join mo_parts p using (writeoff_id)"
        " join manufacturing_orders m on m.man_ord_id = p.man_ord_id where consumed_at < m.start_date",
    ):
        assert not world.rows(wrong), wrong


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("customer_orders", "created"),
        ("manufacturing_orders", "created"),
        ("purchase_orders", "created"),
        ("purchase_orders", "arrival_date"),
        ("lots", "created"),
        ("user_actions", "created"),
        ("mo_notes", "created"),
        ("shipments", "shipped_date"),
        ("bookings", "consumed_at"),
        ("mo_results", "real_finish_date"),
        ("customers", "created"),
    ],
)
def test_what_has_happened_happened_before_now(world: World, table: str, field: str) -> None:
    assert world.one(f"select max({field}) from {table}") <= NOW


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("customer_orders", "cust_ord_id"),
        ("manufacturing_orders", "man_ord_id"),
        ("purchase_orders", "pur_ord_id"),
        ("lots", "lot_id"),
        ("user_actions", "log_id"),
    ],
)
def test_numbers_grow_with_time_and_no_second_holds_more_than_sixty(world: World, table: str, key: str) -> None:
    created = [instant for (instant,) in world.rows(f"select created from {table} order by {key}")]
    assert created == sorted(created)
    assert world.one(f"select max(n) from (select count(*) n from {table} group by created)") <= 60
