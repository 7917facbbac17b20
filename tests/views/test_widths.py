"""Columns of text take the room that is left and give when it is short; others are as wide as they must be."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.domain.catalog import find, resources
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import ColumnState
from forge_desktop.views.widths import Asked, asked, fitted
from tests.qtmodels.shop import CO, MO, Shop, co, mo
from tests.views.conftest import Desk

SMALL_SCREEN = 1366 - 232 - 328 - 1 - 12
"""Beside the rail, the preview, its edge and a bar to scroll down with."""
_MAIN = ("customer-orders", "manufacturing-orders", "operations", "lots")
MAIN = [*resources("forgemrp"), *(find("mrpeasy", name) for name in _MAIN)]


def _asked(resource: Resource) -> list[Asked]:
    return [asked(resource, column, column.width) for column in resource.columns if column.shown]


@pytest.mark.parametrize("resource", MAIN, ids=lambda r: r.name)
def test_the_table_fits_beside_the_preview_on_a_small_screen(resource: Resource) -> None:
    wanted = _asked(resource)
    widths = fitted(wanted, SMALL_SCREEN)
    assert sum(widths) == SMALL_SCREEN
    assert all(width == one.width for width, one in zip(widths, wanted, strict=True) if not one.elastic)
    assert all(width >= 0.7 * one.width for width, one in zip(widths, wanted, strict=True))


@pytest.mark.parametrize("resource", MAIN, ids=lambda r: r.name)
def test_what_is_left_on_a_large_screen_goes_to_whole_days_and_to_text_alone(resource: Resource) -> None:
    columns = [column for column in resource.columns if column.shown]
    widths = fitted(_asked(resource), 1360)
    assert sum(widths) == 1360
    wider = [c.field for c, width in zip(columns, widths, strict=True) if width > c.width]
    assert wider
    for column, width in zip(columns, widths, strict=True):
        kind = resource.field(column.field).kind
        if kind.timed:
            assert width >= 100
        elif column.field in wider:
            assert kind in (Kind.TEXT, Kind.NOTE) or resource.field(column.field).ref is not None


def test_more_than_text_can_give_is_scrolled_and_nothing_is_squeezed() -> None:
    wanted = [Asked(100, False), Asked(200, True), Asked(100, True)]
    assert fitted(wanted, 300) == [100, 200, 100]
    assert fitted(wanted, 370) == [100, 176, 94]
    assert fitted([], 500) == []
    assert fitted([Asked(60, False), Asked(80, False)], 500) == [60, 440]


def _width(page: Page, name: str) -> int:
    return page.view.columnWidth(next(n for n, c in enumerate(page.table.columns) if c.field == name))


def test_money_keeps_its_width_in_a_wide_window_and_what_is_remembered_stays(shop: Shop, desk: Desk) -> None:
    shop.put(CO, [co(n) for n in range(1, 5)])
    page = desk.page(CO)
    for wide in (1690, 1140):
        page.resize(wide, 700)
        QApplication.processEvents()
        desk.settle(page)
        view = page.view
        assert view.heading.length() == view.viewport().width()
        assert _width(page, "total_price") == next(c.width for c in CO.columns if c.field == "total_price")
        assert page.state.columns == page.state.default_view.columns
        assert not page.state.altered


def test_a_column_that_a_person_made_wider_stays_so_and_the_others_share_the_rest(
    shop: Shop, desk: Desk
) -> None:
    shop.put(MO, [mo(n) for n in range(1, 5)])
    page = desk.page(MO)
    page.resize(1690, 700)
    QApplication.processEvents()
    number = next(n for n, c in enumerate(page.table.columns) if c.field == "item_title")
    before = _width(page, "for_customer")
    page.view.heading.resizeSection(number, 210)
    desk.qtbot.waitUntil(lambda: _width(page, "for_customer") > before)
    assert page.view.columnWidth(number) == 210
    assert page.view.heading.length() == page.view.viewport().width()
    assert ColumnState("item_title", 210, True) in page.state.columns
    desk.close(page)
    assert _width(desk.page(MO), "item_title") == 210


def test_unknown_fields_and_hidden_columns_do_not_disturb_the_room(shop: Shop, desk: Desk) -> None:
    odd: dict[str, Json] = {"heat_number": "H-7"}
    shop.put(MO, [mo(1, **odd)])
    page = desk.page(MO)
    page.resize(1690, 700)
    page.columns._set(
        tuple(
            ColumnState(c.field, c.width, c.field in ("code", "status", "heat_number"))
            for c in page.state.columns
        )
    )
    assert page.view.heading.length() == page.view.viewport().width()
    assert _width(page, "heat_number") > 400, "with nothing elastic in sight the last one takes it"
