"""Statuses and costs follow from bookings, work and dates."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from .conftest import NOW, UNIT, World

CENT = Decimal("0.01")


def _bookings(world: World, key: str) -> dict[int, list[tuple[Any, ...]]]:
    """By need: quantity, consumed, item cost, and the lot's status, date, MO and its status."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for need, *rest in world.rows(
        f"select b.{key}, b.quantity, b.consumed, l.item_cost, l.status, l.available_from, m.status"
        " from bookings b join lots l on l.lot_id = b.lot_id"
        f" left join manufacturing_orders m on m.man_ord_id = l.man_ord_id where b.{key} is not null"
    ):
        found[need].append(tuple(rest))
    return found


def _cost(bookings: list[tuple[Any, ...]]) -> Decimal:
    return sum((Decimal(b[0]) * b[2] for b in bookings), Decimal(0)) / UNIT / UNIT


def _cents(amount: Decimal) -> int:
    return int(amount.quantize(CENT, ROUND_HALF_EVEN) * UNIT)


def test_the_part_status_of_a_line_follows_from_its_bookings(world: World) -> None:
    bookings = _bookings(world, "line_id")
    for line, quantity, status, delivery in world.rows(
        "select line_id, quantity, part_status, delivery_date from customer_order_lines join customer_orders"
        " using (cust_ord_id)"
    ):
        mine = bookings.get(line, [])
        coming = [b for b in mine if b[3] == 10]
        if sum(b[0] for b in mine) < quantity:
            expected = 10
        elif all(b[1] for b in mine):
            expected = 50
        elif not coming:
            expected = 40
        elif any(max(b[4], NOW) > delivery for b in coming):
            expected = 20
        else:
            expected = 25 if any(b[4] < NOW or b[5] == 10 for b in coming) else 30
        assert status == expected


def test_the_part_status_of_an_mo_is_the_worst_of_its_parts(world: World) -> None:
    bookings = _bookings(world, "writeoff_id")
    worst: dict[int, int] = defaultdict(int)
    for order, part, quantity, start in world.rows(
        "select man_ord_id, writeoff_id, p.quantity, start_date from mo_parts p"
        " join manufacturing_orders using (man_ord_id)"
    ):
        mine = bookings.get(part, [])
        coming = [b for b in mine if b[3] == 10]
        if sum(b[0] for b in mine) < quantity:
            state = 3
        elif any(max(b[4], NOW) > start for b in coming):
            state = 2
        else:
            state = 1 if coming else 0
        worst[order] = max(worst[order], state)
    assert worst == dict(world.rows("select man_ord_id, part_status from manufacturing_orders"))


def test_the_status_of_an_mo_follows_from_its_operations(world: World) -> None:
    for status, lot, operations, started, finished in world.rows(
        "select m.status, l.status, count(*), count(real_start_date), count(real_finish_date)"
        " from manufacturing_orders m join mo_operations o using (man_ord_id)"
        " join lots l on l.lot_id = m.lot_id group by m.man_ord_id"
    ):
        if status == 70:
            assert (lot, started) == (30, 0)
        elif finished == operations:
            assert (status in (40, 50, 60), lot) == (True, 20)
        elif started:
            assert (status in (30, 35), lot) == (True, 10)
        else:
            assert (status in (10, 20), lot) == (True, 10)


def test_nobody_works_at_a_paused_order(near: World) -> None:
    open_work = (
        "select count(*) from mo_results r join mo_workers w on w.worker_id = r.worker_id"
        " join mo_stations s on s.pws_id = w.pws_id join mo_operations o on o.operation_id = s.operation_id"
        " join manufacturing_orders m on m.man_ord_id = o.man_ord_id"
        " where r.real_finish_date is null and m.status"
    )
    assert near.one(f"{open_work} != 30") == 0
    assert near.one(f"{open_work} = 30") >= 2


def test_the_status_of_a_customer_order_follows_from_its_lines(world: World) -> None:
    states: dict[int, set[int]] = defaultdict(set)
    for order, part in world.rows("select cust_ord_id, part_status from customer_order_lines"):
        states[order].add(part)
    for order, status in world.rows("select cust_ord_id, status from customer_orders"):
        if status in (10, 20, 90):
            assert states[order] == {10}
        elif status in (70, 80):
            assert states[order] == {50}
        elif status == 60:
            assert states[order] <= {40, 50}
        else:
            assert not states[order] <= {40, 50}


def test_an_mo_costs_its_material_and_its_operations(world: World) -> None:
    bookings = _bookings(world, "writeoff_id")
    material: dict[int, Decimal] = defaultdict(Decimal)
    for order, part in world.rows("select man_ord_id, writeoff_id from mo_parts"):
        material[order] += _cost(bookings.get(part, []))
    work = dict(
        world.rows(
            "select man_ord_id, sum(manufacturing_cost + labour_cost) from mo_operations group by man_ord_id"
        )
    )
    for order, total in world.rows("select man_ord_id, total_cost from manufacturing_orders"):
        assert total == _cents(material[order] + Decimal(work[order]) / UNIT)


def test_a_lot_costs_what_its_order_says(world: World) -> None:
    assert not world.rows(
        "select l.code from lots l join manufacturing_orders m on m.lot_id = l.lot_id"
        " where l.total_cost != m.total_cost or l.item_cost != m.item_cost or l.quantity != m.quantity"
        " or l.article_id != m.article_id or l.man_ord_id != m.man_ord_id or l.created != m.created"
        " or l.available_from != m.finish_date and l.status != 30"
    )
    assert not world.rows("select code from lots where (pur_ord_id is null) = (man_ord_id is null)")
    lines: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for order, article, quantity, total in world.rows(
        "select pur_ord_id, article_id, quantity, total_cost from lots where pur_ord_id is not null"
    ):
        lines[order, article][0] += quantity
        lines[order, article][1] += total
    for order, article, quantity, total in world.rows(
        "select pur_ord_id, article_id, quantity, total_price from purchase_order_lines"
    ):
        assert lines.pop((order, article)) == [quantity, total]
    assert not lines


def test_costs_of_stations_and_workers_are_those_of_their_operation(world: World) -> None:
    assert not world.rows(
        "select o.operation_id from mo_operations o where manufacturing_cost !="
        " (select sum(manufacturing_cost) from mo_stations s where s.operation_id = o.operation_id)"
        " or labour_cost != (select sum(labour_cost) from mo_workers w join mo_stations s using (pws_id)"
        " where s.operation_id = o.operation_id)"
    )


def test_a_customer_order_costs_what_is_booked_for_it(world: World) -> None:
    bookings = _bookings(world, "line_id")
    lines: dict[int, list[int | None]] = defaultdict(list)
    for order, line, quantity, cost in world.rows(
        "select cust_ord_id, line_id, quantity, cost from customer_order_lines"
    ):
        mine = bookings.get(line, [])
        whole = sum(b[0] for b in mine) == quantity
        assert cost == (_cents(_cost(mine)) if whole else None)
        lines[order].append(cost)
    for order, cost in world.rows("select cust_ord_id, total_cost from customer_orders"):
        known = [part for part in lines[order] if part is not None]
        assert cost == (sum(known) if len(known) == len(lines[order]) else None)


def test_prices_are_lines_less_discounts(world: World) -> None:
    assert not world.rows(
        "select line_id from customer_order_lines"
        " where total_price != quantity / 1000000 * item_price - discount_sum or total_price <= 0"
    )
    assert not world.rows(
        "select code from customer_orders o where total_price + discount_sum !="
        " (select sum(total_price) from customer_order_lines n where n.cust_ord_id = o.cust_ord_id)"
    )
    assert not world.rows(
        "select code from purchase_orders o where total_price !="
        " (select sum(total_price) from purchase_order_lines n where n.pur_ord_id = o.pur_ord_id) or tax !="
        " (select sum(tax) from purchase_order_lines n where n.pur_ord_id = o.pur_ord_id)"
    )


def test_selling_brings_more_than_it_costs_on_the_whole(near: World) -> None:
    price, cost = near.rows("select sum(total_price), sum(total_cost) from customer_orders where status = 80")[
        0
    ]
    assert 1.2 < price / cost < 3.5


def test_a_purchase_order_and_its_lots_are_in_the_same_state(world: World) -> None:
    allowed = {10: {10}, 20: {10}, 30: {10}, 40: {15, 20, 25}, 120: {30}}
    for order, lot in world.rows(
        "select distinct o.status, l.status from purchase_orders o join lots l using (pur_ord_id)"
    ):
        assert lot in allowed[order]


def test_serials_agree_with_their_lots(near: World) -> None:
    assert near.one("select count(*) from serials") > 50
    assert {s for (s,) in near.rows("select distinct status from serials")} >= {20, 40}
    assert not near.rows(
        "select l.code from serials s join lots l on l.lot_id = s.lot_id where s.status != 40"
        " and s.status != l.status group by l.lot_id"
    )
    assert not near.rows(
        "select l.code from lots l join serials s on s.lot_id = l.lot_id group by l.lot_id having"
        " count(*) * 1000000 != l.quantity or sum(s.status = 40) * 1000000 !="
        " (select coalesce(sum(consumed), 0) from bookings b where b.lot_id = l.lot_id)"
    )
