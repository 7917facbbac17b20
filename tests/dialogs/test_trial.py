"""The test of a connection waits for the verdict about what is typed now, and for no other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.connect import ConnectDialog
from forge_desktop.dialogs.draft import ConnectDraft
from tests.dialogs.conftest import Opened
from tests.dialogs.samples import connect, fill, press, type_into


class Asked:
    """A connect dialog that is filled in, and what it wished for."""

    def __init__(self, window: QWidget, opened: Opened) -> None:
        self.dialog: ConnectDialog = connect(window)
        self.drafts: list[ConnectDraft] = []
        self.dropped = 0
        self.dialog.test_wanted.connect(self.drafts.append)
        self.dialog.test_dropped.connect(self._drop)
        opened(self.dialog)
        fill(self.dialog)

    def test(self) -> ConnectDraft:
        press(self.dialog, "Test connection")
        return self.drafts[-1]

    def says(self, words: str) -> bool:
        labels = self.dialog.findChildren(QLabel)
        return any(words in label.text() for label in labels if label.isVisible())

    def _drop(self) -> None:
        self.dropped += 1


def test_the_verdict_is_shown_in_the_dialog(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    draft = asked.test()
    assert draft.keys.api_key == "k-1234567890"
    assert asked.says("Asking the server …")
    asked.dialog.show_verdict(draft, ok=False, title="The key was refused", message="The server answered 401.")
    assert asked.says("The key was refused. The server answered 401.")
    assert not asked.says("Asking the server …")
    asked.dialog.show_verdict(asked.test(), ok=True, title="It works", message="Orders can be read.")
    assert asked.says("It works. Orders can be read.")
    assert not asked.says("refused")


def test_nothing_is_tested_while_something_is_wrong(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    type_into(asked.dialog, "API key", "")
    press(asked.dialog, "Test connection")
    assert asked.drafts == []
    assert asked.says("The API key is missing.")


def test_a_late_verdict_about_other_values_is_dropped(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    first = asked.test()
    type_into(asked.dialog, "API key", "k-other")
    assert asked.dropped == 1
    asked.dialog.show_verdict(first, ok=True, title="It works", message="")
    assert not asked.says("It works")
    second = asked.test()
    asked.dialog.show_verdict(first, ok=True, title="It works", message="")
    assert asked.says("Asking the server …")
    asked.dialog.show_verdict(second, ok=False, title="The key was refused", message="")
    assert asked.says("The key was refused")


def test_a_shown_verdict_goes_when_what_was_tested_is_changed(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    asked.dialog.show_verdict(asked.test(), ok=True, title="It works", message="")
    type_into(asked.dialog, "Address", "https://erp.example.org/rest/v1")
    assert not asked.says("It works")
    assert asked.dropped == 0


def test_a_running_test_is_cancelled_by_its_button_and_by_closing(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    draft = asked.test()
    press(asked.dialog, "Stop testing")
    assert asked.dropped == 1
    assert not asked.says("Asking the server …")
    asked.dialog.show_verdict(draft, ok=True, title="It works", message="")
    assert not asked.says("It works")
    asked.test()
    press(asked.dialog, "Add connection")
    assert asked.dropped == 2
    assert asked.dialog.draft is not None


def test_the_dialog_is_as_high_as_its_verdict_needs(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    asked = Asked(window, opened)
    before = asked.dialog.height()
    asked.dialog.show_verdict(asked.test(), ok=False, title="Not the server we expected", message="word " * 500)
    qtbot.wait(1)
    assert before < asked.dialog.height() < before + 200
    for label in asked.dialog.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_a_server_that_answers_with_markup_is_quoted_letter_by_letter(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    markup = "<img src='http://127.0.0.1:9/x'>\u202e<b>bold</b>"
    asked.dialog.show_verdict(asked.test(), ok=False, title="HTML", message=markup)
    assert asked.says("<img src='http://127.0.0.1:9/x'>⟨U+202E⟩<b>bold</b>")


def test_the_test_is_started_and_stopped_by_keys(window: QWidget, opened: Opened) -> None:
    asked = Asked(window, opened)
    button = next(b for b in asked.dialog.findChildren(QPushButton) if b.accessibleName() == "Test connection")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(asked.drafts) == 1
    assert button.accessibleName() == "Stop testing"
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert asked.dropped == 1
    assert button.accessibleName() == "Test connection"
    assert QApplication.focusWidget() is button
