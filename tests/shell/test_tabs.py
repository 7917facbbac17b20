"""Records open beside the pages, in tabs or windows of their own, and go without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar

from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]


def test_tabs_open_once_close_and_lead_back_to_the_page(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        await told.go("items")
        view, tabs = told.view, told.view.tabs
        bar = tabs.findChild(QTabBar)
        assert bar is not None
        assert not bar.isVisible()
        for key in (1, 2, 1):
            view.open_record("items", key)
        assert bar.count() == 3
        assert tabs.on_record is not None
        assert tabs.on_record.key == 1
        await until(lambda: bar.tabText(1) and bar.tabText(1) != "Item", "the tab has no name")
        await told.press("Ctrl+Tab")
        assert tabs.on_record is not None
        assert tabs.on_record.key == 2
        await told.press("Ctrl+Shift+Tab")
        await told.press("Ctrl+W")
        close = bar.tabButton(1, QTabBar.ButtonPosition.RightSide)
        assert close is not None
        assert close.accessibleName() == "Close (Ctrl+W)"
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
        assert bar.count() == 1
        assert not bar.isVisible()
        await told.press("Ctrl+W")
        assert bar.count() == 1
        assert not list(tabs.details())
        view.open_record("nothing-of-the-kind", 1)
        assert bar.count() == 1

    live(qapp, options(tmp_path / "data"), story)


def test_a_record_in_a_window_of_its_own_follows_changes_and_closes_by_key(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        await told.go("items")
        told.page.open_in_window.emit("items", 1)
        (detail,) = told.view.windows.details()
        window = detail.window()
        assert window is not told.program.window
        await until(lambda: told.view.desk.connection.name in window.windowTitle(), "it has no title")
        window.activateWindow()
        await until(window.isActiveWindow, "it did not become active")
        await told.press("Ctrl+W")
        await until(lambda: not list(told.view.windows.details()), "it did not close")

    live(qapp, options(tmp_path / "data"), story)
