"""The form for a customer by its keys alone, on a made-up shop; that for a client is its twin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.dialogs.order_form.wishes import Wish
from forge_desktop.domain.scalars import Json
from tests.dialogs.conftest import Opened, Press
from tests.dialogs.order_form.samples import customer

Q = Qt.Key


def write(text: str) -> None:
    """Type letters wherever the keyboard is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def test_a_customer_by_keyboard_alone_is_asked_for_with_its_contacts(
    window: QWidget, opened: Opened, press: Press, qtbot: QtBot
) -> None:
    form = customer(window)
    opened(form)
    assert form.height() > 200
    for text in ("Pine  &  Sons", "12345", "EE99", "+372 555 0101", "mari@pine.example"):
        write(text)
        press(form, Q.Key_Tab)
    assert form.foot.words.text() == "Customer orders can name this customer at once."
    with qtbot.waitSignal(form.agreed) as agreed:
        press(form, Q.Key_Return, ctrl=True)
    contacts: list[Json] = [
        {"type": "phone", "value": "+372 555 0101"},
        {"type": "email", "value": "mari@pine.example"},
    ]
    values: dict[str, Json] = {
        "title": "Pine & Sons",
        "reg_nr": "12345",
        "tax_nr": "EE99",
        "contact_data": contacts,
    }
    assert agreed.args == [Wish("customers", (values,))]
    form.kept()


def test_a_customer_without_a_name_is_asked_for_one_and_a_known_one_is_told(
    window: QWidget, opened: Opened, press: Press
) -> None:
    form = customer(window, offline=True)
    opened(form)
    press(form, Q.Key_Return, ctrl=True)
    assert "A name is needed" in {label.text() for label in form.findChildren(QLabel) if label.isVisible()}
    assert QApplication.focusWidget() is form._lines["title"]
    write("nordic living")
    assert "is a customer already" in form._twin.sentence
    assert form.foot.words.text().startswith("Offline: kept here and sent when the connection is back.")
    form.done(0)


def test_what_else_a_waiting_customer_holds_stays_with_it(window: QWidget, qtbot: QtBot) -> None:
    form = customer(window)
    fax: dict[str, Json] = {"type": "fax", "value": "1"}
    form.restore({"title": "Pine", "phone": "2", "more": {"custom_1": "x", "contact_data": [fax]}})
    with qtbot.waitSignal(form.agreed) as agreed:
        form.agree()
    contacts: list[Json] = [{"type": "phone", "value": "2"}, fax]
    assert agreed.args == [Wish("customers", ({"custom_1": "x", "title": "Pine", "contact_data": contacts},))]
    form.kept()
