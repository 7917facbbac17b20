"""A shop lead changes the status of orders: from rows, pane, record and key, online, offline and too late."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from PySide6.QtWidgets import QMenu, QWidget

from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.outbox_bar import Undoable
from forge_desktop.views.row_menu import RowMenu
from forge_desktop.widgets.buttons import QuietButton
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.dying import killed
from tests.journeys.orderdesk import below
from tests.journeys.shopfloor import (
    CANCELLED,
    NEW,
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
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until


@on_both
def test_by_key_alone_an_order_is_paused_with_a_reason_and_sent_once_after_ten_seconds(
    stage: Stage, dialect: Dialect, books: Books, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00003")
        found = await chooser(told)
        assert offered(found) == [dialect.held, dialect.done, dialect.cancelled]
        assert dialect.remark in below(found._field)
        await pick(told, found, dialect.held, "Waits for oak")
        row = told.column(dialect.made.number).index("MO00003")
        assert told.column("status")[row] == dialect.held
        cell = told.page.table.cell(row, 0)
        assert cell is not None
        assert cell.second == "not sent yet"
        assert told.view.changed.sentence == f"MO00003 → {dialect.held}"
        await until(lambda: told.view.rail.outbox.label == "1 change waiting", "the rail does not count it")
        (entry,) = await entries(told)
        assert (entry.state, entry.command.reason) == (State.READY, "Waits for oak")
        assert books.status("MO00003") == dialect.told[dialect.running]
        await pass_time(told, clock, 8)
        await asyncio.sleep(0.2)
        assert (shop.status("MO00003"), shop.changes()) == (RUNNING, [])
        await pass_time(told, clock, 3)
        (entry,) = await stands(told, State.DELIVERED)
        assert entry.command.reason == "Waits for oak"
        assert shop.status("MO00003") == PAUSED
        assert books.status("MO00003") == dialect.told[dialect.held]
        assert (len(shop.changes()), shop.notes("MO00003", "Waits for oak")) == (1, dialect.remarks)
        await until(lambda: told.view.changed.sentence == "", "the bar did not go")
        await until(lambda: told.view.rail.outbox.label == "Outbox", "something still waits")

    stage.play(story, clock=clock)


@on_both
def test_an_undo_in_time_leaves_no_trace_on_the_server(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002")
        await pick(told, await chooser(told), dialect.running)
        await until(
            lambda: told.view.changed.sentence == f"MO00002 → {dialect.running}", "nothing can be undone"
        )
        await told.press("Ctrl+Z")
        await stands(told, State.DISCARDED)
        await until(
            lambda: (
                told.column("status")[told.column(dialect.made.number).index("MO00002")] == dialect.released
            ),
            "the row still shows what was taken back",
        )
        assert told.view.changed.sentence == f"Taken back: MO00002 → {dialect.running}"
        await pass_time(told, clock, 60)
        await asyncio.sleep(0.2)
        assert (shop.status("MO00002"), shop.changes()) == (SCHEDULED, [])

    stage.play(story, clock=clock)


@on_both
def test_several_orders_change_at_once_with_what_suits_them_all_and_one_undo(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002", "MO00003", "MO00005")
        found = await chooser(told)
        assert offered(found) == [dialect.done, dialect.cancelled]
        await pick(told, found, dialect.cancelled, "Customer is gone")
        assert told.view.changed.sentence == f"3 {dialect.made.several} → {dialect.cancelled}"
        told.view.changed._action.click()
        await stands(told, State.DISCARDED, State.DISCARDED, State.DISCARDED)
        await select_orders(told, "MO00002", "MO00005")
        found = await chooser(told)
        assert offered(found) == [dialect.running, dialect.done, dialect.cancelled]
        await pick(told, found, dialect.running)
        assert len(await entries(told, State.READY)) == 2
        await told.press("Ctrl+Z")
        await stands(told, *[State.DISCARDED] * 5)
        await pass_time(told, clock, 11)
        assert (shop.status("MO00002"), shop.status("MO00005")) == (SCHEDULED, NEW)
        await select_orders(told, "MO00002", "MO00007")
        found = await chooser(told)
        assert offered(found) == [dialect.running, dialect.done, dialect.new, dialect.cancelled]
        await pick(told, found, dialect.running)
        await pass_time(told, clock, 11)
        await stands(told, *[State.DISCARDED] * 5, *[State.DELIVERED] * 2)
        assert (shop.status("MO00002"), shop.status("MO00007"), len(shop.changes())) == (RUNNING, RUNNING, 2)
        assert shop.status("MO00003") == RUNNING

    stage.play(story, clock=clock)


@on_both
def test_rows_pane_and_record_offer_the_same_and_nothing_follows_a_cancelled_order(
    stage: Stage, dialect: Dialect, server: RunningServer, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        page = await orders(told)
        await select_orders(told, "MO00003")
        rows = page.findChild(RowMenu)
        assert rows is not None
        assert rows.fill()
        assert words(rows.menu)[-3:] == [
            f"Status → {dialect.held} …",
            f"Status → {dialect.done}",
            f"Status → {dialect.cancelled} …",
        ]
        menu = _status_menu(page.preview)
        assert words(menu) == [f"{dialect.held} …", dialect.done, f"{dialect.cancelled} …"]
        await told.press("Return")
        detail = told.view.tabs.on_record
        assert detail is not None
        assert words(_status_menu(detail)) == [f"{dialect.held} …", dialect.done, f"{dialect.cancelled} …"]
        assert offered(await chooser(told)) == [dialect.held, dialect.done, dialect.cancelled]
        await told.press("Escape")
        await told.press("Escape")
        await select_orders(told, "MO00004")
        assert words(_status_menu(page.preview)) == ["Nothing follows this status"]
        await told.press("Ctrl+Shift+S")
        assert told.view.changed.sentence == "MO00004: nothing follows this status."
        await select_orders(told, "MO00002")
        trigger(_status_menu(page.preview), dialect.running)
        await until(lambda: told.view.changed.sentence == f"MO00002 → {dialect.running}", "it was not kept")
        await until(
            lambda: (
                f"Not sent yet: status {dialect.running} (there: {dialect.released})"
                in page.preview._unsent.sentence
            ),
            "the pane does not say it",
        )

    stage.play(story, clock=clock)


def _status_menu(owner: QWidget) -> QMenu:
    """The menu of the button, filled as it is when it opens."""
    button = next(b for b in owner.findChildren(QuietButton) if b.label == "Change status")
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    return menu


@on_both
def test_offline_a_change_waits_and_goes_out_when_the_server_is_back(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
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
            await pick(told, await chooser(told), dialect.running)
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
        stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
        told.view.banner._action.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        assert (shop.status("MO00002"), shop.status("MO00007")) == (RUNNING, RUNNING)
        await until(lambda: told.view.banner.sentence == "", "the bar did not go")
        assert "Sending 1 of 2" in said

    stage.play(story, clock=clock)


@on_both
def test_a_lost_answer_leads_to_exactly_one_change_and_one_note(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00003")
        await pick(told, await chooser(told), dialect.cancelled, "Drawing was wrong")
        told.view.desk.pause()  # nothing but the change asks the server now
        server.faults.plan("", "lost")  # the look before the write passes
        await pass_time(told, clock, 11)
        await stands(told, State.UNKNOWN)
        assert shop.status("MO00003") == CANCELLED
        await pass_time(told, clock, 121)
        await stands(told, State.DELIVERED)
        assert (len(shop.changes()), shop.notes("MO00003", "Drawing was wrong")) == (1, dialect.remarks)

    stage.play(story, clock=clock)


@on_both
def test_a_program_killed_between_yes_and_sending_sends_it_after_its_restart(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    assert killed(stage.folder, "status", "MO00002", dialect.running) == "kept\n"
    assert shop.changes() == []

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await until(lambda: told.view.rail.outbox.label == "1 change waiting", "the change is gone")
        await pass_time(told, clock, 60)
        await stands(told, State.DELIVERED)
        assert (shop.status("MO00002"), len(shop.changes())) == (RUNNING, 1)

    stage.play(story, clock=clock)


@on_both
def test_what_has_left_already_is_too_late_to_take_back_and_that_is_said(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00002")
        await pick(told, await chooser(told), dialect.running)
        await until(
            lambda: told.view.changed.sentence == f"MO00002 → {dialect.running}", "nothing can be undone"
        )
        clock.ahead += 9.5
        await told.view.desk.write(lambda writes: writes.retry(writes.outbox.entries()[0].command.id))
        (entry,) = await stands(told, State.DELIVERED)
        told.view.changed.undo_wanted.emit(Undoable((entry.command.id,), f"MO00002 → {dialect.running}", 0))
        await until(
            lambda: told.view.changed.sentence.startswith("Too late to take back. It has arrived"),
            "nobody said that it is too late",
        )
        assert shop.status("MO00002") == RUNNING

    stage.play(story, clock=clock)
