"""What is booked, used and free adds up, from every side from which it can be seen."""

from __future__ import annotations

import pytest

from forge_desktop.server import stock
from forge_desktop.server.database import writing

from .conftest import World

_TAKEN = """(select coalesce(sum(b.quantity), 0) from bookings b where b.lot_id = l.lot_id)"""
_USED = """(select coalesce(sum(b.consumed), 0) from bookings b where b.lot_id = l.lot_id)"""


def test_available_booked_and_used_are_the_quantity_of_every_live_lot(world: World) -> None:
    assert not world.rows(
        f"select code from lots l where status in (10, 15, 20) and available + booked + {_USED} != quantity"
    )


def test_what_a_lot_holds_is_what_its_bookings_have_not_used(world: World) -> None:
    assert not world.rows(f"select code from lots l where booked != {_TAKEN} - {_USED}")


def test_nothing_is_free_or_booked_of_a_rejected_or_cancelled_lot(world: World) -> None:
    assert not world.rows("select code from lots where status in (25, 30) and (available != 0 or booked != 0)")
    assert not world.rows(
        "select * from bookings b join lots l on l.lot_id = b.lot_id where l.status in (15, 25, 30)"
    )


def test_no_amount_is_negative(world: World) -> None:
    assert not world.rows("select code from lots where available < 0 or booked < 0 or quantity <= 0")
    assert not world.rows("select * from bookings where quantity <= 0 or consumed not in (0, quantity)")


def test_a_planned_lot_has_nothing_used(world: World) -> None:
    assert not world.rows(f"select code from lots l where status = 10 and {_USED} != 0")


def test_the_servers_own_rules_find_nothing_to_correct(world: World) -> None:
    figures = (
        "select lot_id, available, booked from lots order by lot_id",
        "select * from items order by article_id",
    )
    before = [world.rows(sql) for sql in figures]
    with writing(world.engine) as connection:
        stock.refresh_lots(connection)
        stock.refresh_items(connection)
    assert [world.rows(sql) for sql in figures] == before


@pytest.mark.parametrize(
    ("field", "lots"),
    [
        ("in_stock", "available + booked where status = 20"),
        ("available", "available where status = 20"),
        ("booked", "booked where status = 20"),
        ("expected_total", "available + booked where status = 10"),
        ("expected_available", "available where status = 10"),
        ("expected_booked", "booked where status = 10"),
    ],
)
def test_totals_of_items_follow_from_their_lots(world: World, field: str, lots: str) -> None:
    what, where = lots.split(" where ")
    by_item = dict(world.rows(f"select article_id, sum({what}) from lots where {where} group by 1"))
    for article, total in world.rows(f"select article_id, {field} from items"):
        assert total == by_item.get(article, 0)


def test_what_lies_in_places_is_what_the_lot_has(world: World) -> None:
    placed = {
        lot: (available, booked)
        for lot, available, booked in world.rows(
            "select lot_id, sum(available), sum(booked) from lot_locations group by 1"
        )
    }
    here = world.rows(
        "select lot_id, available, booked from lots where status in (15, 20) and available + booked > 0"
    )
    assert placed == {lot: (available, booked) for lot, available, booked in here}


def test_parts_are_the_bill_of_materials_times_the_quantity(world: World) -> None:
    """A part chosen by a relation is one of the relation's items."""
    components: dict[int, list[tuple[int | None, int]]] = {}
    for bom, article, quantity in world.rows(
        "select bom_id, article_id, quantity from bom_components order by ord"
    ):
        components.setdefault(bom, []).append((article, quantity))
    fabrics = {article for (article,) in world.rows("select article_id from relation_lines")}
    parts: dict[int, list[tuple[int, int]]] = {}
    for order, article, quantity in world.rows(
        "select man_ord_id, article_id, quantity from mo_parts order by writeoff_id"
    ):
        parts.setdefault(order, []).append((article, quantity))
    for order, bom, quantity in world.rows("select man_ord_id, bom_id, quantity from manufacturing_orders"):
        assert len(parts[order]) == len(components[bom])
        for (article, needed), (component, each) in zip(parts[order], components[bom], strict=True):
            assert needed * 1_000_000 == each * quantity
            assert article == component or (component is None and article in fabrics)


def test_bookings_are_of_the_item_that_is_needed_and_never_more_than_that(world: World) -> None:
    for need, key in (("mo_parts", "writeoff_id"), ("customer_order_lines", "line_id")):
        assert not world.rows(
            f"select * from bookings b join {need} n on n.{key} = b.{key} join lots l on l.lot_id = b.lot_id"
            " where l.article_id != n.article_id"
        )
        assert not world.rows(
            f"select n.{key} from bookings b join {need} n on n.{key} = b.{key}"
            " group by n.quantity, 1 having sum(b.quantity) > n.quantity"
        )
    assert not world.rows("select * from bookings where (line_id is null) = (writeoff_id is null)")


def test_shipped_is_what_was_used_by_the_line_and_belongs_to_a_shipment(world: World) -> None:
    assert not world.rows(
        "select line_id from customer_order_lines n where shipped !="
        " (select coalesce(sum(consumed), 0) from bookings b where b.line_id = n.line_id)"
    )
    assert not world.rows(
        "select * from bookings b left join shipments s on s.shipment_id = b.shipment_id"
        " where b.line_id is not null and b.consumed > 0"
        " and (s.shipped_date is not b.consumed_at or s.status != 20)"
    )


def test_every_variation_of_the_matrix_product_takes_its_own_fabric(near: World) -> None:
    chairs = near.rows(
        "select article_id, count(*) over (partition by product_id) from items where code = 'LC-1'"
    )
    assert [count for _, count in chairs] == [3, 3, 3]
    assert len(near.rows("select distinct selling_price from items where code = 'LC-1'")) == 1
    used = near.rows(
        "select distinct m.article_id, p.article_id from manufacturing_orders m"
        " join mo_parts p on p.man_ord_id = m.man_ord_id"
        " join relation_lines r on r.article_id = p.article_id"
    )
    assert len(used) == len({chair for chair, _ in used}) == len({fabric for _, fabric in used}) == 3


def test_no_reference_leads_nowhere(world: World) -> None:
    assert not world.rows("pragma foreign_key_check")
