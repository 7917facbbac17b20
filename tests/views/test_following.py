"""A table that follows changes paints what is in sight only when it looks different."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from forge_desktop.views.page import Page
from tests.qtmodels.shop import MO, OPERATIONS, Shop, midnight, mo

from .conftest import Desk


class Painted(QObject):
    """Counts how often a widget is painted, and how much of it at most."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = self.height = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.times += 1
            self.height = max(self.height, event.rect().height())
        return False


@pytest.fixture
def page(shop: Shop, desk: Desk) -> Page:
    """A hundred orders, due one after the other, all of them painted."""
    shop.put(MO, [mo(n, start_date=midnight(n), due_date=midnight(n + 1), status=20) for n in range(1, 101)])
    page = desk.page(MO)
    QApplication.processEvents()
    return page


def _follow(page: Page, shop: Shop, desk: Desk, number: int, days: int) -> tuple[int, int]:
    """An order comes that begins in so many days; how often the rows and the headings were painted for it."""
    rows, headings = Painted(page.view.viewport()), Painted(page.view.heading.viewport())
    one = mo(number, start_date=midnight(days), due_date=midnight(days + 1), status=20)
    page.changed(MO.name, shop.put(MO, [one]))
    desk.settle(page)
    QApplication.processEvents()
    return rows.times, headings.times


def test_rows_that_come_out_of_sight_leave_the_picture_alone(page: Page, shop: Shop, desk: Desk) -> None:
    reach = page.view.verticalScrollBar().maximum()
    assert _follow(page, shop, desk, 101, 90) == (0, 0)
    assert page.table.rowCount() == 101
    assert page.view.verticalScrollBar().maximum() == reach + page.view.row_height
    page.view.go_to(100)
    assert page.view.current_key() == page.table.key(100)


def test_a_row_that_comes_into_sight_is_painted(page: Page, shop: Shop, desk: Desk) -> None:
    rows, headings = _follow(page, shop, desk, 101, -3)
    assert (rows > 0, headings > 0) == (True, True)
    assert page.table.key(0) == 101


def test_rows_that_come_above_those_in_sight_do_not_push_the_picture_along(
    page: Page, shop: Shop, desk: Desk
) -> None:
    page.view.verticalScrollBar().setValue(400)
    QApplication.processEvents()
    painted = Painted(page.view.viewport())
    before = page.view.rows_in_sight()[0]
    _follow(page, shop, desk, 101, -3)
    assert page.view.rows_in_sight()[0] == before + 1
    assert painted.height == page.view.viewport().height()


def test_a_row_in_sight_that_changed_is_painted_where_others_come_too(
    page: Page, shop: Shop, desk: Desk
) -> None:
    painted = Painted(page.view.viewport())
    changed = mo(2, start_date=midnight(2), due_date=midnight(3), status=30)
    late = mo(101, start_date=midnight(90), due_date=midnight(91), status=20)
    page.changed(MO.name, shop.put(MO, [changed, late]))
    desk.settle(page)
    QApplication.processEvents()
    assert painted.times > 0


def test_after_rows_came_out_of_sight_any_other_layout_paints_again(page: Page, shop: Shop, desk: Desk) -> None:
    assert _follow(page, shop, desk, 101, 90) == (0, 0)
    painted = Painted(page.view.viewport())
    page.view.doItemsLayout()
    QApplication.processEvents()
    assert painted.times > 0


def test_rows_in_groups_are_always_painted(page: Page, shop: Shop, desk: Desk) -> None:
    """A heading of a group depends on the row above it, which may be out of sight."""
    grouped = desk.page(OPERATIONS)
    assert (page.table.grouped, grouped.table.grouped) == (False, True)
    for each in (page, grouped):
        each.table.about_to_follow.emit(frozenset({-1}))
    assert [each.view.heading.still and each.view.heading.still() for each in (page, grouped)] == [True, False]
    for each in (page, grouped):
        each.table.followed.emit()
