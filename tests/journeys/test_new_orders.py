"""What is sold, typed in its form: it arrives once, whatever happens on the way. Customer orders and quotes."""

from __future__ import annotations

import asyncio
import errno
import sys
import time
from urllib.parse import urlsplit

import pytest

from forge_desktop.domain.query import Query
from forge_desktop.outbox import State
from forge_desktop.outbox.journal import Journal
from forge_desktop.server.running import RunningServer
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.dying import killed
from tests.journeys.orderdesk import (
    bare,
    choose,
    day_of,
    gone,
    on_screen,
    opened,
    pending,
    promised,
    ready,
    text_of,
    total_of,
    type_order,
)
from tests.journeys.papers import ALSO_MADE, MADE
from tests.journeys.shopfloor import entries, pass_time, stands
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until


@on_both
def test_what_is_typed_by_keyboard_alone_arrives_once_with_the_total_that_was_shown(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, sale.party, sale.typed)
        assert sale.says in promised(form)
        shown = total_of(form)
        assert shown == sale.total
        began = time.perf_counter()
        with books.busy():
            await told.press("Ctrl+Return")
            row = await pending(told)
            sys.stdout.write(f"\nfrom yes to the row: {(time.perf_counter() - began) * 1000:.0f} ms\n")
            assert "not sent yet" in told.view.changed.sentence
            assert told.column(sale.party_column)[row] == sale.party_named
            assert bare(told.column(sale.total_column)[row]) == shown
        await gone(form)
        await stands(told, State.DELIVERED)
        [order] = books.arrived(sale)
        assert order.party == sale.party_named
        assert order.lines == tuple(line.arrives for line in sale.lines)
        assert {name: order.values[name] for name in sale.arrives} == sale.arrives
        assert f"{order.total:.2f}" == shown
        await until(lambda: told.view.changed.sentence == f"{order.number} has arrived.", "nobody said so")
        assert told.column(dialect.order.number)[told.page.view.currentIndex().row()] == order.number

    stage.play(story, dialect.order.resource)


@on_both
def test_an_order_that_arrives_before_its_row_was_ever_shown_has_the_keyboard_all_the_same(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        before = _known(told)
        form = await type_order(told, sale.party, [(MADE, "2")])
        form.agree()
        await asyncio.sleep(0)
        new = _stand_still(told, before)
        await until(lambda: told.page.view.current_key() == new, "the keyboard is elsewhere")
        [order] = books.arrived(sale)
        assert told.view.changed.sentence == f"{order.number} has arrived."

    stage.play(story, dialect.order.resource)


@on_both
def test_without_a_server_the_row_stands_there_at_once_and_arrives_when_the_server_is_back(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        form = await type_order(told, sale.party, [(MADE, "2")])
        assert promised(form).startswith("Offline: kept here and sent when the connection is back.")
        assert sale.says_offline in promised(form)
        await told.press("Ctrl+Return")
        await gone(form)
        row = await pending(told)
        assert told.column(sale.party_column)[row] == sale.party_named
        [entry] = await entries(told)
        assert entry.state is State.READY
        assert books.came(sale) == []
        again = stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
        told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        assert len(books.came(sale)) == 1
        await until(lambda: (told.page.view.current_key() or 0) > 0, "the row did not get its number")
        again.stop()

    stage.play(story, dialect.order.resource)


@on_both
def test_a_lost_answer_leaves_exactly_one(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, dialect.sale.party, [(MADE, "2")])
        told.view.desk.pause()  # nothing but the order asks the server now
        await asyncio.sleep(0.2)
        server.faults.plan("lost")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: books.came(dialect.sale), "it did not arrive")
        for _ in range(6):
            await pass_time(told, clock, 130)
            await asyncio.sleep(0.1)
        [entry] = await stands(told, State.DELIVERED)
        assert entry.reached
        assert len(books.came(dialect.sale)) == 1

    stage.play(story, dialect.order.resource, clock)


@on_both
def test_what_a_server_refuses_comes_back_with_its_words_at_the_field_and_all_that_was_typed(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, sale.party, [(MADE, "2"), (sale.refused, "3")])
        told.view.desk.pause()
        books.forget(sale.refused)
        await told.press("Ctrl+Return")
        await gone(form)
        [entry] = await stands(told, State.REJECTED)
        told.program.wiring.ordering.edit(told.view, entry)
        mended = await on_screen(sale.form)
        assert sale.why in mended.lines.faults(1)["item"]
        assert mended.lines.faults(0) == {}
        state = mended.state()
        assert {name: state[name] for name in sale.keeps} == sale.keeps
        assert day_of(mended, sale.day) == entry.command.patch[sale.day]
        lines = [(MADE, "2"), (sale.refused, "3")]
        await until(
            lambda: [(line.code, line.quantity) for line in mended.lines.lines] == lines,
            "the form does not say what it is about",
        )
        await until(
            lambda: text_of(mended, sale.party_field) == sale.party_shown, "the form does not say for whom"
        )
        mended.view.edit_at(1, mended.lines.sheet.place("item"))
        await told.press("Ctrl+A")
        await choose(told, sale.instead)
        await told.press("Ctrl+Return")
        await gone(mended)
        await stands(told, State.DELIVERED)
        [order] = books.arrived(sale)
        assert [line[0] for line in order.lines] == [MADE, sale.instead]

    stage.play(story, dialect.order.resource)


@on_both
def test_on_a_full_disk_nothing_is_called_saved_and_nothing_typed_is_lost(
    stage: Stage, dialect: Dialect, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = dialect.sale

    def full(self: Journal, *told: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, sale.party, [(MADE, "2")])
        with monkeypatch.context() as disk:
            disk.setattr(Journal, "append", full)
            await told.press("Ctrl+Return")
            await until(lambda: "full" in form._trouble.sentence, "nobody said that the disk is full")
        assert "Nothing was saved; what you typed is still here." in form._trouble.sentence
        state = form.state()
        assert {name: state[name] for name in sale.keeps} == sale.keeps
        assert len(form.lines.lines) == 1
        assert "not sent yet" not in told.view.changed.sentence
        assert await entries(told) == []
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        assert len(books.came(sale)) == 1

    stage.play(story, dialect.order.resource)


@on_both
def test_what_was_typed_before_a_crash_is_there_when_the_form_is_opened_again(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale
    assert killed(stage.folder, "order", sale.party, MADE, "1,5", ALSO_MADE, "0") == "kept\n"
    [draft] = stage.folder.rglob(f"drafts/{sale.resource}.json")

    async def going_on(told: Told) -> None:
        await ready(told)
        form = await opened(told, sale.keys, sale.form)
        assert form._told.text().startswith("draft of ")
        state = form.state()
        assert {name: state[name] for name in sale.keeps} == sale.keeps
        assert [line.quantity for line in form.lines.lines] == ["1,5", "0"]
        await until(lambda: text_of(form, sale.party_field) == sale.party_shown, "it does not say for whom")
        await told.press("Ctrl+Return")
        assert form.lines.faults(1)["quantity"] == "Must be more than 0"
        assert form.isVisible()
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        await until(lambda: not draft.exists(), "the draft of what is in the outbox is still there")

    stage.play(going_on, dialect.order.resource)
    assert len(books.came(sale)) == 1


def _stand_still(told: Told, before: set[int]) -> int:
    """The window does nothing, as on a machine with other work to do, until something new came; its key."""
    for _ in range(3_000):
        if new := [key for key in _known(told) - before if key > 0]:
            return new[0]
        time.sleep(0.01)
    raise AssertionError("nothing new came")


def _known(told: Told) -> set[int]:
    """Keys of all there is for the page on screen in the local copy."""
    desk = told.view.desk
    return set(desk.reading.here.keys(Query(told.page.resource.name), desk.seen()))
