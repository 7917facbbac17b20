"""Choosing a status: by keys alone, with a reason where one is asked for, and nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.status_change import StatusChangeDialog
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import status

ENTER = Qt.Key.Key_Return


def _told(dialog: StatusChangeDialog) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []
    dialog.agreed.connect(lambda code, reason: told.append((code, reason)))
    return told


def test_down_and_enter_are_enough_where_nobody_asks_why(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = status(window)
    told = _told(dialog)
    opened(dialog)
    press(dialog, Qt.Key.Key_Down, ENTER)
    assert told == [(40, "")]
    assert dialog.isVisible()  # until it is kept


def test_a_reason_is_asked_for_and_blanks_are_none(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = status(window)
    told = _told(dialog)
    opened(dialog)
    press(dialog, ENTER)
    assert dialog.reason.hasFocus()
    QTest.keyClicks(dialog.reason, "   ")
    press(dialog, ENTER)
    assert told == []
    assert dialog._field.fault == "Say in a few words why; somebody will ask."
    QTest.keyClicks(dialog.reason, "no  oak ")
    assert dialog._field.fault == ""
    press(dialog, ENTER)
    assert told == [(35, "no oak")]


def test_a_status_chosen_beforehand_goes_straight_to_its_reason(window: QWidget, opened: Opened) -> None:
    dialog = status(window, chosen=35)
    opened(dialog)
    assert dialog.reason.hasFocus()
    assert dialog.choice.code == 35


def test_what_could_not_be_kept_is_said_and_can_be_tried_again(
    window: QWidget, opened: Opened, press: Press
) -> None:
    dialog = status(window, chosen=35)
    told = _told(dialog)
    opened(dialog)
    QTest.keyClicks(dialog.reason, "no oak")
    press(dialog, ENTER, ctrl=True)
    press(dialog, ENTER, ctrl=True)
    assert told == [(35, "no oak")]  # one yes is one yes
    dialog.fail("The disk is full.")
    assert dialog.reason.text() == "no oak"
    press(dialog, ENTER, ctrl=True)
    assert len(told) == 2
    dialog.kept()
    assert not dialog.isVisible()


def test_escape_asks_only_when_something_was_typed(window: QWidget, opened: Opened, press: Press) -> None:
    empty = status(window)
    opened(empty)
    press(empty, Qt.Key.Key_Escape)
    assert not empty.isVisible()
    typed = status(window, chosen=35)
    opened(typed)
    QTest.keyClicks(typed.reason, "no")
    press(typed, Qt.Key.Key_Escape)
    assert typed.isVisible()
    assert typed.reason.text() == "no"
