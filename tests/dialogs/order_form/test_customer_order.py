"""The form for a customer order by its keys alone, on a made-up shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.filling import of_customer_order
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.sheet import ORDER
from forge_desktop.dialogs.order_form.wishes import Wish
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.order_form.samples import BENCH, CHAIR, NORDIC, PASTED, TABLE, Shop, customer_order, seen

Open = Callable[..., CustomerOrderDialog]
ITEM, QUANTITY, PRICE, DISCOUNT = map(ORDER.place, ("item", "quantity", "price", "discount"))


@pytest.fixture
def shop() -> Shop:
    """The made-up shop."""
    return Shop()


@pytest.fixture
def form(window: QWidget, opened: Opened, shop: Shop) -> CustomerOrderDialog:
    """The form on screen, empty."""
    dialog = customer_order(window, shop=shop)
    opened(dialog)
    return dialog


def pick(qtbot: QtBot, text: str) -> None:
    """Type into the picker that has the keyboard and take the first it offers."""
    picker = QApplication.focusWidget()
    assert isinstance(picker, Picker)
    QTest.keyClicks(picker, text)
    qtbot.waitUntil(lambda: picker.open and not picker.waiting)
    QTest.keyClick(picker, Qt.Key.Key_Return)


def focused() -> QWidget:
    """Where the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def type_(text: str) -> None:
    """Type where the keyboard is."""
    QTest.keyClicks(focused(), text)


def add(qtbot: QtBot, form: CustomerOrderDialog, code: str, quantity: str) -> None:
    """Add a line by keyboard."""
    form._add.setFocus()
    pick(qtbot, code)
    type_(quantity)
    QTest.keyClick(focused(), Qt.Key.Key_Return)


def wishes(form: CustomerOrderDialog) -> list[Any]:
    """What the form asks for."""
    told: list[Any] = []
    form.agreed.connect(told.append)
    return told


def test_tab_goes_through_the_fields_in_reading_order_and_on_to_the_lines(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press
) -> None:
    pick(qtbot, "nordic")
    names = [focused().accessibleName()]
    for _ in range(6):
        press(form, Qt.Key.Key_Tab)
        names.append(focused().accessibleName())
    assert names == [
        "Their reference",
        "Deliver by",
        "Status",
        "Delivery terms",
        "Discount",
        "Internal notes",
        "Lines",
    ]
    press(form, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form._add


def test_an_order_by_keyboard_alone_is_asked_for_with_exact_decimals(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(form)
    pick(qtbot, "CU00018")
    type_("PO-1")
    press(form, Qt.Key.Key_Tab)
    type_("+5")
    add(qtbot, form, "T-210", "12")
    add(qtbot, form, "CH-04", "1,5")
    press(form, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    assert isinstance(wish, Wish)
    assert wish.party is None
    assert wish.records[0]["customer_id"] == 18
    assert wish.records[0]["status"] == 30
    assert wish.records[0]["total_price"] == "5544.75"
    assert wish.records[0]["products"] == [
        {"ord": 1, "article_id": 1, "quantity": "12", "item_price": "450", "total_price": "5400"},
        {"ord": 2, "article_id": 2, "quantity": "1.5", "item_price": "96.5", "total_price": "144.75"},
    ]


def test_saying_yes_twice_asks_once_until_it_was_answered(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(form)
    pick(qtbot, "CU00018")
    add(qtbot, form, "T-210", "1")
    press(form, Qt.Key.Key_Return, ctrl=True)
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert len(told) == 1
    form.failed("The disk is full.")
    assert form.isVisible()
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert len(told) == 2
    form.kept()
    assert not form.isVisible()


def test_what_is_missing_is_said_below_its_field_and_gets_the_keyboard(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(form)
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert form.fields["customer_id"].fault == "Which customer?"
    assert QApplication.focusWidget() is form._customer
    assert form._none.isVisible()
    pick(qtbot, "CU00018")
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert QApplication.focusWidget() is form._add
    assert told == []


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("0", "Must be more than 0"),
        ("-2", "Must be more than 0"),
        ("1e30", "Write it out in digits, without “e”"),
        ("1" * 20, "This is too large"),
        ("1.500", "1500 or 1.5? Write one of them"),
        ("two", "“two” is no number"),
    ],
)
def test_an_impossible_quantity_is_said_while_it_is_typed_and_keeps_the_order_here(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press, typed: str, fault: str
) -> None:
    told = wishes(form)
    pick(qtbot, "CU00018")
    form._add.setFocus()
    pick(qtbot, "T-210")
    type_(typed)
    assert form.lines.faults(0)["quantity"] == fault
    assert form.lines.cell(0, QUANTITY).second == fault
    assert form.lines.totals() == []
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert told == []
    assert form.lines.lines[0].quantity == typed


def test_days_discount_and_prices_are_checked_as_they_are_typed(form: CustomerOrderDialog) -> None:
    form._day.setText("35-13")
    form._discount.setText("120 %")
    form.lines.add([bench_at("-1")])
    assert form.fields["delivery_date"].fault.startswith("“35-13” is no day")
    assert form.fields["discount_percent"].fault == "Must be from 0 to 100 %"
    assert form.lines.faults(0)["price"] == "Must not be below 0"
    form._day.setText("+5")
    assert form.fields["delivery_date"].fault == ""
    assert form.fields["delivery_date"]._under.text() == "Wed 25 Nov, in 5 d"
    form._day.setText("14 Nov 2026")
    assert form.fields["delivery_date"].fault == "6 days ago."


def bench_at(price: str) -> Any:
    """A line of a bench at this price."""
    return OrderLine(quantity="1").about(BENCH).changed("price", price)


def test_the_price_follows_its_tiers_until_another_is_typed(form: CustomerOrderDialog, qtbot: QtBot) -> None:
    add(qtbot, form, "T-210", "9")
    assert form.lines.lines[0].price == "480"
    form.lines.type_in(0, QUANTITY, "10")
    assert form.lines.lines[0].price == "450"
    form.lines.type_in(0, PRICE, "400")
    form.lines.type_in(0, QUANTITY, "1")
    assert form.lines.lines[0].price == "400"
    form.lines.type_in(0, DISCOUNT, "12,5")
    assert form.lines.lines[0].total == Decimal("350.00")


def test_the_consequence_counts_what_can_be_booked_and_says_when_it_is_offline(
    window: QWidget, form: CustomerOrderDialog, qtbot: QtBot
) -> None:
    add(qtbot, form, "T-210", "6")
    add(qtbot, form, "T-210", "6")
    add(qtbot, form, "CH-04", "60")
    assert form.foot.words.text() == "Confirmed books stock at once: 1 of 3 lines can be booked now."
    assert [form.lines.cell(row, 2).text for row in range(3)] == [
        "6 of 10 free",
        "4 now: make 2",
        "40 now, 20 by 27 Nov",
    ]
    form._status.choose("10")
    assert form.foot.words.text() == "A quotation books nothing."
    offline = customer_order(window, offline=True)
    assert offline.foot.words.text().startswith("Offline: kept here and sent when the connection is back.")
    assert "asked again" in offline.foot.words.text()
    offline.done(0)


def test_esc_closes_an_untouched_form_and_asks_about_one_that_was_typed_into(
    form: CustomerOrderDialog, window: QWidget, opened: Opened, press: Press
) -> None:
    type_("Nor")
    press(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert not form._leaving.isHidden()
    press(form, Qt.Key.Key_Escape)
    assert form._leaving.isHidden()
    press(form, Qt.Key.Key_Escape)
    drafted: list[bool] = []
    form.drafted.connect(lambda: drafted.append(True))
    button = next(
        b for b in form.findChildren(QAbstractButton) if b.accessibleName() == "Close, keep the draft"
    )
    button.click()
    assert not form.isVisible()
    assert drafted
    another = customer_order(window)
    opened(another)
    press(another, Qt.Key.Key_Escape)
    assert not another.isVisible()


def test_a_draft_holds_everything_that_was_typed(
    form: CustomerOrderDialog, window: QWidget, qtbot: QtBot
) -> None:
    pick(qtbot, "CU00018")
    type_("PO-1")
    form._notes.setPlainText("two\nlines")
    add(qtbot, form, "T-210", "1,500")
    add(qtbot, form, "CH-04", "2")
    form.lines.type_in(1, ITEM, "NO-SUCH")
    state = form.state()
    again = customer_order(window)
    again.restored(state, "draft of 09:47")
    assert again.state() == state
    assert again._customer.value == NORDIC
    assert again.lines.lines[0].item == TABLE
    assert again.lines.faults(1)["item"] == "No item has the code “NO-SUCH”"
    again.done(0)


def test_starting_afresh_throws_the_draft_away(form: CustomerOrderDialog, window: QWidget) -> None:
    dropped: list[bool] = []
    again = customer_order(window)
    again.dropped.connect(lambda: dropped.append(True))
    again.restored({**again.state(), "reference": "PO-1"}, "draft of 09:47")
    again._afresh.click()
    assert dropped
    assert again._reference.text() == ""
    assert not again.typed()
    again.done(0)


@pytest.mark.parametrize(
    "state", [{}, {"lines": 3}, {"lines": [3, {}]}, {"customer": "x", "new": 4}, {"day": []}]
)
def test_a_draft_that_makes_no_sense_does_no_harm(form: CustomerOrderDialog, state: dict[str, Any]) -> None:
    form.restored(state, "draft")
    assert form.isVisible()


def test_the_servers_words_stand_at_the_fields_they_are_about(form: CustomerOrderDialog, qtbot: QtBot) -> None:
    add(qtbot, form, "T-210", "1")
    form.refused(
        [
            "reference: is used already",
            "products[0][quantity]: more than we can make",
            "products.0.article_id: there is no item 1",
            "Somebody <b>unplugged</b> it",
        ]
    )
    assert form.fields["reference"].fault == "is used already"
    assert form.lines.faults(0) == {"quantity": "more than we can make", "item": "there is no item 1"}
    assert form._trouble.sentence == "The server refused this. Somebody <b>unplugged</b> it"
    form._reference.setText("another")
    form.lines.type_in(0, QUANTITY, "2")
    assert form.fields["reference"].fault == ""
    assert "quantity" not in form.lines.faults(0)


def test_an_item_that_was_deleted_and_a_customer_that_was_renamed_meanwhile_are_seen(
    form: CustomerOrderDialog, shop: Shop, qtbot: QtBot
) -> None:
    pick(qtbot, "CU00018")
    add(qtbot, form, "T-210", "1")
    add(qtbot, form, "CH-04", "1")
    shop.people[18] = replace(NORDIC, title="Nordic Living AS")
    shop.known[1] = replace(TABLE, deleted=True)
    del shop.known[2]
    form.changed_elsewhere("items", None)
    qtbot.waitUntil(lambda: "AS" in form._customer.text())
    assert form.lines.faults(0)["item"] == "T-210 was deleted"
    assert form.lines.faults(1)["item"] == "CH-04 was deleted"


def test_pasted_rows_become_lines_and_those_that_cannot_stay_to_be_mended(
    form: CustomerOrderDialog, qtbot: QtBot, press: Press
) -> None:
    form.paste(PASTED)
    paste = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PasteDialog) and w.isVisible())
    assert [verdict.wrong for verdict in paste.verdicts] == [
        "",
        "",
        "No item has the code “XX-1”",
        "Must be more than 0",
        "This item was deleted",
        "1500 or 1.5? Write one of them",
    ]
    paste.agree()
    assert [(line.code, line.quantity) for line in form.lines.lines] == [("T-210", "6"), ("CH-04", "1,5")]
    assert form._day.text() == "27 Nov 2026"
    assert paste.isVisible()
    assert paste._text.toPlainText().splitlines()[1] == "XX-1\t3"
    paste._text.setPlainText("BN-90\t4")
    paste._look_up()
    paste.agree()
    assert not paste.isVisible()
    assert len(form.lines.lines) == 3


def test_rows_that_are_pasted_where_a_code_is_typed_open_the_preview(
    form: CustomerOrderDialog, qtbot: QtBot
) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("T-210")
    form._add.setFocus()
    QTest.keyClick(form._add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form._add.text() == "T-210"
    clipboard.setText("T-210\t6\nCH-04\t2\n")
    QTest.keyClick(form._add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    paste = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PasteDialog) and w.isVisible())
    assert [verdict.row.code for verdict in paste.good] == ["T-210", "CH-04"]
    paste.done(0)


def test_a_line_is_taken_away_by_key_and_the_item_of_one_is_changed(
    form: CustomerOrderDialog, qtbot: QtBot
) -> None:
    add(qtbot, form, "T-210", "1")
    add(qtbot, form, "CH-04", "2")
    form.view.edit_at(0, QUANTITY)
    QTest.keyClick(focused(), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [line.code for line in form.lines.lines] == ["CH-04"]
    form.view.edit_at(0, ITEM)
    editor = QApplication.focusWidget()
    assert isinstance(editor, Picker)
    editor.selectAll()
    pick(qtbot, "BN-90")
    assert form.lines.lines[0].item == BENCH
    assert form.lines.lines[0].quantity == "2"


def test_a_thousand_lines_are_summed_up_and_none_of_them_is_a_widget(form: CustomerOrderDialog) -> None:
    before = len(form.findChildren(QWidget))
    form.lines.add([OrderLine(quantity="1").about(CHAIR) for _ in range(1_000)])
    assert form._totals._values[2].text() == "96\u00a0500.00 €"
    assert len(form.findChildren(QWidget)) == before


def test_hostile_names_are_shown_as_plain_text(form: CustomerOrderDialog, shop: Shop, qtbot: QtBot) -> None:
    shop.known[9] = replace(TABLE, key=9, code="<b>x</b>\u202e\n", title="<img src=x>" * 50, unit="<u>" * 9)
    form._add.setFocus()
    pick(qtbot, "<b>x")
    assert form.lines.cell(0, ITEM).text.startswith("<img src=x>")
    assert "\u202e" not in form.lines.cell(0, ITEM).second
    form.grab()


def test_an_order_out_of_the_outbox_comes_back_as_it_was_typed_with_all_it_holds(
    form: CustomerOrderDialog,
) -> None:
    told = wishes(form)
    patch: dict[str, Any] = {
        "customer_id": 18,
        "reference": "PO-1",
        "status": 40,
        "discount_percent": "2.125",
        "delivery_date": seen().today,
        "code": "CO-OWN",
        "products": [
            {"article_id": 1, "quantity": "1.125", "item_price": "480", "description": "as agreed"},
            {"sku": "CH-04", "quantity": "2", "total_price": "200"},
        ],
    }
    form._place = replace(form._place, takes=form._place.takes | {"code"})
    form.restore(of_customer_order(patch, seen()))
    assert form._status.currentText() == "Waiting for production"
    form.agree()
    [wish] = told
    assert wish.records[0]["code"] == "CO-OWN"
    assert wish.records[0]["status"] == 40
    assert wish.records[0]["discount_percent"] == "2.125"
    assert wish.records[0]["delivery_date"] == seen().today
    first, second = wish.records[0]["products"]
    assert (first["quantity"], first["description"]) == ("1.125", "as agreed")
    assert (second["article_id"], second["item_price"], second["total_price"]) == (2, "100", "200")
