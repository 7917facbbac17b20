"""The forms of ForgeMRP by their keys alone, on a made-up shop: clients, quotes, jobs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.order_form import filling_forge, pasted, quote_lines
from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.dialogs.order_form.quote import QuoteDialog
from forge_desktop.dialogs.order_form.quote_lines import QUOTE, QuoteLine
from forge_desktop.dialogs.order_form.wishes import CUSTOMER
from forge_desktop.domain.scalars import Json, key_of
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.order_form.forge_samples import (
    CHAIR,
    DRAFT,
    LOCKED,
    NORDIC,
    NORDVIK,
    PASTED,
    QUOTES,
    SHORT,
    TABLE,
    ForgeShop,
    client,
    job,
    quote,
)
from tests.dialogs.order_form.samples import DAY, seen
from tests.dialogs.order_form.test_customer_order import focused, pick, type_


@pytest.fixture
def shop() -> ForgeShop:
    """The made-up shop."""
    return ForgeShop()


@pytest.fixture
def quoting(window: QWidget, opened: Opened, shop: ForgeShop) -> QuoteDialog:
    """The form for a quote on screen, empty."""
    dialog = quote(window, shop=shop)
    opened(dialog)
    return dialog


@pytest.fixture
def making(window: QWidget, opened: Opened, shop: ForgeShop) -> JobDialog:
    """The form for a job on screen, empty."""
    dialog = job(window, shop=shop)
    opened(dialog)
    return dialog


@pytest.fixture
def naming(window: QWidget, opened: Opened, shop: ForgeShop) -> ClientDialog:
    """The form for a client on screen, empty."""
    dialog = client(window, shop=shop)
    opened(dialog)
    return dialog


def wishes(form: OrderForm) -> list[Any]:
    """What the form asks for."""
    told: list[Any] = []
    form.agreed.connect(told.append)
    return told


def add(qtbot: QtBot, form: QuoteDialog, text: str, *typed: str) -> None:
    """Add a line by keyboard: what it is about, its quantity, its price."""
    form._add.setFocus()
    pick(qtbot, text)
    for one in typed:
        type_(one)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    if typed:
        form.setFocus()


# Clients


def test_tab_goes_through_a_client_in_reading_order_and_only_what_was_typed_is_sent(
    naming: ClientDialog, press: Press
) -> None:
    told = wishes(naming)
    names = []
    for text in ("  Pine  & Oak ", "a@b.example", "", "", "late payer"):
        names.append(focused().accessibleName())
        type_(text)
        press(naming, Qt.Key.Key_Tab)
    press(naming, Qt.Key.Key_Return, ctrl=True)
    assert names == ["Name", "E-mail", "Phone", "Address", "Notes"]
    [wish] = told
    assert (wish.resource, wish.party) == ("clients", None)
    assert wish.records == ({"name": "Pine & Oak", "email": "a@b.example", "notes": "late payer"},)


def test_a_client_needs_a_name_and_a_mail_address_that_is_one(naming: ClientDialog, press: Press) -> None:
    told = wishes(naming)
    press(naming, Qt.Key.Key_Return, ctrl=True)
    assert naming.fields["name"].fault == "A name is needed"
    type_("Pine")
    press(naming, Qt.Key.Key_Tab)
    type_("pine")
    press(naming, Qt.Key.Key_Return, ctrl=True)
    assert naming.fields["email"].fault == "This is no e-mail address"
    assert focused().accessibleName() == "E-mail"
    assert told == []


def test_a_client_of_the_same_name_is_warned_of_and_may_still_be_wanted(
    naming: ClientDialog, press: Press
) -> None:
    told = wishes(naming)
    type_("nordic LIVING")
    assert naming._twin.sentence.startswith("“Nordic Living” is a client already (3 open quotes")
    type_(" West")
    assert naming._twin.sentence == ""
    press(naming, Qt.Key.Key_Return, ctrl=True)
    assert told[0].records == ({"name": "nordic LIVING West"},)


def test_what_a_server_refuses_of_a_client_stands_below_its_field_until_that_is_changed(
    naming: ClientDialog,
) -> None:
    naming.restore(filling_forge.of_client({"name": "Pine", "phone": "x" * 240, "tier": "gold"}, seen()))
    naming.refused(["phone: must have at most 200 characters", "The server is full"])
    assert naming.fields["phone"].fault == "must have at most 200 characters"
    assert naming._trouble.sentence.endswith("The server is full")
    naming.fields["phone"].control.setFocus()
    type_("1")
    assert naming.fields["phone"].fault == ""
    assert naming.wish().records[0]["tier"] == "gold"


# Quotes


def test_a_quote_by_keyboard_alone_is_asked_for_with_exact_decimals(
    quoting: QuoteDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(quoting)
    pick(qtbot, "nordic")
    type_("+30")
    add(qtbot, quoting, "T-210", "1,5", "19.99")
    add(qtbot, quoting, "Assembly on site", "3", "0.1")
    assert quoting._totals._values[2].text() == "30.29 EUR"
    press(quoting, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    [values] = wish.records
    assert (wish.resource, wish.party, values["client_id"]) == ("quotes", None, "client_1")
    assert (values["status"], values["currency"]) == ("draft", "EUR")
    assert values["valid_until"] == seen().today + 30 * DAY
    assert values["lines"] == [
        {"description": TABLE.title, "part_number": "T-210", "quantity": "1.5", "unit_price": "19.99"},
        {"description": "Assembly on site", "quantity": "3", "unit_price": "0.1"},
    ]


def test_tab_goes_through_a_quote_in_reading_order_and_on_to_the_lines(
    quoting: QuoteDialog, qtbot: QtBot, press: Press
) -> None:
    names = [focused().accessibleName()]
    pick(qtbot, "nordic")
    for _ in range(5):
        names.append(focused().accessibleName())
        press(quoting, Qt.Key.Key_Tab)
    assert names == ["Client", "Valid until", "Currency", "Status", "Notes", "Lines"]
    assert focused() is quoting._add


def test_a_client_that_waits_in_the_outbox_is_pointed_to_by_its_own_key(
    quoting: QuoteDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(quoting)
    pick(qtbot, "nordvik")
    add(qtbot, quoting, "T-210", "1")
    press(quoting, Qt.Key.Key_Return, ctrl=True)
    assert told[0].records[0]["client_id"] == NORDVIK.key


def test_a_new_client_goes_along_with_the_quote_and_can_be_taken_back_for_a_known_one(
    quoting: QuoteDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(quoting)
    pick(qtbot, "Pine & Oak")
    assert focused().accessibleName() == "E-mail"
    type_("office@pine.example")
    add(qtbot, quoting, "T-210", "1")
    press(quoting, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    assert wish.records[0]["client_id"] == CUSTOMER
    assert wish.party.values == {"name": "Pine & Oak", "email": "office@pine.example"}
    quoting.failed("The disk is full.")
    quoting._client.panel.dropped.emit()
    pick(qtbot, "nordic")
    press(quoting, Qt.Key.Key_Return, ctrl=True)
    assert told[1].party is None


def test_a_price_may_be_left_to_the_server_where_a_part_has_one_and_the_sum_says_so(
    quoting: QuoteDialog, qtbot: QtBot
) -> None:
    add(qtbot, quoting, "CH-04", "2")
    add(qtbot, quoting, "T-210", "1", "480")
    assert quoting._totals._labels[0].text() == "Lines without 1 at the part’s own price"
    assert quoting._totals._labels[2].text() == "Quote total so far"
    assert quoting.lines.first_wrong() is None
    add(qtbot, quoting, "Assembly on site", "1")
    assert quoting.lines.faults(2) == {"price": "Type a price"}
    assert quoting._totals._labels[0].text() == "Lines without 1 wrong and 1 at the part’s own price"


def test_a_number_that_is_not_in_inventory_can_be_sent_as_typed(quoting: QuoteDialog, qtbot: QtBot) -> None:
    add(qtbot, quoting, "XX-1", "2")
    [line] = quoting.lines.lines
    assert (line.code, line.item, line.wrong()) == ("XX-1", None, {})
    assert quoting.lines.cell(0, QUOTE.place("item")).second == "Not in inventory"


def test_lines_of_the_same_part_share_what_is_available() -> None:
    lines = [QuoteLine(quantity="6").about(TABLE), QuoteLine(quantity="6").about(TABLE)]
    lines.append(QuoteLine(quantity="1").about(SHORT))
    words = [promise.words for promise in quote_lines.promises(lines, seen())]
    assert words == ["6 of 10 available", "4 available, 2 short", "none available, 1 short"]


def test_the_description_follows_the_part_until_another_is_typed() -> None:
    line = QuoteLine().about(TABLE).about(CHAIR)
    assert line.description == CHAIR.title
    assert line.changed("description", "As agreed").about(TABLE).text("description") == "As agreed"


def test_a_quote_out_of_the_outbox_comes_back_whole_with_each_complaint_at_its_field(
    quoting: QuoteDialog,
) -> None:
    patch: dict[str, Json] = {
        "client_id": "client_1",
        "status": "sent",
        "valid_until": seen().today,
        "currency": "SEK",
        "notes": "as agreed",
        "terms": "kept",
        "lines": [
            {"part_number": "T-210", "quantity": "1.125", "unit_price": "480", "colour": "oak"},
            {"description": "Transport", "quantity": "1", "unit_price": "95.5"},
        ],
    }
    quoting._place = type(quoting._place)(
        takes=quoting._place.takes | {"terms"}, clients=True, offline=lambda: False
    )
    quoting._client.restore({})
    state = filling_forge.of_quote(patch, seen())
    assert state["client"] == key_of("client_1")
    quoting.restore({**state, "client": NORDIC.key})
    quoting.refused(["client_id: is closed", "lines.1.unit_price: too much", "lines.0.part_number: is blocked"])
    assert quoting.fields["client_id"].fault == "is closed"
    assert quoting.lines.faults(1) == {"price": "too much"}
    assert quoting.lines.faults(0) == {"item": "is blocked"}
    assert quoting.wish().records == (patch | {"lines": _described(patch["lines"])},)


def _described(lines: Json) -> Json:
    """The lines as they come back; nothing is added to what was typed."""
    assert isinstance(lines, list)
    return lines


def test_pasted_rows_of_a_quote_get_a_verdict_each() -> None:
    items = {item.code.casefold(): item for item in (TABLE, CHAIR, SHORT)}
    verdicts = pasted.judge(pasted.rows_of(PASTED, "quote"), items, seen(), "quote")
    assert [(v.row.code, v.quantity, v.words) for v in verdicts] == [
        ("T-210", Decimal(6), "can be added"),
        ("XX-1", Decimal(3), "Not in inventory, at its own price"),
        ("", Decimal(2), "can be added"),
        ("BN-90", None, "Must be more than 0"),
        ("", Decimal(1), "No price: no part says it"),
    ]


def test_a_quote_without_client_or_lines_says_what_is_missing_and_sends_nothing(
    quoting: QuoteDialog, press: Press
) -> None:
    told = wishes(quoting)
    quoting.fields["currency"].control.setFocus()
    press(quoting, Qt.Key.Key_A, ctrl=True)
    type_("E1")
    press(quoting, Qt.Key.Key_Return, ctrl=True)
    assert quoting.fields["client_id"].fault == "Which client?"
    assert quoting.fields["currency"].fault == "Three letters, like EUR"
    assert quoting._none.isVisible()
    assert told == []


# Jobs


def test_a_job_for_a_part_by_keyboard_alone(making: JobDialog, qtbot: QtBot, press: Press) -> None:
    told = wishes(making)
    press(making, *[Qt.Key.Key_Tab] * 4)
    pick(qtbot, "T-210")
    assert making._made.twin.sentence.startswith("Open already: J01482 for 24 (in progress, due")
    type_("24")
    press(making, Qt.Key.Key_Tab)
    pick(qtbot, "nordic")
    press(making, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    assert wish.records == (
        {
            "part_number": "T-210",
            "quantity": "24",
            "client_id": "client_1",
            "priority": "normal",
            "status": "released",
        },
    )


def test_a_job_from_a_quote_follows_it_and_says_that_it_locks_it(
    making: JobDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(making)
    pick(qtbot, "nordic")
    assert focused().accessibleName() == "Due"
    assert making.consequence().startswith("2 jobs are made, one for each line, and Q00071 is locked for good")
    assert [making._made._model.index(row, 1).data() for row in range(2)] == [TABLE.title, "Bench 90, painted"]
    type_("+7")
    press(making, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    assert wish.records == (
        {
            "quote_id": "quote_71",
            "due_date": seen().today + 7 * DAY,
            "priority": "normal",
            "status": "released",
        },
    )
    assert wish.party is None
    making.kept()


def test_a_quote_that_is_no_longer_approved_is_said_at_the_field_with_what_was_typed_kept(
    making: JobDialog, qtbot: QtBot, shop: ForgeShop, press: Press
) -> None:
    told = wishes(making)
    pick(qtbot, "Q00071")
    type_("+7")
    shop.papers[71] = type(QUOTES[0])(key=71, number="Q00071", approved=True, locked=True, job="J00012")
    making._ask_again()
    press(making, Qt.Key.Key_Return, ctrl=True)
    assert making.fields["quote_id"].fault == "Q00071 is locked: J00012 was made from it."
    assert making._due.day() == seen().today + 7 * DAY
    assert told == []


def test_why_no_job_can_be_made_from_a_quote_is_said_in_words() -> None:
    assert QUOTES[0].why_not == ""
    assert DRAFT.why_not == "Q00072 is draft: only an approved quote becomes a job."
    assert LOCKED.why_not == "Q00073 is locked: J00012 was made from it."


@pytest.mark.parametrize("amount", ["0", "-1", "1e30", "1.500", "abc", ""])
def test_a_quantity_that_is_none_is_said_below_its_field(making: JobDialog, amount: str, press: Press) -> None:
    told = wishes(making)
    making._part.show_value(TABLE, "T-210")
    making._quantity.setText(amount)
    press(making, Qt.Key.Key_Return, ctrl=True)
    assert making.fields["quantity"].fault
    assert told == []


def test_a_job_of_nothing_is_asked_what_it_is_of(making: JobDialog, press: Press) -> None:
    told = wishes(making)
    press(making, Qt.Key.Key_Return, ctrl=True)
    assert making.fields["part_number"].fault == "Which part? Or choose a quote above"
    assert told == []


def test_a_job_out_of_the_outbox_comes_back_whole(making: JobDialog, shop: ForgeShop) -> None:
    patch: dict[str, Json] = {
        "part_number": "XX-1",
        "quantity": "2.5",
        "client_id": NORDVIK.key,
        "due_date": seen().today,
        "priority": "urgent",
        "status": "pending",
    }
    making.restore(filling_forge.of_job(patch, seen()))
    assert making._client.picker.text() == "Nordvik Hotels"
    assert making.wish().records == (patch,)
    draft = making.state()
    making.restore({})
    making.restore(draft)
    assert making.wish().records == (patch,)
