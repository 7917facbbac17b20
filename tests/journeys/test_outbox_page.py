"""What waits, what was refused, what somebody else changed, what is left to hand over: seen and decided."""

from __future__ import annotations

import asyncio

import pytest

from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import StorageTrouble
from forge_desktop.outbox import Entry, Outbox, State
from forge_desktop.server.running import RunningServer
from forge_desktop.sync import rereading
from forge_desktop.sync.writes import Writes
from forge_desktop.views.outbox_looks import Deed
from forge_desktop.views.outbox_page import OutboxPage
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.shopfloor import (
    NEW,
    PAUSED,
    RUNNING,
    SCHEDULED,
    Shop,
    change,
    chooser,
    dialog,
    entries,
    orders,
    outbox,
    pass_time,
    pick,
    select_orders,
    spoken,
    stands,
)
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until


def _said(page: OutboxPage) -> str:
    """Why the chosen entry stands as it does, in the server's words where it has said any."""
    return f"{page.pane.why.text()} {page.pane.quote.words}"


@on_both
def test_a_refused_change_stands_in_the_outbox_in_the_servers_words_and_does_not_hold_up_others(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await change(told, "MO00003", dialect.done)
        await change(told, "MO00002", dialect.running)
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
        await change(told, "MO00002", dialect.running)
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
        await change(told, "MO00002", dialect.running)
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


@on_both
def test_an_empty_outbox_says_so_and_every_group_can_be_asked_for(
    stage: Stage, dialect: Dialect, server: RunningServer, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        page = await outbox(told, lambda page: page.nothing.isVisible())
        assert page.nothing.accessibleName().startswith("Nothing was changed here yet.")
        await orders(told)
        await change(told, "MO00002", dialect.running)
        await change(told, "MO00007", dialect.running)
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


async def _name_of_first(told: Told, resource: str) -> Json:
    """What the server calls the first record of a page."""
    page = await told.go(resource)
    key = page.table.key(0)
    assert key is not None
    record = told.view.desk.reading.here.record(page.resource, key)
    assert record is not None
    return record.get(page.resource.key)


async def _new_order(told: Told, more: Values, age: int) -> str:
    """A new sale as its form would put it into the outbox, some time ago."""
    sale = spoken(told).sale

    def submit(writes: Writes) -> str:
        made = told.view.desk.seen().now - age
        wish = command(sale.resource, Verb.CREATE, writes.next_key(), {**sale.waiting, **more}, made=made)
        return writes.submit(wish).command.id

    return await told.view.desk.write(submit)


def test_an_order_that_books_stock_and_waited_long_is_asked_again_before_it_leaves(
    stage: Stage, server: RunningServer, clock: Clock
) -> None:
    """Of MRPeasy alone: by ForgeMRP's contract nothing that is made anew books or ships goods."""

    async def story(told: Told) -> None:
        await told.opened()
        await _new_order(told, {"customer_id": 1, "status": 30}, 9 * 3_600)
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


@on_both
def test_what_may_have_arrived_twice_is_settled_by_the_number_it_has_there(
    stage: Stage,
    dialect: Dialect,
    server: RunningServer,
    books: Books,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await told.opened()
        somebody = await _name_of_first(told, dialect.party)
        await told.go(sale.resource)
        told.view.desk.pause()
        server.faults.plan("lost")
        ident = await _new_order(told, {sale.party_field: somebody}, 0)
        await stands(told, State.UNKNOWN)
        books.copy(sale)
        books.forget_keys()
        monkeypatch.setattr(rereading, "KEY_LIFE", -1)  # that, too, is time that has passed
        while (await entries(told))[0].state is State.UNKNOWN:
            await pass_time(told, clock, 121)
            await asyncio.sleep(0.05)
        await stands(told, State.REVIEW)
        assert len(books.came(sale)) == 2
        page = await outbox(told, lambda page: page.line and page.line.entry.state is State.REVIEW)
        page.pane.deeds.button(Deed.CONFIRM).click()
        await told.type("ZZ99999")
        await told.press("Return")
        assert "“ZZ99999” is not in the local copy yet" in page.pane.deeds.question._fault.text()
        page.pane.deeds.question.input.clear()
        await told.type(books.last(sale))
        await told.press("Return")
        (done,) = await stands(told, State.DELIVERED)
        assert done.command.id == ident
        await until(lambda: page.line and page.line.name == books.last(sale), "it does not carry its number")

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
