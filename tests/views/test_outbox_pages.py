"""The outbox and the hand-over page by themselves: each state in words, what it allows, only plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain import catalog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.outbox import WHY, Entry, State, explained
from forge_desktop.outbox.states import FORBIDDEN
from forge_desktop.views.handover_page import HandoverPage
from forge_desktop.views.outbox_aside import AsidePage
from forge_desktop.views.outbox_lines import Line, SideWords, Told, describe
from forge_desktop.views.outbox_looks import GROUPS, LOOKS, Deed, why_not
from forge_desktop.views.outbox_page import OutboxPage
from tests.qtmodels.shop import MO, NOW, SEEN, Shop, mo

RESOURCES = {r.name: r for r in catalog.resources("mrpeasy")}
HOSTILE = "<img src='file:///etc/hostname'><b>no</b>\u202e &amp; " + "x" * 5_000
Page = TypeVar("Page", bound=AsidePage)
E, R, D, C = Deed.EDIT, Deed.RETRY, Deed.DISCARD, Deed.CONFIRM


def _entry(seq: int, state: State, verb: Verb = Verb.STATUS, **told: object) -> Entry:
    if verb is Verb.CREATE:
        wish = command("customer-orders", verb, -seq, {"customer_id": 1, "reference": "Desk"}, made=NOW)
    else:
        wish = command(MO.name, verb, seq, {"status": 40}, made=NOW, base={"status": 30}, reason="No oak")
    entry = Entry(wish, state, "account", seq, agreed_at=NOW, changed_at=NOW)
    return replace(entry, **told)  # type: ignore[arg-type]  # a dict of keywords


def _line(entry: Entry, sides: tuple[SideWords, ...] = ()) -> Line:
    told = Told(entry, WHY[entry.state], sides)
    return Line(
        told, f"MO{entry.seq:05} status → Done", "Oak table", f"MO{entry.seq:05}", None, "Paused", "Done"
    )


@pytest.fixture
def outbox(qtbot: QtBot) -> Iterator[OutboxPage]:
    page = OutboxPage(RESOURCES, lambda: SEEN)
    yield from _shown(page, qtbot)


@pytest.fixture
def handing(qtbot: QtBot) -> Iterator[HandoverPage]:
    page = HandoverPage(RESOURCES, lambda: SEEN, system="MRPeasy", host="app.mrpeasy.com")
    yield from _shown(page, qtbot)


def _shown(page: Page, qtbot: QtBot) -> Iterator[Page]:
    qtbot.addWidget(page)
    page.resize(1208, 800)
    with qtbot.waitExposed(page):
        page.show()
    yield page


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        (State.READY, {E, R, D}),
        (State.SENDING, set()),
        (State.UNKNOWN, set()),
        (State.REVIEW, {E, R, D, C}),
        (State.REJECTED, {E, R, D, C}),
        (State.DELIVERED, set()),
        (State.BLOCKED, {E, R, D}),
        (State.DISCARDED, set()),
        (State.RECORDED, {E, R, D, C}),
    ],
)
def test_each_state_has_a_word_an_icon_and_just_the_buttons_that_can_be_used(
    outbox: OutboxPage, state: State, deeds: set[Deed]
) -> None:
    outbox.show_lines([_line(_entry(1, state))])
    assert {deed for deed in Deed if outbox.pane.deeds.button(deed).isVisible()} == deeds
    cell = outbox.list.table.cell(0, 1)
    assert (cell.text, cell.icon) == (LOOKS[state].label, LOOKS[state].icon)
    assert cell.icon
    assert sum(state in group.states for group in GROUPS) == 1


def test_what_arrived_twice_is_neither_sent_again_nor_discarded(outbox: OutboxPage) -> None:
    doubled = _entry(1, State.REVIEW, Verb.CREATE, result_key=12, reasons=("It arrived 2 times: CO1, CO2.",))
    assert [deed for deed in Deed if not why_not(doubled, deed)] == [C]
    outbox.show_lines([_line(doubled)])
    outbox.pane.deeds.button(C).click()
    assert outbox.pane.deeds.question.words == ""  # its number is known
    assert outbox.pane.deeds.button(C).label == "I have seen to it"


def test_a_change_the_server_does_not_take_is_not_sent_again_but_a_record_for_which_a_scope_lacked_is() -> None:
    change = _entry(1, State.RECORDED, Verb.UPDATE)
    assert why_not(change, R) == "This server does not take it, however often it is sent."
    assert not why_not(_entry(2, State.RECORDED, Verb.CREATE), R)
    assert not why_not(replace(change, reasons=("The key lacks the scope “jobs.update”.",)), R)


def test_what_cannot_be_done_by_key_says_why(outbox: OutboxPage) -> None:
    outbox.show_lines([_line(_entry(1, State.SENDING))])
    outbox.list.setFocus()
    QTest.keyClick(outbox.list, Qt.Key.Key_Delete)
    assert outbox.status._left.text() == "It is being sent right now; wait for the answer."


def test_a_new_order_found_on_the_server_is_named_by_its_number(outbox: OutboxPage) -> None:
    wished: list[tuple[Deed, str]] = []
    outbox.wished.connect(lambda deed, entry, told: wished.append((deed, told)))
    outbox.show_lines([_line(_entry(1, State.REVIEW, Verb.CREATE, tries=1, reached=True))])
    outbox.pane.deeds.button(C).click()
    question = outbox.pane.deeds.question
    assert question.input.hasFocus()
    QTest.keyClicks(question.input, " CO00012 ")
    QTest.keyClick(question.input, Qt.Key.Key_Return)
    assert wished == [(C, "CO00012")]
    outbox.pane.deeds.complain("It is not here.")
    assert question.revealed


def test_a_question_stays_while_its_entry_does_and_goes_with_it(outbox: OutboxPage) -> None:
    waiting = _line(_entry(1, State.READY))
    outbox.show_lines([waiting, _line(_entry(2, State.READY))])
    outbox.list.go_to(0)
    outbox.pane.deeds.ask(D)
    assert outbox.pane.deeds.question.revealed
    outbox.show_lines([waiting, _line(_entry(2, State.SENDING))])
    assert outbox.pane.deeds.question.revealed
    outbox.show_lines([_line(_entry(1, State.SENDING)), _line(_entry(2, State.SENDING))])
    assert not outbox.pane.deeds.question.revealed


def test_the_chosen_entry_stays_chosen_while_others_come_and_go(outbox: OutboxPage) -> None:
    outbox.show_lines([_line(_entry(n, State.READY)) for n in (1, 2, 3)])
    outbox.list.go_to(1)
    outbox.show_lines([_line(_entry(3, State.READY)), _line(_entry(2, State.DELIVERED))])
    assert outbox.list.key() == 2
    outbox.show_lines([_line(_entry(3, State.READY))])
    assert outbox.list.key() == 3
    outbox.show_lines([])
    assert outbox.list.key() is None
    assert outbox.nothing.isVisible()


def test_the_menu_of_a_row_offers_what_the_pane_does(outbox: OutboxPage) -> None:
    outbox.show_lines([_line(_entry(1, State.REJECTED))])
    outbox.fill_menu()
    told = [action.text() for action in outbox.list.menu.actions()]
    assert told == ["Edit …", "Send again", "Discard", "It is done there"]


def test_enter_goes_to_the_first_button_presses_it_and_escape_comes_back(outbox: OutboxPage) -> None:
    wished: list[Deed] = []
    outbox.wished.connect(lambda deed, entry, told: wished.append(deed))
    outbox.show_lines([_line(_entry(1, State.REJECTED))])
    outbox.list.setFocus()
    QTest.keyClick(outbox.list, Qt.Key.Key_Return)
    assert outbox.pane.deeds.button(E).hasFocus()
    QTest.keyClick(outbox.pane.deeds.button(E), Qt.Key.Key_Return)
    assert wished == [E]
    QTest.keyClick(outbox.pane.deeds.button(E), Qt.Key.Key_Escape)
    assert outbox.list.hasFocus()


def test_words_of_a_server_are_quoted_as_plain_text(outbox: OutboxPage, handing: HandoverPage) -> None:
    side = SideWords(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    line = replace(
        _line(_entry(1, State.REJECTED, reasons=(HOSTILE,)), (side,)), what=HOSTILE, about=HOSTILE, name=HOSTILE
    )
    outbox.show_lines([line])
    handing.show_lines([line])
    for page in (outbox, handing):
        page.grab()
        for label in page.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
            assert len(label.text()) <= 2_100
    assert outbox.pane.quote.words.startswith("“<img src=")


@pytest.mark.parametrize("which", ["outbox", "handing"])
def test_every_control_has_a_name(which: str, request: pytest.FixtureRequest) -> None:
    page: QWidget = request.getfixturevalue(which)
    page.show_lines([_line(_entry(1, State.RECORDED))])  # type: ignore[attr-defined]  # both have it
    for control in page.findChildren(QWidget):
        if isinstance(control, (QAbstractButton, QLineEdit)) and control.isVisible():
            told = QAccessible.queryAccessibleInterface(control)
            assert told.text(QAccessible.Text.Name), type(control).__name__


def test_of_several_changes_of_one_order_the_last_is_handed_over(handing: HandoverPage) -> None:
    first, last = _entry(7, State.RECORDED), _entry(8, State.RECORDED)
    last = replace(last, command=replace(last.command, key=first.command.key))
    browsed: list[Line] = []
    handing.browsed.connect(browsed.append)
    handing.show_lines([_line(first), _line(last), _line(_entry(9, State.RECORDED))])
    assert handing.list.table.rowCount() == 2
    handing.list.go_to(0)
    handing.open.click()
    assert [line.entry.seq for line in browsed] == [8]
    handing.show_lines([])
    assert not handing.open.isEnabled()


def test_the_search_asks_for_what_every_system_has(outbox: OutboxPage) -> None:
    assert outbox.search.placeholderText() == "Find an entry or a reason …"


def test_what_only_lacked_a_scope_is_not_called_a_thing_that_the_server_never_takes(outbox: OutboxPage) -> None:
    lacking = "The key lacks the scope “quotes.create”."
    for reasons, said in (((), WHY[State.RECORDED]), ((lacking,), f"{FORBIDDEN} {lacking}")):
        line = _line(_entry(1, State.RECORDED, Verb.CREATE, reasons=reasons))
        outbox.show_lines([replace(line, told=Told(line.entry, explained(line.entry)))])
        assert outbox.pane.why.text() == said


def test_something_new_is_handed_over_without_a_number_and_says_why_it_was_not_sent(
    handing: HandoverPage, shop: Shop
) -> None:
    lacking = "The key lacks the permission for this."
    new = Told(_entry(2, State.RECORDED, Verb.CREATE, reasons=(lacking,)))
    reader = shop.cache.reader()
    try:
        lines = describe(reader, RESOURCES, [new], SEEN)
    finally:
        reader.close()
    browsed: list[Line] = []
    handing.browsed.connect(browsed.append)
    handing.show_lines([*lines, _line(_entry(9, State.RECORDED))])
    cells = [handing.list.table.cell(0, column).text for column in (0, 1, 4)]
    assert cells == ["New customer order for #1", "New", lacking]
    handing.list.go_to(0)
    assert not handing.open.isEnabled()
    handing.list.opened.emit()
    assert handing.status._left.text().startswith("It is new: MRPeasy has no number for it yet.")
    handing.list.go_to(1)
    handing.open.click()
    assert [line.name for line in browsed] == ["MO00009"]


def test_entries_are_said_in_words_of_the_local_copy(shop: Shop) -> None:
    shop.put(MO, [mo(3, status=30)])
    told = [
        Told(_entry(3, State.READY), "why"),
        Told(_entry(4, State.DELIVERED, result_key=4)),
        Told(_entry(5, State.REVIEW, Verb.CREATE), "why"),
    ]
    reader = shop.cache.reader()
    try:
        lines = describe(reader, RESOURCES, told, SEEN)
    finally:
        reader.close()
    assert [line.what for line in lines] == [
        "New customer order for #1",
        "MO00003 status → Done",
        "#4 status → Done",
    ]
    assert lines[1].about.endswith(" · was In progress · No oak")
    assert (lines[1].link, lines[1].there) == ((MO.name, 3), "In progress")
    assert lines[2].link is None
