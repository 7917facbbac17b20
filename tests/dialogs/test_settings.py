"""The settings dialog is drawn from the declaration, and each change is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forge_desktop import __version__
from forge_desktop.dialogs.settings import SettingsDialog
from forge_desktop.settings import Settings
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import press as push

Q = Qt.Key


def control(dialog: QWidget, title: str) -> QWidget:
    """The control of the setting with this title."""
    kinds = (QComboBox, QCheckBox, QSpinBox)
    found = [c for kind in kinds for c in dialog.findChildren(kind) if c.accessibleName() == title]
    assert len(found) == 1, title
    return found[0]


def told(dialog: SettingsDialog) -> list[tuple[str, object]]:
    """The changes, as they are told."""
    changes: list[tuple[str, object]] = []
    dialog.changed.connect(lambda key, value: changes.append((key, value)))
    return changes


def test_every_setting_has_its_label_its_help_and_a_control(window: QWidget, opened: Opened) -> None:
    dialog = SettingsDialog(Settings(), Path("/data"), window)
    opened(dialog)
    read = {label.text() for label in dialog.findChildren(QLabel)}
    for field in Settings.model_fields.values():
        assert field.title in read
        assert field.description in read
        described = control(dialog, field.title or "").accessibleDescription()
        assert described == field.description


def test_a_change_is_told_at_once_with_a_value_that_fits(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = SettingsDialog(Settings(), Path("/data"), window)
    opened(dialog)
    changes = told(dialog)
    control(dialog, "Theme").setFocus()
    press(dialog, Q.Key_Down)
    control(dialog, "Compact rows").setFocus()
    press(dialog, Q.Key_Space)
    number = control(dialog, "Refresh every (seconds)")
    number.setFocus()
    press(dialog, Q.Key_A, ctrl=True)
    QTest.keyClicks(number, "300")
    assert len(changes) == 2
    press(dialog, Q.Key_Tab)
    control(dialog, "CSV separator").setFocus()
    press(dialog, Q.Key_Down)
    assert changes == [
        ("theme", "light"),
        ("compact_rows", True),
        ("refresh_seconds", 300),
        ("export_delimiter", "semicolon"),
    ]
    for key, value in changes:
        Settings.model_validate({key: value})


def test_a_number_keeps_to_its_limits(window: QWidget, opened: Opened) -> None:
    dialog = SettingsDialog(Settings(), Path("/data"), window)
    opened(dialog)
    number = control(dialog, "Refresh every (seconds)")
    assert isinstance(number, QSpinBox)
    assert (number.minimum(), number.maximum()) == (10, 86_400)


def test_the_values_in_force_are_shown(window: QWidget, opened: Opened) -> None:
    settings = Settings(theme="contrast", preview=False, refresh_seconds=600)
    dialog = SettingsDialog(settings, Path("/data"), window)
    opened(dialog)
    theme, preview = control(dialog, "Theme"), control(dialog, "Preview")
    assert isinstance(theme, QComboBox)
    assert isinstance(preview, QCheckBox)
    assert theme.currentText() == "Contrast"
    assert not preview.isChecked()


@pytest.mark.parametrize(
    ("title", "key", "changed"),
    [
        ("Theme", "theme", "dark"),
        ("Preview", "preview", False),
        ("Refresh every (seconds)", "refresh_seconds", 600),
    ],
)
def test_each_setting_leads_back_to_its_default(
    title: str, key: str, changed: object, window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(Settings.model_validate({key: changed}), Path("/data"), window)
    opened(dialog)
    back = [
        b
        for b in dialog.findChildren(QPushButton)
        if b.accessibleName().startswith("Back to") and b.isVisible()
    ]
    assert [b.accessibleName() for b in back] == [f"Back to the default of {title}"]
    changes = told(dialog)
    back[0].click()
    assert changes == [(key, Settings.model_fields[key].default)]
    assert not back[0].isVisible()


def test_what_the_command_line_fixes_is_shown_but_not_offered(window: QWidget, opened: Opened) -> None:
    settings = Settings(theme="dark")
    dialog = SettingsDialog(settings, Path("/data"), window, fixed={"theme": "the command line"})
    opened(dialog)
    assert not control(dialog, "Theme").isEnabled()
    assert control(dialog, "Log").isEnabled()
    read = {label.text() for label in dialog.findChildren(QLabel)}
    assert "Set by the command line; it cannot be changed here." in read


def test_about_tells_what_a_report_needs(window: QWidget, opened: Opened) -> None:
    dialog = SettingsDialog(Settings(), Path("/srv/mari/forge <b>data</b>"), window)
    opened(dialog)
    tabs = dialog.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentIndex(1)
    read = {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}
    assert {__version__, qVersion(), str(Path("/srv/mari/forge <b>data</b>"))} <= read
    licences = dialog.findChild(QPlainTextEdit)
    assert licences is not None
    assert licences.isReadOnly()
    for part in ("PySide6: LGPL", "SIL OPEN FONT LICENSE", "ISC License"):
        assert part.casefold() in licences.toPlainText().casefold()


def test_esc_closes_at_once_as_there_is_nothing_to_lose(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = SettingsDialog(Settings(), Path("/data"), window)
    opened(dialog)
    push_theme = control(dialog, "Less motion")
    push_theme.setFocus()
    press(dialog, Q.Key_Space, Q.Key_Escape)
    assert not dialog.isVisible()


def test_close_is_reached_and_pressed_by_keys(window: QWidget, opened: Opened) -> None:
    dialog = SettingsDialog(Settings(), Path("/data"), window)
    opened(dialog)
    push(dialog, "Close")
    assert not dialog.isVisible()


def test_what_cannot_be_changed_here_offers_no_way_back_to_its_default(window: QWidget, opened: Opened) -> None:
    dialog = SettingsDialog(Settings(theme="dark"), Path("/data"), window, fixed={"theme": "the command line"})
    opened(dialog)
    assert not control(dialog, "Theme").isEnabled()
    back = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Back to the default of Theme"]
    assert [button.isVisible() for button in back] == [False]
