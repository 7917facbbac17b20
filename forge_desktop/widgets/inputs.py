"""Qt's inputs for days and whole numbers, with the room around their text that no style sheet gives them."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QSpinBox, QWidget

_LEFT = 8


class DateInput(QDateEdit):
    """A day, typed or chosen from a calendar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setDate(QDate.currentDate())
        self.lineEdit().setTextMargins(_LEFT, 0, 0, 0)


class NumberInput(QSpinBox):
    """A whole number."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
        self.lineEdit().setTextMargins(_LEFT, 0, 0, 0)
