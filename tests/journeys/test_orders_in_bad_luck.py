"""New orders when things happen meanwhile: deleted, closed, opened twice, mended from the outbox."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.outbox import State
from forge_desktop.server import tables as t
from forge_desktop.server.running import RunningServer
from forge_desktop.views.outbox_looks import Deed
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.orderdesk import Books, gone, on_screen, opened, type_order
from tests.journeys.shopfloor import entries, outbox, stands
from tests.journeys.stage import Stage
from tests.journeys.test_new_orders import CUSTOMER, TABLE, TIERED, ready
from tests.shell.living import Told, until


@pytest.fixture
def books(server: RunningServer) -> Books:
    """What arrives there."""
    return Books(server)


def test_an_item_deleted_on_the_server_is_seen_in_the_open_form_before_anything_is_sent(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2"), (TIERED, "3")])
        books.change(update(t.items).where(t.items.c.article_id == 3).values(deleted=True))
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

    stage.play(story, "customer-orders")


def test_a_form_whose_connection_was_closed_says_so_and_keeps_its_draft(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2")])
        ident = told.view.desk.connection.ident
        await told.program.shut(ident)
        told.program.show_something()
        await told.press("Ctrl+Return")
        await until(lambda: "closed" in form._trouble.sentence, "nobody said that it was closed")
        form.changed()
        form.done(0)
        assert list(stage.folder.rglob("drafts/customer-orders.json"))
        assert books.sold() == []

    stage.play(story, "customer-orders")


@on_both
def test_the_keys_for_a_new_order_open_one_form_and_never_a_second(
    stage: Stage, dialect: Dialect, server: RunningServer
) -> None:
    kind: type[OrderForm] = {"MRPeasy": ManufacturingOrderDialog, "ForgeMRP": JobDialog}[dialect.name]

    async def story(told: Told) -> None:
        await told.opened()
        form = await opened(told, "Ctrl+N", kind)
        told.program.wiring.ordering.new(told.view, dialect.made.resource)
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind)]
        assert shown == [form]
        await told.press("Escape")
        await gone(form)
        await opened(told, "Ctrl+N", kind)
        await told.press("Escape")

    stage.play(story, dialect.made.resource)


def test_a_refused_order_is_opened_from_the_outbox_page_mended_and_sent(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2"), (TIERED, "3")])
        told.view.desk.pause()
        books.change(update(t.items).where(t.items.c.article_id == 3).values(deleted=True))
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.REJECTED)
        page = await outbox(told, lambda page: page.pane.deeds.offers(Deed.EDIT))
        page.list.setFocus()
        await told.press("F2")
        mended = await on_screen(CustomerOrderDialog)
        await until(lambda: "deleted" in mended.lines.faults(1).get("item", ""), "nothing said what is wrong")
        await told.press("Escape")
        await gone(mended)
        assert (await entries(told))[0].state is State.REJECTED
        page.list.setFocus()
        await told.press("F2")
        mended = await on_screen(CustomerOrderDialog)
        mended.view.edit_at(1, 1)
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(mended)
        await stands(told, State.DELIVERED)
        [order] = books.sold()
        assert len(books.lines(order)) == 1

    stage.play(story, "customer-orders")
