"""The connections that are open in the window, as a row of tabs above them; hidden while there is only one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget


class DeskTabs(QTabBar):
    """Emits `chosen(widget)` when a person goes to another one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._open: list[QWidget] = []
        self.setAccessibleName("Open connections")
        self.setExpanding(False)
        self.setMovable(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currentChanged.connect(lambda number: self.chosen.emit(self._open[number]))
        self.hide()

    def show_chosen(self, widget: QWidget, title: str) -> None:
        """Mark the one that is shown; it gets its tab the first time."""
        if widget not in self._open:
            self._open.append(widget)
            self.blockSignals(True)
            self.addTab(title.replace("&", "&&"))
            self.blockSignals(False)
        self.setCurrentIndex(self._open.index(widget))
        self.setVisible(len(self._open) > 1)

    def take(self, widget: QWidget) -> None:
        """It is closed."""
        if widget not in self._open:
            return
        number = self._open.index(widget)
        del self._open[number]
        self.blockSignals(True)
        self.removeTab(number)
        self.blockSignals(False)
        self.setVisible(len(self._open) > 1)

    def go_on(self) -> None:
        """To the next one, as it was left."""
        if self._open:
            self.setCurrentIndex((self.currentIndex() + 1) % len(self._open))
