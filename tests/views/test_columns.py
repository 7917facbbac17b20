"""Columns and saved views, as a person arranges them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.views.columns import ColumnChooser
from forge_desktop.views.page import Page
from tests.qtmodels.shop import MO, Shop, mo
from tests.views.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys


def _chooser(page: Page) -> tuple[ColumnChooser, QListWidget]:
    page.head.columns.click()
    popup = page.columns.popup
    assert popup is not None
    chooser = popup.inside
    assert isinstance(chooser, ColumnChooser)
    return chooser, chooser.findChildren(QListWidget)[0]


def _shown(page: Page) -> list[str]:
    return [column.field for column in page.view.shown_columns()]


def _choose(page: Page, words: str) -> None:
    page.views.offer()
    menu = page.views.offers
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def _name(page: Page, name: str) -> None:
    assert page.views.popup is not None
    line = page.views.popup.findChildren(QLineEdit)[0]
    line.setText(name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_every_field_that_fits_a_cell_can_be_a_column(shop: Shop, desk: Desk) -> None:
    page = desk.page(MO)
    chooser, _ = _chooser(page)
    offered = {column.field for column in chooser.columns()}
    assert offered == {field.name for field in MO.fields if field.kind is not Kind.LINES}


def test_a_column_is_shown_and_pushed_with_the_keyboard(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    _, listed = _chooser(page)
    row = next(row for row in range(listed.count()) if listed.item(row).text() == "Finish")
    listed.setCurrentRow(row)
    QTest.keyClick(listed, Qt.Key.Key_Space)
    for _ in range(row):
        QTest.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert _shown(page)[0] == "finish_date"
    assert page.view.first_column() == next(
        n for n, c in enumerate(page.table.columns) if c.field == "finish_date"
    )
    assert page.state.columns[0].field == "finish_date"
    assert page.views.label.endswith("changed")


def test_the_last_column_cannot_be_hidden_and_reset_brings_all_back(shop: Shop, desk: Desk) -> None:
    page = desk.page(MO)
    chooser, listed = _chooser(page)
    for row in range(listed.count()):
        listed.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert len(_shown(page)) == 1
    chooser.reset.emit()
    assert _shown(page) == [c.field for c in MO.columns if c.shown]
    assert not page.views.label.endswith("changed")


def test_rows_become_compact_and_stay_so(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(1)])
    page = desk.page(MO)
    chooser, _ = _chooser(page)
    chooser.compacted.emit(True)
    assert page.view.rowHeight(0) == 30
    desk.close(page)
    assert desk.page(MO).view.rowHeight(0) == 30


def test_a_heading_hides_its_column(shop: Shop, desk: Desk) -> None:
    page = desk.page(MO)
    page.columns._offer(1, QPoint(10, 10))
    next(a for a in page.columns.menu.actions() if a.text() == "Hide Item").trigger()
    page.columns.menu.close()
    assert "item_title" not in _shown(page)


def test_a_view_is_saved_chosen_again_renamed_and_deleted(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 13)])
    page = desk.page(MO)
    page.filters.search.setText("MO00003")
    page.filters._searched()
    desk.settle(page)
    _choose(page, "Save as a new view …")
    _name(page, "Number three")
    assert page.views.label == "Number three"
    _choose(page, MO.view)
    desk.settle(page)
    assert page.table.rowCount() == 12
    assert page.filters.search.text() == ""
    desk.close(page)
    again = desk.page(MO)
    _choose(again, "Number three")
    assert desk.codes(again) == ["MO00003"]
    _choose(again, "Rename …")
    _name(again, "Three")
    assert again.views.label == "Three"
    _choose(again, "Delete Three")
    assert again.state.views == {}


def test_a_view_needs_a_name_of_its_own(shop: Shop, desk: Desk) -> None:
    page = desk.page(MO)
    _choose(page, "Save as a new view …")
    _name(page, "  ")
    popup = page.views.popup
    assert popup is not None
    assert popup.isVisible()
    assert page.state.views == {}
    popup.close()


def test_the_first_column_stays_in_sight(shop: Shop, desk: Desk) -> None:
    shop.put(MO, [mo(n) for n in range(1, 60)])
    page = desk.page(MO)
    view = page.view
    view.setColumnWidth(1, 600)
    QApplication.processEvents()
    assert not view._frozen.isVisible()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    assert view._frozen.isVisible()
    assert view._frozen.width() == view.columnWidth(0)
    before = view._frozen.grab().toImage()
    view.go_to(20)
    view.verticalScrollBar().setValue(400)
    assert view._frozen.grab().toImage() != before
    QTest.mouseClick(view._frozen_heading, Qt.MouseButton.LeftButton)
    desk.settle(page)
    assert page.state.query.sort[0].field == "code"
    at = QPoint(20, view.rowViewportPosition(12) + 10)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert view.currentIndex().row() == 12
    view.horizontalScrollBar().setValue(0)
    assert not view._frozen.isVisible()


def test_what_a_server_sends_beyond_its_contract_is_offered_as_a_column_wherever_it_stands(
    shop: Shop, desk: Desk
) -> None:
    """It need not be in sight: the local copy has noted its name when the record came."""
    shop.put(MO, [mo(n) for n in range(1, 400)])
    odd: dict[str, Json] = {"heat_number": "H\u202e-7", "=1+1": [1, {"a": "b"}]}
    shop.put(MO, [mo(400, **odd)])
    page = desk.page(MO)
    _, listed = _chooser(page)
    assert [listed.item(row).text() for row in range(listed.count())][-2:] == ["heat_number", "=1+1"]
    assert "not known to this program" in listed.item(listed.count() - 1).toolTip()
    for row in (-2, -1):
        listed.item(listed.count() + row).setCheckState(Qt.CheckState.Checked)
    assert _shown(page)[-2:] == ["heat_number", "=1+1"]
    last = page.table.row_of(400)
    assert last is not None
    page.view.go_to(last)
    desk.settle(page)
    numbers = [n for n, c in enumerate(page.table.columns) if c.field in ("heat_number", "=1+1")]
    told = [page.table.index(last, n).data() for n in numbers]
    assert told == ["H⟨U+202E⟩-7", "1; a: b"]
    desk.close(page)
    again = desk.page(MO)
    assert _shown(again)[-2:] == ["heat_number", "=1+1"]
