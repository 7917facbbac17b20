"""Of all there is to say, the state bar says what matters most; rows that stand aside can be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.asides import AsidesDialog
from forge_desktop.domain.catalog import find
from forge_desktop.domain.text import Seen
from forge_desktop.session import Health, Link, Progress
from forge_desktop.shell import words
from forge_desktop.shell.state_bar import Standing, StateBar
from forge_desktop.store import Cache
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]
NOW = 1_795_246_920  # Sat 21 Nov 2026 09:42:00 in Tallinn
SEEN = Seen(NOW, ZoneInfo("Europe/Tallinn"))
MO, OPERATIONS = find("mrpeasy", "manufacturing-orders"), find("mrpeasy", "operations")
SUSPICIOUS = Health(Link.ONLINE, notice="40 are missing.", suspicious=("lots", "items"))
FEW = Health(Link.ONLINE, unseen={"lots": "The key lacks a scope.", "items": "The key lacks a scope."})
OFFLINE = Health(Link.OFFLINE, "Nothing answers.", NOW - 60, NOW + 7)


@pytest.mark.parametrize(
    ("standing", "begins", "action"),
    [
        (Standing(), "", ""),
        (Standing(Health(Link.ONLINE)), "", ""),
        (Standing(OFFLINE, NOW), "Offline – data as of 09:42. Everything here can be read. Nothing", "Try now"),
        (Standing(OFFLINE), "Offline. Nothing answers.", "Try now"),
        (Standing(OFFLINE, paused=True), "Offline.", "Try now"),
        (
            Standing(Health(Link.SIGNED_OUT, "The key is wrong."), NOW),
            "Signed out – data as of",
            "Change the key",
        ),
        (Standing(Health(Link.TROUBLE, "A list ended."), NOW), "A list ended – data as of 09:42.", "Try again"),
        (Standing(paused=True, asides={MO.name: 2}), "Loading paused.", "Resume"),
        (Standing(Health(Link.ONLINE, notice="40 are missing."), asides={MO.name: 2}), "40 are", "Look again"),
        (Standing(SUSPICIOUS), "40 are missing", "Accept the deletions"),
        (Standing(asides={MO.name: 1}), "1 row of manufacturing orders could not be read", "Show"),
        (Standing(asides={MO.name: 1_200}), "1\u00a0200 rows of manufacturing orders", "Show"),
        (Standing(asides={"lots": 3}), "", ""),
        (Standing(FEW, unseen=("Lots", "Items")), "This key may not see: Lots, Items.", "Look again"),
        (Standing(FEW, unseen=("Lots",), asides={MO.name: 1}), "1 row of", "Show"),
        (Standing(OFFLINE, unseen=("Lots",)), "Offline.", "Try now"),
    ],
)
def test_the_bar_says_what_matters_most(qtbot: QtBot, standing: Standing, begins: str, action: str) -> None:
    bar = StateBar(lambda: SEEN)
    qtbot.addWidget(bar)
    bar.show_standing(standing, OPERATIONS, MO)
    assert bar.sentence.startswith(begins)
    assert bool(bar.sentence) == bool(begins)
    assert not action or bar._action.label == action


def test_what_was_fetched_before_a_scope_was_lost_is_told_with_its_age(qtbot: QtBot) -> None:
    bar = StateBar(lambda: SEEN)
    qtbot.addWidget(bar)
    health = Health(Link.ONLINE, unseen={MO.name: "The key lacks a scope."})
    bar.show_standing(Standing(health, NOW, unseen=(MO.title,)), OPERATIONS, MO)
    assert bar.sentence == (
        "This key may not see: Manufacturing orders. Operations are shown as they were, as of 09:42."
    )


def test_each_action_leads_where_its_sentence_says(qtbot: QtBot) -> None:
    bar = StateBar(lambda: SEEN)
    qtbot.addWidget(bar)
    went: list[str] = []
    bar.try_wanted.connect(lambda: went.append("try"))
    bar.resume_wanted.connect(lambda: went.append("resume"))
    bar.asides_wanted.connect(went.append)
    bar.key_wanted.connect(lambda: went.append("key"))
    bar.deletions_wanted.connect(went.extend)
    signed_out = Standing(Health(Link.SIGNED_OUT, "The key is wrong."))
    acts = (Standing(OFFLINE), Standing(paused=True), Standing(asides={MO.name: 1}), signed_out)
    for standing in (*acts, Standing(SUSPICIOUS)):
        bar.show_standing(standing, MO, None)
        bar._action.click()
    assert went == ["try", "resume", "manufacturing-orders", "key", "lots", "items"]


@pytest.mark.parametrize(
    ("health", "paused", "said", "action"),
    [
        (OFFLINE, False, "Operations were never fetched, and the server cannot be reached now.", "Try again"),
        (
            Health(Link.SIGNED_OUT, "Wrong key."),
            False,
            "Operations were never fetched: the server refuses the key. Wrong key.",
            "Change the key",
        ),
        (Health(Link.TROUBLE, "A list ended."), False, "Operations were never fetched. A list", "Try again"),
        (Health(Link.ONLINE), True, "Operations were never fetched, and loading is paused.", "Resume"),
    ],
)
def test_a_page_that_was_never_fetched_says_why(health: Health, paused: bool, said: str, action: str) -> None:
    told = words.unfetched(OPERATIONS, health, paused)
    assert told is not None
    assert told[2].startswith(said)
    assert told[3] == action


def test_nothing_is_in_the_way_while_it_comes() -> None:
    assert words.unfetched(OPERATIONS, Health(Link.ONLINE), False) is None
    assert words.unfetched(OPERATIONS, Health(), False) is None


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("lots", 1_200, 3_600, 20), "Stock lots: 1\u00a0200 of 3\u00a0600, about 20 s"),
        (Progress("lots", 100, None, None), "Stock lots: 100"),
        (Progress("lots", 3, 55, 250, "details"), "Stock lots: 3 of 55 details, about 4 min"),
    ],
)
def test_progress_is_one_sentence(progress: Progress, said: str) -> None:
    assert words.progress(progress, "Stock lots") == said


def test_the_status_line_counts_down_to_the_next_try() -> None:
    assert words.status("Demo", OFFLINE, SEEN) == "Demo · next try in 7 s"
    assert words.status("Demo", Health(), SEEN) == "Demo · connecting"
    assert words.status("Demo", Health(Link.ONLINE), SEEN) == "Demo · online"
    assert words.age(None, SEEN) == ""
    assert words.age(NOW, SEEN) == "as of 09:42"
    assert words.age(NOW - 86_400, SEEN) == "as of 20 Nov 09:42"


def test_rows_that_could_not_be_read_are_counted_and_shown_as_they_came(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    server = serve(tiny=True)
    lead(server.url)
    paths: list[Path] = []

    async def filling(told: Told) -> None:
        await told.opened()
        paths.append(told.program.folders.cache(told.view.desk.connection.ident))

    live(qapp, options(tmp_path / "data", "manufacturing-orders"), filling)
    cache = Cache.open(paths[0], "mrpeasy")
    raw = '{"man_ord_id": "<b>seven</b>\u202e"}'
    cache.records.set_aside(MO, [(7, "The key is no number", raw), (None, "Too deep", "[[[")], now=NOW)
    cache.close()
    server.stop()

    async def looking(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        view = told.view
        view.show_page("lots")
        view.desk._health_told.emit(Health(Link.ONLINE))
        await until(lambda: not view.banner.sentence, "the bar speaks of another page's rows")
        view.show_page("operations")
        view.desk._health_told.emit(Health(Link.ONLINE))
        await until(lambda: view.banner.sentence.startswith("2 rows of manufacturing"), view.banner.sentence)
        view.banner._action.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), AsidesDialog), "no list was shown")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, AsidesDialog)
        shown = dialog.findChild(QPlainTextEdit)
        assert shown is not None
        assert shown.toPlainText() == '{"man_ord_id": "<b>seven</b>⟨U+202E⟩"}'
        dialog.accept()

    live(qapp, options(tmp_path / "data", "operations"), looking)


def test_the_rail_and_the_bar_never_tell_different_things_of_what_a_key_may_see(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        desk = told.view.desk
        closed = Health(Link.ONLINE, unseen={"customers": "No permission."})
        engine = Thread(target=desk._health_told.emit, args=(closed,))
        engine.start()
        engine.join()
        QCoreApplication.sendPostedEvents(desk)  # as between two things that the engine tells
        assert desk.health == closed
        assert "not visible" in told.view.rail._buttons["customers"].accessibleName()
        assert "Customers" in told.view.banner.sentence

    live(qapp, options(tmp_path / "data", "lots"), story)
