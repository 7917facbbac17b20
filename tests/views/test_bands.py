"""Groups of rows stand under headings that are no rows: keys pass over them, clicks on them choose nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forge_desktop.domain.scalars import Json
from forge_desktop.views.bands import BAND, Band
from forge_desktop.views.page import Page
from tests.qtmodels.shop import MO, OPERATIONS, Shop, mo, operations
from tests.views.conftest import Desk


def _steps(number: int, stations: list[Json]) -> Json:
    steps = operations(number, [f"Step {at}" for at in range(1, len(stations) + 1)])
    assert isinstance(steps, list)
    for step, station in zip(steps, stations, strict=True):
        assert isinstance(step, dict)
        step["stations"] = [] if station is None else [{"station_id": 1, "title": station}]
        step.pop("real_finish_date", None)
    return steps


def _page(shop: Shop, desk: Desk) -> Page:
    shop.put(MO, [mo(number, status=20) for number in (1, 2)])
    shop.put_detail(1, status=20, operations=_steps(1, ["Saw", "Press", "Saw"]))
    shop.put_detail(2, status=20, operations=_steps(2, ["Press", None]))
    page = desk.page(OPERATIONS)
    desk.settle(page)
    return page


def _bands(page: Page) -> tuple[Band, ...]:
    assert page.view.bands is not None
    return page.view.bands.shown


def _heights(page: Page) -> list[int]:
    return [page.view.rowHeight(row) - page.view.row_height for row in range(page.table.rowCount())]


def test_each_group_has_a_heading_with_its_name_and_number(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    page = _page(shop, desk)
    bands = {band.word: band for band in _bands(page)}
    assert {word: band.count for word, band in bands.items()} == {"Press": 2, "Saw": 2, "No station": 1}
    rows = {band.row for band in bands.values()}
    assert _heights(page) == [BAND if row in rows else 0 for row in range(5)]
    assert all(page.table.starts_group(row) for row in rows)


def test_keys_pass_over_a_heading_and_a_click_on_it_chooses_nothing(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    page = _page(shop, desk)
    view = page.view
    view.go_to(0)
    for row in range(1, 5):
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert view.currentIndex().row() == row
    second = _bands(page)[1].row
    top = view.rowViewportPosition(second)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, top + BAND // 2))
    assert view.currentIndex().row() == 4
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, top + BAND + 10))
    assert view.currentIndex().row() == second


def test_headings_go_with_the_groups_and_follow_the_height_of_rows(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    page = _page(shop, desk)
    page.set_compact(True)
    assert sum(_heights(page)) == 3 * BAND
    page.group.click()
    desk.settle(page)
    assert _bands(page) == ()
    assert _heights(page) == [0] * 5
    page.group.click()
    desk.settle(page)
    assert sum(_heights(page)) == 3 * BAND


def test_headings_follow_changes(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    page = _page(shop, desk)
    shop.put_detail(2, status=20, operations=_steps(2, ["Saw", "Bench"]))
    page.changed("operations", None)
    wanted = {"Bench": 1, "Press": 1, "Saw": 3}
    qtbot.waitUntil(lambda: {band.word: band.count for band in _bands(page)} == wanted)
    desk.settle(page)
    assert sum(_heights(page)) == 3 * BAND
    assert [row for row, more in enumerate(_heights(page)) if more] == [band.row for band in _bands(page)]


def test_a_line_of_choices_reads_naturally_and_a_sum_names_its_column(shop: Shop, desk: Desk) -> None:
    page = _page(shop, desk)
    page.view.go_to(0)
    desk.settle(page)
    assert page.status._left.text().startswith("1 of 5 selected · sum of left ")
