"""The form for manufacturing orders by its keys alone, on a made-up shop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.order_form import needs
from forge_desktop.dialogs.order_form.filling import of_manufacturing_order
from forge_desktop.dialogs.order_form.known import Recipe, Step
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.wishes import Wish
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.order_form.samples import (
    DAY,
    RECIPE,
    SOLD,
    TABLE,
    Shop,
    manufacturing_order,
    seen,
)
from tests.dialogs.order_form.test_customer_order import pick, type_


@pytest.fixture
def shop() -> Shop:
    """The made-up shop."""
    return Shop()


@pytest.fixture
def form(window: QWidget, opened: Opened, shop: Shop) -> ManufacturingOrderDialog:
    """The form on screen, empty."""
    dialog = manufacturing_order(window, shop=shop)
    opened(dialog)
    return dialog


def wishes(form: ManufacturingOrderDialog) -> list[Any]:
    """What the form asks for."""
    told: list[Any] = []
    form.agreed.connect(told.append)
    return told


def test_an_order_by_keyboard_alone_names_item_person_site_status_and_days(
    form: ManufacturingOrderDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(form)
    pick(qtbot, "T-210")
    type_("2,5")
    press(form, Qt.Key.Key_Tab)
    type_("+10")
    press(form, Qt.Key.Key_Tab)
    type_("+3")
    press(form, Qt.Key.Key_Tab)
    press(form, Qt.Key.Key_Down)
    press(form, Qt.Key.Key_Return, ctrl=True)
    [wish] = told
    assert wish == Wish(
        "manufacturing-orders",
        (
            {
                "article_id": 1,
                "quantity": "2.5",
                "assigned_id": 1,
                "status": 20,
                "site_id": 1,
                "due_date": seen().today + 10 * DAY,
                "start_date": seen().today + 3 * DAY,
            },
        ),
    )


def test_parts_shortages_and_planned_times_follow_the_quantity(
    form: ManufacturingOrderDialog, qtbot: QtBot
) -> None:
    pick(qtbot, "T-210")
    form._quantity.setText("24")
    parts, steps = form._pane._parts, form._pane._steps
    assert [parts.index(0, column).data() for column in range(4)] == [
        "Oak board 30 mm",
        "57.6 m²",
        "12.5 m²",
        "45.1 short",
    ]
    assert parts.index(1, 3).data() == "enough"
    assert [steps.index(row, 2).data() for row in range(2)] == ["2 h 03", "2 h 10"]
    assert form._pane._parts_said.text() == "BO00012 · 1 short"
    assert form._pane._steps_said.text() == "R00007 · 4 h 13"
    assert form.foot.words.text().endswith("books its parts at once: 1 of 2 is short.")
    form._quantity.setText("0")
    assert form.fields["quantity"].fault == "Must be more than 0"
    assert parts.index(0, 1).data() == "–"


def test_a_similar_open_order_is_said(form: ManufacturingOrderDialog, qtbot: QtBot) -> None:
    pick(qtbot, "T-210")
    words = "Open already: MO01482 for 24 pcs (in progress, due 23 Nov). Is another one meant?"
    assert form._pane.similar.sentence == words


def test_bought_and_deleted_items_are_not_offered_nor_taken(
    form: ManufacturingOrderDialog, shop: Shop, qtbot: QtBot, press: Press
) -> None:
    type_("oak")
    qtbot.waitUntil(lambda: not form._item.waiting)
    assert [option.value.code for option in form._item._options] == ["T-210"]
    press(form, Qt.Key.Key_Return)
    shop.known[1] = replace(TABLE, deleted=True)
    form.changed_elsewhere("items", None)
    qtbot.waitUntil(lambda: form.fields["article_id"].fault == "This item was deleted")


@pytest.mark.parametrize(
    ("due", "start", "fault"),
    [("+3", "+5", "It would start after it is due"), ("+5", "40", "“40” is no day"), ("+5", "+3", "")],
)
def test_days_are_checked_against_each_other(
    form: ManufacturingOrderDialog, due: str, start: str, fault: str
) -> None:
    form._days["due_date"].setText(due)
    form._days["start_date"].setText(start)
    assert form.fields["start_date"].fault.startswith(fault)
    assert bool(form.fields["start_date"].fault) == bool(fault)


def test_more_than_five_years_of_work_is_a_mistake(form: ManufacturingOrderDialog, qtbot: QtBot) -> None:
    pick(qtbot, "T-210")
    form._quantity.setText("10000000")
    assert form.fields["quantity"].fault == "Would take over five years to make"


def test_without_a_person_it_is_not_asked_for(
    form: ManufacturingOrderDialog, qtbot: QtBot, press: Press
) -> None:
    told = wishes(form)
    pick(qtbot, "T-210")
    press(form, Qt.Key.Key_Return, ctrl=True)
    assert told == []
    assert form.fields["assigned_id"].fault == "Who?"
    assert QApplication.focusWidget() is form._person


def test_for_a_customer_order_the_uncovered_rest_is_offered_with_what_covers_the_line(
    window: QWidget, opened: Opened
) -> None:
    form = manufacturing_order(window, sold=SOLD)
    opened(form)
    assert form._item.value.code == "BN-90"
    assert form._quantity.text() == "5"
    assert form._days["due_date"].text() == "26 Nov 2026"
    assert form.fields["cust_ord_line_id"]._under.text() == "Covered by MO01490: 3 pcs"
    told = wishes(form)
    form._person.choose("2")
    form.agree()
    values = told[0].records[0]
    assert (values["cust_ord_id"], values["cust_ord_line_id"], values["quantity"]) == (7, 72, "5")
    form.done(0)


def test_many_pasted_orders_share_person_and_site_and_only_good_rows_are_asked_for(
    form: ManufacturingOrderDialog,
) -> None:
    told = wishes(form)
    form.paste("T-210;2;+5\nOB-30;1;+5\nBN-90;3;5-2")
    paste = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PasteDialog) and w.isVisible())
    assert [verdict.wrong for verdict in paste.verdicts] == ["", "This item is bought, not made", ""]
    paste.agree()
    assert told == []
    assert paste._trouble.sentence.startswith("Close this and choose first who is assigned")
    form._person.choose("1")
    paste.agree()
    [wish] = told
    assert [(order["article_id"], order["quantity"], order["assigned_id"]) for order in wish.records] == [
        (1, "2", 1),
        (3, "3", 1),
    ]
    form.failed("The disk is full.")
    assert "T-210" in paste._text.toPlainText()
    paste.agree()
    form.kept()
    assert paste._text.toPlainText() == "OB-30;1;+5"
    assert form.isVisible()
    assert form.state()["pasted"] == "OB-30;1;+5"
    paste.done(0)


def test_a_draft_and_an_order_out_of_the_outbox_come_back_whole(
    form: ManufacturingOrderDialog, window: QWidget, qtbot: QtBot
) -> None:
    pick(qtbot, "T-210")
    form._quantity.setText("1,5")
    form._note.setText("oiled")
    again = manufacturing_order(window)
    again.restored(form.state(), "draft of 09:47")
    assert again.state() == form.state()
    again.done(0)
    patch: dict[str, Any] = {
        "article_id": 1,
        "quantity": "1.125",
        "assigned_id": 7,
        "site_id": 3,
        "status": 15,
        "due_date": seen().today,
        "cust_ord_id": 4,
        "cust_ord_line_id": 41,
        "notes": [{"text": "oiled"}],
    }
    told = wishes(form)
    form.restore(of_manufacturing_order(patch, seen()))
    form.agree()
    assert told[0].records == (patch,)


def test_a_server_that_takes_less_is_never_sent_more(window: QWidget) -> None:
    shop = Shop()
    form = manufacturing_order(window, shop=shop)
    form._making = replace(form._making, takes=frozenset({"article_id", "quantity", "assigned_id", "status"}))
    form._item.show_value(TABLE, "T-210")
    form._days["due_date"].setText("+5")
    form._person.choose("1")
    assert set(form.wish().records[0]) == {"article_id", "quantity", "assigned_id", "status"}
    form.done(0)


def test_times_are_rounded_up_to_whole_minutes() -> None:
    step = Step(number=1, title="Glue", fixed=Decimal(10), each=Decimal(20), at_once=Decimal(4))
    assert needs.minutes(step, Decimal(1)) == 15
    assert needs.minutes(step, Decimal("0.1")) == 11


def test_parts_that_only_the_server_can_tell_are_counted(
    form: ManufacturingOrderDialog, shop: Shop, qtbot: QtBot
) -> None:
    shop.recipes = replace(RECIPE, unclear_parts=2)
    pick(qtbot, "T-210")
    assert form._pane._parts_said.text().endswith("2 by variation")
    shop.recipes = Recipe()
    form._chosen(TABLE)
    assert form._pane._parts_said.text() == "no bill of materials"


def test_up_and_down_step_through_days(form: ManufacturingOrderDialog) -> None:
    line = form._days["due_date"]
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "21 Nov 2026"
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "19 Nov 2026"
