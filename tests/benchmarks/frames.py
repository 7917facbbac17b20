"""Says when a frame with a certain widget in it is done; needs nothing but Qt, as the bare window does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_PAINTED = QEvent.Type(QEvent.registerEventType())


class Frames(QObject):
    """Calls `painted` after each frame in which the watched widget was painted, when the frame is done."""

    def __init__(self, watched: QWidget, painted: Callable[[], None]) -> None:
        super().__init__()
        self._painted = painted
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # it is painted right after this; whatever is posted comes later
            QCoreApplication.postEvent(self, QEvent(_PAINTED), Qt.EventPriority.HighEventPriority.value)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == _PAINTED:
            self._painted()
            return True
        return super().event(event)
