"""What an order waits for is worked out of its parts, lots and orders, and said in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest

from forge_desktop.domain import readiness, text
from forge_desktop.domain.catalog import find
from forge_desktop.domain.readiness import Known, Line, Readiness
from forge_desktop.domain.record import Record
from forge_desktop.domain.scalars import Json
from tests.qtmodels.shop import CO, MO, SEEN, midnight

Values = dict[str, Json]


def _known(**told: Mapping[int, Values]) -> Known:
    def known(name: str, keys: Iterable[int]) -> Mapping[int, Record]:
        held = told.get(name.replace("-", "_"), {})
        names = {"unit_id": "m"} if name == "items" else {}
        return {key: Record(key, held[key], names) for key in keys if key in held}

    return known


ITEMS: dict[int, Values] = {
    1: {"title": "Oak board 40 mm"},
    2: {"title": "MDF 8 mm"},
    3: {"title": "Hardwax oil"},
}


def _part(item: int, booked: str, consumed: str = "0", *lots: Values) -> Values:
    return {"article_id": item, "booked": booked, "consumed": consumed, "lots": list(lots)}


def _lot(key: int, booked: str, consumed: str = "0") -> Values:
    return {"lot_id": key, "booked": booked, "consumed": consumed}


def _of_mo(parts: list[Json], known: Known, **told: Json) -> Readiness:
    values: Values = {"status": 20, "start_date": midnight(1), "parts": parts, **told}
    assert MO.ready is not None
    return MO.ready(Record(7, values), known, SEEN)


def _of_co(lines: list[Json], known: Known, **told: Json) -> Readiness:
    values: Values = {"status": 40, "delivery_date": midnight(3), "products": lines, **told}
    assert CO.ready is not None
    return CO.ready(Record(9, values), known, SEEN)


def test_a_part_on_its_way_names_the_purchase_order_and_its_day() -> None:
    known = _known(
        items=ITEMS,
        lots={5: {"code": "L5", "status": 10, "pur_ord_id": 31}, 6: {"status": 20}},
        purchase_orders={31: {"code": "PO00231", "status": 20, "expected_date": midnight(5)}},
    )
    found = _of_mo([_part(1, "18", "0", _lot(5, "12"), _lot(6, "6")), _part(3, "2", "0", _lot(6, "2"))], known)
    assert readiness.sentence(found, SEEN) == "waits for oak board 40 mm from PO00231, due Thu 26 Nov"
    assert found.lines == (
        Line(have=Decimal(6), need=Decimal(18), unit="m"),
        Line(have=Decimal(2), need=Decimal(2), unit="m"),
    )
    assert [line.short for line in found.lines if line] == [True, False]
    assert (found.summary, found.urgent) == ("1 short", True)
    assert found.waits[0].link == ("purchase-orders", 31)


def test_what_comes_last_stands_first_and_the_rest_are_counted() -> None:
    known = _known(
        items=ITEMS,
        lots={n: {"code": f"L{n}", "status": 10, "available_from": midnight(n)} for n in (1, 2, 3)},
    )
    found = _of_mo([_part(n, "1", "0", _lot(n, "1")) for n in (1, 2, 3)], known, start_date=midnight(9))
    assert readiness.sentence(found, SEEN) == "waits for hardwax oil from L3, due Tue 24 Nov, and 2 more"
    assert not found.urgent


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ({"code": "L5", "status": 15}, "oak board 40 mm is on hold in L5"),
        ({"code": "L5", "status": 25}, "oak board 40 mm is rejected in L5"),
        ({"code": "L5", "status": 10}, "waits for oak board 40 mm from L5, which has no date"),
        ({"status": 10, "man_ord_id": 4}, "waits for oak board 40 mm from MO4, overdue since Thu 19 Nov"),
        ({"status": 10, "man_ord_id": 5}, ""),
        ({"status": 20, "man_ord_id": 4}, ""),
    ],
)
def test_every_state_of_a_lot_has_its_words(lot: Values, said: str) -> None:
    orders: dict[int, Values] = {
        4: {"code": "MO4", "status": 30, "due_date": midnight(-2)},
        5: {"code": "MO5", "status": 40},
    }
    known = _known(items=ITEMS, lots={5: lot}, manufacturing_orders=orders)
    assert readiness.sentence(_of_mo([_part(1, "3", "0", _lot(5, "3"))], known), SEEN) == said


def test_parts_nobody_booked_are_counted_and_no_alarm_before_the_start() -> None:
    parts: list[Json] = [_part(1, "0"), _part(2, "0")]
    found = _of_mo(parts, _known(items=ITEMS))
    assert readiness.sentence(found, SEEN) == "2 parts are not booked"
    assert (found.summary, found.urgent) == ("2 not booked", False)
    assert _of_mo(parts, _known(items=ITEMS), start_date=midnight(-1)).urgent
    assert readiness.sentence(_of_mo(parts[1:], _known(items=ITEMS)), SEEN) == "MDF 8 mm is not booked"


def test_what_is_consumed_or_unknown_is_not_waited_for() -> None:
    known = _known(items=ITEMS, lots={5: {"status": 10, "available_from": midnight(3)}})
    used = _part(1, "3", "3", _lot(5, "3", "3"))
    strange = _part(2, "3", "0", {"lot_id": None, "booked": "3"}, _lot(99, "3"))
    found = _of_mo([used, strange, {"article_id": 3, "booked": "1"}], known)
    assert (found.waits, found.lines[2]) == ((), None)
    assert readiness.sentence(found, SEEN) == ""
    assert _of_mo([_part(1, "3", "0", _lot(5, "3"))], known, status=40).waits == ()


def test_a_customer_order_says_what_its_manufacturing_order_waits_for() -> None:
    order: Values = {"code": "MO4", "status": 20, "due_date": midnight(-2), "start_date": midnight(-4)}
    order["parts"] = [_part(1, "3", "0", _lot(5, "3"))]
    known = _known(
        items={**ITEMS, 8: {"title": "Bench 140, painted"}},
        lots={5: {"code": "L5", "status": 10, "pur_ord_id": 31}},
        manufacturing_orders={4: order},
        purchase_orders={31: {"code": "PO31", "status": 20, "expected_date": midnight(0)}},
    )
    line: Values = {"article_id": 8, "quantity": "4", "shipped": "1", "part_status": 20}
    line["source"] = [{"man_ord_id": 4, "manufacturing_order_code": "MO4"}]
    sent: Values = {"article_id": 2, "quantity": "1", "shipped": "1", "part_status": 20}
    found = _of_co([line, sent, {"article_id": 3, "quantity": "1", "part_status": 40}], known)
    assert readiness.sentence(found, SEEN) == (
        "waits for bench 140, painted from MO4, which waits for oak board 40 mm from PO31, due today"
    )
    assert found.summary == "1 waiting"


def test_a_line_without_a_source_says_so() -> None:
    lines: list[Json] = [{"article_id": 1, "quantity": "2", "part_status": 12}]
    assert (
        readiness.sentence(_of_co(lines, _known(items=ITEMS)), SEEN) == "oak board 40 mm is not enough in stock"
    )
    assert _of_co(lines, _known(items=ITEMS), status=70).waits == ()
    assert _of_co([{"description": "Delivery", "quantity": "1"}], _known()).waits == ()


def test_an_operation_waits_for_what_its_order_waits_for() -> None:
    order: Values = {"status": 20, "start_date": midnight(1), "parts": [_part(1, "3", "0", _lot(5, "3"))]}
    known = _known(
        items=ITEMS,
        lots={5: {"code": "L5", "status": 10, "available_from": midnight(2)}},
        manufacturing_orders={7: order},
    )
    ready = find("mrpeasy", "operations").ready
    assert ready is not None
    found = ready(Record(70, {"man_ord_id": 7}), known, SEEN)
    assert readiness.sentence(found, SEEN) == "waits for oak board 40 mm from L5, due Mon 23 Nov"
    assert ready(Record(71, {"man_ord_id": 8}), known, SEEN).waits == ()


def test_readiness_is_declared_for_the_two_kinds_of_orders_alone() -> None:
    assert find("mrpeasy", "lots").ready is None


def test_durations_and_days_are_said_in_words() -> None:
    assert [text.duration(m) for m in (130, 300, 40, 0)] == ["2 h 10", "5 h", "40 min", "0 min"]
    assert text.weekday(midnight(5), SEEN) == "Thu 26 Nov"
    assert [text.inside(t) for t in ("Oak board", "LED strip", "Ø 8 dowel", "")] == [
        "oak board",
        "LED strip",
        "Ø 8 dowel",
        "",
    ]
