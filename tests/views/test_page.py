"""A page as a person uses it: filter, sort, search, select, copy, come back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.rows import PAGE
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import ColumnState
from tests.qtmodels.shop import CO, LOTS, MO, NOW, OPERATIONS, SEEN, Shop, co, lot, midnight, mo
from tests.views.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys
_KEY = Qt.Key


def _select(page: Page, *rows: int) -> None:
    page.view.go_to(rows[0])
    for row in rows[1:]:
        at = QPoint(40, page.view.rowViewportPosition(row) + 10)
        QTest.mouseClick(
            page.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at
        )


def _cell(page: Page, row: int, name: str) -> Cell:
    number = next(n for n, c in enumerate(page.table.columns) if c.field == name)
    cell = page.table.cell(row, number)
    assert cell is not None
    return cell


def _words(page: Page) -> str:
    """What the pane says where the rows would be."""
    return " ".join(label.text() for label in page.nothing.findChildren(QLabel))


def _left(page: Page) -> str:
    return page.status.findChildren(QLabel)[0].text()


@pytest.mark.parametrize("resource", [CO, MO, OPERATIONS, LOTS], ids=lambda r: r.name)
def test_the_four_pages_open_with_their_default_filter_and_order(shop: Shop, desk: Desk, resource: Any) -> None:
    shop.put(MO, [mo(n) for n in range(1, 13)])
    for number in range(1, 13):
        shop.put_detail(number)
    shop.put(CO, [co(n) for n in range(1, 13)])
    shop.put(LOTS, [lot(n) for n in range(1, 13)])
    page = desk.page(resource)
    assert page.table.query is not None
    group = (Sort(resource.group),) if resource.group else ()
    assert (page.table.query.where, page.table.query.sort) == (resource.where, (*group, *resource.sort))
    assert page.table.rowCount() > 0
    assert page.view.current_key() == page.table.key(0)
    assert page.preview.key == page.table.key(0)
    shown = [c.field for c in page.view.shown_columns()]
    assert shown == [c.field for c in resource.columns if c.shown]


def test_late_orders_stand_first(shop: Shop, desk: Desk) -> None:
    shop.put(
        MO, [mo(1, due_date=midnight(9)), mo(2, due_date=midnight(-2)), mo(3, status=40, due_date=midnight(-9))]
    )
    assert desk.codes(desk.page(MO)) == ["MO00002", "MO00001"]


def test_a_status_is_chosen_with_the_keyboard_alone(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1, status=10), mo(2, status=30), mo(3, status=40)])
    page = desk.page(MO)
    chip = page.filters._chips["status"]
    assert chip.label == "Status: open"
    QTest.keyClick(chip, _KEY.Key_Space)
    qtbot.waitUntil(lambda: page.filters.popup is not None)
    popup = page.filters.popup
    assert popup is not None
    listed = popup.findChildren(QListWidget)[0]
    assert listed.item(0).text() == "New"
    QTest.keyClick(listed, _KEY.Key_Space)
    assert desk.codes(page) == ["MO00002"]
    QTest.keyClick(popup, _KEY.Key_Escape)
    qtbot.waitUntil(lambda: page.filters.popup is None)
    assert chip.label == "Status: 4 chosen"
    QTest.keyClick(chip, _KEY.Key_Delete)
    assert desk.codes(page) == ["MO00001", "MO00002", "MO00003"]
    assert chip.label == "Status: any"


def test_a_filter_is_cleared_with_the_mouse_and_all_of_them_at_once(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(n) for n in range(1, 4)])
    page = desk.page(MO)
    page.filters.search.setText("MO00001")
    page.filters.changed.emit(page.state.query.with_condition("quantity", Condition("quantity", Op.EMPTY)))
    desk.settle(page)
    assert page.filters._chips["quantity"].isVisible()
    page.filters._clear.click()
    desk.settle(page)
    assert (page.state.query.where, page.state.query.text, page.filters.search.text()) == ((), "", "")
    assert page.table.rowCount() == 3


def test_searching_while_typing_shows_the_last_word_only(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 31)])
    page = desk.page(MO)
    asked: list[str] = []
    page.table.asked.connect(lambda query: asked.append(query.text))
    QTest.keyClicks(page.filters.search, "mo00017")
    qtbot.waitUntil(lambda: page.state.query.text == "mo00017")
    assert desk.codes(page) == ["MO00017"]
    assert len(asked) <= 2
    QTest.keyClick(page.filters.search, _KEY.Key_Escape)
    qtbot.waitUntil(lambda: page.state.query.text == "")
    desk.settle(page)
    assert page.table.rowCount() == 30


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it_round(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    shop.put(MO, [mo(n, quantity=str(40 - n)) for n in range(1, 6)])
    page = desk.page(MO)
    number = next(n for n, c in enumerate(page.table.columns) if c.field == "quantity")
    heading = page.view.heading
    at = QPoint(heading.sectionViewportPosition(number) + 20, 10)
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    desk.settle(page)
    assert page.state.query.sort[0] == Sort("quantity")
    assert heading.sortIndicatorSection() == number
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    desk.settle(page)
    assert page.state.query.sort[0] == Sort("quantity", descending=True)


def test_selection_current_row_and_scroll_survive_changes_and_a_new_order(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(n) for n in range(1, 61)])
    page = desk.page(MO)
    _select(page, 3, 5)
    keys, current = page.view.selected_keys(10), page.view.current_key()
    page.view.verticalScrollBar().setValue(120)
    page.changed(MO.name, shop.put(MO, [mo(200, start_date=midnight(-90), due_date=midnight(-40))]))
    desk.settle(page)
    assert page.table.rowCount() == 61
    assert page.table.key(0) == 200
    assert sorted(page.view.selected_keys(10)) == sorted(keys)
    assert page.view.current_key() == current
    assert page.view.verticalScrollBar().value() == 160
    page.table.sort(0)
    desk.settle(page)
    assert sorted(page.view.selected_keys(10)) == sorted(keys)
    assert page.view.current_key() == current


def test_what_is_arranged_survives_a_restart(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 31)])
    page = desk.page(MO)
    page.view.setColumnWidth(1, 301)
    page.view.heading.moveSection(0, 3)
    page.filters.search.setText("MO0001")
    page.filters._searched()
    page.toggle_preview()
    desk.settle(page)
    page.view.go_to(4)
    qtbot.waitUntil(lambda: page.state.columns[3].field == "code")
    left, codes = page.view.current_key(), desk.codes(page)
    desk.close(page)
    again = desk.page(MO)
    assert desk.codes(again) == codes
    assert again.view.current_key() == left
    assert again.filters.search.text() == "MO0001"
    assert again.view.columnWidth(1) == 301
    assert again.view.heading.visualIndex(0) == 3
    assert not again.preview.isVisible()


def test_an_empty_cache_says_what_belongs_here(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    page = desk.page(MO)
    qtbot.waitUntil(page.nothing.isVisible)
    assert "Orders to make something appear here." in _words(page)
    with qtbot.waitSignal(page.refresh):
        page.nothing.acted.emit()
    page.tell_progress("1 200 of 3 600, about 20 s", 333)
    qtbot.waitUntil(lambda: "as they arrive" in _words(page))
    assert page.head.progress.isVisible()
    page.changed(MO.name, shop.put(MO, [mo(1)]))
    qtbot.waitUntil(page.view.isVisible)
    page.tell_progress("")
    assert not page.head.progress.isVisible()


def test_filtered_to_nothing_says_the_filter_and_clears_it(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1, status=40)])
    page = desk.page(MO)
    qtbot.waitUntil(page.nothing.isVisible)
    assert "No manufacturing orders fit the filter: Status open." in _words(page)
    page.nothing.acted.emit()
    assert desk.codes(page) == ["MO00001"]
    assert page.view.isVisible()


def test_an_unreadable_cache_is_said_in_the_page_and_tried_again(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    page.table.ask(page.state.query.with_condition("gone", Condition("gone", Op.EMPTY)))
    qtbot.waitUntil(page.nothing.isVisible)
    assert "could not be read" in _words(page)
    page.state.query = page.state.query.with_condition("gone", None)
    page.show_state()
    qtbot.waitUntil(page.view.isVisible)


def test_the_selection_is_counted_and_summed_exactly(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(LOTS, [lot(n, available="0.1", unit="kg") for n in range(1, 31)])
    page = desk.page(LOTS)
    page.view.selectAll()
    qtbot.waitUntil(lambda: _left(page) == "30 of 30 selected · sum of available 3 kg")
    page.changed(LOTS.name, shop.put(LOTS, [lot(1, available="0.1", unit="m")]))
    page.view.clearSelection()
    page.view.selectAll()
    qtbot.waitUntil(lambda: _left(page) == "30 of 30 selected")
    desk.settle(page)
    assert _left(page) == "30 of 30 selected"


def test_the_selection_is_copied_with_headings_as_shown(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1, item_title="=cmd"), mo(2), mo(3)])
    page = desk.page(MO)
    page.view.selectAll()
    QTest.keyClick(page.view, _KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "copied" in _left(page))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Order", "Item", "Item code", "Quantity"]
    assert [line.split("\t")[0] for line in lines[1:]] == desk.codes(page)
    assert any("'=cmd" in line for line in lines)


def test_typing_finds_a_record_by_its_first_text(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 31)])
    page = desk.page(MO)
    QTest.keyClicks(page.view, "mo00023")
    qtbot.waitUntil(lambda: page.view.current_key() == 23)
    assert page.view.selected_keys(10) == [23]


def test_keys_move_open_and_preview(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 31)])
    page = desk.page(MO)
    codes = desk.codes(page)
    QTest.keyClick(page.view, _KEY.Key_End)
    assert page.table.index(page.view.currentIndex().row(), 0).data() == codes[-1]
    QTest.keyClick(page.view, _KEY.Key_Home)
    QTest.keyClick(page.view, _KEY.Key_Down)
    with qtbot.waitSignal(page.open_record) as opened:
        QTest.keyClick(page.view, _KEY.Key_Return)
    assert opened.args == [MO.name, page.table.key(1)]
    with qtbot.waitSignal(page.open_in_window):
        QTest.keyClick(page.view, _KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.view, _KEY.Key_Space)
    assert not page.preview.isVisible()
    QTest.keyClick(page.view, _KEY.Key_Space)
    assert page.preview.isVisible()


def test_the_preview_follows_and_late_answers_are_dropped(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 31)])
    for number in range(1, 31):
        shop.put_detail(number)
    page = desk.page(MO)
    for _ in range(5):
        QTest.keyClick(page.view, _KEY.Key_Down)
    desk.settle(page)
    assert page.preview.key == page.table.key(5)
    assert page.preview._title.text() == desk.codes(page)[5]
    assert page.preview._sections[0][0].text() == "Operations"
    assert page.preview._sections[0][1].text() == "2 of 4 done · 4 h 30 of 9 h planned"


def test_details_of_what_is_in_sight_are_wished_for(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 200)])
    page = desk.page(MO)
    with qtbot.waitSignal(page.wanted_details) as told:
        page.view.verticalScrollBar().setValue(2000)
    keys = [page.table.key(row) for row in page.view.rows_in_sight()]
    assert told.args[0] == keys
    assert 10 < len(keys) < 40


def test_coming_back_finds_everything_as_it_was_left(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 200)])
    page = desk.page(MO)
    page.view.verticalScrollBar().setValue(1500)
    _select(page, 40, 42)
    before = (page.view.verticalScrollBar().value(), page.view.selected_keys(10), page.state.query)
    page.hide()
    page.changed(MO.name, shop.put(MO, [mo(5, item_title="Stool")]))
    page.show()
    desk.settle(page)
    assert (page.view.verticalScrollBar().value(), page.view.selected_keys(10), page.state.query) == before


def test_hostile_text_is_only_text(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    markup = "<h1>big</h1><img src='http://127.0.0.1:9/x'>\u202eABC\x07" + "A" * 20_000
    shop.put(MO, [mo(1, item_title=markup, code="<b>MO</b>", for_customer=markup)])
    page = desk.page(MO)
    page.grab()
    for label in page.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert len(label.text()) < 3_000
        assert "\u202e" not in label.text()
    assert page.preview._title.text() == "<b>MO</b>"


def test_every_control_has_a_name_for_a_screen_reader(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    for part in (page.view, page.view.heading, page.filters.search, page.views, page.head.export, page.preview):
        assert part.accessibleName()
    for chip in page.filters._chips.values():
        assert chip.accessibleName()


def test_opening_a_page_or_a_record_shows_no_other_window(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1)])
    shop.put(CO, [co(1)])
    shop.put_detail(1)
    shown: set[str] = set()

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.add(type(watched).__name__)
            return False

    watch = Watch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    desk.page(OPERATIONS)
    desk.page(MO)
    desk.detail(MO, 1)
    app.removeEventFilter(watch)
    assert shown == {"Page", "Detail"}


def test_the_count_and_age_stand_beside_the_title(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(n) for n in range(1, 6)])
    page = desk.page(MO)
    page.tell_age("as of 09:42")
    page.tell_status("MRPeasy (demo)")
    said = {label.text() for label in page.findChildren(QLabel)}
    assert {"5 open · as of 09:42", "MRPeasy (demo)"} <= said


def test_the_export_wish_carries_what_is_shown(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    with qtbot.waitSignal(page.export) as told:
        page.head.export.click()
    assert told.args[0] == page.state.query
    assert [c.field for c in told.args[1]] == [c.field for c in MO.columns if c.shown]


def test_fifty_thousand_rows_are_there_and_only_a_few_are_read(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    def row(number: int) -> tuple[int, dict[str, Json]]:
        told: dict[str, Json] = {"lot_id": number, "code": f"L{number:06d}", "available_from": NOW - number}
        return number, told | {"status": 20, "unit": "pcs", "available": "1"}

    shop.put(LOTS, (row(number) for number in range(1, 50_001)))
    page = desk.page(LOTS)
    assert page.table.rowCount() == 50_000
    for at in (25_000, 49_999, 0):
        page.view.go_to(at)
        page.view.viewport().repaint()
    page.changed(LOTS.name, None)
    desk.settle(page)
    assert page.table.loaded < 20 * PAGE
    page.view.selectAll()
    desk.settle(page)
    assert page.view.selected_count() == 50_000
    assert _left(page) == "50 000 of 50 000 selected"


def test_operations_stand_in_groups_by_station_until_somebody_wants_a_plain_list(
    shop: Shop, desk: Desk
) -> None:
    for number in (1, 2, 3):
        shop.put(MO, [mo(number)])
        shop.put_detail(number)
    page = desk.page(OPERATIONS)
    rows = range(page.table.rowCount())
    stations = [_cell(page, row, "station") for row in rows]
    assert [cell.text for cell in stations] == ["Assemble bench"] * 3 + ["Sand bench"] * 3
    assert [row for row in rows if page.table.starts_group(row)] == [0, 3]
    assert [cell.look is Look.STRONG for cell in stations[:2]] == [True, False]
    assert stations[1].tone is Tone.MUTED
    page.grab()
    assert page.group.isChecked()
    page.group.click()
    desk.settle(page)
    assert page.state.query.sort == OPERATIONS.sort
    assert not any(page.table.starts_group(row) for row in rows)
    page.group.click()
    page.table.sort(1)
    desk.settle(page)
    assert [step.field for step in page.state.query.sort][:2] == ["station", "order_code"]


def test_a_field_nobody_declared_can_be_shown_and_stays_after_a_restart(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    shop.put(MO, [mo(1, custom_814="blue"), mo(2, custom_900=["a", "b"])])
    page = desk.page(MO)
    qtbot.waitUntil(lambda: page.resource.has("custom_900"))
    columns = [ColumnState(c.field, c.width, c.shown or c.field == "custom_814") for c in page.state.columns]
    page.columns._set(tuple(columns))
    assert page.view.shown_columns()[-1].field == "custom_814"
    assert {_cell(page, row, "custom_814").text for row in (0, 1)} == {"", "blue"}
    desk.close(page)
    again = desk.page(MO)
    assert again.view.shown_columns()[-1].field == "custom_814"
    assert "blue" in {_cell(again, row, "custom_814").text for row in (0, 1)}
    with qtbot.assertNotEmitted(again.table.asked):
        again.view._sort_by(len(again.table.columns) - 1)


def test_a_name_that_comes_later_takes_the_place_of_its_key(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(1, assigned_id=77)])
    page = desk.page(MO)
    assert _cell(page, 0, "assigned_id").text == "#77"
    page.changed("users", shop.put("users", [(77, {"user_id": 77, "username": "I. Koppel"})]))
    assert _cell(page, 0, "assigned_id").text == "I. Koppel"
    page.table.sort(next(n for n, c in enumerate(page.table.columns) if c.field == "assigned_id"))
    page.changed("users", shop.put("users", [(77, {"user_id": 77, "username": "J. Koppel"})]))
    desk.settle(page)
    assert _cell(page, 0, "assigned_id").text == "J. Koppel"


def test_a_new_day_shows_other_words(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(1, due_date=midnight(2))])
    page = desk.page(MO)
    assert _cell(page, 0, "due_date").second == "in 2 d"
    later = type(SEEN)(NOW + 86_400, SEEN.zone)
    page.table._seen = lambda: later
    page.table._source._seen = lambda: later
    page.refresh_looks()
    desk.settle(page)
    assert _cell(page, 0, "due_date").second == "in 1 d"
