"""One factory seen through both systems in one window: two desks, each its own, and what carries over."""

from __future__ import annotations

from typing import Any

from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.desk_view import DeskView
from tests.journeys.dialects import FORGEMRP, MRPEASY, Dialect
from tests.journeys.orderdesk import gone, opened
from tests.journeys.shopfloor import (
    PAUSED,
    RUNNING,
    Shop,
    chooser,
    entries,
    orders,
    pass_time,
    pick,
    select_orders,
    stands,
)
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until


async def _open_both(told: Told, server: RunningServer) -> None:
    """The desk of MRPeasy that the environment leads to, and one of ForgeMRP to the same server, shown now."""
    await told.opened()
    await told.program.open(FORGEMRP.connection(FORGEMRP.url(server), "forge"), FORGEMRP.keys(server.engine))
    await told.filled()


async def _change_over(told: Told) -> DeskView:
    """Go to the other desk by key."""
    before = told.view
    await told.press("F6")
    assert told.view is not before
    return told.view


def test_both_systems_are_open_in_one_window_and_each_desk_stays_as_it_was_left(stage: Stage) -> None:
    server = stage.open()

    def state(told: Told) -> dict[str, Any]:
        page = told.page
        return {
            "page": page.resource.name,
            "key": page.view.current_key(),
            "scroll": page.view.verticalScrollBar().value(),
            "query": page.state.query,
            "search": page.filters.search.text(),
            "record": told.view.tabs.on_record,
        }

    async def arrange(told: Told, dialect: Dialect, typed: str) -> dict[str, Any]:
        for number, name in enumerate(dialect.four, 1):
            await told.press(f"Ctrl+{number}")
            assert told.page.resource.name == name
        await told.press("Ctrl+2")
        await told.filled()
        await told.press("Ctrl+F")
        await told.type(typed)
        await told.settled()
        told.page.view.setFocus()
        told.page.view.go_to(told.page.table.rowCount() - 1)
        await told.settled()
        return state(told)

    async def story(told: Told) -> None:
        await told.opened()
        assert not told.program.window.desks.isVisible()
        await _open_both(told, server)
        tabs = told.program.window.desks
        assert [tabs.tabText(number) for number in range(tabs.count())] == ["environment", "ForgeMRP"]
        assert tabs.isVisible()
        forge = await arrange(told, FORGEMRP, "o")
        there = told.view
        here = await _change_over(told)
        assert here.resources.keys() & there.resources.keys() == {"purchase-orders"}
        easy = await arrange(told, MRPEASY, "a")
        assert told.program.window.windowTitle().startswith("environment")
        assert await _change_over(told) is there
        assert state(told) == forge
        assert told.page.view.hasFocus()
        await told.press("Return")
        record = told.view.tabs.on_record
        assert record is not None
        assert await _change_over(told) is here
        assert state(told) == easy
        await told.press("Home")
        assert told.page.view.current_key() != easy["key"]
        tabs.setCurrentIndex(1)
        assert told.view is there
        assert told.view.tabs.on_record is record
        folders = told.program.folders
        assert len({folders.cache(ident) for ident in told.program.desks}) == 2
        assert all(folders.cache(ident).exists() for ident in told.program.desks)
        await told.program.shut("forge")
        assert told.view is here
        assert told.program.window.windowTitle().startswith("environment")
        assert not tabs.isVisible()

    stage.play(story)


def test_a_status_changed_through_one_system_is_seen_through_the_other_after_a_refresh(
    stage: Stage, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def looks(told: Told, dialect: Dialect, word: str) -> None:
        """After a refresh, MO00003 is so."""
        await told.press("F5")
        number = dialect.made.number
        await until(
            lambda: told.column("status")[told.column(number).index("MO00003")] == word,
            f"{dialect.name} does not show {word}",
        )

    async def story(told: Told) -> None:
        await _open_both(told, server)
        await orders(told)
        await select_orders(told, "MO00003")
        await pick(told, await chooser(told), FORGEMRP.held, "Waits for oak")
        await _change_over(told)
        assert await entries(told) == []
        assert told.view.rail.outbox.label == "Outbox"
        assert told.view.changed.sentence == ""
        await orders(told)
        await looks(told, MRPEASY, MRPEASY.running)
        forge = await _change_over(told)
        assert forge.changed.sentence == f"MO00003 → {FORGEMRP.held}"
        await pass_time(told, clock, 11)
        await stands(told, State.DELIVERED)
        assert shop.status("MO00003") == PAUSED
        await _change_over(told)
        await looks(told, MRPEASY, MRPEASY.held)
        await select_orders(told, "MO00003")
        await pick(told, await chooser(told), MRPEASY.running)
        await pass_time(told, clock, 11)
        await stands(told, State.DELIVERED)
        assert shop.status("MO00003") == RUNNING
        await _change_over(told)
        await looks(told, FORGEMRP, FORGEMRP.running)

    stage.play(story, clock=clock)


def test_a_client_made_through_one_system_is_a_customer_of_the_other(
    stage: Stage, server: RunningServer
) -> None:
    async def story(told: Told) -> None:
        await _open_both(told, server)
        await told.go(FORGEMRP.party)
        form = await opened(told, "Ctrl+Alt+N", ClientDialog)
        await told.type("Pine & Oak")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        await _change_over(told)
        await told.go(MRPEASY.party)
        await told.press("F5")
        await until(lambda: "Pine & Oak" in told.column("title"), "nobody told the other system")
        assert await entries(told) == []
        assert told.program.wiring.acts()[0].title == "Go to customer orders"
        await _change_over(told)
        assert told.program.wiring.acts()[0].title == "Go to quotes"

    stage.play(story)
