"""What journeys about new papers have in common: what a planner's hands do, in either system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from forge_desktop.dialogs.fields import Choice, Labelled
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.inputs import DayInput
from forge_desktop.dialogs.order_form.lined_form import LinedForm
from forge_desktop.dialogs.order_form.new_customer import NewCustomer
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.server.running import RunningServer
from forge_desktop.widgets.banner import Banner
from tests.journeys.papers import NEXT
from tests.journeys.shopfloor import spoken
from tests.shell.living import Told, until

Form = TypeVar("Form", bound=QWidget)
Lines = Sequence[tuple[str, ...]]


async def ready(told: Told) -> None:
    """All that a form needs is in the local copy, and what is sold is on screen."""
    await told.opened()
    for name in spoken(told).needs:
        await told.go(name)


async def opened(told: Told, keys: str, kind: type[Form]) -> Form:
    """Press keys and wait for the form."""
    await told.press(keys)
    return await on_screen(kind)


async def on_screen(kind: type[Form]) -> Form:
    """The form on screen, with the keyboard."""
    await until(lambda: isinstance(QApplication.activeWindow(), kind), f"no {kind.__name__} opened")
    found = QApplication.activeWindow()
    assert isinstance(found, kind)
    return found


async def gone(form: QWidget) -> None:
    """Wait until a form has closed."""
    await until(lambda: not isValid(form) or not form.isVisible(), "the form did not close")


async def choose(told: Told, text: str) -> None:
    """Type into the picker that has the keyboard, and take the first of what it offers."""
    picker = QApplication.focusWidget()
    assert isinstance(picker, Picker)
    await told.type(text)
    await until(lambda: picker.open and not picker.waiting, f"nothing was offered for {text}")
    await told.press("Return")


async def enter(told: Told, text: str) -> None:
    """Fill the field that has the keyboard, whatever it is."""
    if text == NEXT:
        await next_one(told)
    elif text and isinstance(QApplication.focusWidget(), Picker):
        await choose(told, text)
    elif text:
        await told.type(text)


async def next_one(told: Told) -> None:
    """Take the next value of the choice that has the keyboard, as soon as there is one: they are read first."""
    choice = QApplication.focusWidget()
    assert isinstance(choice, Choice)
    await until(lambda: choice.currentIndex() + 1 < choice.count(), "there is nothing to choose from")
    await told.press("Down")


async def type_on(told: Told, texts: Sequence[str]) -> None:
    """One field after the other, from the one that has the keyboard on."""
    for place, text in enumerate(texts):
        if place:
            await told.press("Tab")
        await enter(told, text)


async def type_order(told: Told, party: str, lines: Lines) -> LinedForm:
    """A sale for a known party, everything by keyboard and in the order in which it is read."""
    sale = spoken(told).sale
    form = await opened(told, sale.keys, sale.form)
    await choose(told, party)
    await type_on(told, sale.head)
    await told.press("Tab")
    await told.press("Tab")
    await type_lines(told, lines)
    return form


async def type_lines(told: Told, lines: Lines) -> None:
    """Lines, from where the next one is asked for on."""
    for about, *fields in lines:
        await choose(told, about)
        await type_on(told, fields)
        await told.press("Return")


async def type_make(told: Told, part: str, quantity: str) -> OrderForm:
    """Something to be made, everything by keyboard."""
    make = spoken(told).make
    form = await opened(told, make.keys, make.form)
    for text in make.before:
        await enter(told, text)
        await told.press("Tab")
    await choose(told, part)
    await type_on(told, (quantity, *make.rest))
    return form


async def choose_there(told: Told, form: OrderForm, choices: Sequence[tuple[str, str]]) -> None:
    """Fill these fields of a form."""
    for name, text in choices:
        form.fields[name].control.setFocus()
        await enter(told, text)


async def look_at(told: Told, page: str, number: str) -> None:
    """Put the keyboard onto the row of what is called so."""
    found = await told.go(page)
    found.filters.clear()
    await told.settled()
    column = found.resource.code
    await until(lambda: number in told.column(column), f"{number} is not shown")
    key = found.table.key(told.column(column).index(number))
    assert key is not None
    found.view.setFocus()
    found.view.select_keys([key], key)
    await told.settled()


async def pending(told: Told) -> int:
    """Wait for the row of what was just made and stands nowhere but here; its place in the table."""
    await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
    return told.page.table.rows_of([told.page.view.current_key() or 0])[0]


async def offline(told: Told, server: RunningServer) -> None:
    """The server is gone, and the window has noticed it."""
    server.stop()
    told.view.desk.refresh(spoken(told).order.resource)
    await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")


def text_of(form: OrderForm, name: str) -> str:
    """What stands in a field."""
    return str(form.fields[name].control.property("text"))


def below(part: Labelled) -> str:
    """What is said below a field."""
    return part._under.text()


def day_of(form: OrderForm, name: str) -> int | None:
    """The day in a field."""
    control = form.fields[name].control
    assert isinstance(control, DayInput)
    return control.day()


def card_in(form: OrderForm) -> NewCustomer:
    """The fields of a new customer or client within a form."""
    [found] = form.findChildren(NewCustomer)
    return found


def total_of(form: LinedForm) -> str:
    """The sum that a form shows, without its currency."""
    return bare(form._totals._values[2].text())


def bare(amount: str) -> str:
    """An amount as it is shown, without spaces and currency."""
    return amount.replace("\u00a0", "").split(" ")[0]


def promised(form: OrderForm) -> str:
    """What a form says that its yes brings about."""
    return form.foot.words.text()


def said(form: OrderForm) -> str:
    """What the bars of a form say."""
    return " ".join(bar.sentence for bar in form.findChildren(Banner) if bar.sentence)
