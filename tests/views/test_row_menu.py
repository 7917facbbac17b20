"""The menu of the chosen rows: for the row that is meant, by pointer or by key."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from forge_desktop.views.page import Page
from forge_desktop.views.row_menu import RowMenu
from tests.qtmodels.shop import MO, mo
from tests.views.conftest import Desk

POINTER, KEY = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard


@pytest.fixture
def page(desk: Desk) -> Page:
    desk.shop.put(MO, [mo(n, status=20) for n in range(1, 7)])
    return desk.page(MO)


@pytest.fixture
def rows(page: Page, monkeypatch: pytest.MonkeyPatch) -> RowMenu:
    """Its menu is filled, but not shown: an offscreen window cannot hold the keyboard."""
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: None)
    return RowMenu(page)


def _ask(page: Page, row: int, reason: QContextMenuEvent.Reason) -> None:
    viewport = page.view.viewport()
    at = page.view.visualRect(page.table.index(row, 0)).center()
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at)))


def test_a_right_click_beside_the_selection_means_that_row_alone(page: Page, rows: RowMenu) -> None:
    page.view.go_to(0)
    _ask(page, 3, POINTER)
    assert rows.keys() == [page.table.key(3)]
    assert [action.text() for action in rows.menu.actions()] == [
        "Open",
        "Open in a window of its own",
        "Copy with headings",
    ]


def test_a_right_click_into_the_selection_means_all_of_it(page: Page, rows: RowMenu) -> None:
    keys = [page.table.key(row) for row in (1, 2, 4)]
    known = [key for key in keys if key is not None]
    page.view.select_keys(known, known[0])
    asked: list[list[int]] = []
    rows.filling.connect(lambda menu, chosen: asked.append(chosen))
    _ask(page, 2, POINTER)
    assert asked == [known]
    assert [action.text() for action in rows.menu.actions()] == ["Copy with headings"]


def test_the_menu_key_means_the_selection_wherever_the_pointer_is(page: Page, rows: RowMenu) -> None:
    page.view.go_to(1)
    _ask(page, 4, KEY)
    assert rows.keys() == [page.table.key(1)]


def test_opening_is_what_enter_does(page: Page, rows: RowMenu) -> None:
    opened: list[int] = []
    page.open_record.connect(lambda name, key: opened.append(key))
    page.view.go_to(2)
    assert rows.fill()
    rows.menu.actions()[0].trigger()
    assert opened == [page.table.key(2)]
