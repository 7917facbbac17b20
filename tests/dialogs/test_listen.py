"""The dialog of listening returns what was chosen, tells faults beside the field, and copies the address."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.listen import ListenDialog, ListenDraft
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import listen, type_into
from tests.dialogs.samples import press as push

SECRET, OTHER = "whsec_" + "a1" * 16, "whsec_" + "b2" * 16


def _box(dialog: QWidget, name: str) -> QCheckBox:
    return next(box for box in dialog.findChildren(QCheckBox) if box.text() == name)


def _line(dialog: QWidget, name: str) -> QLineEdit:
    return next(line for line in dialog.findChildren(QLineEdit) if line.accessibleName() == name)


def _agreed(dialog: ListenDialog, qtbot: QtBot) -> ListenDraft:
    with qtbot.waitSignal(dialog.agreed) as wanted:
        push(dialog, "Save")
    assert wanted.args is not None
    draft: ListenDraft = wanted.args[0]
    return draft


def test_nothing_listens_until_it_is_wanted(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    dialog = listen(window)
    opened(dialog)
    assert not _box(dialog, "Listen for changes").isChecked()
    assert _agreed(dialog, qtbot) == ListenDraft(on=False, port=8_766, host="")


def test_what_is_chosen_is_returned_whole(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    dialog = listen(window)
    opened(dialog)
    _box(dialog, "Listen for changes").click()
    next(iter(dialog.findChildren(QSpinBox))).setValue(9_000)
    type_into(dialog, "Host name of a relay", " hooks.example.com ")
    type_into(dialog, "Secret", f" {SECRET} ")
    type_into(dialog, "Second secret", OTHER)
    assert _agreed(dialog, qtbot) == ListenDraft(True, 9_000, "hooks.example.com", SECRET, OTHER)


def test_without_a_secret_it_does_not_begin_and_says_so(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    dialog = listen(window)
    opened(dialog)
    press(dialog, Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Return, ctrl=True)
    assert dialog.isVisible()
    assert "missing" in _line(dialog, "Secret").accessibleDescription()
    assert _line(dialog, "Secret").hasFocus()
    type_into(dialog, "Secret", SECRET)
    assert "missing" not in _line(dialog, "Secret").accessibleDescription()
    assert _agreed(dialog, qtbot).secret == SECRET


def test_a_kept_secret_need_not_be_typed_again_and_a_second_one_can_be_forgotten(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = listen(window, on=True, secret=True, second=True)
    opened(dialog)
    assert "kept" in _line(dialog, "Secret").placeholderText()
    _box(dialog, "Forget the second secret").click()
    assert _agreed(dialog, qtbot) == ListenDraft(True, 8_766, "", drop_second=True)


def test_a_secret_that_cannot_be_used_is_told_beside_it_and_not_repeated(
    window: QWidget, opened: Opened
) -> None:
    dialog = listen(window, on=True)
    opened(dialog)
    type_into(dialog, "Secret", "fmrp_live_canary")
    type_into(dialog, "Second secret", "whsec_canäry")
    type_into(dialog, "Host name of a relay", "https://hooks.example.com/x")
    push(dialog, "Save")
    told = [
        _line(dialog, name).accessibleDescription()
        for name in ("Secret", "Second secret", "Host name of a relay")
    ]
    assert "begin with “whsec_”" in told[0]
    assert "no secret has" in told[1]
    assert "name alone" in told[2]
    assert "canary" not in "".join(told)
    assert dialog.isVisible()


def test_a_line_break_in_a_pasted_secret_is_told_and_one_behind_it_left_out(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    dialog = listen(window, on=True)
    opened(dialog)
    line = _line(dialog, "Secret")
    for pasted in (f"{SECRET}\nX-Evil: 1", f"{SECRET}\r\n{OTHER}"):
        line.setText(pasted)
        push(dialog, "Save")
        assert "has a line break in it" in line.accessibleDescription()
        assert dialog.isVisible()
        line.clear()
    line.setText(f"{SECRET}\n")
    assert _agreed(dialog, qtbot).secret == SECRET


def test_the_address_follows_the_port_and_is_copied(window: QWidget, opened: Opened) -> None:
    dialog = listen(window)
    opened(dialog)
    next(iter(dialog.findChildren(QSpinBox))).setValue(9_001)
    shown = _line(dialog, "Address to register at the server")
    assert shown.text().startswith("http://127.0.0.1:9001/")
    assert shown.isReadOnly()
    push(dialog, "Copy the address")
    assert QApplication.clipboard().text() == shown.text()
    assert "Copied" in shown.accessibleDescription()


def test_behind_a_relay_its_own_address_is_the_one_to_register(window: QWidget, opened: Opened) -> None:
    dialog = listen(window)
    opened(dialog)
    shown = _line(dialog, "Address to register at the server")
    type_into(dialog, "Host name of a relay", "hooks.example.com")
    assert shown.text().startswith("https://hooks.example.com/")
    assert "passes it on to 127.0.0.1:8766" in shown.accessibleDescription()
    type_into(dialog, "Host name of a relay", "https://hooks.example.com/x")
    assert shown.text().startswith("http://127.0.0.1:8766/")
    assert "stays the same" in shown.accessibleDescription()


def test_secrets_of_the_environment_cannot_be_typed_over(window: QWidget, opened: Opened) -> None:
    dialog = listen(window, on=True, secret=True, text="the environment")
    opened(dialog)
    for name in ("Secret", "Second secret"):
        assert not _line(dialog, name).isEnabled()
        assert "Set by the environment" in _line(dialog, name).accessibleDescription()


def test_esc_asks_only_when_something_was_changed(window: QWidget, opened: Opened, press: Press) -> None:
    dialog = listen(window)
    opened(dialog)
    assert not dialog.typed()
    type_into(dialog, "Secret", SECRET)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
