"""Records opened beside the pages: a row of tabs that is there only while a record is open."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from forge_desktop.views.detail import Detail
from forge_desktop.widgets import icons, theme
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.tokens import ICON


class Tabs(QWidget):
    """The first tab holds the pages and cannot be closed; each other tab holds one record."""

    def __init__(self, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QTabBar()
        self._bar.setAccessibleName("Open records")
        self._bar.setExpanding(False)
        self._bar.setMovable(False)
        self._bar.setDrawBase(False)
        self._bar.setElideMode(Qt.TextElideMode.ElideRight)
        self._stack = QStackedWidget()
        self._names: list[str] = [""]
        self._stack.addWidget(first)
        self._bar.addTab("")
        self._bar.currentChanged.connect(self._stack.setCurrentIndex)
        self._bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._stack, 1)

    def show_first(self, title: str, icon: str) -> None:
        """Go to the pages; the tab carries the name of the page on screen."""
        self._bar.setTabText(0, title.replace("&", "&&"))
        self._bar.setTabIcon(0, icons.icon(icon, theme.current().muted, ICON))
        self._bar.setCurrentIndex(0)

    def go_to(self, name: str) -> bool:
        """Go to the tab of this name. False when there is none."""
        if name not in self._names:
            return False
        self._bar.setCurrentIndex(self._names.index(name))
        return True

    def add(self, name: str, detail: Detail, title: str, icon: str) -> None:
        """Open a tab for a record and go to it."""
        self._names.append(name)
        self._stack.addWidget(detail)
        number = self._bar.addTab(icons.icon(icon, theme.current().muted, ICON), title.replace("&", "&&"))
        detail.titled.connect(lambda told: self._title(name, told))
        close = IconButton("Close (Ctrl+W)", "x", size=20)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W closes; Tab goes on to the record
        close.clicked.connect(lambda: self.close_of(detail))
        self._bar.setTabButton(number, QTabBar.ButtonPosition.RightSide, close)
        self._bar.setCurrentIndex(number)
        self._bar.show()
        detail.setFocus()

    def close_tab(self, number: int = -1) -> None:
        """Close a tab, by default the one on screen; the pages stay."""
        number = self._bar.currentIndex() if number < 0 else number
        if number == 0:
            return
        detail = self._stack.widget(number)
        assert isinstance(detail, Detail)
        detail.close_down()
        del self._names[number]
        self._stack.removeWidget(detail)
        self._bar.removeTab(number)
        detail.deleteLater()
        self._bar.setVisible(self._bar.count() > 1)
        if (shown := self._stack.currentWidget()) is not None:
            shown.setFocus()

    def close_of(self, detail: Detail) -> None:
        """Close the tab of this record, if it has one."""
        number = self._stack.indexOf(detail)
        if number > 0:
            self.close_tab(number)

    def close_all(self) -> None:
        """Close all records."""
        while self._bar.count() > 1:
            self.close_tab(self._bar.count() - 1)

    def step(self, by: int) -> None:
        """Go to the next tab, or the one before."""
        self._bar.setCurrentIndex((self._bar.currentIndex() + by) % self._bar.count())

    @property
    def on_record(self) -> Detail | None:
        """The record on screen; None while a page is."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Detail) else None

    def details(self) -> Iterator[Detail]:
        """All open records."""
        for number in range(1, self._stack.count()):
            detail = self._stack.widget(number)
            if isinstance(detail, Detail):
                yield detail

    def _title(self, name: str, title: str) -> None:
        if name in self._names:
            self._bar.setTabText(self._names.index(name), title.replace("&", "&&"))
