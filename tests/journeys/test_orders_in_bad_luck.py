"""What is sold when things happen meanwhile: deleted, closed, opened twice, pasted, mended from the outbox."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.views.outbox_looks import Deed
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.orderdesk import (
    choose,
    gone,
    on_screen,
    opened,
    ready,
    text_of,
    type_lines,
    type_order,
)
from tests.journeys.papers import ALSO_MADE, MADE
from tests.journeys.shopfloor import entries, outbox, stands
from tests.journeys.stage import Stage
from tests.shell.living import Told, until


def test_an_item_deleted_on_the_server_is_seen_in_the_open_form_before_anything_is_sent(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    """Of MRPeasy alone: ForgeMRP has no list of items, and takes numbers of parts that nothing in stock has."""

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, dialect.sale.party, [(MADE, "2"), (ALSO_MADE, "3")])
        books.forget(ALSO_MADE)
        told.view.desk.refresh("items")
        await until(lambda: "item" in form.lines.faults(1), "nobody saw that the item was deleted")
        assert "deleted" in form.lines.faults(1)["item"]
        await told.press("Ctrl+Return")
        assert form.isVisible()
        assert await entries(told) == []
        form.view.edit_at(1, 1)
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)

    stage.play(story, dialect.order.resource)


@on_both
def test_somebody_deleted_on_the_server_is_seen_in_the_open_form_before_anything_is_sent(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale
    books.know("Pine & Oak")

    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, sale.keys, sale.form)
        await choose(told, "Pine & Oak")
        form._add.setFocus()
        await type_lines(told, [(MADE, "2")])
        books.lose("Pine & Oak")
        told.view.desk.refresh(dialect.party)
        field = form.fields[sale.party_field]
        await until(lambda: "no longer in the local copy" in field.fault, "nobody saw it")
        await told.press("Ctrl+Return")
        assert form.isVisible()
        assert await entries(told) == []
        field.control.setFocus()
        await told.press("Ctrl+A")
        await choose(told, sale.party)
        assert field.fault == ""
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        [order] = books.arrived(sale)
        assert order.party == sale.party_named

    stage.play(story, dialect.order.resource)


@on_both
def test_a_form_whose_connection_was_closed_says_so_and_keeps_its_draft(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, sale.party, [(MADE, "2")])
        ident = told.view.desk.connection.ident
        await told.program.shut(ident)
        told.program.show_something()
        await told.press("Ctrl+Return")
        await until(lambda: "closed" in form._trouble.sentence, "nobody said that it was closed")
        form.changed()
        form.done(0)
        assert list(stage.folder.rglob(f"drafts/{sale.resource}.json"))
        assert books.came(sale) == []

    stage.play(story, dialect.order.resource)


@on_both
def test_the_keys_for_something_new_open_one_form_and_never_a_second(
    stage: Stage, dialect: Dialect, server: RunningServer
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        for paper in dialect.papers:
            form = await opened(told, paper.keys, paper.form)
            told.program.wiring.ordering.new(told.view, paper.resource)
            shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, paper.form)]
            assert shown == [form]
            await told.press("Escape")
            await gone(form)
            again = await opened(told, paper.keys, paper.form)
            await told.press("Escape")
            await gone(again)

    stage.play(story, dialect.made.resource)


@on_both
def test_pasted_rows_become_lines_and_a_draft_outlives_the_form(
    stage: Stage, dialect: Dialect, server: RunningServer
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, sale.keys, sale.form)
        await choose(told, sale.party)
        form.paste(f"part\tqty\tprice\n{MADE}\t2\t10,50\n{ALSO_MADE}\t0\t1")
        paste = await on_screen(PasteDialog)
        await until(lambda: len(paste.verdicts) == 2, "the rows were not judged")
        assert [verdict.wrong for verdict in paste.verdicts] == ["", "Must be more than 0"]
        await told.press("Ctrl+Return")
        await until(lambda: len(form.lines.lines) == 1, "the good row did not come")
        paste.reject()
        await gone(paste)
        form.activateWindow()
        await until(form.isActiveWindow, "the form did not get the keyboard")
        await told.press("Escape")
        await told.press("Tab")
        await told.press("Tab")
        await told.press("Return")
        await gone(form)
        again = await opened(told, sale.keys, sale.form)
        await until(
            lambda: again.lines.lines and again.lines.lines[0].item is not None, "the part is not known"
        )
        await until(lambda: text_of(again, sale.party_field) == sale.party_shown, "it does not say for whom")
        assert [(line.code, line.quantity, line.price) for line in again.lines.lines] == [(MADE, "2", "10,50")]
        assert "draft of" in again._told.text()
        again._leaving.threw.emit()
        await gone(again)

    stage.play(story, dialect.order.resource)


@on_both
def test_what_was_refused_is_opened_from_the_outbox_page_mended_and_sent(
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
        await stands(told, State.REJECTED)
        page = await outbox(told, lambda page: page.pane.deeds.offers(Deed.EDIT))
        page.list.setFocus()
        await told.press("F2")
        mended = await on_screen(sale.form)
        await until(lambda: sale.why in mended.lines.faults(1).get("item", ""), "nothing said what is wrong")
        await told.press("Escape")
        await gone(mended)
        assert (await entries(told))[0].state is State.REJECTED
        page.list.setFocus()
        await told.press("F2")
        mended = await on_screen(sale.form)
        mended.view.edit_at(1, 1)
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(mended)
        await stands(told, State.DELIVERED)
        [order] = books.arrived(sale)
        assert [line[0] for line in order.lines] == [MADE]

    stage.play(story, dialect.order.resource)
