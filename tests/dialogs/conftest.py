"""A window of the program's own look, for dialogs to open on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.widgets import theme

Opened = Callable[[QDialog], None]
Press = Callable[..., None]


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> theme.Theme:
    """The theme of the application, light unless a test chooses another."""
    return theme.apply(qapp, "light")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window that dialogs belong to."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """Opens a dialog and waits until it has the keyboard."""

    def open_(dialog: QDialog) -> None:
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)

    return open_


@pytest.fixture
def press() -> Press:
    """Presses keys, one after the other, wherever the keyboard is in a dialog."""

    def press_(dialog: QDialog, *keys: Qt.Key, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            target = QApplication.focusWidget() or dialog
            QTest.keyClick(target, key, held)

    return press_
