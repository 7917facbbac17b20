"""Buttons, chips, rail and lines do what they promise by mouse and by keys, and have names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import IconButton, PaintedButton, PrimaryButton, QuietButton
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.empty import EmptyState
from forge_desktop.widgets.facts import Fact, KeyValue
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.rail import RailButton
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.table import Table
from forge_desktop.widgets.tokens import LIGHT
from tests.widgets.gallery import Gallery

LEFT = Qt.MouseButton.LeftButton


def button_in(widget: QWidget) -> QAbstractButton:
    """The one button of a widget."""
    found = widget.findChild(QAbstractButton)
    assert isinstance(found, QAbstractButton)
    return found


def test_every_control_of_the_sheet_has_a_name_and_takes_the_focus(qtbot: QtBot) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    controls = [w for kind in kinds for w in gallery.findChildren(kind) if w.isVisibleTo(gallery)]
    own = [c for c in controls if not isinstance(c.parent(), kinds) and not isinstance(c.parent(), Table)]
    assert len(own) > 20
    for control in own:
        spoken = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        assert spoken, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, spoken


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down])
def test_a_chip_opens_by_key(key: Qt.Key, qtbot: QtBot) -> None:
    chip = FilterChip("Due: any")
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.clicked):
        QTest.keyClick(chip, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_chip_in_use_is_cleared_by_key_and_an_idle_one_is_not(key: Qt.Key, qtbot: QtBot) -> None:
    chip = FilterChip("Status: open", active=True)
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.cleared):
        QTest.keyClick(chip, key)
    chip.show_filter("Status: any", active=False)
    with qtbot.assertNotEmitted(chip.cleared, wait=0):
        QTest.keyClick(chip, key)


def test_the_cross_of_a_chip_clears_and_its_words_open(qtbot: QtBot) -> None:
    chip = FilterChip("Status: open", active=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    cross = QPoint(chip.width() - 14, chip.height() // 2)
    with qtbot.waitSignal(chip.cleared), qtbot.assertNotEmitted(chip.clicked, wait=0):
        QTest.mouseClick(chip, LEFT, Qt.KeyboardModifier.NoModifier, cross)
    with qtbot.waitSignal(chip.clicked), qtbot.assertNotEmitted(chip.cleared, wait=0):
        QTest.mouseClick(chip, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(20, chip.height() // 2))
    chip.show_filter("Status: any", active=False)
    with qtbot.waitSignal(chip.clicked):
        QTest.mouseClick(
            chip, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(chip.width() - 14, chip.height() // 2)
        )


def test_a_chip_in_use_is_filled(qtbot: QtBot) -> None:
    chip = FilterChip("Status: open", active=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    filled = chip.grab().toImage().pixelColor(6, chip.height() // 2)
    assert filled.name().upper() == LIGHT.selection
    chip.show_filter("Status: any", active=False)
    assert chip.grab().toImage().pixelColor(6, chip.height() // 2).name().upper() == LIGHT.panel


def test_rail_buttons_choose_one_page_by_key_and_speak_their_count(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    orders, lots = RailButton("Manufacturing orders", "factory"), RailButton("Stock lots", "boxes")
    for button in (orders, lots):
        button.setAutoExclusive(True)
        column.addWidget(button)
    orders.setChecked(True)
    lots.set_count(1_000_212)
    with qtbot.waitSignal(lots.clicked):
        QTest.keyClick(lots, Qt.Key.Key_Space)
    assert lots.isChecked()
    assert not orders.isChecked()
    assert lots.accessibleName() == "Stock lots, 1\u00a0000\u00a0212"
    lots.set_count(None)
    assert lots.accessibleName() == "Stock lots"


@pytest.mark.parametrize("make", [PrimaryButton, QuietButton, FilterChip])
def test_nothing_on_a_button_is_cut_at_its_own_size(make: type[PaintedButton], qtbot: QtBot) -> None:
    for label in ("New order", "Off", "Due: any", "Clear all filters", "Assigned: any"):
        button = make(label)
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
        natural = button.grab().toImage()
        button.resize(button.sizeHint().width() + 40, button.sizeHint().height())
        wide = button.grab().toImage()
        middle = slice(12, natural.width() - 32)
        for x in range(natural.width())[middle]:
            for y in (10, 14, 18):
                assert natural.pixel(x, y) == wide.pixel(x, y), label


def test_focus_is_seen_on_every_kind_of_button(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.addWidget(QLineEdit())
    buttons = [PrimaryButton("Go"), QuietButton("Go"), IconButton("Go", "x"), FilterChip("Go")]
    buttons.append(RailButton("Go", "x"))
    for button in buttons:
        column.addWidget(button)
    column.activate()
    with qtbot.waitActive(host):
        host.show()
    for button in buttons:
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.grab().toImage() != before, type(button).__name__


def test_the_banner_shows_one_sentence_and_its_action(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    banner = Banner(host)
    host.show()
    assert not banner.isVisible()
    assert banner.sentence == ""
    banner.say(Tone.WARN, "Offline – data as of 09:42", icon="wifi-off", action="Try again")
    assert banner.isVisible()
    assert banner.accessibleName() == "Offline – data as of 09:42"
    button = button_in(banner)
    with qtbot.waitSignal(banner.acted):
        QTest.keyClick(button, Qt.Key.Key_Space)
    image = banner.grab().toImage()
    assert image.pixelColor(2, 2).name().upper() == LIGHT.tone(Tone.WARN).back
    banner.clear()
    assert not banner.isVisible()
    assert banner.sentence == ""


def test_a_banner_that_spoke_before_it_stood_in_a_window_opens_none_of_its_own(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say(Tone.INFO, "Sending 2 of 3")
    assert not banner.isVisible()
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.addWidget(banner)
    column.activate()
    host.show()
    assert banner.isVisible()


def test_progress_says_how_far_it_is_and_can_be_stopped(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    progress = Progress(host)
    host.show()
    progress.tell("1 200 of 3 600, about 20 s", 333)
    assert progress.accessibleName() == "1 200 of 3 600, about 20 s"
    stop = button_in(progress)
    with qtbot.waitSignal(progress.cancelled):
        QTest.keyClick(stop, Qt.Key.Key_Space)
    progress.tell("Waiting 6 s for MRPeasy", cancel=False)
    assert not stop.isVisible()
    progress.done()
    assert not progress.isVisible()


def test_the_search_box_is_emptied_by_escape_and_leaves_escape_to_the_page_when_empty(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    pressed: list[int] = []
    host.keyPressEvent = lambda event: pressed.append(event.key())  # type: ignore[method-assign]
    box = SearchBox("Search order, item …", host)
    host.show()
    QTest.keyClicks(box, "oak")
    assert box.text() == "oak"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert pressed == []
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert pressed == [Qt.Key.Key_Escape]
    assert box.accessibleName() == "Search order, item …"


def test_an_empty_state_offers_its_one_action_only_when_there_is_one(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.resize(400, 300)
    empty.show()
    empty.tell("search", "No order matches “walnut”.", "Clear all filters")
    button = button_in(empty)
    with qtbot.waitSignal(empty.acted):
        QTest.keyClick(button, Qt.Key.Key_Space)
    empty.tell("boxes", "Stock lots appear here.")
    assert not button.isVisible()


def test_facts_follow_their_links_and_are_used_again_for_the_next_record(qtbot: QtBot) -> None:
    facts = KeyValue()
    qtbot.addWidget(facts)
    facts.show_facts([Fact(label="For", value="CO00713", link=("customer-orders", 713))])
    facts.resize(300, 200)
    facts.show()
    link = button_in(facts)
    with qtbot.waitSignal(facts.followed) as followed:
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert followed.args == ["customer-orders", 713]
    assert link.accessibleName() == "For: CO00713"
    facts.show_facts([Fact(label="Start", value="9 Nov"), Fact(label="Due", value="16 Nov", tone=Tone.BAD)])
    facts.show_facts([Fact(label="Start", value="10 Nov")])
    shown = [label.text() for label in facts.findChildren(plain.PlainLabel) if label.isVisible()]
    assert shown == ["Start", "10 Nov"]
    assert not link.isVisible()


def test_the_flow_goes_on_in_the_next_line_where_the_room_ends(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host)
    chips = [FilterChip(f"Filter {number}: any") for number in range(6)]
    for chip in chips:
        flow.addWidget(chip)
    host.resize(2_000, 100)
    host.show()
    flow.activate()
    assert {chip.y() for chip in chips} == {0}
    narrow = flow.heightForWidth(300)
    assert narrow > chips[0].height() * 2
    host.resize(300, narrow)
    flow.activate()
    assert len({chip.y() for chip in chips}) >= 3
    assert all(chip.geometry().right() <= 300 for chip in chips)
    assert flow.takeAt(99) is None
    assert flow.count() == 6


def test_a_page_of_the_rail_that_is_closed_to_the_key_says_so_in_its_name_and_tooltip(qtbot: QtBot) -> None:
    jobs = RailButton("Jobs", "factory")
    qtbot.addWidget(jobs)
    jobs.resize(jobs.sizeHint())
    jobs.set_count(3)
    jobs.set_closed("not visible to this key")
    assert jobs.accessibleName() == "Jobs, 3, not visible to this key"
    assert jobs.toolTip() == "Jobs: not visible to this key"
    assert jobs.isEnabled()
    jobs.set_closed("")
    assert (jobs.accessibleName(), jobs.toolTip()) == ("Jobs, 3", "")
