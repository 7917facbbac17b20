"""The menu of the chosen rows of a page: what Enter does, and whatever else can be done with these records."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from forge_desktop.views.page import Page

MOST = 200
"""Records that are acted upon at once."""


class RowMenu(QObject):
    """Opens by a right click or the menu key; others add their acts to it."""

    filling = Signal(object, object)
    """The QMenu, and the keys of the chosen records from top to bottom."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.menu = QMenu(page.view)
        page.view.installEventFilter(self)
        page.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wish for a menu before the table does."""
        if isinstance(event, QContextMenuEvent):
            self._offer(event)
            return True
        return False

    def keys(self) -> list[int]:
        """The chosen records; without any, the one the keyboard is on."""
        view = self._page.view
        current = view.current_key()
        return view.selected_keys(MOST) or ([current] if current is not None else [])

    def _offer(self, event: QContextMenuEvent) -> None:
        view = self._page.view
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = view.visualRect(view.currentIndex()).bottomLeft() + QPoint(24, 0)
        else:
            at = view.viewport().mapFromGlobal(event.globalPos())
            meant = view.indexAt(at)
            if meant.isValid() and not view.selectionModel().isRowSelected(meant.row()):
                view.go_to(meant.row())
        if self.fill():
            self.menu.popup(view.viewport().mapToGlobal(at))

    def fill(self) -> bool:
        """Put the acts for the chosen records into the menu. False when there are no records."""
        keys, page = self.keys(), self._page
        self.menu.clear()
        if not keys:
            return False
        if len(keys) == 1:
            name, key = page.resource.name, keys[0]
            self.menu.addAction("Open").triggered.connect(lambda: page.open_record.emit(name, key))
            apart = self.menu.addAction("Open in a window of its own")
            apart.triggered.connect(lambda: page.open_in_window.emit(name, key))
        self.menu.addAction("Copy with headings").triggered.connect(page.selection.copy)
        self.filling.emit(self.menu, keys)
        return True
