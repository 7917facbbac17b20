"""The one window: shows a connection's desk or the welcome, remembers its place, and says when it is closed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from forge_desktop import paths
from forge_desktop.domain.resource import Tone
from forge_desktop.shell.desk_tabs import DeskTabs
from forge_desktop.shell.welcome import Welcome
from forge_desktop.widgets.banner import Banner

_SIZE = (1440, 860)
_ENDING = " – Forge Desktop"
"""Of the title of a desk; its tab needs only the rest."""


class Window(QMainWindow):
    """Navigation happens inside the desks; the window only holds them. Closing is a wish."""

    closing = Signal()
    """Somebody wants the program to end."""

    def __init__(self, geometry: Path, *, restored: bool = True) -> None:
        super().__init__()
        self.setWindowTitle("Forge Desktop")
        self.setWindowIcon(QIcon(str(paths.resources() / "app.png")))
        self._kept = QSettings(str(geometry), QSettings.Format.IniFormat)
        self._notice = Banner()
        self._notice.acted.connect(self._notice.clear)
        self._stack = QStackedWidget()
        self.desks = DeskTabs()
        self.desks.chosen.connect(self.put)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.desks)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(inside)
        self.resize(*_SIZE)
        if restored:
            self._restore()

    def say(self, sentence: str) -> None:
        """Say something about the program itself, above everything, until it is put away."""
        self._notice.say(Tone.WARN, sentence, action="Close")

    def put(self, widget: QWidget) -> None:
        """Show a desk or the welcome; it is added the first time. A welcome that was shown before goes."""
        before = self.shown
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self.setWindowTitle(widget.windowTitle())
        if not isinstance(widget, Welcome):
            self.desks.show_chosen(widget, widget.windowTitle().removesuffix(_ENDING))
        if isinstance(before, Welcome) and before is not widget:
            self.take(before)

    def take(self, widget: QWidget) -> None:
        """Forget a desk or the welcome; another one that is there is shown."""
        self.desks.take(widget)
        self._stack.removeWidget(widget)
        widget.deleteLater()
        if (left := self.shown) is not None:
            self.put(left)

    @property
    def shown(self) -> QWidget | None:
        """The desk or welcome on screen."""
        return self._stack.currentWidget()

    def come_forward(self) -> None:
        """Raise the window: the program was started again."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def close_soon(self) -> None:
        """End the program, as the window's own close button does."""
        self.closing.emit()

    def remember(self, connection: str) -> None:
        """Keep size and place for the next start, and which connection was shown last."""
        self._kept.setValue("geometry", self.saveGeometry())
        self._kept.setValue("connection", connection)
        self._kept.sync()

    @property
    def last_connection(self) -> str:
        """Ident of the connection shown last time; empty when none was."""
        return str(self._kept.value("connection") or "")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not closed by Qt: the program ends in order and then closes the window itself."""
        event.ignore()
        self.closing.emit()

    def _restore(self) -> None:
        told = self._kept.value("geometry")
        if isinstance(told, QByteArray):
            self.restoreGeometry(told)
        if not any(s.availableGeometry().intersects(self.frameGeometry()) for s in QGuiApplication.screens()):
            self.resize(*_SIZE)
            self.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())
