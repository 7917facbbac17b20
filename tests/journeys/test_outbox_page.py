"""What waits, what was refused, what somebody else changed, what is left to hand over: seen and decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.errors import StorageTrouble
from forge_desktop.outbox import Entry, Outbox, State
from forge_desktop.server.running import RunningServer
from forge_desktop.sync.writes import Writes
from forge_desktop.views.outbox_looks import Deed
from forge_desktop.views.outbox_page import OutboxPage
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.shopfloor import (
    DONE,
    NEW,
    PAUSED,
    RUNNING,
    SCHEDULED,
    Shop,
    chooser,
    dialog,
    entries,
    handover,
    orders,
    outbox,
    pass_time,
    pick,
    select_orders,
    stands,
)
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until

ShopOf = Callable[[RunningServer], Shop]


def _said(page: OutboxPage) -> str:
    """Why the chosen entry stands as it does, in the server's words where it has said any."""
    return f"{page.pane.why.text()} {page.pane.quote.words}"


async def _change(told: Told, code: str, word: str, reason: str = "") -> None:
    await select_orders(told, code)
    await pick(told, await chooser(told), word, reason)


@on_both
def test_a_refused_change_stands_in_the_outbox_in_the_servers_words_and_does_not_hold_up_others(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await _change(told, "MO00003", dialect.done)
        await _change(told, "MO00002", dialect.running)
        shop.take_stock_away()
        await pass_time(told, clock, 11)
        refused, _ = await stands(told, dialect.refused, State.DELIVERED)
        assert (shop.status("MO00003"), shop.status("MO00002")) == (RUNNING, RUNNING)
        page = await outbox(told, lambda page: "not in stock" in _said(page))
        assert all(reason in _said(page) for reason in refused.reasons)
        await until(lambda: told.view.rail.outbox.label == "1 needs a look", "the rail says something else")
        page.pane.deeds.button(Deed.RETRY).click()
        await until(lambda: len(shop.changes()) == 3, "it was not sent again")
        await stands(told, dialect.refused, State.DELIVERED)
        await until(lambda: page.pane.deeds.offers(Deed.EDIT), "the pane lags behind")
        page.list.setFocus()
        await told.press("F2")
        await pick(told, await dialog(), dialect.held, "Parts are short")
        await stands(told, State.DELIVERED, State.DELIVERED)
        assert shop.status("MO00003") == PAUSED

    stage.play(story, clock=clock)


@on_both
def test_discarding_asks_first_and_says_what_is_shown_again_by_keys_alone(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await _change(told, "MO00002", dialect.running)
        await told.press("Ctrl+Shift+U")
        page = await outbox(told, lambda page: page.line is not None)
        await told.press("Delete")
        question = page.pane.deeds.question
        assert (
            question.words
            == f"It is never sent. MO00002 shows “{dialect.released}” again, as the server has it."
        )
        assert question.no.hasFocus()
        await told.press("Shift+Tab")
        assert question.yes.hasFocus()
        await told.press("Return")
        await stands(told, State.DISCARDED)
        await until(lambda: page.pane.line is not None and page.pane.line.entry.state is State.DISCARDED, "no")
        assert not page.pane.deeds.offers(Deed.DISCARD)
        await told.press("Ctrl+2")
        assert told.column("status")[told.column(dialect.made.number).index("MO00002")] == dialect.released
        await pass_time(told, clock, 60)
        assert (shop.status("MO00002"), shop.changes()) == (SCHEDULED, [])

    stage.play(story, clock=clock)


@on_both
@pytest.mark.parametrize(
    ("how", "state", "status"),
    [
        ("mine", State.DELIVERED, RUNNING),
        ("theirs", State.DISCARDED, NEW),
        ("edit", State.DELIVERED, SCHEDULED),
    ],
)
def test_what_somebody_else_changed_meanwhile_is_shown_three_ways_and_decided(
    stage: Stage,
    dialect: Dialect,
    server: RunningServer,
    shop: Shop,
    clock: Clock,
    how: str,
    state: State,
    status: int,
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await _change(told, "MO00002", dialect.running)
        shop.set_status("MO00002", NEW)
        await pass_time(told, clock, 11)
        await stands(told, State.REVIEW)
        assert (shop.status("MO00002"), shop.changes()) == (NEW, [])
        page = await outbox(told, lambda page: page.pane.sides.isVisible())
        shown = [cell.text() for cell in page.pane.sides._cells]
        assert shown == ["Status", dialect.running, dialect.new, dialect.released]
        deeds = page.pane.deeds
        assert deeds.button(Deed.RETRY).label == "Send mine"
        assert deeds.button(Deed.DISCARD).label == "Keep theirs"
        deeds.button({"mine": Deed.RETRY, "theirs": Deed.DISCARD, "edit": Deed.EDIT}[how]).click()
        if how == "edit":
            await pick(told, await dialog(), dialect.released)
        await stands(told, state)
        assert shop.status("MO00002") == status
        assert len(shop.changes()) == (how != "theirs")

    stage.play(story, clock=clock)


def test_where_the_server_takes_no_status_it_is_recorded_handed_over_and_cleared_by_a_later_read(
    stage: Stage, shop_of: ShopOf, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = shop_of(stage.open(tiny=True, profile="mrpeasy-seed"))
    monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "mrpeasy-seed")
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
        assert found.foot.words.text() == "MRPeasy does not take this: it is recorded here to hand over."
        await pick(told, found, "Paused", "Waits for oak")
        assert told.view.changed.sentence == "MO00003 → Paused, recorded here, not in MRPeasy"
        await stands(told, State.RECORDED)
        assert told.view.rail.outbox.label == "Outbox"
        row = told.column("code").index("MO00003")
        cell = page.table.cell(row, 0)
        assert cell is not None
        assert cell.second == "only here"
        await until(
            lambda: (
                page.preview._unsent.sentence
                == "Recorded here, not in MRPeasy: status Paused (there: In progress)."
            ),
            "the pane does not say it",
        )
        handing = await handover(told, lambda page: page.list.table.rowCount() == 1)
        table = handing.list.table
        assert [table.cell(0, column).text for column in (0, 1, 2, 4)] == [
            "MO00003",
            "Paused",
            "In progress",
            "Waits for oak",
        ]
        await told.press("Return")
        assert opened == ["https://app.mrpeasy.com/manufacturing-orders/view/3"]
        assert "opened at app.mrpeasy.com" in handing.status._left.text()
        assert QGuiApplication.clipboard().text() == "MO00003"
        shop.set_status("MO00003", PAUSED)
        await told.press("F5")
        (entry,) = await stands(told, State.DELIVERED)
        await until(lambda: handing.list.table.rowCount() == 0, "it is still listed")
        assert entry.tries == 0
        assert shop.changes() == []
        assert not told.view.rail.handover.isVisible() or told.view.rail.handover.isChecked()

    stage.play(story, clock=clock)


def test_a_handed_over_change_is_ticked_off_with_all_that_came_before_it(
    stage: Stage, shop_of: ShopOf, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = shop_of(stage.open(tiny=True, profile="mrpeasy-current"))
    monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "mrpeasy-current")

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await _change(told, "MO00002", "In progress")
        await _change(told, "MO00002", "Done")
        await stands(told, State.RECORDED, State.RECORDED)
        page = await handover(told, lambda page: page.list.table.cell(0, 1).text == "Done")
        assert page.list.table.rowCount() == 1
        shop.set_status("MO00002", DONE)
        page.tick.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        await until(lambda: page.nothing.isVisible(), "something is still listed")
        await _change_back(told)
        assert shop.changes() == []

    async def _change_back(told: Told) -> None:
        """Only by hand an order goes back from Done, and not without a reason."""
        await told.press("Ctrl+2")
        await until(lambda: told.page.table.cell(told.column("code").index("MO00002"), 0) is not None, "no row")
        await _change(told, "MO00002", "In progress", "Two were bad")
        found = await entries(told, State.RECORDED)
        assert [entry.command.reason for entry in found] == ["Two were bad"]

    stage.play(story, clock=clock)


@on_both
def test_an_empty_outbox_says_so_and_every_group_can_be_asked_for(
    stage: Stage, dialect: Dialect, server: RunningServer, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        page = await outbox(told, lambda page: page.nothing.isVisible())
        assert page.nothing.accessibleName().startswith("Nothing was changed here yet.")
        await orders(told)
        await _change(told, "MO00002", dialect.running)
        await _change(told, "MO00007", dialect.running)
        await outbox(told, lambda page: page.list.table.rowCount() == 2)
        await told.press("Ctrl+F")
        await told.type("MO00007")
        assert page.list.table.rowCount() == 1
        page.chips["waiting"].click()
        assert page.list.table.rowCount() == 1
        page.search.clear()
        assert page.chips["waiting"].label == "Waiting 2"
        assert not page.chips["delivered"].isVisible()
        await pass_time(told, clock, 11)
        await stands(told, State.DELIVERED, State.DELIVERED)
        await until(lambda: page.nothing.isVisible(), "the group is not empty")
        page.nothing._action.click()
        assert page.list.table.rowCount() == 2

    stage.play(story, clock=clock)


async def _new_order(told: Told, status: int, age: int) -> str:
    """A new customer order as a dialog would put it into the outbox, some time ago."""

    def submit(writes: Writes) -> str:
        values: Values = {
            "customer_id": 1,
            "reference": "Desk",
            "status": status,
            "products": [{"article_id": 1, "quantity": "2"}],
        }
        made = told.view.desk.seen().now - age
        wish = command("customer-orders", Verb.CREATE, writes.next_key(), values, made=made)
        return writes.submit(wish).command.id

    return await told.view.desk.write(submit)


def test_an_order_that_books_stock_and_waited_long_is_asked_again_before_it_leaves(
    stage: Stage, server: RunningServer, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await _new_order(told, 30, 9 * 3_600)
        await stands(told, State.REVIEW)
        page = await outbox(told, lambda page: page.line and page.line.entry.state is State.REVIEW)
        line = page.line
        assert line is not None
        assert line.what.startswith("New customer order for ")
        assert page.pane.why.text().endswith(
            "It has waited for 9 hours, and it books or ships goods. Send it still?"
        )
        button = page.pane.deeds.button(Deed.RETRY)
        assert button.label == "Send it"
        button.click()
        await stands(told, State.DELIVERED)

    stage.play(story, clock=clock)


def test_what_may_have_arrived_twice_is_settled_by_the_number_it_has_there(
    stage: Stage, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await told.go("customer-orders")
        told.view.desk.pause()
        server.faults.plan("lost")
        ident = await _new_order(told, 10, 0)
        (entry,) = await stands(told, State.UNKNOWN)
        shop.copy_order(str((entry.frozen or {})["reference"]))
        await pass_time(told, clock, 121)
        await stands(told, State.REVIEW)
        page = await outbox(told, lambda page: page.line and page.line.entry.state is State.REVIEW)
        page.pane.deeds.button(Deed.CONFIRM).click()
        await told.type("CO99999")
        await told.press("Return")
        assert "“CO99999” is not in the local copy yet" in page.pane.deeds.question._fault.text()
        page.pane.deeds.question.input.clear()
        await told.type(shop.last_order())
        await told.press("Return")
        (done,) = await stands(told, State.DELIVERED)
        assert done.command.id == ident
        await until(lambda: page.line and page.line.name == shop.last_order(), "it does not carry its number")

    stage.play(story, clock=clock)


@on_both
def test_a_full_disk_is_never_taken_for_saved_and_what_was_typed_stays(
    stage: Stage, dialect: Dialect, server: RunningServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(outbox: Outbox, *told: object, **more: object) -> Entry:
        raise StorageTrouble("The disk is full. Nothing was saved.", title="Not saved")

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, "MO00003")
        found = await chooser(told)
        with monkeypatch.context() as patched:
            patched.setattr(Outbox, "submit", full)
            found.list.setFocus()
            await told.press("Return")
            await told.type("Waits for oak")
            await told.press("Return")
            await until(found._trouble.isVisible, "nobody said that it was not saved")
        assert found._trouble.text() == "Nothing was changed. Not saved. The disk is full. Nothing was saved."
        assert found.reason.text() == "Waits for oak"
        assert told.column("status")[told.column(dialect.made.number).index("MO00003")] == dialect.running
        assert told.view.changed.sentence == ""
        await told.press("Return")
        await until(
            lambda: told.view.changed.sentence == f"MO00003 → {dialect.held}", "it was not saved after all"
        )

    stage.play(story, clock=clock)
