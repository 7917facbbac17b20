"""The key sheet shows every shortcut it is given, in two columns, and finds them by what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from forge_desktop.dialogs import caps
from forge_desktop.dialogs.caps import KeyCaps
from forge_desktop.dialogs.keys import KeySheet
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import KEYS

Q = Qt.Key


def write(text: str) -> None:
    """Type letters wherever the keyboard is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def test_every_shortcut_is_shown_with_its_keys(window: QWidget, opened: Opened) -> None:
    sheet = KeySheet(KEYS, window)
    opened(sheet)
    assert sheet.shown() == list(KEYS)
    names = {cap.accessibleName() for cap in sheet.findChildren(KeyCaps)}
    assert "Ctrl+K: Commands and search for any record" in names


def test_shortcuts_stand_in_two_columns(window: QWidget, opened: Opened) -> None:
    sheet = KeySheet(KEYS, window)
    opened(sheet)
    lefts = {cap.mapTo(sheet, cap.rect().topRight()).x() for cap in sheet.findChildren(KeyCaps)}
    assert len(lefts) == 2


def test_typing_narrows_by_label_section_and_key(window: QWidget, opened: Opened, press: Press) -> None:
    sheet = KeySheet(KEYS, window)
    opened(sheet)
    write("open window")
    assert [line.keys for line in sheet.shown()] == ["Ctrl+Enter"]
    press(sheet, Q.Key_Escape)
    assert sheet.shown() == list(KEYS)
    write("f5")
    assert [line.label for line in sheet.shown()] == ["Refresh the page"]
    write("x")
    assert sheet.shown() == []
    assert any(
        label.text() == "No key does “f5x”." for label in sheet.findChildren(QLabel) if label.isVisible()
    )


def test_esc_in_the_empty_search_closes(window: QWidget, opened: Opened, press: Press) -> None:
    sheet = KeySheet(KEYS, window)
    opened(sheet)
    press(sheet, Q.Key_Escape)
    assert not sheet.isVisible()


def test_keys_are_taken_apart_into_caps() -> None:
    assert caps.parts("Ctrl+Shift+N") == ["Ctrl", "Shift", "N"]
    assert caps.parts("? or F1") == ["?", "or", "F1"]
    assert caps.parts("/ or Ctrl+F") == ["/", "or", "Ctrl", "F"]
    assert caps.parts("+") == ["+"]
    assert caps.parts("Ctrl++") == ["Ctrl", "+"]
    assert caps.parts("") == []
