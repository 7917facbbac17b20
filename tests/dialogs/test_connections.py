"""The list of connections emits wishes, and asks inside the dialog before one is removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.connections import ConnectionLine, ConnectionsDialog
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import STORED, TELLING
from tests.dialogs.samples import press as push

Q = Qt.Key


def said(dialog: QWidget) -> str:
    """What can be read outside the list."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def button(dialog: QWidget, name: str) -> QPushButton:
    """The button of this accessible name."""
    return next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name)


def test_the_first_that_is_not_open_is_opened_by_enter(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    with qtbot.waitSignal(dialog.open_wanted) as wanted:
        press(dialog, Q.Key_Return)
    assert wanted.args == ["pine-2"]
    assert not dialog.isVisible()


def test_arrows_choose_and_ctrl_enter_opens(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    with qtbot.waitSignal(dialog.open_wanted) as wanted:
        press(dialog, Q.Key_Down)
        press(dialog, Q.Key_Return, ctrl=True)
    assert wanted.args == ["shop-3"]


def test_the_one_that_is_open_cannot_be_opened_again(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    press(dialog, Q.Key_Up)
    assert not button(dialog, "Open").isEnabled()
    press(dialog, Q.Key_Return)
    assert dialog.isVisible()


def test_add_and_demo_are_wishes_that_close_the_dialog(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    for name, wish in (("Add a connection", "add_wanted"), ("Open the demo", "demo_wanted")):
        dialog = ConnectionsDialog(STORED, window)
        opened(dialog)
        with qtbot.waitSignals([dialog.accepted, getattr(dialog, wish)], order="strict"):
            push(dialog, name)


def test_listening_is_offered_only_for_what_tells_its_changes(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = ConnectionsDialog([*TELLING, STORED[1]], window)
    opened(dialog)
    listen = button(dialog, "Listen for changes of the chosen connection")
    assert listen.isVisible()
    press(dialog, Q.Key_Down)
    assert not listen.isVisible()
    press(dialog, Q.Key_Up)
    with qtbot.waitSignals([dialog.accepted, dialog.listen_wanted], order="strict"):
        listen.click()


def test_a_removal_that_ends_after_closing_harms_nothing(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    dialog.show_connections(STORED[1:])


def test_removing_asks_what_happens_to_the_local_copy(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    for name, with_copy in (("Remove with the local copy", True), ("Remove, keep the copy", False)):
        dialog = ConnectionsDialog(STORED, window)
        opened(dialog)
        press(dialog, Q.Key_Delete)
        assert "Remove “Pine Works”?" in said(dialog)
        with qtbot.waitSignal(dialog.remove_wanted) as wanted:
            push(dialog, name)
        assert wanted.args == ["pine-2", with_copy]
        assert dialog.isVisible()
        dialog.show_connections([line for line in STORED if line.ident != "pine-2"])
        assert "Pine Works" not in said(dialog)
        dialog.reject()


def test_esc_takes_the_question_back_and_then_closes(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    removed: list[object] = []
    dialog.remove_wanted.connect(lambda *told: removed.append(told))
    press(dialog, Q.Key_Delete, Q.Key_Escape)
    assert dialog.isVisible()
    assert "Remove “Pine Works”?" not in said(dialog)
    assert button(dialog, "Open").isEnabled()
    press(dialog, Q.Key_Escape)
    assert not dialog.isVisible()
    assert removed == []


def test_the_question_begins_at_its_harmless_answer(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    press(dialog, Q.Key_Delete)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Cancel"
    press(dialog, Q.Key_Return)
    assert "Remove “Pine Works”?" not in said(dialog)
    assert isinstance(QApplication.focusWidget(), QListView)


def test_nothing_is_opened_while_the_question_stands(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    wishes: list[str] = []
    dialog.open_wanted.connect(wishes.append)
    press(dialog, Q.Key_Delete)
    press(dialog, Q.Key_Return, ctrl=True)
    assert wishes == []
    assert dialog.isVisible()


def test_choosing_another_takes_the_question_back(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = ConnectionsDialog(STORED, window)
    opened(dialog)
    press(dialog, Q.Key_Delete)
    stored = dialog.findChild(QListView)
    assert stored is not None
    QTest.keyClick(stored, Q.Key_Down)
    assert "Remove “Pine Works”?" not in said(dialog)
    assert button(dialog, "Open").isEnabled()


def test_what_is_not_stored_cannot_be_removed(window: QWidget, opened: Opened, press: Press) -> None:
    demo = ConnectionLine("demo", "Demo", "this machine", stored=False)
    dialog = ConnectionsDialog([demo], window)
    opened(dialog)
    assert not button(dialog, "Remove the chosen connection").isEnabled()
    press(dialog, Q.Key_Delete)
    assert "Remove “Demo”?" not in said(dialog)


def test_without_any_connection_it_says_so_and_begins_at_add(window: QWidget, opened: Opened) -> None:
    dialog = ConnectionsDialog((), window)
    opened(dialog)
    assert "No connection is stored yet." in said(dialog)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Add a connection"
