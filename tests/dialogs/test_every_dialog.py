"""What holds for every dialog: plain text, a name for each control, nothing cut, and all themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forge_desktop.connections import make_connection
from forge_desktop.dialogs.connect import ConnectDialog
from forge_desktop.dialogs.connections import ConnectionLine, ConnectionsDialog
from forge_desktop.dialogs.draft import ProfileChoice
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.dialogs.keys import KeyLine, KeySheet
from forge_desktop.dialogs.palette import CommandPalette, Entry
from forge_desktop.dialogs.settings import SettingsDialog
from forge_desktop.domain.text import LONGEST
from forge_desktop.settings import Settings
from forge_desktop.widgets import theme
from forge_desktop.widgets.tokens import THEMES
from tests.dialogs.conftest import Opened
from tests.dialogs.samples import listen, nothing, pictures, status
from tests.widgets.test_plain import reads_plain

HOSTILE = {
    "image": "<img src='file:///etc/hostname'> & <b>bold</b>",
    "entities": "&lt;b&gt;&#0;<br/>",
    "document": "<!DOCTYPE html><html><body onload=x><h1>big</h1>",
    "marks": "MO\u202e28410\u202c\u2066x\u200f\x00\x1b[31m\n\n\u2028",
    "long": "x" * 1_000_000,
    "mnemonic": "A&B && C",
}
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)


def shown_with(text: str, window: QWidget) -> list[QDialog]:
    """Every dialog that shows texts it was given, showing this one everywhere it can."""
    profile = ProfileChoice("local", text, "mrpeasy", "http://127.0.0.1:1/rest/v1", text)
    connect = ConnectDialog((profile,), (text,), window, make=make_connection, keychain_words=text)
    removing = ConnectionsDialog(
        [ConnectionLine("a", text, text), ConnectionLine("b", text, text, open=True)], window
    )
    return [
        connect,
        removing,
        CommandPalette([Entry(text, text, "Ctrl+K", nothing)], window),
        KeySheet([KeyLine(text, text, "Ctrl+K")], window),
        SettingsDialog(Settings(), Path("/tmp") / text[:200].replace("\0", ""), window, fixed={"theme": text}),
        status(window, text=text),
        listen(window, text=text),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_dialog_reads_markup_in_what_it_is_given(name: str, window: QWidget, opened: Opened) -> None:
    for dialog in shown_with(HOSTILE[name], window):
        opened(dialog)
        if isinstance(dialog, ConnectionsDialog):
            next(b for b in dialog.findChildren(QAbstractButton) if b.text() == "Remove …").click()
        dialog.grab()
        labels = dialog.findChildren(QLabel)
        assert labels
        for label in labels:
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
            assert len(label.text()) <= LONGEST + 60
        for widget in (dialog, *dialog.findChildren(QWidget)):
            assert len(widget.accessibleName()) <= LONGEST + 60
            assert reads_plain(widget.toolTip())
        dialog.done(0)


@pytest.mark.parametrize("picture", pictures())
def test_every_control_has_a_name_for_a_screen_reader(picture: str, window: QWidget, opened: Opened) -> None:
    dialog = pictures()[picture](window)
    opened(dialog)
    for control in dialog.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisible() and _ours(control):
            read = QAccessible.queryAccessibleInterface(control)
            assert read.text(QAccessible.Text.Name), type(control).__name__


@pytest.mark.parametrize("picture", pictures())
def test_every_dialog_takes_the_colours_of_every_theme(
    picture: str, window: QWidget, opened: Opened, qapp: QApplication
) -> None:
    dialog = pictures()[picture](window)
    opened(dialog)
    seen = set()
    for name, tokens in THEMES.items():
        theme.apply(qapp, name)
        corner = dialog.grab().toImage().pixelColor(dialog.width() // 2, 8).name()
        seen.add(corner.upper())
        assert corner.upper() == tokens.panel
    assert len(seen) == len(THEMES)


@pytest.mark.parametrize("picture", pictures())
def test_no_label_is_cut_in_its_height(picture: str, window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    dialog = pictures()[picture](window)
    opened(dialog)
    qtbot.wait(1)
    for label in dialog.findChildren(QLabel):
        if label.isVisible():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()


def test_no_dialog_is_larger_than_a_small_screen(window: QWidget, opened: Opened) -> None:
    for make in pictures().values():
        dialog = make(window)
        opened(dialog)
        assert dialog.width() <= 1000
        assert dialog.height() <= 700
        dialog.done(0)


def test_every_dialog_blocks_its_own_window_alone(window: QWidget) -> None:
    for make in pictures().values():
        dialog = make(window)
        assert dialog.windowModality() == Qt.WindowModality.WindowModal
        assert dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(dialog, Dialog):
            assert dialog.windowTitle() == dialog.accessibleName()
        dialog.done(0)


def _ours(control: QWidget) -> bool:
    """False for the inner parts of Qt's own inputs, which read as their input."""
    parent = control.parentWidget()
    return not isinstance(parent, (QComboBox, QAbstractSpinBox))
