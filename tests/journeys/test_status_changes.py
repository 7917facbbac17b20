"""A shop lead changes the status of orders: from rows, pane, record and key, online, offline and too late."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.outbox_bar import Undoable
from forge_desktop.views.row_menu import RowMenu
from forge_desktop.widgets.buttons import QuietButton
from tests.journeys.shopfloor import (
    CANCELLED,
    PAUSED,
    RUNNING,
    SCHEDULED,
    Shop,
    chooser,
    entries,
    offered,
    orders,
    pass_time,
    pick,
    select_orders,
    stands,
    trigger,
    words,
)
from tests.shell.fixtures import Serve
from tests.shell.living import Clock, Told, live, options, until

Lead = Callable[[str], None]
ShopOf = Callable[[RunningServer], Shop]


@pytest.fixture
def server(serve: Serve, lead: Lead) -> RunningServer:
    """The tiny world, and an environment that leads there."""
    running = serve(tiny=True)
    lead(running.url)
    return running


def test_by_key_alone_an_order_is_paused_with_a_reason_and_sent_once_after_ten_seconds(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00003")
        found = await chooser(told)
        assert offered(found) == ["Paused", "Done", "Cancelled"]
        await pick(told, found, "Paused", "Waits for oak")
        row = told.column("code").index("MO00003")
        assert told.column("status")[row] == "Paused"
        cell = told.page.table.cell(row, 0)
        assert cell is not None
        assert cell.second == "not sent yet"
        assert told.view.changed.sentence == "MO00003 → Paused"
        await until(lambda: told.view.rail.outbox.label == "1 change waiting", "the rail does not count it")
        await pass_time(told, clock, 8)
        await asyncio.sleep(0.2)
        assert (shop.status("MO00003"), shop.changes()) == (RUNNING, [])
        await pass_time(told, clock, 3)
        (entry,) = await stands(told, State.DELIVERED)
        assert entry.command.reason == "Waits for oak"
        assert shop.status("MO00003") == PAUSED
        assert (len(shop.changes()), shop.notes("MO00003", "Waits for oak")) == (1, 1)
        await until(lambda: told.view.changed.sentence == "", "the bar did not go")
        await until(lambda: told.view.rail.outbox.label == "Outbox", "something still waits")

    assert live(qapp, options(tmp_path / "data"), story, clock) == 0


def test_an_undo_in_time_leaves_no_trace_on_the_server(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002")
        await pick(told, await chooser(told), "In progress")
        await until(lambda: told.view.changed.sentence == "MO00002 → In progress", "nothing can be undone")
        await told.press("Ctrl+Z")
        await stands(told, State.DISCARDED)
        await until(
            lambda: told.column("status")[told.column("code").index("MO00002")] == "Scheduled",
            "the row still shows what was taken back",
        )
        assert told.view.changed.sentence == "Taken back: MO00002 → In progress"
        await pass_time(told, clock, 60)
        await asyncio.sleep(0.2)
        assert (shop.status("MO00002"), shop.changes()) == (SCHEDULED, [])

    live(qapp, options(tmp_path / "data"), story, clock)


def test_several_orders_change_at_once_with_what_suits_them_all_and_one_undo(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002", "MO00003", "MO00005")
        found = await chooser(told)
        assert offered(found) == ["Done", "Cancelled"]
        await pick(told, found, "Cancelled", "Customer is gone")
        assert told.view.changed.sentence == "3 orders → Cancelled"
        told.view.changed._action.click()
        await stands(told, State.DISCARDED, State.DISCARDED, State.DISCARDED)
        await select_orders(told, "MO00002", "MO00007")
        found = await chooser(told)
        assert offered(found) == ["In progress", "Done", "New", "Cancelled"]
        await pick(told, found, "In progress")
        await pass_time(told, clock, 11)
        await stands(told, *[State.DISCARDED] * 3, *[State.DELIVERED] * 2)
        assert (shop.status("MO00002"), shop.status("MO00007"), len(shop.changes())) == (RUNNING, RUNNING, 2)
        assert shop.status("MO00003") == RUNNING

    live(qapp, options(tmp_path / "data"), story, clock)


def test_rows_pane_and_record_offer_the_same_and_nothing_follows_a_cancelled_order(
    qapp: QApplication, tmp_path: Path, server: RunningServer, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        page = await orders(told)
        await select_orders(told, "MO00003")
        rows = page.findChild(RowMenu)
        assert rows is not None
        assert rows.fill()
        assert words(rows.menu)[-3:] == ["Status → Paused …", "Status → Done", "Status → Cancelled …"]
        menu = _status_menu(page.preview)
        assert words(menu) == ["Paused …", "Done", "Cancelled …"]
        await told.press("Return")
        detail = told.view.tabs.on_record
        assert detail is not None
        assert words(_status_menu(detail)) == ["Paused …", "Done", "Cancelled …"]
        assert offered(await chooser(told)) == ["Paused", "Done", "Cancelled"]
        await told.press("Escape")
        await told.press("Escape")
        await select_orders(told, "MO00004")
        assert words(_status_menu(page.preview)) == ["Nothing follows this status"]
        await told.press("Ctrl+Shift+S")
        assert told.view.changed.sentence == "MO00004: nothing follows this status."
        await select_orders(told, "MO00002")
        trigger(_status_menu(page.preview), "In progress")
        await until(lambda: told.view.changed.sentence == "MO00002 → In progress", "it was not kept")
        await until(
            lambda: "Not sent yet: status In progress (there: Scheduled)" in page.preview._unsent.sentence,
            "the pane does not say it",
        )

    live(qapp, options(tmp_path / "data"), story, clock)


def _status_menu(owner: QWidget) -> QMenu:
    """The menu of the button, filled as it is when it opens."""
    button = next(b for b in owner.findChildren(QuietButton) if b.label == "Change status")
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    return menu


def test_offline_a_change_waits_and_goes_out_when_the_server_is_back(
    qapp: QApplication, tmp_path: Path, serve: Serve, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    said: list[str] = []

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        for code in ("MO00002", "MO00007"):
            await select_orders(told, code)
            await pick(told, await chooser(told), "In progress")
        await until(lambda: ", 2 changes waiting" in told.view.banner.sentence, "the bar does not count them")
        assert told.view.banner.sentence.startswith("Offline – data as of")
        await pass_time(told, clock, 11)
        await asyncio.sleep(0.3)
        assert [entry.state for entry in await entries(told)] == [State.READY, State.READY]
        await until(lambda: told.view.rail.outbox.label == "2 changes waiting", "the rail does not count them")
        banner = told.view.banner
        show = banner.say

        def listen(tone: object, sentence: str, **more: str) -> None:
            said.append(sentence)
            show(tone, sentence, **more)  # type: ignore[arg-type]  # handed on as it came

        banner.say = listen  # type: ignore[method-assign]  # a listener, not another behaviour
        again = serve(port=urlsplit(server.url).port or 0, tiny=True)
        told.view.banner._action.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        shop = shop_of(again)
        assert (shop.status("MO00002"), shop.status("MO00007")) == (RUNNING, RUNNING)
        await until(lambda: told.view.banner.sentence == "", "the bar did not go")
        assert "Sending 1 of 2" in said

    live(qapp, options(tmp_path / "data"), story, clock)


def test_a_lost_answer_leads_to_exactly_one_change_and_one_note(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00003")
        await pick(told, await chooser(told), "Cancelled", "Drawing was wrong")
        told.view.desk.pause()  # nothing but the change asks the server now
        server.faults.plan("", "lost")  # the look before the write passes
        await pass_time(told, clock, 11)
        await stands(told, State.UNKNOWN)
        assert shop.status("MO00003") == CANCELLED
        await pass_time(told, clock, 121)
        await stands(told, State.DELIVERED)
        assert (len(shop.changes()), shop.notes("MO00003", "Drawing was wrong")) == (1, 1)

    live(qapp, options(tmp_path / "data"), story, clock)


def test_a_program_killed_between_yes_and_sending_sends_it_after_its_restart(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)
    command = [sys.executable, "-m", "tests.journeys.dying", str(tmp_path / "data"), "MO00002", "In progress"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as dying:
        assert dying.stdout is not None
        said = dying.stdout.readline()
        dying.kill()
    assert (said, dying.returncode, shop.changes()) == ("kept\n", -signal.SIGKILL, [])

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await until(lambda: told.view.rail.outbox.label == "1 change waiting", "the change is gone")
        await pass_time(told, clock, 60)
        await stands(told, State.DELIVERED)
        assert (shop.status("MO00002"), len(shop.changes())) == (RUNNING, 1)

    live(qapp, options(tmp_path / "data"), story, clock)


def test_what_has_left_already_is_too_late_to_take_back_and_that_is_said(
    qapp: QApplication, tmp_path: Path, server: RunningServer, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(server)

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002")
        await pick(told, await chooser(told), "In progress")
        await until(lambda: told.view.changed.sentence == "MO00002 → In progress", "nothing can be undone")
        clock.ahead += 9.5
        await told.view.desk.write(lambda writes: writes.retry(writes.outbox.entries()[0].command.id))
        (entry,) = await stands(told, State.DELIVERED)
        told.view.changed.undo_wanted.emit(Undoable((entry.command.id,), "MO00002 → In progress", 0))
        await until(
            lambda: told.view.changed.sentence.startswith("Too late to take back. It has arrived"),
            "nobody said that it is too late",
        )
        assert shop.status("MO00002") == RUNNING

    live(qapp, options(tmp_path / "data"), story, clock)
