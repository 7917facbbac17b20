"""What holds for every picture of the order forms: names for a screen reader, no cut text, themes, a size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.widgets import theme
from forge_desktop.widgets.tokens import THEMES
from tests.dialogs.conftest import Opened
from tests.dialogs.order_form.forge_samples import forge_pictures
from tests.dialogs.order_form.samples import pictures
from tests.dialogs.test_every_dialog import CONTROLS, _ours

PICTURES = {**pictures(), **forge_pictures()}


@pytest.mark.parametrize("picture", PICTURES)
def test_names_texts_and_size_of_every_form(
    picture: str, window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = PICTURES[picture](window)
    opened(dialog)
    qtbot.wait(1)
    assert dialog.width() <= 1000
    assert dialog.height() <= 700
    assert dialog.windowModality() == Qt.WindowModality.WindowModal
    for control in dialog.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisible() and _ours(control):
            read = QAccessible.queryAccessibleInterface(control)
            assert read.text(QAccessible.Text.Name), type(control).__name__
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        if label.isVisible():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()


@pytest.mark.parametrize("picture", PICTURES)
def test_every_form_takes_the_colours_of_every_theme(
    picture: str, window: QWidget, opened: Opened, qapp: QApplication
) -> None:
    dialog = PICTURES[picture](window)
    opened(dialog)
    for name, tokens in THEMES.items():
        theme.apply(qapp, name)
        assert dialog.grab().toImage().pixelColor(dialog.width() // 2, 8).name().upper() == tokens.panel


@pytest.mark.parametrize("picture", PICTURES)
def test_the_tables_of_every_form_keep_qts_rules(picture: str, window: QWidget, opened: Opened) -> None:
    dialog = PICTURES[picture](window)
    opened(dialog)
    for view in dialog.findChildren(QAbstractItemView):
        if view.model() is not None and view.model().parent() is not None:
            QAbstractItemModelTester(
                view.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, view.model()
            )
