"""New orders as a planner makes them: the real forms in the real window, and the real local server over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.server import tables as t
from forge_desktop.server.running import RunningServer
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]
Form = TypeVar("Form", bound=QWidget)


class Rows:
    """What is in the server's database."""

    def __init__(self, server: RunningServer) -> None:
        self._path = str(server.engine.url.database)

    def of(self, table: Any, *where: Any) -> list[Any]:
        engine = tables_connect(self._path)
        try:
            with engine.connect() as connection:
                return list(connection.execute(select(table).where(*where)).mappings())
        finally:
            engine.dispose()


def tables_connect(path: str) -> Any:
    return t.connect(path)


def open_form(kind: type[Form]) -> Form:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[0]


async def customer_order(told: Told) -> CustomerOrderDialog:
    await told.press("Ctrl+Shift+N")
    await until(lambda: isinstance(QApplication.activeWindow(), CustomerOrderDialog), "the form did not open")
    return open_form(CustomerOrderDialog)


async def choose(told: Told, text: str) -> None:
    """Type into a picker, wait for what it offers, and take the first."""
    picker: Any = QApplication.focusWidget()
    await told.type(text)
    await until(lambda: picker.open, f"nothing was offered for {text}")
    await told.press("Return")


async def type_order(
    told: Told, form: CustomerOrderDialog, customer: str, lines: list[tuple[str, str]]
) -> None:
    """Everything by keyboard, from the first field to the last."""
    await choose(told, customer)
    await told.type("PO-88213")
    for typed in ("+5", "", "DAP Tallinn", "5"):
        await told.press("Tab")
        if typed:
            await told.type(typed)
    form._add.setFocus()
    for code, quantity in lines:
        await choose(told, code)
        await told.type(quantity)
        await told.press("Return")


async def gone(form: OrderForm) -> None:
    from shiboken6 import isValid

    await until(lambda: not isValid(form) or not form.isVisible(), "the form did not close")


def a_customer(rows: Rows) -> Any:
    return rows.of(t.customers)[0]


def products(rows: Rows, count: int) -> list[Any]:
    found = rows.of(t.items, t.items.c.is_raw.is_(False), t.items.c.deleted.is_(False))
    return [item for item in found if item["selling_price"]][:count]


def test_an_order_typed_by_keyboard_alone_arrives_once_with_the_totals_that_were_shown(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    lead(server.url)
    rows = Rows(server)
    before = {row["cust_ord_id"] for row in rows.of(t.customer_orders)}
    first, second = products(rows, 2)

    async def story(told: Told) -> None:
        await told.opened()
        form = await customer_order(told)
        await type_order(told, form, a_customer(rows)["code"], [(first["code"], "1,5"), (second["code"], "20")])
        total = form._totals._values[2].text()
        began = time.perf_counter()
        await told.press("Ctrl+Return")
        await until(lambda: "not sent yet" in told.view.changed.sentence, "nobody said that it is not sent")
        await until(lambda: (told.page.view.current_key() or 0) < 0 or arrived(rows, before), "no row came")
        with capsys.disabled():
            print(f"\nfrom yes to the row: {(time.perf_counter() - began) * 1000:.0f} ms")
        await gone(form)
        await until(lambda: arrived(rows, before), "the order did not arrive")
        await asyncio.sleep(0.5)
        [order] = arrived(rows, before)
        assert order["reference"].startswith("PO-88213")
        assert order["status"] == 30
        assert order["discount_percent"] == 5
        lines = rows.of(t.customer_order_lines, t.customer_order_lines.c.cust_ord_id == order["cust_ord_id"])
        assert [line["quantity"] for line in lines] == [Decimal("1.5"), Decimal(20)]
        assert f"{order['total_price']:.2f}" == total.replace("\u00a0", "").split(" ")[0]

    assert live(qapp, options(tmp_path / "data", "customer-orders"), story) == 0


def arrived(rows: Rows, before: set[int]) -> list[Any]:
    return [row for row in rows.of(t.customer_orders) if row["cust_ord_id"] not in before]
