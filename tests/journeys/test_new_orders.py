"""New orders as a planner makes them: the real forms in the real window, the real local server over HTTP."""

from __future__ import annotations

import asyncio
import errno
import sys
import time
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete, update

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.outbox import State
from forge_desktop.outbox.journal import Journal
from forge_desktop.server import tables as t
from forge_desktop.server.running import RunningServer
from tests.journeys.dying import killed
from tests.journeys.orderdesk import Books, choose, gone, on_screen, opened, type_make, type_order
from tests.journeys.shopfloor import entries, pass_time, stands
from tests.journeys.stage import Stage
from tests.shell.living import Clock, Told, until

CUSTOMER = "CU00002"
TABLE, TIERED = "A00001", "A00003"


@pytest.fixture
def books(server: RunningServer) -> Books:
    """What arrives there; everything on its bill of materials is plain stock."""
    found = Books(server)
    found.change(delete(t.bom_components).where(t.bom_components.c.relation_id.is_not(None)))
    return found


async def ready(told: Told) -> None:
    """All that a form needs is in the local copy."""
    await told.opened()
    for name in ("customers", "items", "boms", "routings", "manufacturing-orders", "customer-orders"):
        await told.go(name)


def test_an_order_typed_by_keyboard_alone_arrives_once_with_the_totals_that_were_shown(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "1,5"), (TIERED, "20")])
        shown = form._totals._values[2].text()
        began = time.perf_counter()
        await told.press("Ctrl+Return")
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        sys.stdout.write(f"\nfrom yes to the row: {(time.perf_counter() - began) * 1000:.0f} ms\n")
        assert "not sent yet" in told.view.changed.sentence
        await gone(form)
        await stands(told, State.DELIVERED)
        [order] = books.sold()
        assert order["reference"].startswith("PO-88213")
        assert (order["status"], order["discount_percent"], order["notes"]) == (30, 5, "call first")
        assert order["delivery_terms"] == "DAP Tallinn"
        assert [line["quantity"] for line in books.lines(order)] == [Decimal("1.5"), Decimal(20)]
        assert [line["item_price"] for line in books.lines(order)] == [Decimal("19.99"), Decimal("49.9")]
        assert f"{order['total_price']:.2f}" == shown.replace("\u00a0", "").split(" ")[0]

    stage.play(story, "customer-orders")


def test_without_a_server_the_row_stands_there_at_once_and_arrives_when_the_server_is_back(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        form = await type_order(told, CUSTOMER, [(TABLE, "2")])
        assert form.consequence().startswith("Offline: kept here and sent when the connection is back.")
        assert "8 hours" in form.consequence()
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        [entry] = await entries(told)
        assert entry.state is State.READY
        assert books.sold() == []
        again = stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
        told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        assert len(books.sold()) == 1
        await until(lambda: (told.page.view.current_key() or 0) > 0, "the row did not get its number")
        again.stop()

    stage.play(story, "customer-orders")


def test_a_lost_answer_leaves_exactly_one_order(
    stage: Stage, server: RunningServer, books: Books, clock: Clock
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2")])
        told.view.desk.pause()  # nothing but the order asks the server now
        await asyncio.sleep(0.2)
        server.faults.plan("lost")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: books.sold(), "it did not arrive")
        for _ in range(6):
            await pass_time(told, clock, 130)
            await asyncio.sleep(0.1)
        await stands(told, State.DELIVERED)
        assert len(books.sold()) == 1

    stage.play(story, "customer-orders", clock)


def test_a_new_customer_and_their_order_arrive_together_and_know_each_other(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Shift+N", CustomerOrderDialog)
        await choose(told, "Pine & Oak <b>Ltd</b>")
        await told.type("12345")
        await told.press("Tab")
        await told.press("Tab")
        await told.press("Tab")
        await told.type("no mail")
        await told.press("Ctrl+Return")
        assert form._new.fields["email"].fault == "This is no e-mail address"
        assert form.isVisible()
        form._new.fields["email"].control.setFocus()
        await told.press("Ctrl+A")
        await told.type("office@pine.example")
        form._add.setFocus()
        await choose(told, TABLE)
        await told.type("3")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED, State.DELIVERED)
        [order] = books.sold()
        [customer] = books.rows(t.customers, t.customers.c.title == "Pine & Oak <b>Ltd</b>")
        assert order["customer_id"] == customer["customer_id"]
        assert customer["reg_nr"] == "12345"
        contacts = books.rows(t.customer_contacts, t.customer_contacts.c.customer_id == customer["customer_id"])
        assert [contact["value"] for contact in contacts] == ["office@pine.example"]

    stage.play(story, "customer-orders")


def test_a_manufacturing_order_typed_by_keyboard_arrives_with_person_site_and_day(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_make(told, TABLE, "4")
        assert form._similar.sentence.startswith("Open already: MO0")
        assert form._pane._parts.rowCount() > 0
        assert form._pane._steps.rowCount() > 0
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: told.page.resource.name == "manufacturing-orders", "another page is shown")
        await until(lambda: (told.page.view.current_key() or 0) < 0 or books.made(), "no row came")
        await stands(told, State.DELIVERED)
        [order] = books.made()
        assert (order["article_id"], order["quantity"], order["status"]) == (1, 4, 20)
        assert order["assigned_id"] in (1, 2)
        assert order["site_id"] in (1, 2)
        assert order["due_date"] is not None

    stage.play(story, "customer-orders")


def test_what_a_customer_order_lacks_is_made_with_one_key(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    own = t.customer_order_lines.c
    books.change(update(t.customer_order_lines).where(own.line_id == 11).values(part_status=10))

    async def story(told: Told) -> None:
        await ready(told)
        page = told.page
        page.filters.clear()
        await told.settled()
        page.view.select_keys([1], 1)
        form = await opened(told, "Ctrl+M", ManufacturingOrderDialog)
        assert form._item.value.code == TABLE
        assert form._quantity.text() == "4"  # five are ordered, one was shipped
        assert "1 shipped" in form.fields["cust_ord_line_id"]._under.text()
        assert form._days["due_date"].text() != ""
        form._person.setFocus()
        await told.press("Down")
        await told.press("Tab")
        await told.press("Down")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        [order] = books.made()
        assert (order["cust_ord_id"], order["cust_ord_line_id"], order["quantity"]) == (1, 11, 4)

    stage.play(story, "customer-orders")


def test_pasted_orders_arrive_and_the_row_that_cannot_be_taken_stays_to_be_mended(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+N", ManufacturingOrderDialog)
        form._person.setFocus()
        await told.press("Down")
        await told.press("Tab")
        await told.press("Down")
        QApplication.clipboard().setText(
            f"item_code\tqty\tdate\n{TABLE}\t2\t+5\nXX-1\t3\t+5\n{TIERED}\t1,5\t24.12.2026\n"
        )
        await told.press("Ctrl+Shift+V")
        paste = await on_screen(PasteDialog)
        await until(lambda: len(paste.verdicts) == 3, "the rows were not judged")
        assert [verdict.wrong for verdict in paste.verdicts] == ["", "No item has the code “XX-1”", ""]
        await told.press("Ctrl+Return")
        rest = "item_code\tqty\tdate\nXX-1\t3\t+5"
        await until(lambda: paste._text.toPlainText() == rest, "the bad row does not stay alone")
        paste._text.setPlainText(f"{TABLE}\t3\t+5")
        await until(lambda: paste._judged == f"{TABLE}\t3\t+5", "the mended row was not judged")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED, State.DELIVERED, State.DELIVERED)
        assert sorted(order["quantity"] for order in books.made()) == [Decimal("1.5"), 2, 3]

    stage.play(story, "manufacturing-orders")


def test_what_a_server_refuses_comes_back_with_its_words_at_the_field_and_all_that_was_typed(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2"), (TIERED, "3")])
        told.view.desk.pause()
        books.change(update(t.items).where(t.items.c.article_id == 3).values(deleted=True))
        await told.press("Ctrl+Return")
        await gone(form)
        [entry] = await stands(told, State.REJECTED)
        told.program.wiring.ordering.edit(told.view, entry)
        mended = await on_screen(CustomerOrderDialog)
        assert "deleted" in mended.lines.faults(1)["item"]
        assert mended._reference.text() == "PO-88213"
        assert mended._notes.text() == "call first"
        assert mended._discount.text() == "5"
        await until(lambda: mended._customer.text().startswith(CUSTOMER), "the customer is not named")
        mended.view.edit_at(1, 1)
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(mended)
        await stands(told, State.DELIVERED)
        [order] = books.sold()
        assert len(books.lines(order)) == 1

    stage.play(story, "customer-orders")


def test_on_a_full_disk_nothing_is_called_saved_and_nothing_typed_is_lost(
    stage: Stage, server: RunningServer, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Journal, *told: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def story(told: Told) -> None:
        await ready(told)
        form = await type_order(told, CUSTOMER, [(TABLE, "2")])
        with monkeypatch.context() as disk:
            disk.setattr(Journal, "append", full)
            await told.press("Ctrl+Return")
            await until(lambda: "full" in form._trouble.sentence, "nobody said that the disk is full")
        assert "Nothing was saved; what you typed is still here." in form._trouble.sentence
        assert (form._reference.text(), len(form.lines.lines)) == ("PO-88213", 1)
        assert "not sent yet" not in told.view.changed.sentence
        assert await entries(told) == []
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        assert len(books.sold()) == 1

    stage.play(story, "customer-orders")


def test_a_customer_whose_order_did_not_fit_on_the_disk_is_not_made_twice(
    stage: Stage, server: RunningServer, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, left = Journal.append, [1]

    def nearly_full(self: Journal, *told: object) -> int:
        if left[0] > 0:
            left[0] -= 1
            return append(self, *told)  # type: ignore[arg-type]  # handed on as it came
        raise OSError(errno.ENOSPC, "No space left on device")

    async def story(told: Told) -> None:
        await ready(told)
        told.view.desk.pause()
        server.stop()
        form = await opened(told, "Ctrl+Shift+N", CustomerOrderDialog)
        await choose(told, "Pine & Oak")
        form._add.setFocus()
        await choose(told, TABLE)
        await told.type("2")
        with monkeypatch.context() as disk:
            disk.setattr(Journal, "append", nearly_full)
            await told.press("Ctrl+Return")
            await until(lambda: "full" in form._trouble.sentence, "nobody said that the disk is full")
        assert form.isVisible()
        await told.press("Ctrl+Return")
        await gone(form)
        kept = [entry.command.resource for entry in await entries(told) if entry.state is not State.DISCARDED]
        assert kept == ["customers", "customer-orders"]

    stage.play(story, "customer-orders")


def test_what_was_typed_before_a_crash_is_there_when_the_form_is_opened_again(
    stage: Stage, server: RunningServer, books: Books
) -> None:
    assert killed(stage.folder, "order", CUSTOMER, TABLE, "1,5", TIERED, "0") == "kept\n"
    [draft] = stage.folder.rglob("drafts/customer-orders.json")

    async def going_on(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Shift+N", CustomerOrderDialog)
        assert form._told.text().startswith("draft of ")
        assert form._reference.text() == "PO-88213"
        assert [line.quantity for line in form.lines.lines] == ["1,5", "0"]
        await until(lambda: form._customer.text().startswith(CUSTOMER), "the customer is not named")
        await told.press("Ctrl+Return")
        assert form.lines.faults(1)["quantity"] == "Must be more than 0"
        assert form.isVisible()
        await told.press("Ctrl+Delete")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        await until(lambda: not draft.exists(), "the draft of an order that is in the outbox is still there")

    stage.play(going_on, "customer-orders")
    assert len(books.sold()) == 1
