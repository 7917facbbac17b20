"""In a small window the filters take two lines at most and the preview gives way; nothing is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forge_desktop.domain.query import Condition, Op
from forge_desktop.views.filter_bar import FilterBar
from forge_desktop.views.page import Page
from forge_desktop.widgets.flow import folded
from tests.qtmodels.shop import CO, LOTS, MO, Shop, co, lot, mo
from tests.views.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys
LINES = 32 + 8 + 28
"""A line with the search box, the gap, and a line of chips."""


def _resize(page: Page, width: int, qtbot: QtBot) -> None:
    page.resize(width, 700)
    qtbot.waitUntil(lambda: page.window().width() == width)
    qtbot.wait(1)


@pytest.mark.parametrize("width", [1206, 1132, 1046, 960, 720])
def test_the_filters_never_take_more_than_two_lines(shop: Shop, desk: Desk, qtbot: QtBot, width: int) -> None:
    shop.put(CO, [co(n) for n in range(1, 9)])
    page = desk.page(CO)
    _resize(page, width, qtbot)
    assert page.filters.height() <= LINES
    right = max(
        w.geometry().right() for w in (page.filters._more, *page.filters._chips.values()) if w.isVisible()
    )
    assert right <= page.filters._flow.width()


@pytest.fixture
def bar(shop: Shop, desk: Desk) -> FilterBar:
    """A page's row of filters, with two of them in use, that can be given any width."""
    bar = desk.page(MO).filters
    bar._filter("start_date", Condition("start_date", Op.DAYS, (None, 400)))
    return bar


def _chips(bar: FilterBar) -> set[str]:
    return {name for name, chip in bar._chips.items() if not chip.isHidden()}


def test_chips_without_room_are_behind_more_filters_and_those_in_use_go_last(bar: FilterBar) -> None:
    bar.resize(1_200, 40)
    assert _chips(bar) == set(MO.chips)
    bar.resize(480, 80)
    assert {"status", "start_date"} <= _chips(bar)
    assert "due_date" not in _chips(bar)
    bar._offer_more()
    assert "Due: any" in [action.text() for action in bar.fields.actions()]
    bar.fields.close()
    bar.resize(230, 80)
    assert bar._more.label == "More filters: 2"
    bar._more.cleared.emit()
    assert bar._query.where == ()
    bar.resize(1_200, 40)
    assert _chips(bar) == set(MO.chips)


def test_a_folded_filter_opens_its_editor_under_more_filters(bar: FilterBar, qtbot: QtBot) -> None:
    bar.resize(300, 80)
    bar.edit("due_date")
    qtbot.waitUntil(lambda: bar.popup is not None)
    assert bar._chips["due_date"].isHidden()
    assert bar.popup is not None
    bar.popup.close()


def test_the_preview_gives_way_below_1100_and_comes_back(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(n) for n in range(1, 9)])
    page = desk.page(MO)
    assert page.preview.isVisible()
    _resize(page, 1024, qtbot)
    assert page.preview.isHidden()
    assert page.state.preview_shown
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.preview.isVisible()
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.preview.isHidden()
    _resize(page, 1208, qtbot)
    assert page.preview.isVisible()
    page.set_preview(False)
    _resize(page, 1024, qtbot)
    _resize(page, 1208, qtbot)
    assert page.preview.isHidden()


@pytest.mark.parametrize("resource", [CO, MO, LOTS], ids=lambda r: r.name)
def test_the_view_is_not_changed_by_opening_it_or_by_the_room_there_is(
    shop: Shop, desk: Desk, qtbot: QtBot, resource: object
) -> None:
    shop.put(CO, [co(n) for n in range(1, 9)])
    shop.put(MO, [mo(n) for n in range(1, 9)])
    shop.put(LOTS, [lot(n) for n in range(1, 9)])
    page = desk.page(next(r for r in (CO, MO, LOTS) if r is resource))
    page.toggle_preview()
    _resize(page, 1500, qtbot)
    page.toggle_preview()
    _resize(page, 1000, qtbot)
    page.view.arranged.emit(page.view.columns())
    assert not page.state.altered
    page.view.setColumnWidth(1, 321)
    page.view.arranged.emit(page.view.columns())
    assert page.state.altered


def test_what_has_no_room_in_a_line_is_left_out_from_the_end() -> None:
    assert folded([50, 50, 50], [False] * 3, [40], 300) == [True, True, True]
    assert folded([50, 50, 50], [False] * 3, [40], 170) == [True, True, False]
    assert folded([50, 50, 50], [False, False, True], [40], 170) == [True, False, True]
    assert folded([50, 50], [True, True], [40], 10) == [False, False]
