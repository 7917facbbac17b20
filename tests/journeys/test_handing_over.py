"""What the vendor's own host does not take is recorded, handed over by hand, and cleared by a later read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.shopfloor import (
    DONE,
    PAUSED,
    RUNNING,
    Shop,
    change,
    chooser,
    entries,
    handover,
    orders,
    pass_time,
    pick,
    select_orders,
    stands,
)
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until

Vendor = Callable[[str], RunningServer]
ShopOf = Callable[[RunningServer], Shop]


@on_both
def test_where_the_server_takes_no_status_it_is_recorded_handed_over_and_cleared_by_a_later_read(
    stage: Stage,
    dialect: Dialect,
    vendor: Vendor,
    shop_of: ShopOf,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop, handing = shop_of(vendor(dialect.strict_profile)), dialect.handing
    opened: list[str] = []

    def browse(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", browse)

    async def story(told: Told) -> None:
        await told.opened()
        page = await orders(told)
        await select_orders(told, "MO00003")
        found = await chooser(told)
        assert (
            found.foot.words.text() == f"{dialect.name} does not take this: it is recorded here to hand over."
        )
        await pick(told, found, dialect.held, "Waits for oak")
        assert told.view.changed.sentence == f"MO00003 → {dialect.held}, recorded here, not in {dialect.name}"
        await stands(told, State.RECORDED)
        assert told.view.rail.outbox.label == "Outbox"
        row = told.column(dialect.made.number).index("MO00003")
        cell = page.table.cell(row, 0)
        assert cell is not None
        assert cell.second == "only here"
        unsent = f"Recorded here, not in {dialect.name}: status {dialect.held} (there: {dialect.running})."
        await until(lambda: page.preview._unsent.sentence == unsent, "the pane does not say it")
        await pass_time(told, clock, 11)
        there = await handover(told, lambda page: page.list.table.rowCount() == 1)
        table = there.list.table
        assert [table.cell(0, column).text for column in (0, 1, 2, 4)] == [
            "MO00003",
            dialect.held,
            dialect.running,
            "Waits for oak",
        ]
        assert there.open.text().strip() == handing.act
        await told.press("Return")
        assert opened == handing.opens
        assert handing.says in there.status._left.text()
        assert QGuiApplication.clipboard().text() == "MO00003"
        assert shop.status("MO00003") == RUNNING
        shop.set_status("MO00003", PAUSED)
        await told.press("F5")
        (entry,) = await stands(told, State.DELIVERED)
        await until(lambda: there.list.table.rowCount() == 0, "it is still listed")
        assert entry.tries == 0
        assert shop.changes() == []
        assert not told.view.rail.handover.isVisible() or told.view.rail.handover.isChecked()

    stage.play(story, clock=clock)


@on_both
def test_a_handed_over_change_is_ticked_off_with_all_that_came_before_it(
    stage: Stage, dialect: Dialect, vendor: Vendor, shop_of: ShopOf, clock: Clock
) -> None:
    shop = shop_of(vendor(dialect.newer_profile))

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await change(told, "MO00002", dialect.running)
        await change(told, "MO00002", dialect.done)
        await stands(told, State.RECORDED, State.RECORDED)
        page = await handover(told, lambda page: page.list.table.cell(0, 1).text == dialect.done)
        assert page.list.table.rowCount() == 1
        shop.set_status("MO00002", DONE)
        page.tick.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        await until(lambda: page.nothing.isVisible(), "something is still listed")
        await _change_back(told)
        assert shop.changes() == []

    async def _change_back(told: Told) -> None:
        """Only by hand an order goes back from Done, and not without a reason; a job never does."""
        await told.press("Ctrl+2")
        number = dialect.made.number
        await until(lambda: told.page.table.cell(told.column(number).index("MO00002"), 0) is not None, "no row")
        if not dialect.handing.goes_back:
            await select_orders(told, "MO00002")
            await told.press("Ctrl+Shift+S")
            assert told.view.changed.sentence == "MO00002: nothing follows this status."
            return
        await change(told, "MO00002", dialect.running, "Two were bad")
        found = await entries(told, State.RECORDED)
        assert [entry.command.reason for entry in found] == ["Two were bad"]

    stage.play(story, clock=clock)
