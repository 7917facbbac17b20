"""The window stays small, in code and in what it does; keys belong to whoever types."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import forge_desktop.shell
from forge_desktop.shell.acts import Act, bind
from forge_desktop.shell.welcome import Welcome
from forge_desktop.shell.window import Window

ROOM = Path(forge_desktop.shell.__file__).parent


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_file_of_the_room_outgrows_its_ceiling(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (200 if path.name == "window.py" else 300)


def test_closing_is_a_wish(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path / "window.ini")
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.closing):
        assert not window.close()
    assert window.isVisible()


def test_size_place_and_the_last_connection_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path / "window.ini")
    qtbot.addWidget(window)
    assert window.last_connection == ""
    window.setGeometry(QRect(20, 30, 640, 480))
    window.remember("shop-1")
    again = Window(tmp_path / "window.ini")
    qtbot.addWidget(again)
    assert again.last_connection == "shop-1"
    assert again.size() == window.size()


@pytest.mark.parametrize("text", ["", "nonsense", "[General]\ngeometry=@ByteArray(broken)\n", "\x00\xff"])
def test_a_damaged_memory_still_gives_a_window_on_the_screen(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    (tmp_path / "window.ini").write_text(text, encoding="latin-1")
    window = Window(tmp_path / "window.ini")
    qtbot.addWidget(window)
    window.show()
    assert window.screen().availableGeometry().intersects(window.frameGeometry())


def test_a_notice_stays_until_it_is_put_away(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path / "window.ini")
    qtbot.addWidget(window)
    window.say("<b>Something</b>")
    assert window._notice.sentence == "<b>Something</b>"
    window._notice._action.click()
    assert window._notice.sentence == ""


def test_the_welcome_says_why_and_goes_when_something_else_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path / "window.ini")
    qtbot.addWidget(window)
    window.resize(1000, 700)
    welcome = Welcome("The local copy is locked.", again=True)
    window.put(welcome)
    window.show()
    for label in welcome.findChildren(QWidget):
        if label.isVisible() and label.hasHeightForWidth():
            assert label.height() >= label.heightForWidth(label.width())
    with qtbot.waitSignal(welcome.destroyed):
        window.put(Welcome())


def test_a_plain_character_is_a_key_only_where_nobody_types(qtbot: QtBot) -> None:
    ran: list[str] = []
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    fields: list[QWidget] = [QLineEdit(), QPlainTextEdit(), QSpinBox(), QComboBox()]
    combo = fields[3]
    assert isinstance(combo, QComboBox)
    combo.setEditable(True)
    resting = QWidget()
    resting.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for part in (*fields, resting):
        column.addWidget(part)
    bind(
        [
            Act("Keys", "Window", ("?",), lambda: ran.append("?"), typed=True),
            Act("Search", "Table", ("/",), lambda: ran.append("/"), typed=True),
            Act("Palette", "Window", ("Ctrl+K",), lambda: ran.append("Ctrl+K")),
        ],
        host,
    )
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    for field in fields:
        field.setFocus()
        QTest.keyClicks(field, "/?")
    edit = fields[0]
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "/?"
    assert ran == []
    QTest.keyClick(edit, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    resting.setFocus()
    QTest.keyClicks(resting, "/?")
    assert ran == ["Ctrl+K", "/", "?"]
