"""What journeys about new orders have in common: what arrived on the server, and what a planner's hands do."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from sqlalchemy import select

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from tests.shell.living import Told, until

Form = TypeVar("Form", bound=QWidget)


class Books:
    """The server's own database: what is there now that was not there at first."""

    def __init__(self, server: RunningServer) -> None:
        self._path = str(server.engine.url.database)
        self._first = {
            table.name: {row[key] for row in self.rows(table)}
            for table, key in ((t.customer_orders, "cust_ord_id"), (t.manufacturing_orders, "man_ord_id"))
        }

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """Rows of a table."""
        engine = t.connect(self._path)
        try:
            with engine.connect() as connection:
                return list(connection.execute(select(table).where(*where)).mappings())
        finally:
            engine.dispose()

    def change(self, statement: Any) -> None:
        """Somebody else changes something."""
        engine = t.connect(self._path)
        try:
            with writing(engine) as connection:
                connection.execute(statement)
        finally:
            engine.dispose()

    def sold(self) -> list[Any]:
        """Customer orders that arrived."""
        first = self._first[t.customer_orders.name]
        return [row for row in self.rows(t.customer_orders) if row["cust_ord_id"] not in first]

    def made(self) -> list[Any]:
        """Manufacturing orders that arrived."""
        first = self._first[t.manufacturing_orders.name]
        return [row for row in self.rows(t.manufacturing_orders) if row["man_ord_id"] not in first]

    def lines(self, order: Any) -> list[Any]:
        """The lines of a customer order."""
        return self.rows(t.customer_order_lines, t.customer_order_lines.c.cust_ord_id == order["cust_ord_id"])


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


async def type_order(
    told: Told, customer: str, lines: list[tuple[str, str]], *, reference: str = "PO-88213"
) -> CustomerOrderDialog:
    """A customer order, everything by keyboard and in the order in which it is read."""
    form = await opened(told, "Ctrl+Shift+N", CustomerOrderDialog)
    await choose(told, customer)
    await told.type(reference)
    for typed in ("+5", "", "DAP Tallinn", "5", "call first"):
        await told.press("Tab")
        if typed:
            await told.type(typed)
    await told.press("Tab")
    await told.press("Tab")
    for code, quantity in lines:
        await choose(told, code)
        await told.type(quantity)
        await told.press("Return")
    return form


async def type_make(told: Told, code: str, quantity: str) -> ManufacturingOrderDialog:
    """A manufacturing order, everything by keyboard."""
    form = await opened(told, "Ctrl+N", ManufacturingOrderDialog)
    await choose(told, code)
    await told.type(quantity)
    await told.press("Tab")
    await told.type("+10")
    await told.press("Tab")
    await told.press("Tab")
    await told.press("Down")
    await told.press("Tab")
    await told.press("Down")
    return form
