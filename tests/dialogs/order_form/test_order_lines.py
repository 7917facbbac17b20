"""Sums, promises of stock, pasted rows and the server's complaints, without any window."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.dialogs.order_form import order_lines, pasted, sums
from forge_desktop.dialogs.order_form.known import Coming, Item
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.wishes import Complaint, complaints
from forge_desktop.server.world import pricing
from tests.dialogs.order_form.samples import BENCH, CHAIR, DAY, NOW, SHOP, TABLE, seen

ITEMS = {item.code.casefold(): item for item in SHOP}
amounts = st.decimals(min_value=Decimal("0.000001"), max_value=Decimal("999999"), places=6)
percents = st.decimals(min_value=0, max_value=100, places=3)


@given(amounts, amounts, percents)
def test_what_is_shown_is_what_a_server_works_out(quantity: Decimal, price: Decimal, percent: Decimal) -> None:
    theirs = pricing.from_item_price(quantity, price, percent)
    assert sums.line_total(quantity, price, percent) == theirs.total_price


@given(st.lists(amounts, max_size=20), percents)
def test_the_sum_of_an_order_is_what_a_server_works_out(totals: list[Decimal], percent: Decimal) -> None:
    cents = [total.quantize(Decimal("0.01")) for total in totals]
    ours = sums.order_sums(cents, percent)
    assert (ours.total, ours.discount) == pricing.order_sums(cents, percent)


def test_half_a_cent_goes_up_and_nothing_is_ever_a_float() -> None:
    assert sums.line_total(Decimal("0.1"), Decimal("0.05"), Decimal(0)) == Decimal("0.01")
    assert sums.line_total(Decimal("99999999"), Decimal("99999999.99"), Decimal(0)) == Decimal(
        "9999999899000000.01"
    )


def test_lines_of_the_same_item_share_what_is_free() -> None:
    lines = [OrderLine(quantity=q).about(item) for q, item in (("6", TABLE), ("4", TABLE), ("1", TABLE))]
    words = [promise.words for promise in order_lines.promises(lines, seen())]
    assert words == ["6 of 10 free", "4 of 4 free", "none now: make 1"]


def test_what_is_expected_counts_from_its_day_on_and_only_once() -> None:
    lines = [OrderLine(quantity=q).about(CHAIR) for q in ("50", "15", "10")]
    words = [promise.words for promise in order_lines.promises(lines, seen())]
    assert words == ["40 now, 10 by 27 Nov", "none now, 15 by 27 Nov", "none now: make 5"]
    assert order_lines.earliest(lines[:1]) == NOW + 7 * DAY
    undated = Item(key=8, code="X", title="X", coming=(Coming(Decimal(9), None),), bought=True)
    [promise] = order_lines.promises([OrderLine(quantity="3").about(undated)], seen())
    assert promise.words == "none now, 3 expected"


@pytest.mark.parametrize(
    "text",
    [
        "T-210\t6\t480\t27.11.2026",
        "T-210;6;480;27.11.2026",
        "T-210,6,480,27.11.2026",
        '"T-210";"6";"480";"27.11.2026"',
        "Date;Code;Qty;Price\n27.11.2026;T-210;6;480",
        "sku\tquantity\tunit price\tdelivery date\nt-210\t6\t480,00\t2026-11-27",
    ],
)
def test_rows_are_read_however_they_are_separated_and_headed(text: str) -> None:
    [verdict] = pasted.judge(pasted.rows_of(text, "lines"), ITEMS, seen(), "lines")
    assert (verdict.item, verdict.quantity, verdict.price) == (TABLE, Decimal(6), Decimal(480))
    assert verdict.day == seen().today + 7 * DAY
    assert verdict.words == "can be added"


def test_a_code_and_a_quantity_are_enough_and_empty_lines_are_none() -> None:
    verdicts = pasted.judge(pasted.rows_of("T-210 10\n\n  \nCH-04 2\n", "lines"), ITEMS, seen(), "lines")
    assert [(v.row.number, v.price) for v in verdicts] == [(1, Decimal(450)), (4, Decimal("96.50"))]


def test_a_day_in_the_place_of_the_price_is_a_day() -> None:
    [verdict] = pasted.judge(pasted.rows_of("BN-90;2;30-11", "lines"), ITEMS, seen(), "lines")
    assert (verdict.price, verdict.day) == (BENCH.price, seen().today + 10 * DAY)


def test_days_that_passed_and_cells_too_many_are_remarked_and_not_refused() -> None:
    rows = pasted.rows_of("T-210;1;;1.11.2026\nT-210;1;5;;x;y", "lines")
    assert [v.words for v in pasted.judge(rows, ITEMS, seen(), "lines")] == [
        "Sun 1 Nov has passed",
        "2 more cells are left out",
    ]


def test_only_the_rows_that_were_taken_leave_the_text() -> None:
    text = "code;qty\nT-210;1\nXX;1\n\nCH-04;0"
    verdicts = pasted.judge(pasted.rows_of(text, "lines"), ITEMS, seen(), "lines")
    assert pasted.rest_of(text, verdicts) == "code;qty\nXX;1\nCH-04;0"


@given(st.text(max_size=200))
def test_whatever_is_pasted_gets_a_verdict(text: str) -> None:
    for kind in ("lines", "orders"):
        for verdict in pasted.judge(pasted.rows_of(text, kind), ITEMS, seen(), kind):
            assert verdict.words


def test_the_servers_complaints_are_sorted_by_the_fields_they_name() -> None:
    told = complaints(
        [
            "status: no",
            "products[2][sku]: unknown",
            "products[²][sku]: strange",
            "products: none",
            "Error: strange",
            "at 10:30 nothing worked",
        ],
        ("status", "products"),
    )
    assert told == [
        Complaint("status", "no"),
        Complaint("sku", "unknown", 2),
        Complaint("products", "strange"),
        Complaint("products", "none"),
        Complaint("", "Error: strange"),
        Complaint("", "at 10:30 nothing worked"),
    ]
