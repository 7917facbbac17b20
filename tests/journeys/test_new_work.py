"""What is made: by itself, out of what was sold, many at once. Manufacturing orders and jobs."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.widgets.table import Table
from tests.journeys.books import Books
from tests.journeys.dialects import FORGEMRP, Dialect, on_both
from tests.journeys.orderdesk import (
    below,
    choose,
    choose_there,
    gone,
    look_at,
    next_one,
    offline,
    on_screen,
    opened,
    pending,
    promised,
    ready,
    said,
    text_of,
    type_make,
)
from tests.journeys.papers import ALSO_MADE, MADE
from tests.journeys.shopfloor import stands
from tests.journeys.stage import Stage
from tests.shell.living import Told, until


@on_both
def test_what_is_to_be_made_is_typed_by_keyboard_alone_and_arrives_as_it_was_typed(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    make = dialect.make

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_make(told, MADE, "2,5")
        await until(lambda: "Open already: MO0" in said(form), "what is open already is not told")
        assert make.says in promised(form)
        rows = [table.model().rowCount() for table in form.findChildren(Table)]
        assert len(rows) == make.tables
        assert all(rows)
        with books.busy():
            await told.press("Ctrl+Return")
            await until(lambda: told.page.resource.name == make.resource, "another page is shown")
            row = await pending(told)
            assert {name: told.column(name)[row] for name in make.shows} == make.shows
        await gone(form)
        await stands(told, State.DELIVERED)
        [order] = books.arrived(make)
        assert order.values["quantity"] == Decimal("2.5")
        assert order.values["due_date"] is not None
        assert {name: order.values[name] for name in make.arrives} == make.arrives
        number = dialect.made.number
        await until(lambda: order.number in told.column(number), "the row did not get its number")

    stage.play(story, dialect.order.resource)


@on_both
@pytest.mark.parametrize("away", [False, True], ids=["online", "offline"])
def test_what_was_sold_is_made_with_one_key(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books, away: bool
) -> None:
    number, make = books.sell(), dialect.make

    async def story(told: Told) -> None:
        await ready(told)
        await look_at(told, dialect.order.resource, number)
        if away:
            await told.press("Return")
            await until(lambda: told.view.tabs.on_record, "its page was not opened")
            await offline(told, server)
        form = await opened(told, "Ctrl+M", make.form)
        assert {name: text_of(form, name) for name in make.sold} == make.sold
        assert all(hint in below(form.fields[name]) for name, hint in make.hints.items())
        assert not any(form.fields[name].control.isEnabled() for name in make.closed)
        assert make.locks.format(number) in promised(form)
        assert promised(form).startswith("Offline: kept here") is away
        await choose_there(told, form, make.choices)
        with books.busy():
            await told.press("Ctrl+Return")
            row = await pending(told)
            assert {name: told.column(name)[row] for name in make.sold_shows} == make.sold_shows
        await gone(form)
        if away:
            stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
            told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        [order] = books.arrived(make)
        assert order.out_of == number
        assert {name: order.values[name] for name in make.sold_arrives} == make.sold_arrives
        await look_at(told, dialect.order.resource, number)
        await told.press("Ctrl+M")
        await until(lambda: make.made_already in _words(told), "nobody said that it is made already")

    stage.play(story, dialect.order.resource)


def _words(told: Told) -> str:
    """What the bar of the window says, and what stands below the fields of the form that is open."""
    form = QApplication.activeWindow()
    fields = form.fields.values() if isinstance(form, OrderForm) else ()
    return " ".join([told.view.changed.sentence, *map(below, fields)])


@pytest.mark.parametrize("dialect", [FORGEMRP], ids=["ForgeMRP"], indirect=True)
def test_a_quote_that_somebody_else_converted_meanwhile_is_refused_in_words_and_nothing_typed_is_lost(
    stage: Stage, books: Books
) -> None:
    """Of ForgeMRP alone: there a job locks its quote; nothing closes a customer order to further work."""
    quote = books.quote()

    async def story(told: Told) -> None:
        await ready(told)
        told.view.desk.pause()
        form = await opened(told, "Ctrl+N", JobDialog)
        await choose(told, quote["number"])
        await told.type("+9")
        books.ask("POST", "jobs", {"quote_id": quote["id"]})
        await told.press("Ctrl+Return")
        await gone(form)
        [entry] = await stands(told, State.REVIEW)
        told.program.wiring.ordering.edit(told.view, entry)
        again = await on_screen(JobDialog)
        await until(lambda: quote["number"] in again._quote.text(), "the quote is not shown")
        assert again._due.day() == entry.command.patch["due_date"]
        assert again._trouble.sentence.endswith(f"Quote {quote['number']} is locked: a job was made from it")
        told.view.desk.refresh("quotes")
        await until(lambda: "is locked" in again.fields["quote_id"].fault, "the field does not say it")
        await told.press("Escape")

    stage.play(story, "jobs")


def test_pasted_orders_arrive_and_the_row_that_cannot_be_taken_stays_to_be_mended(
    stage: Stage, books: Books
) -> None:
    """Of MRPeasy alone: many jobs at once come out of one quote, whose lines can be pasted."""

    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+N", ManufacturingOrderDialog)
        form._person.setFocus()
        await next_one(told)
        await told.press("Tab")
        await next_one(told)
        QApplication.clipboard().setText(
            f"item_code\tqty\tdate\n{MADE}\t2\t+5\nXX-1\t3\t+5\n{ALSO_MADE}\t1,5\t24.12.2026\n"
        )
        await told.press("Ctrl+Shift+V")
        paste = await on_screen(PasteDialog)
        await until(lambda: len(paste.verdicts) == 3, "the rows were not judged")
        assert [verdict.wrong for verdict in paste.verdicts] == ["", "No item has the code “XX-1”", ""]
        await told.press("Ctrl+Return")
        rest = "item_code\tqty\tdate\nXX-1\t3\t+5"
        await until(lambda: paste._text.toPlainText() == rest, "the bad row does not stay alone")
        paste._text.setPlainText(f"{MADE}\t3\t+5")
        await until(lambda: paste._judged == f"{MADE}\t3\t+5", "the mended row was not judged")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED, State.DELIVERED, State.DELIVERED)
        made = [order.values["quantity"] for order in books.arrived(stage.dialect.make)]
        assert sorted(made) == [Decimal("1.5"), 2, 3]

    stage.play(story, "manufacturing-orders")
