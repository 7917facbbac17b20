"""A widget that is hidden until it has something to say, also while it does not stand in a window yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget


class Shy(QWidget):
    """`reveal` and `conceal` instead of show and hide: without a parent it would open a window of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._revealed = False
        self.hide()

    @property
    def revealed(self) -> bool:
        """True while it is to be seen."""
        return self._revealed

    def reveal(self) -> None:
        """Be seen as soon as there is a window to stand in."""
        self._revealed = True
        if self.parentWidget() is not None:
            self.show()

    def conceal(self) -> None:
        """Take no room any more."""
        self._revealed = False
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Appear in the window that was just entered."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ParentChange and self._revealed and self.parentWidget() is not None:
            self.show()
