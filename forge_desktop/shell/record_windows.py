"""Records in windows of their own, for a second screen: each shows one record and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forge_desktop.views.detail import Detail

_SIZE = (900, 700)


class RecordWindows:
    """The open record windows of one connection."""

    def __init__(self, connection: str) -> None:
        self._connection = connection
        self._open: list[_RecordWindow] = []

    def open(self, detail: Detail) -> None:
        """Show a record in a window of its own."""
        window = _RecordWindow(detail, self._connection, self._open)
        self._open.append(window)
        window.show()

    def close_one(self, detail: Detail) -> bool:
        """Close the window of this record. False when it has none."""
        for window in self._open:
            if window.detail is detail:
                window.close()
                return True
        return False

    def close_all(self) -> None:
        """Close every record window."""
        for window in tuple(self._open):
            window.close()

    def details(self) -> Iterator[Detail]:
        """All records in windows."""
        return (window.detail for window in self._open)


class _RecordWindow(QWidget):
    def __init__(self, detail: Detail, connection: str, siblings: list[_RecordWindow]) -> None:
        super().__init__()
        self.detail = detail
        self._siblings = siblings
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.setWindowTitle(f"{detail.resource.singular} · {connection}")
        detail.titled.connect(lambda name: self.setWindowTitle(f"{name} · {connection}"))
        for keys, act in (("Ctrl+W", self.close), ("Ctrl+R", detail.refresh), ("F5", detail.refresh)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(detail)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The record asks nothing any more."""
        if self in self._siblings:
            self._siblings.remove(self)
            self.detail.close_down()
        super().closeEvent(event)
