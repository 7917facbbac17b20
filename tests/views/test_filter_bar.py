"""The editors under the filter chips, by mouse and by keyboard."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain.query import Condition, Op
from forge_desktop.views.filters import day_of
from forge_desktop.views.page import Page
from forge_desktop.views.popup import Popup
from forge_desktop.widgets.buttons import PaintedButton
from tests.qtmodels.shop import CO, LOTS, MO, SEEN, Shop, co, lot, midnight, mo
from tests.views.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys
Widget = TypeVar("Widget", bound=QWidget)


def _edit(page: Page, name: str, qtbot: QtBot) -> Popup:
    page.filters._chip(page.resource.field(name)).setVisible(True)
    page.filters._chips[name].click()
    qtbot.waitUntil(lambda: page.filters.popup is not None)
    assert page.filters.popup is not None
    return page.filters.popup


def _named(popup: Popup, kind: type[Widget], name: str) -> Widget:
    return next(w for w in popup.findChildren(kind) if w.accessibleName() == name)


def _press(popup: Popup, words: str) -> None:
    next(
        b for b in popup.findChildren(QPushButton) if isinstance(b, PaintedButton) and b.label == words
    ).click()


def _take(menu: QMenu, words: str) -> None:
    wanted = next(action for action in menu.actions() if action.text() == words)
    at = menu.actionGeometry(wanted).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def _label(page: Page, name: str) -> str:
    return page.filters._chips[name].label


def test_open_is_one_press_away_and_so_is_everything(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1, status=10), mo(2, status=40)])
    page = desk.page(MO)
    popup = _edit(page, "status", qtbot)
    _press(popup, "All")
    assert desk.codes(page) == ["MO00001", "MO00002"]
    assert _label(page, "status") == "Status: any"
    _press(popup, "Open")
    assert desk.codes(page) == ["MO00001"]
    assert _label(page, "status") == "Status: open"


def test_a_long_list_is_narrowed_by_typing(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    page = desk.page(CO)
    popup = _edit(page, "status", qtbot)
    listed = popup.findChildren(QListWidget)[0]
    QTest.keyClicks(_named(popup, QLineEdit, "Find status …"), "production")
    shown = [listed.item(row).text() for row in range(listed.count()) if not listed.item(row).isHidden()]
    assert shown == ["Waiting for production", "In production"]


def test_days_are_chosen_by_name(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1, due_date=midnight(-1)), mo(2, due_date=midnight(0)), mo(3, due_date=midnight(7))])
    page = desk.page(MO)
    popup = _edit(page, "due_date", qtbot)
    _press(popup, "Next 7 days")
    assert sorted(desk.codes(page)) == ["MO00002", "MO00003"]
    assert _label(page, "due_date") == "Due: next 7 days"
    _press(popup, "Overdue")
    assert desk.codes(page) == ["MO00001"]
    _press(popup, "This month")
    assert _label(page, "due_date") == "Due: 1 Nov – 30 Nov"
    _press(popup, "Any")
    assert len(desk.codes(page)) == 3


def test_days_are_typed_in_short_and_a_fault_is_said_below(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n, due_date=midnight(n)) for n in range(1, 9)])
    page = desk.page(MO)
    popup = _edit(page, "due_date", qtbot)
    first, last = _named(popup, QLineEdit, "From"), _named(popup, QLineEdit, "Until")
    QTest.keyClicks(first, "+3")
    QTest.keyClicks(last, "+5")
    assert sorted(desk.codes(page)) == ["MO00003", "MO00004", "MO00005"]
    condition = page.state.query.condition("due_date")
    assert condition is not None
    assert day_of(condition.values[1], SEEN) == day_of(midnight(5), SEEN)
    last.setText("soon")
    assert any("Write a day as" in label.text() for label in popup.findChildren(QLabel))
    assert last.property("wrong")
    assert page.state.query.condition("due_date") == condition


@pytest.mark.parametrize("typed", ["1.5", "1,5"])
def test_numbers_are_exact_with_point_or_comma(shop: Shop, desk: Desk, qtbot: QtBot, typed: str) -> None:
    shop.put(LOTS, [lot(1, available="1.4999"), lot(2, available="1.5"), lot(3, available="2")])
    page = desk.page(LOTS)
    popup = _edit(page, "available", qtbot)
    QTest.keyClicks(_named(popup, QLineEdit, "At least"), typed)
    assert sorted(desk.codes(page)) == ["L00002", "L00003"]
    assert _label(page, "available") == "Available: at least 1.5"
    _press(popup, "Any")
    assert len(desk.codes(page)) == 3


def test_a_text_is_contained_or_one_of_those_that_occur(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(
        CO, [co(1, customer_name="Café Moon"), co(2, customer_name="Nordic"), co(3, customer_name="Moonlight")]
    )
    page = desk.page(CO)
    popup = _edit(page, "customer_name", qtbot)
    contains = _named(popup, QLineEdit, "Contains")
    QTest.keyClicks(contains, "moon")
    assert sorted(desk.codes(page)) == ["CO00001", "CO00003"]
    listed = popup.findChildren(QListWidget)[0]
    row = next(row for row in range(listed.count()) if listed.item(row).text().startswith("Nordic"))
    listed.item(row).setCheckState(Qt.CheckState.Checked)
    assert desk.codes(page) == ["CO00002"]
    assert contains.text() == ""
    assert _label(page, "customer_name") == "Customer: Nordic"


def test_a_person_is_chosen_by_name(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n, assigned_id=n) for n in (1, 2, 3)])
    page = desk.page(MO)
    popup = _edit(page, "assigned_id", qtbot)
    listed = popup.findChildren(QListWidget)[0]
    assert [listed.item(row).text().split("  ")[0] for row in range(3)] == ["A. Tamm", "B. Kask", "C. Lepp"]
    listed.item(1).setCheckState(Qt.CheckState.Checked)
    assert desk.codes(page) == ["MO00002"]
    assert _label(page, "assigned_id") == "Assigned: B. Kask"


def test_a_saved_filter_by_key_finds_its_words_again(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n, assigned_id=n) for n in (1, 2, 3)])
    page = desk.page(MO)
    page.table.ask(page.state.query.with_condition("assigned_id", Condition("assigned_id", Op.IN, (2,))))
    desk.settle(page)
    desk.close(page)
    again = desk.page(MO)
    qtbot.waitUntil(lambda: _label(again, "assigned_id") == "Assigned: B. Kask")


def test_any_field_can_filter_and_its_chip_goes_when_it_is_cleared(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    shop.put(MO, [mo(1, lot_code="L1"), mo(2, lot_code=None)])
    page = desk.page(MO)
    page.filters._more.click()
    menu = page.filters.fields
    _take(menu, "Lot")
    qtbot.waitUntil(lambda: page.filters.popup is not None)
    popup = page.filters.popup
    assert popup is not None
    QTest.keyClicks(_named(popup, QLineEdit, "Contains"), "L")
    assert desk.codes(page) == ["MO00001"]
    popup.close()
    assert page.filters._chips["lot_code"].isVisible()
    page.filters._chips["lot_code"].cleared.emit()
    desk.settle(page)
    assert not page.filters._chips["lot_code"].isVisible()
    assert page.table.rowCount() == 2


def test_a_heading_opens_the_filter_of_its_column(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    page.columns._offer(0, page.mapToGlobal(page.rect().center()))
    _take(page.columns.menu, "Filter by Order …")
    qtbot.waitUntil(lambda: page.filters.popup is not None)
    assert page.view.heading.filtered == frozenset({3})


def test_one_pane_after_the_other_opens_and_stays(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    for name in ("status", "due_date", "assigned_id"):
        popup = _edit(page, name, qtbot)
        qtbot.wait(50)
        assert popup.isVisible()
        popup.close()


def test_markup_in_values_is_listed_as_it_is(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(CO, [co(1, customer_name="<b>bold</b>\u202e&amp;")])
    page = desk.page(CO)
    popup = _edit(page, "customer_name", qtbot)
    assert popup.findChildren(QListWidget)[0].item(0).text().startswith("<b>bold</b>⟨U+202E⟩&amp;")
