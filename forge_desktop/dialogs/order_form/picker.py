"""A line that finds a record by code or name as it is typed; arrows choose, Enter takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from forge_desktop.dialogs.entries import EntryList, Line
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import one_line
from forge_desktop.widgets import paint, theme
from forge_desktop.widgets.plain import PlainLabel

_PAUSE = 80
"""Milliseconds without a key before anything is looked for."""
_LONGEST = 400
_ROWS = 6
_ROW = 52
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: what is read of it, and what it is."""

    title: str
    hint: str
    value: Any
    icon: str = ""
    exact: bool = False
    """Its code is what was typed."""


Done = Callable[[Sequence[Option]], None]
Find = Callable[[str, Done], None]


class Picker(QLineEdit):
    """Emits what was chosen; `value` is lost as soon as the text is changed."""

    picked = Signal(object)
    """The value of an option."""
    emptied = Signal()
    """What was chosen is not chosen any more."""
    rows = Signal(str)
    """Several lines or cells were pasted here, where `takes_rows` says that they are understood."""
    left = Signal()
    """Enter in an empty line, or where there is nothing to choose."""

    def __init__(self, placeholder: str, find: Find) -> None:
        super().__init__()
        self.value: Any = None
        self.setPlaceholderText(placeholder)
        self.setMaxLength(_LONGEST)
        self.takes_rows = False
        self._find = find
        self._options: Sequence[Option] = ()
        self._answered = ""
        """The text whose options are known."""
        self._eager = False
        """Enter or Tab was pressed before the options came: the best one is taken when they do."""
        self._asked = 0
        self._list: _List | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self.textEdited.connect(self._edited)

    def show_value(self, value: Any, text: str) -> None:
        """Show this as chosen."""
        self.value = value
        self._forget()
        self.setText(one_line(text, _LONGEST))
        self.setCursorPosition(0)

    def empty(self) -> None:
        """Choose nothing."""
        self.show_value(None, "")

    @property
    def waiting(self) -> bool:
        """True while something typed is still looked for."""
        return self._pause.isActive() or (
            self.value is None and bool(self._typed) and self._typed != self._answered
        )

    @property
    def _typed(self) -> str:
        return " ".join(self.text().split())

    def _edited(self) -> None:
        if self.value is not None:
            self.value = None
            self.emptied.emit()
        self._eager = False
        if self._typed:
            self._pause.start()
        else:
            self._forget()

    def _forget(self) -> None:
        self._asked += 1
        self._pause.stop()
        self._options, self._answered, self._eager = (), "", False
        self._hide()

    def _look(self) -> None:
        self._asked += 1
        asked, text = self._asked, self._typed

        def told(options: Sequence[Option]) -> None:
            if asked == self._asked:
                self._told(text, options)

        self._find(text, told)

    def _told(self, text: str, options: Sequence[Option]) -> None:
        self._options, self._answered = options, text
        if self._eager:
            self._eager = False
            if options:
                self._take(0)
                return
        if not self.hasFocus():
            if options and options[0].exact:
                self._take(0)
            return
        if self._list is None:
            self._list = _List(self)
            self._list.entries.clicked.connect(lambda where: self._take(where.row()))
        self._list.show_options(options, text)

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self._options):
            return
        option = self._options[row]
        self.show_value(option.value, option.title)
        self.picked.emit(option.value)

    def _hide(self) -> None:
        if self._list is not None:
            self._list.hide()

    @property
    def open(self) -> bool:
        """True while the options are on screen."""
        return self._list is not None and self._list.isVisible()

    @property
    def offers(self) -> bool:
        """True while there is something to choose."""
        return bool(self._options)

    def settle(self) -> bool:
        """Take what is meant by the text so far; False when there is nothing to take."""
        if self.value is not None or not self._typed:
            return False
        if self.open and self._list is not None and self._answered == self._typed:
            self._take(self._list.entries.row)
        elif self._answered != self._typed:
            self._eager = True
            self._pause.stop()
            self._look()
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        """Tab takes the chosen option on its way out."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab and not event.modifiers():
                self.settle()
            elif event.key() == Qt.Key.Key_Escape and self.open:
                self._hide()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter takes; all else is typing."""
        step = _STEPS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is not None and self.open and self._list is not None:
            self._list.entries.choose(self._list.entries.row + step)
        elif step == 1 and self._typed and self.value is None:
            self._look()
        elif self.takes_rows and event.matches(QKeySequence.StandardKey.Paste) and _has_rows():
            self.rows.emit(QGuiApplication.clipboard().text())
        elif event.key() in _TAKES and plain:
            if not self.settle():
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The options go with the keyboard."""
        super().focusOutEvent(event)
        self._hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hide()


def _has_rows() -> bool:
    text = QGuiApplication.clipboard().text().strip("\n")
    return "\t" in text or "\n" in text


class _List(QFrame):
    """The options, over what is below the line; above it where there is no room."""

    def __init__(self, line: Picker) -> None:
        super().__init__(line.window())
        self._line = line
        self.entries = EntryList("What fits", two_lines=True)
        self.entries.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = PlainLabel(tone=Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.entries)
        column.addWidget(self._nothing)
        line.destroyed.connect(self.deleteLater)

    def show_options(self, options: Sequence[Option], text: str) -> None:
        """Show these, the first one chosen."""
        self.entries.show_lines([Line(o.title, o.hint, "", o.icon) for o in options])
        self.entries.setVisible(bool(options))
        self._nothing.setVisible(not options)
        self._nothing.setText(f"Nothing is called “{one_line(text, 60)}”.")
        high = min(len(options), _ROWS) * _ROW + 10 if options else 40
        window = self._line.window()
        below = self._line.mapTo(window, QPoint(0, self._line.height() + 2))
        top = (
            below.y()
            if below.y() + high <= window.height()
            else max(0, below.y() - self._line.height() - high - 4)
        )
        self.setGeometry(below.x(), top, max(self._line.width(), 360), high)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded panel with a border."""
        tokens = theme.current()
        paint.ground(paint.start(self), self.rect(), tokens.panel, tokens.outline)
