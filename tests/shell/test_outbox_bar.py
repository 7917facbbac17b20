"""The quiet bar below the pages, and the rail's words about what waits."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen
from forge_desktop.session import Health, Link
from forge_desktop.shell import words
from forge_desktop.shell.outbox_bar import Undoable, UndoBar
from forge_desktop.shell.outbox_browser import address, host
from forge_desktop.shell.rail import Rail

NOW = 1_795_246_920  # Sat 21 Nov 2026 09:42:00 in Tallinn
ZONE = ZoneInfo("Europe/Tallinn")


class Watch:
    """Time as the bar sees it."""

    now = NOW

    def seen(self) -> Seen:
        """Now."""
        return Seen(self.now, ZONE)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def bar(qtbot: QtBot, watch: Watch) -> Iterator[UndoBar]:
    around = QWidget()
    qtbot.addWidget(around)
    made = UndoBar(watch.seen, around)
    yield made
    made.stop()


def test_the_newest_change_is_offered_and_the_one_before_it_comes_back(bar: UndoBar, watch: Watch) -> None:
    undone: list[Undoable] = []
    bar.undo_wanted.connect(undone.append)
    bar.offer(Undoable(("a",), "MO1 → Done", NOW + 10))
    watch.now += 4
    bar.offer(Undoable(("b",), "MO2 → Done", watch.now + 10))
    assert (bar.sentence, bar._action.label) == ("MO2 → Done", "Undo (10 s)")
    bar.undo()
    assert (bar.sentence, bar._action.label) == ("MO1 → Done", "Undo (6 s)")
    watch.now += 6
    bar.look()
    assert bar.sentence == ""
    bar.undo()
    assert [one.idents for one in undone] == [("b",)]


def test_what_has_left_is_not_offered_any_more(bar: UndoBar) -> None:
    bar.offer(Undoable(("a", "b"), "2 orders → Done", NOW + 10))
    bar.gone({"a"})
    assert bar.sentence == "2 orders → Done"
    bar.gone({"a", "b"})
    assert bar.sentence == ""


def test_a_remark_gives_way_to_the_offer_behind_it(bar: UndoBar, watch: Watch) -> None:
    bar.offer(Undoable(("a",), "MO1 → Done", NOW + 10))
    bar.note(Tone.INFO, "Nothing follows.")
    bar.look()
    assert bar.sentence == "Nothing follows."
    watch.now += 7
    bar.look()
    assert bar.sentence == "MO1 → Done"


@pytest.mark.parametrize(
    ("waiting", "looks", "label"),
    [
        (0, 0, "Outbox"),
        (1, 0, "1 change waiting"),
        (3, 0, "3 changes waiting"),
        (0, 1, "1 needs a look"),
        (2, 3, "2 waiting, 3 need a look"),
    ],
)
def test_the_rail_says_how_many_changes_wait(qtbot: QtBot, waiting: int, looks: int, label: str) -> None:
    rail = Rail("Shop", "UTC", catalog.sections("mrpeasy"))
    qtbot.addWidget(rail)
    rail.show_waiting(waiting, looks, 0)
    assert rail.outbox.label == label
    assert rail.handover.isHidden()
    rail.show_waiting(waiting, looks, 2)
    assert rail.handover.accessibleName() == "To hand over, 2"
    assert not rail.handover.isHidden()


def test_the_bar_counts_what_waits_while_offline_and_what_goes_out_afterwards() -> None:
    seen = Seen(NOW, ZONE)
    told = words.banner(Health(Link.OFFLINE, "No network."), NOW, seen, 3)
    assert told is not None
    assert told[2] == "Offline – data as of 09:42, 3 changes waiting. Everything here can be read. No network."
    assert words.sending(2, 3)[:3] == (Tone.INFO, "arrow-up-from-line", "Sending 2 of 3")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("https://app.example/orders/{man_ord_id}", "https://app.example/orders/12"),
        ("http://app.example/orders/{man_ord_id}", ""),
        ("file:///{man_ord_id}", ""),
        ("https://app.example/{code}", "https://app.example/MO%2F..%2F%3Fx%3D1"),
        ("https://app.example/{missing}", ""),
        ("", ""),
    ],
)
def test_only_https_addresses_with_all_their_fields_are_opened(pattern: str, found: str) -> None:
    assert address(pattern, {"man_ord_id": 12, "code": "MO/../?x=1"}) == found


def test_the_host_is_that_of_the_profile() -> None:
    assert host({"items": "https://app.mrpeasy.com/articles/view/{product_id}"}) == "app.mrpeasy.com"
    assert host({}) == ""
