"""Rows on the clipboard: exact, with headings, and harmless."""

from __future__ import annotations

from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column
from forge_desktop.domain.scalars import Json
from forge_desktop.views import copying
from tests.qtmodels.shop import LOTS, MO, SEEN, lot, midnight, mo


def _record(told: tuple[int, dict[str, Json]], **names: str) -> Record:
    return Record(told[0], told[1], names)


def test_headings_then_rows_with_a_column_for_each_second_line() -> None:
    columns = [
        MO.columns[0],
        Column(field="item_title", label="Item", second="item_code"),
        Column(field="assigned_id"),
    ]
    shown = copying.table(MO, columns, [_record(mo(1), assigned_id="B. Kask")], SEEN)
    assert shown == "Order\tItem\tItem code\tAssigned\nMO00001\tChair, bent back, walnut\tCH-04\tB. Kask\n"


def test_numbers_and_days_are_copied_as_a_spreadsheet_reads_them() -> None:
    record = _record(
        mo(
            1,
            quantity="12345.678901234567",
            total_cost="-5",
            due_date=midnight(0),
            start_date=midnight(0) + 8 * 3600,
        )
    )
    columns = [Column(field=name) for name in ("quantity", "total_cost", "due_date", "start_date")]
    assert copying.table(MO, columns, [record], SEEN).splitlines()[1] == (
        "12345.678901234567\t-5\t2026-11-21\t2026-11-21 08:00"
    )


def test_a_text_is_never_taken_for_a_formula_or_another_cell() -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\u00a0=1", "a\tb\nc", "\r=2"]
    for text in hostile:
        record = _record(lot(1, item_title=text))
        line = copying.table(LOTS, [Column(field="item_title")], [record], SEEN).split("\n")[1]
        assert "\t" not in line
        assert not line.lstrip("\u00a0 ").startswith(("=", "+", "-", "@"))


def test_an_empty_value_is_an_empty_cell() -> None:
    record = _record(mo(1, due_date=None, item_title=None))
    columns = [Column(field="due_date"), Column(field="item_title")]
    assert copying.table(MO, columns, [record], SEEN).splitlines()[1] == "\t"
