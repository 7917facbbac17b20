"""A connection is asked for by keys alone, and what is wrong is said under its field as it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.connect import ConnectDialog
from forge_desktop.dialogs.draft import ConnectDraft
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import connect, fill, type_into

KEY = "k-SECRET-4711"
SECRET = "s-SECRET-0815"
Q = Qt.Key


def said(dialog: QWidget) -> str:
    """Everything that can be read in the dialog now."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog))


def focused() -> str:
    """The accessible name of what has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget.accessibleName()


def write(text: str) -> None:
    """Type letters wherever the keyboard is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def test_a_connection_is_typed_in_and_returned_without_the_mouse(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    write("Pine  Works")
    press(dialog, Q.Key_Tab, Q.Key_Tab, Q.Key_Tab)
    write(KEY)
    press(dialog, Q.Key_Tab)
    write(SECRET)
    press(dialog, Q.Key_Tab, Q.Key_Tab)
    write("EUR")
    with qtbot.waitSignal(dialog.agreed) as agreed:
        press(dialog, Q.Key_Return, ctrl=True)
    (draft,) = agreed.args
    assert isinstance(draft, ConnectDraft)
    assert (draft.name, draft.profile, draft.currency) == ("Pine Works", "mrpeasy-seed", "EUR")
    assert draft.base_url == "https://app.mrpeasy.com/rest/v1"
    assert (draft.keys.api_key, draft.keys.access_key) == (KEY, SECRET)
    assert dialog.draft == draft
    assert "SECRET" not in repr(draft)


def test_tab_goes_through_the_fields_in_reading_order(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = connect(window)
    opened(dialog)
    order = [focused()]
    for _ in range(9):
        press(dialog, Q.Key_Tab)
        order.append(focused())
    assert order == [
        *("Name", "System", "Address", "API key", "Access key", "Time zone", "Currency"),
        *("Test connection", "Cancel", "Add connection"),
    ]


def test_what_is_wrong_is_said_under_the_field_as_it_is_typed(window: QWidget, opened: Opened) -> None:
    dialog = connect(window, taken=("Oak & Sons",))
    opened(dialog)
    before = said(dialog)
    assert "missing" not in before
    for name, text, words in (
        ("Name", "oak & sons", "already a connection “oak & sons”"),
        ("Address", "http://example.org/rest", "must begin with https://"),
        ("Address", "https://example.org/rest?x", "without “?” or “#”"),
        ("API key", "abc\ndef", "The API key has a line break in it."),
        ("Access key", "abc\u200bdef", "character that no key has"),
        ("Time zone", "Mars/Base", "There is no time zone “Mars/Base”."),
    ):
        type_into(dialog, name, text)
        assert words in said(dialog), name
    type_into(dialog, "Name", "Pine")
    assert "already" not in said(dialog)


def test_the_words_about_a_wrong_key_never_repeat_it(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    for wrong in (f"{KEY}\n{KEY}", f"{KEY}é", f"{KEY}\x07", KEY * 200):
        type_into(dialog, "API key", wrong)
        assert "The API key" in said(dialog)
        assert "SECRET" not in said(dialog)


def test_ctrl_enter_on_an_unfinished_form_leads_to_the_first_wrong_field(
    window: QWidget, opened: Opened, press: Press
) -> None:
    dialog = connect(window)
    opened(dialog)
    type_into(dialog, "Name", "Pine Works")
    press(dialog, Q.Key_Return, ctrl=True)
    assert dialog.isVisible()
    assert dialog.draft is None
    assert focused() == "API key"
    assert "The API key is missing." in said(dialog)
    assert "The access key is missing." in said(dialog)


def test_everything_wrong_at_once_still_has_room(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    dialog = connect(window)
    opened(dialog)
    for name, text in (
        ("Address", "http://example.org"),
        ("API key", "a\nb"),
        ("Access key", "ключ"),
        ("Time zone", "Mars/Base"),
    ):
        type_into(dialog, name, text)
    qtbot.wait(1)
    for label in dialog.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_blanks_around_a_pasted_key_are_left_out_and_typed_ones_are_told(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    clipboard = QApplication.clipboard()
    clipboard.setText(f"  {KEY}\n")
    press(dialog, Q.Key_Tab, Q.Key_Tab, Q.Key_Tab)
    press(dialog, Q.Key_V, ctrl=True)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == KEY
    write(" ")
    assert "begins or ends with a blank" in said(dialog)
    clipboard.clear()


def test_no_key_can_be_read_anywhere_in_the_dialog(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    type_into(dialog, "API key", KEY)
    type_into(dialog, "Access key", SECRET)
    for widget in (dialog, *dialog.findChildren(QWidget)):
        for text in (
            repr(widget),
            widget.objectName(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.toolTip(),
        ):
            assert "SECRET" not in text
        if isinstance(widget, QLineEdit):
            assert "SECRET" not in widget.displayText()
    assert "SECRET" not in said(dialog)
    assert "SECRET" not in repr(vars(dialog))


def test_another_system_offers_its_address_but_keeps_one_that_was_typed(
    window: QWidget, opened: Opened, press: Press
) -> None:
    dialog = connect(window)
    opened(dialog)
    press(dialog, Q.Key_Tab, Q.Key_Down)
    assert _address(dialog) == "https://api.mrpeasy.com/rest/v1"
    press(dialog, Q.Key_Down)
    assert _address(dialog) == "http://127.0.0.1:8765/rest/v1"
    type_into(dialog, "Address", "https://erp.example.org/rest/v1")
    press(dialog, Q.Key_Up)
    assert _address(dialog) == "https://erp.example.org/rest/v1"


def test_esc_closes_at_once_when_nothing_was_typed(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = connect(window)
    opened(dialog)
    results: list[int] = []
    dialog.finished.connect(results.append)
    press(dialog, Q.Key_Escape)
    assert results == [QDialog.DialogCode.Rejected.value]


def test_esc_asks_inside_the_dialog_when_something_was_typed(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    write("Pine")
    press(dialog, Q.Key_Escape)
    assert dialog.isVisible()
    assert "Close without keeping what you typed?" in said(dialog)
    assert focused() == "Keep editing"
    press(dialog, Q.Key_Escape)
    assert focused() == "Name"
    write(" Works")
    press(dialog, Q.Key_Escape, Q.Key_Return)
    assert focused() == "Name"
    press(dialog, Q.Key_Escape, Q.Key_Tab, Q.Key_Return)
    assert not dialog.isVisible()


def test_ctrl_enter_does_not_answer_the_question_of_esc(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = connect(window)
    opened(dialog)
    fill(dialog)
    press(dialog, Q.Key_Escape)
    press(dialog, Q.Key_Return, ctrl=True)
    assert dialog.isVisible()
    assert dialog.draft is None


def test_closing_the_window_of_the_dialog_asks_too(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    fill(dialog)
    dialog.close()
    assert dialog.isVisible()
    assert "Close without keeping what you typed?" in said(dialog)


def test_enter_in_a_field_neither_adds_nor_closes(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = connect(window)
    opened(dialog)
    fill(dialog)
    press(dialog, Q.Key_Return)
    assert dialog.isVisible()
    assert dialog.draft is None


def test_where_the_keys_are_kept_is_said_above_the_buttons(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    assert "Kept in the system's keychain" in said(dialog)


def test_it_blocks_only_its_own_window_and_goes_away_when_closed(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    assert dialog.windowModality() == Qt.WindowModality.WindowModal
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    assert window.findChild(ConnectDialog) is None


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
def test_a_zone_is_found_by_any_part_of_its_name(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    zone = next(box for box in dialog.findChildren(QComboBox) if box.isEditable())
    line, finder = zone.lineEdit(), zone.completer()
    assert line is not None
    assert finder is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "new york")
    popup = finder.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Q.Key_Down)
    QTest.keyClick(popup, Q.Key_Return)
    assert zone.currentText() == "America/New_York"
    assert "no time zone" not in said(dialog)


def test_every_button_says_what_it_does(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    assert all(button.accessibleName() for button in dialog.findChildren(QPushButton) if button.isVisible())


def _address(dialog: QWidget) -> str:
    return next(line for line in dialog.findChildren(QLineEdit) if line.accessibleName() == "Address").text()


def test_a_system_with_one_key_asks_for_no_access_key_and_offers_its_address(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = connect(window)
    opened(dialog)
    type_into(dialog, "Name", "Forge")
    type_into(dialog, "Access key", SECRET)
    dialog._profile.choose("forgemrp")
    dialog._profile.picked.emit("forgemrp")
    assert dialog._address.text() == "https://app.forgemrp.com/api/v1"
    assert not dialog._access_key.isVisible()
    assert "One key, which begins with fmrp_live_" in said(dialog)
    type_into(dialog, "API key", KEY)
    assert "does not look like one of this system" in said(dialog)
    assert KEY not in said(dialog)
    asked: list[object] = []
    dialog.test_wanted.connect(asked.append)
    dialog._try()
    assert asked == []
    type_into(dialog, "API key", "fmrp_live_abc_SECRET_00000000")
    with qtbot.waitSignal(dialog.agreed) as agreed:
        dialog.agree()
    (draft,) = agreed.args
    assert isinstance(draft, ConnectDraft)
    assert (draft.profile, draft.keys.api_key, draft.keys.access_key) == (
        "forgemrp",
        "fmrp_live_abc_SECRET_00000000",
        "",
    )


def test_another_system_asks_for_its_own_keys_again(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    type_into(dialog, "API key", KEY)
    for profile, pair, wrong in (("forgemrp", False, True), ("mrpeasy-seed", True, False)):
        dialog._profile.choose(profile)
        dialog._profile.picked.emit(profile)
        assert dialog._access_key.isVisible() is pair
        assert bool(dialog._fields["api_key"].fault) is wrong


def test_an_address_of_another_system_is_told_from_one_of_the_chosen(window: QWidget, opened: Opened) -> None:
    dialog = connect(window)
    opened(dialog)
    dialog._profile.choose("forgemrp")
    for address, wrong in (
        ("http://127.0.0.1:8765/rest/v1", "another system; those of the chosen one end in /api/v1"),
        ("http://127.0.0.1:8765/rest/v1/", "another system"),
        ("https://app.forgemrp.com", "It must end in /api/v1."),
        ("app.forgemrp.com/", "It must end in /api/v1."),
        ("http://forge.example.org/api/v1", "It should look like https://app.forgemrp.com/api/v1."),
        ("app.forgemrp.com/api/v1", ""),
        ("https://proxy.example.org/forge", ""),
    ):
        dialog._address.setText(address)
        assert (wrong in dialog._fields["base_url"].fault) if wrong else not dialog._fields["base_url"].fault
    dialog._address.setText("http://127.0.0.1:8765/rest/v1")
    dialog._profile.choose("local")
    dialog._profile.picked.emit("local")
    assert dialog._fields["base_url"].fault == ""
    assert "on this machine" in said(dialog)
