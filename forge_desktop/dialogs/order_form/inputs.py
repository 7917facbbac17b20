"""Inputs of the order forms: a day typed the short way, a note of several lines, a field with its label."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.domain.text import Seen
from forge_desktop.widgets.tokens import CONTROL

_LONGEST = 10_000


class DayInput(QLineEdit):
    """A day as text; up and down are a day later and earlier, leaving the field writes it out."""

    def __init__(self, seen: Callable[[], Seen]) -> None:
        super().__init__()
        self._seen = seen
        self.setMaxLength(40)
        self.setPlaceholderText("+5, 3, 5-2, fri")

    def day(self) -> int | None:
        """The instant at which the day begins; None when nothing was typed. Unclear when it is no day."""
        return typed.day(self.text(), self._seen())

    def show_day(self, instant: int | None) -> None:
        """Write a day."""
        self.setText("" if instant is None else typed.day_text(instant, self._seen()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step by a day."""
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
            return
        try:
            self.show_day(typed.stepped(self.day(), by, self._seen()))
        except Unclear:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write out what was meant."""
        super().focusOutEvent(event)
        try:
            self.show_day(self.day())
        except Unclear:
            return


class NoteInput(QPlainTextEdit):
    """A note of several lines, in the room of one unless told otherwise; Tab goes on."""

    edited = Signal()

    def __init__(self, placeholder: str, room: int = 1) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(CONTROL + (room - 1) * self.fontMetrics().lineSpacing())
        self.document().setDocumentMargin(1)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self.edited)

    def text(self) -> str:
        """What was typed, not longer than anybody reads."""
        return self.toPlainText()[:_LONGEST]
