"""The palette finds commands and records by a few letters, and runs what was chosen after it has closed."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.entries import EntryList
from forge_desktop.dialogs.matching import fitting
from forge_desktop.dialogs.palette import CommandPalette, Done, Entry
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.samples import commands, nothing

Q = Qt.Key


def titles(palette: QWidget) -> list[str]:
    """What is listed, from top to bottom."""
    model = _list(palette).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def chosen(palette: QWidget) -> str:
    """The title that Enter would run."""
    return str(_list(palette).currentIndex().data())


def write(text: str) -> None:
    """Type letters wherever the keyboard is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def entry(title: str, run: Callable[[], None] = nothing) -> Entry:
    """An entry with only its title told."""
    return Entry(title, "", "", run)


def test_a_few_letters_and_enter_run_a_command_after_closing(
    window: QWidget, opened: Opened, press: Press
) -> None:
    seen: list[bool] = []
    palette = CommandPalette(
        [entry("Refresh"), entry("Export", lambda: seen.append(palette.isVisible()))], window
    )
    opened(palette)
    ran: list[str] = []
    palette.ran.connect(ran.append)
    write("exp")
    assert titles(palette) == ["Export"]
    press(palette, Q.Key_Return)
    assert seen == [False]
    assert ran == ["Export"]


def test_arrows_move_the_choice_while_the_line_keeps_the_keyboard(
    window: QWidget, opened: Opened, press: Press
) -> None:
    palette = CommandPalette(commands(), window)
    opened(palette)
    assert chosen(palette) == "Customer orders"
    press(palette, Q.Key_Up)
    assert chosen(palette) == "Customer orders"
    press(palette, Q.Key_Down, Q.Key_Down)
    assert chosen(palette) == "Operations"
    press(palette, Q.Key_PageDown)
    assert chosen(palette) == "Keys"
    write("ord")
    assert chosen(palette) == "Customer orders"


def test_esc_closes_even_when_something_is_typed(window: QWidget, opened: Opened, press: Press) -> None:
    palette = CommandPalette(commands(), window)
    opened(palette)
    write("ord")
    press(palette, Q.Key_Escape)
    assert not palette.isVisible()


def test_what_was_used_last_comes_first(window: QWidget, opened: Opened) -> None:
    palette = CommandPalette(commands(), window, recent=["Settings", "Export"])
    opened(palette)
    assert titles(palette)[:3] == ["Settings", "Export", "Customer orders"]


def test_records_are_found_by_code_and_opened(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    looked: list[str] = []
    ran: list[str] = []

    def find(text: str, done: Done) -> None:
        looked.append(text)
        done([Entry("MO01482", "Oak dining table 210", "", lambda: ran.append("MO01482"))])

    palette = CommandPalette(commands(), window, find=find)
    opened(palette)
    used: list[str] = []
    palette.ran.connect(used.append)
    write("mo014")
    qtbot.waitUntil(lambda: titles(palette) == ["MO01482"])
    press(palette, Q.Key_Return)
    assert looked == ["mo014"]
    assert ran == ["MO01482"]
    assert used == []


def test_a_late_answer_to_another_question_is_dropped(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    waiting: dict[str, Done] = {}
    palette = CommandPalette(commands(), window, find=waiting.__setitem__)
    opened(palette)
    write("mo1")
    qtbot.waitUntil(lambda: "mo1" in waiting)
    write("2")
    qtbot.waitUntil(lambda: "mo12" in waiting)
    waiting["mo1"]([entry("MO00001")])
    assert titles(palette) == []
    waiting["mo12"]([entry("MO00012")])
    assert titles(palette) == ["MO00012"]


def test_an_answer_after_closing_harms_nothing(window: QWidget, opened: Opened, qtbot: QtBot) -> None:
    waiting: dict[str, Done] = {}
    palette = CommandPalette(commands(), window, find=waiting.__setitem__)
    opened(palette)
    write("mo1")
    qtbot.waitUntil(lambda: "mo1" in waiting)
    with qtbot.waitSignal(palette.destroyed):
        palette.reject()
    waiting["mo1"]([entry("MO00001")])


def test_records_arriving_late_do_not_move_the_choice(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    waiting: dict[str, Done] = {}
    palette = CommandPalette(commands(), window, find=waiting.__setitem__)
    opened(palette)
    write("o")
    qtbot.waitUntil(lambda: "o" in waiting)
    press(palette, Q.Key_Down, Q.Key_Down)
    before = chosen(palette)
    waiting["o"]([entry("MO00001")])
    assert chosen(palette) == before


def test_when_nothing_fits_it_says_so_letter_by_letter(window: QWidget, opened: Opened, press: Press) -> None:
    palette = CommandPalette(commands(), window)
    opened(palette)
    write("<b>zzz")
    labels = [label for label in palette.findChildren(QLabel) if label.isVisible()]
    assert any(label.text() == "Nothing is called “<b>zzz”." for label in labels)
    press(palette, Q.Key_Return)
    assert palette.isVisible()


def test_the_best_fit_comes_first() -> None:
    things = [
        ("Stock lots", ""),
        ("Reorder", ""),
        ("Purchase orders", ""),
        ("Orders", ""),
        ("Lots", "all orders"),
    ]
    order = fitting("order", things, lambda thing: thing)
    assert [title for title, _ in order] == ["Orders", "Purchase orders", "Reorder", "Lots"]


def test_every_word_must_be_there_in_any_order() -> None:
    things = [("Manufacturing orders", "page"), ("Customer orders", "page"), ("Orders of today", "list")]
    assert [t for t, _ in fitting("ord man", things, lambda thing: thing)] == ["Manufacturing orders"]
    assert [t for t, _ in fitting("page cust", things, lambda thing: thing)] == ["Customer orders"]


@given(st.text(max_size=20), st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_every_thing_found_was_given_and_holds_all_words(typed: str, things: list[tuple[str, str]]) -> None:
    found = fitting(typed, things, lambda thing: thing)
    assert all(thing in things for thing in found)
    for title, hint in found:
        assert all(word in f"{title}\n{hint}".casefold() for word in typed.casefold().split())


def _list(palette: QWidget) -> EntryList:
    found = palette.findChild(EntryList)
    assert found is not None
    return found


def test_records_that_come_where_no_command_fits_make_the_panel_no_higher(
    window: QWidget, opened: Opened, qtbot: QtBot
) -> None:
    waiting: dict[str, Done] = {}
    palette = CommandPalette(commands(), window, find=waiting.__setitem__)
    opened(palette)
    before = palette.height()
    write("mo1")
    qtbot.waitUntil(lambda: "mo1" in waiting)
    waiting["mo1"]([entry("MO00001")])
    qtbot.wait(1)
    assert palette.height() == before
    write("z")
    qtbot.wait(1)
    assert palette.height() == before
