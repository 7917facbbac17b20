"""A new key is looked at before it is used: how it looks at once, whose it is by somebody else."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain.keys import Keys
from tests.dialogs.conftest import Opened
from tests.dialogs.samples import change_forge_key

KEY, OTHER = "fmrp_live_abc_SECRET_00000000", "fmrp_live_xyz_SECRET_00000000"


def test_what_does_not_look_like_a_key_is_never_asked_about(window: QWidget, opened: Opened) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    asked: list[object] = []
    dialog.check_wanted.connect(asked.append)
    for typed, words in (("", "is missing"), ("k-4711", "does not look like one"), ("a\nb", "line break")):
        dialog._keys[0].setText(typed)
        dialog.agree()
        assert words in dialog._fields[0].fault
        assert "4711" not in dialog._fields[0].fault
    assert asked == []


def test_a_key_is_asked_about_once_and_taken_when_it_is_of_the_account(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    asked: list[Keys] = []
    dialog.check_wanted.connect(asked.append)
    dialog._keys[0].setText(KEY)
    dialog.agree()
    dialog.agree()
    assert asked == [Keys(KEY)]
    assert not dialog._save.isEnabled()
    assert "Asking the server" in dialog._wait.accessibleName()
    with qtbot.waitSignal(dialog.agreed) as agreed:
        dialog.show_checked(asked[0], "")
    assert agreed.args == [Keys(KEY)]
    assert not dialog.isVisible()


def test_a_strangers_key_stays_typed_with_the_reason_under_it(window: QWidget, opened: Opened) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    dialog._keys[0].setText(KEY)
    dialog.agree()
    dialog.show_checked(Keys(KEY), "It is somebody else's.")
    assert dialog._fields[0].fault == "It is somebody else's."
    assert dialog._keys[0].text() == KEY
    assert dialog._save.isEnabled()


def test_an_answer_about_another_key_than_is_typed_is_dropped(window: QWidget, opened: Opened) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    dialog._keys[0].setText(KEY)
    dialog.agree()
    dialog._keys[0].setText(OTHER)
    assert dialog._save.isEnabled()
    dialog.show_checked(Keys(KEY), "")
    assert dialog.isVisible()
    assert dialog._fields[0].fault == ""
    dialog.done(0)


def test_of_a_key_that_nothing_is_known_about_a_person_says_whose_it_is(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    asked, vouched = list[Keys](), list[Keys]()
    dialog.check_wanted.connect(asked.append)
    dialog.vouched.connect(vouched.append)
    dialog._keys[0].setText(KEY)
    dialog.agree()
    dialog.ask(Keys(KEY), "2 changes wait to be sent.")
    assert dialog._fields[0].fault == "2 changes wait to be sent."
    assert dialog._save.label == "It is the same account"
    assert dialog.isVisible()
    assert vouched == []
    dialog.agree()
    assert (asked, vouched) == ([Keys(KEY)], [Keys(KEY)])
    with qtbot.waitSignal(dialog.agreed) as agreed:
        dialog.show_checked(Keys(KEY), "")
    assert agreed.args == [Keys(KEY)]


def test_whose_one_key_is_says_nothing_of_the_next_one(window: QWidget, opened: Opened) -> None:
    dialog = change_forge_key(window)
    opened(dialog)
    asked, vouched = list[Keys](), list[Keys]()
    dialog.check_wanted.connect(asked.append)
    dialog.vouched.connect(vouched.append)
    dialog._keys[0].setText(KEY)
    dialog.agree()
    dialog.ask(Keys(KEY), "2 changes wait to be sent.")
    dialog._keys[0].setText(OTHER)
    assert dialog._save.label == "Save and connect"
    assert dialog._fields[0].fault == ""
    dialog.agree()
    assert (asked, vouched) == ([Keys(KEY), Keys(OTHER)], [])
    dialog.done(0)
