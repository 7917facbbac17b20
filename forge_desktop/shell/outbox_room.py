"""The room beside the rail: state bar, the tabs or a page beside them, and what was just changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from forge_desktop.shell.outbox_bar import UndoBar
from forge_desktop.shell.state_bar import StateBar
from forge_desktop.shell.tabs import Tabs
from forge_desktop.views.outbox_aside import AsidePage


class Room(QWidget):
    """Shows the tabs of the resources' pages, or one of the pages that belong to no resource."""

    def __init__(self, banner: StateBar, tabs: Tabs, changed: UndoBar) -> None:
        super().__init__()
        self.asides: dict[str, AsidePage] = {}
        self._tabs = tabs
        self._stack = QStackedWidget()
        self._stack.addWidget(tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addWidget(self._stack, 1)
        column.addWidget(changed)

    def add(self, name: str, page: AsidePage) -> None:
        """A page that belongs to no resource."""
        self.asides[name] = page
        self._stack.addWidget(page)

    @property
    def aside(self) -> AsidePage | None:
        """The page on screen that belongs to no resource; None while the tabs are."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, AsidePage) else None

    def show_aside(self, name: str) -> bool:
        """Show the page of this name, and give it the keyboard; without one the tabs, and False."""
        page = self.asides.get(name)
        self._stack.setCurrentWidget(page or self._tabs)
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            if not page.list.isVisible():  # without rows their sentence has it, not whatever comes next
                page.nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        return page is not None
