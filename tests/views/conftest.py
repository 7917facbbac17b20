"""Real pages, offscreen, over a real cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forge_desktop.domain.resource import Resource
from forge_desktop.views.detail import Detail
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState
from forge_desktop.widgets import theme
from tests.qtmodels.shop import SEEN, Shop


@pytest.fixture
def shop(qapp: QApplication, tmp_path: Path) -> Iterator[Shop]:
    """An empty shop under the light theme."""
    theme.apply(qapp, "light")
    shop = Shop(tmp_path / "cache.db")
    yield shop
    shop.close()


class Desk:
    """Opens pages and keeps what they save, as the shell would."""

    def __init__(self, shop: Shop, qtbot: QtBot) -> None:
        self.shop, self.qtbot = shop, qtbot
        self.saved: dict[str, Any] = {}
        self._open: list[Page | Detail] = []

    def page(self, resource: Resource) -> Page:
        """A page with what was arranged on it last time, filled."""
        state = PageState(
            resource,
            load=lambda: self.saved.get(resource.name),
            save=lambda told: self.saved.__setitem__(resource.name, told),
        )
        page = Page(resource, self.shop.reading, lambda: SEEN, state)
        self.show(page)
        self.settle(page)
        return page

    def detail(self, resource: Resource, key: int) -> Detail:
        """The detail of a record, read."""
        detail = Detail(resource, self.shop.reading, lambda: SEEN)
        detail.show_record(key)
        self.show(detail)
        self.qtbot.waitUntil(lambda: not self.shop.reading.any_busy())
        return detail

    def show(self, widget: Page | Detail) -> None:
        """Put it on the screen."""
        self._open.append(widget)
        widget.resize(1208, 800)
        with self.qtbot.waitExposed(widget):
            widget.show()

    def settle(self, page: Page) -> None:
        """Wait until all that was asked is on the screen."""
        self.qtbot.waitUntil(lambda: page.settled)

    def codes(self, page: Page) -> list[str]:
        """The codes of all rows, from top to bottom."""
        self.settle(page)
        number = next(n for n, c in enumerate(page.table.columns) if c.field == page.resource.code)
        return [page.table.index(row, number).data() for row in range(page.table.rowCount())]

    def close(self, widget: Page | Detail) -> None:
        """Close it as the shell would."""
        self._open.remove(widget)
        widget.close_down()
        widget.close()
        widget.deleteLater()

    def close_all(self) -> None:
        """Close what is open."""
        for widget in list(self._open):
            self.close(widget)


@pytest.fixture
def desk(shop: Shop, qtbot: QtBot) -> Iterator[Desk]:
    """A desk to open pages on; all are closed after the test."""
    desk = Desk(shop, qtbot)
    yield desk
    desk.close_all()
    qtbot.wait(1)
