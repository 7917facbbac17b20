"""A small pane that opens under a control and closes on Esc, Enter or a click beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from forge_desktop.widgets import fonts, paint, plain, theme

_PAD = 12


class Popup(QFrame):
    """Holds one widget under a title; `closed` is emitted once, then the pane deletes itself."""

    closed = Signal()

    def __init__(self, title: str, inside: QWidget, parent: QWidget, *, width: int = 300) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(title)
        self.setFont(fonts.font())
        self.inside = inside
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, _PAD - 2, _PAD, _PAD)
        column.setSpacing(8)
        column.addWidget(plain.section(title))
        column.addWidget(inside)
        self.setMinimumWidth(width)

    def open_under(self, control: QWidget) -> None:
        """Show the pane below this control, inside the screen, and give it the keyboard."""
        self.adjustSize()
        at = control.mapToGlobal(QPoint(0, control.height() + 4))
        room = control.screen().availableGeometry()
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        at.setY(max(room.top(), min(at.y(), room.bottom() - self.height())))
        self.move(at)
        self.show()
        self.inside.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        paint.ground(paint.start(self), self.rect(), tokens.panel, tokens.outline)
