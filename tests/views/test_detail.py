"""One record on a page of its own."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forge_desktop.domain.scalars import Json
from forge_desktop.qtmodels.lines_table import LinesTable
from forge_desktop.views import lines
from forge_desktop.views.detail import Detail
from forge_desktop.views.lines_view import LinesView
from forge_desktop.widgets.buttons import LinkButton
from tests.qtmodels.shop import CO, LOTS, MO, NOW, SEEN, Shop, co, detail, lot, midnight, mo
from tests.views.conftest import Desk


def _tabs(shown: Detail) -> list[str]:
    return [shown.tabs.tabText(number) for number in range(shown.tabs.count())]


def _rows(view: LinesView) -> list[list[str]]:
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _words(shown: Detail) -> set[str]:
    return {label.text() for label in shown.findChildren(QLabel) if label.isVisible()}


def test_an_order_shows_its_operations_parts_and_notes(shop: Shop, desk: Desk) -> None:
    shop.put("items", [(3, {"article_id": 3, "code": "HW", "title": "Hardwax oil"})])
    shop.put(MO, [mo(3)])
    shop.put_detail(3)
    shown = desk.detail(MO, 3)
    assert _tabs(shown) == ["Overview", "Parts 2", "Operations 4", "Notes 1", "Related 6", "All fields"]
    operations = _rows(shown._lines["operations"])
    assert operations[0][1] == "Cut boards"
    assert operations[1][0].strip().startswith("Stations: ")
    assert "Worker A. Tamm" in operations[2][0]
    assert _rows(shown._lines["parts"])[1][0] == "HW Hardwax oil"
    assert _rows(shown._lines["notes"])[0][-1] == "Oil twice."


def test_details_that_were_not_fetched_are_said_and_wished_for_once(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    shop.put(MO, [mo(3)])
    shown = Detail(MO, shop.reading, lambda: SEEN)
    wished: list[list[int]] = []
    shown.wanted_details.connect(wished.append)
    shown.show_record(3)
    desk.show(shown)
    qtbot.waitUntil(lambda: bool(wished))
    assert "Parts, operations and notes were not fetched yet; they come next." in _words(shown)
    shop.put(MO, [mo(3, item_title="Stool")])
    shown.changed()
    qtbot.waitUntil(lambda: "Stool · BN-90 · 25 pcs" in _words(shown))
    assert wished == [[3]]
    shop.put_detail(3)
    shown.changed()
    qtbot.waitUntil(lambda: "details just now" in _words(shown))
    assert shown._note.isHidden()


def test_why_an_order_is_late_stands_on_top(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(3, due_date=midnight(-4), status=30, part_status=2)])
    assert "4 days late. Parts: Delayed" in _words(desk.detail(MO, 3))


def test_links_are_buttons_that_open_their_record(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(3)])
    shop.put(CO, [co(3)])
    shop.put(LOTS, [lot(1, man_ord_id=3)])
    shown = desk.detail(MO, 3)
    shown.tabs.setCurrentWidget(shown._related)
    links = {link.label: link for link in shown._related.findChildren(LinkButton) if link.isVisible()}
    assert {"CO00003", "L00001"} <= set(links)
    links["L00001"].setFocus()
    with qtbot.waitSignal(shown.open_record) as told:
        QTest.keyClick(links["L00001"], Qt.Key.Key_Space)
    assert told.args == ["lots", 1]


def test_a_line_leads_to_its_item_by_enter(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put("items", [(1, {"article_id": 1, "code": "OB-40", "title": "Oak board"})])
    shop.put(MO, [mo(3)])
    shop.put_detail(3)
    shown = desk.detail(MO, 3)
    parts = shown._lines["parts"]
    shown.tabs.setCurrentWidget(parts)
    parts.setCurrentIndex(parts.model().index(0, 1))
    with qtbot.waitSignal(shown.open_record) as told:
        QTest.keyClick(parts, Qt.Key.Key_Return)
    assert told.args == ["items", 1]
    parts.selectRow(0)
    QTest.keyClick(parts, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("OB-40 Oak board\t")


def test_all_fields_lists_unknown_ones_and_finds_them(shop: Shop, desk: Desk) -> None:
    told = mo(3, custom_814="<b>blue</b>", odd={"deep": [1, {"x": "\u202ey"}]})
    shop.put(MO, [told])
    shown = desk.detail(MO, 3)
    names = {row[2]: row for row in _rows(shown._all)}
    assert set(told[1]) <= set(names)
    assert names["custom_814"][:2] == ["custom_814", "<b>blue</b>"]
    assert names["custom_814"][3] == "not known to this program"
    assert "⟨U+202E⟩" in names["odd"][1]
    shown._search.setText("custom")
    assert [row[2] for row in _rows(shown._all)] == ["custom_814"]


def test_all_fields_tells_times_as_people_do_and_codes_as_the_server_does(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(3)])
    shop.put_detail(3)
    rows = {row[2]: row[1] for row in _rows(desk.detail(MO, 3)._all)}
    assert rows["start_date"] == "Thu 12 Nov 2026 08:00:00 EET, Europe/Tallinn"
    assert rows["due_date"] == "19 Nov"
    assert rows["status"] == "Scheduled (20)"
    assert not re.search(r"\b1[78]\d{8}\b", str(rows)), "a count of seconds is no time"


def test_a_record_that_is_gone_says_so(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(3)])
    shown = desk.detail(MO, 3)
    shop.cache.records.bury(MO, [3], now=NOW)
    shown.changed()
    qtbot.waitUntil(lambda: "This manufacturing order is not in the local copy." in _words(shown))


def test_escape_leads_back(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(3)])
    shown = desk.detail(MO, 3)
    with qtbot.waitSignal(shown.closed):
        QTest.keyClick(shown, Qt.Key.Key_Escape)


def test_a_table_of_lines_keeps_the_rules_of_models(qapp: object) -> None:
    table = LinesTable()
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    value = detail(3)["operations"]
    for told in (value, [], value):
        headings, rows = lines.table(MO.field("operations"), told, {}, SEEN, "mrpeasy")
        table.show_lines(headings, rows)
        assert table.rowCount() == len(rows)


def test_a_very_long_list_of_lines_is_cut_and_says_so() -> None:
    value: Json = [{"ord": n, "description": f"Step {n}"} for n in range(3_000)]
    _, rows = lines.table(MO.field("operations"), value, {}, SEEN, "mrpeasy")
    assert len(rows) == lines.MOST + 1
    assert rows[-1].cells[0].text == "and 3000 in all"
