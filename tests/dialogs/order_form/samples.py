"""A small made-up shop for the order forms, and pictures of them.

python -m tests.dialogs.order_form.samples FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.edited_customer import EditedCustomerDialog
from forge_desktop.dialogs.order_form.known import (
    Around,
    Coming,
    Customer,
    Item,
    Part,
    Recipe,
    Similar,
    Sold,
    SoldLine,
    Step,
    Tier,
)
from forge_desktop.dialogs.order_form.making import Making
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.place import Place
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.manufacturing_orders import MANUFACTURING_ORDERS
from forge_desktop.domain.text import Seen
from forge_desktop.widgets import theme

ZONE = ZoneInfo("Europe/Tallinn")
NOW = int(datetime(2026, 11, 20, 9, 47, tzinfo=ZONE).timestamp())  # a Friday
DAY = 86_400
TAKES = frozenset(
    CUSTOMER_ORDERS.field(name).name
    for name in (
        "reference",
        "delivery_date",
        "notes",
        "status",
        "customer_id",
        "delivery_terms",
        "discount_percent",
        "total_price",
        "products",
    )
)
NORDIC = Customer(key=18, code="CU00018", title="Nordic Living", about="2 open orders · payment 14 days")
NORDVIK = Customer(key=19, code="CU00019", title="Nordvik Hotels", about="no open order")
TABLE = Item(
    key=1,
    code="T-210",
    title="Oak dining table 210",
    unit="pcs",
    product=101,
    price=Decimal(480),
    tiers=(Tier(Decimal(1), Decimal(480)), Tier(Decimal(10), Decimal(450))),
    in_stock=Decimal(14),
    available=Decimal(10),
)
CHAIR = Item(
    key=2,
    code="CH-04",
    title="Chair, bent back, walnut",
    unit="pcs",
    product=102,
    price=Decimal("96.50"),
    in_stock=Decimal(40),
    available=Decimal(40),
    expected=Decimal(30),
    coming=(Coming(Decimal(30), NOW + 7 * DAY),),
)
BENCH = Item(key=3, code="BN-90", title="Bench 90, painted", unit="pcs", product=103, price=Decimal(210))
BOARD = Item(key=4, code="OB-30", title="Oak board 30 mm", unit="m²", bought=True, available=Decimal("12.5"))
GONE = Item(key=5, code="OLD-1", title="Old stool", unit="pcs", price=Decimal(10), deleted=True)
SHOP = (TABLE, CHAIR, BENCH, BOARD, GONE)
RECIPE = Recipe(
    parts=(
        Part(item="Oak board 30 mm", code="OB-30", each=Decimal("2.4"), unit="m²", available=Decimal("12.5")),
        Part(item="Leg, turned", code="LG-70", each=Decimal(4), unit="pcs", available=Decimal(200)),
    ),
    steps=(
        Step(number=1, title="Cut", station="Saw", fixed=Decimal(15), each=Decimal("4.5")),
        Step(number=2, title="Glue", station="Press", fixed=Decimal(10), each=Decimal(20), at_once=Decimal(4)),
    ),
    similar=(Similar(code="MO01482", quantity="24 pcs", status="In progress", due=NOW + 3 * DAY),),
    bom="BO00012",
    routing="R00007",
)


class Shop:
    """A Lookup that knows this shop and answers at once, or when it is told to."""

    def __init__(self) -> None:
        self.known: dict[int, Item] = {item.key: item for item in SHOP}
        self.people: dict[int, Customer] = {one.key: one for one in (NORDIC, NORDVIK)}
        self.recipes = RECIPE

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        done([c for c in self.people.values() if text.casefold() in f"{c.code} {c.title}".casefold()])

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        fitting = [i for i in self.known.values() if text.casefold() in f"{i.code} {i.title}".casefold()]
        done([i for i in fitting if not i.deleted and not (made and i.bought)])

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        wanted = {code.casefold() for code in codes}
        done({i.code.casefold(): i for i in self.known.values() if i.code.casefold() in wanted})

    def again(
        self,
        customer: int | None,
        items: Sequence[int],
        done: Callable[[Customer | None, Mapping[int, Item]], None],
    ) -> None:
        done(self.people.get(customer or 0), {key: self.known[key] for key in items if key in self.known})

    def recipe(self, item: Item, done: Callable[[Recipe], None]) -> None:
        done(self.recipes)

    def around(self, done: Callable[[Around], None]) -> None:
        done(Around({1: "mari", 2: "jaan"}, {1: "Site 1"}))


def seen() -> Seen:
    """A morning in November."""
    return Seen(NOW, ZONE)


def customer_order(
    parent: QWidget | None, *, offline: bool = False, shop: Shop | None = None
) -> CustomerOrderDialog:
    """The dialog, empty."""
    place = Place("€", TAKES, customers=True, offline=lambda: offline)
    return CustomerOrderDialog(shop or Shop(), seen, place, parent)


def filled(parent: QWidget | None, *, offline: bool = False) -> CustomerOrderDialog:
    """The dialog as somebody in the middle of it sees it."""
    dialog = customer_order(parent, offline=offline)
    dialog._customer.show_value(NORDIC, "CU00018  Nordic Living")
    dialog._reference.setText("PO-88213")
    dialog._day.setText("14 Nov 2026")
    dialog._terms.setText("DAP Tallinn")
    dialog._discount.setText("5 %")
    lines = [("6", TABLE, ""), ("60", CHAIR, "5"), ("8", BENCH, ""), ("0", TABLE, "")]
    dialog.lines.add([OrderLine(quantity=q, discount=d).about(item) for q, item, d in lines])
    dialog.changed()
    return dialog


def customer(
    parent: QWidget | None, *, offline: bool = False, shop: Shop | None = None
) -> EditedCustomerDialog:
    """The form for a customer, as it opens."""
    return EditedCustomerDialog(shop or Shop(), seen, lambda: offline, parent)


def manufacturing_order(
    parent: QWidget | None, *, sold: Sold | None = None, shop: Shop | None = None
) -> ManufacturingOrderDialog:
    """The dialog, empty or for a customer order."""
    takes = frozenset(f.name for f in MANUFACTURING_ORDERS.fields) | {"cust_ord_id", "cust_ord_line_id"}
    making = Making(takes=takes, offline=lambda: False, sold=sold)
    return ManufacturingOrderDialog(shop or Shop(), seen, making, parent)


def made(parent: QWidget | None) -> ManufacturingOrderDialog:
    """The dialog as somebody in the middle of it sees it."""
    dialog = manufacturing_order(parent)
    dialog._item.show_value(TABLE, "T-210  Oak dining table 210")
    dialog._chosen(TABLE)
    dialog._quantity.setText("24")
    dialog._days["due_date"].setText("+14")
    dialog._person.choose("1")
    return dialog


SOLD = Sold(
    key=7,
    code="CO00713",
    customer="Nordic Living",
    due=NOW + 6 * DAY,
    lines=(
        SoldLine(line=71, number=1, item=TABLE, ordered=Decimal(6), covered=Decimal(6), covers="lot L00310"),
        SoldLine(
            line=72, number=2, item=BENCH, ordered=Decimal(8), covered=Decimal(3), covers="MO01490: 3 pcs"
        ),
    ),
)


def pictures() -> dict[str, Callable[[QWidget], QDialog]]:
    """Each form in each state worth looking at."""
    return {
        "co-empty": customer_order,
        "co-filled": lambda parent: filled(parent, offline=True),
        "co-new-customer": _new_customer,
        "co-editing": _editing,
        "co-list": _choosing,
        "co-esc": _leaving,
        "customer-empty": customer,
        "customer-twin": _twin,
        "mo-empty": manufacturing_order,
        "mo-filled": made,
        "mo-sold": lambda parent: manufacturing_order(parent, sold=SOLD),
        "mo-paste": lambda parent: PasteDialog("orders", Shop(), seen, parent, PASTED.replace("Price\t", "")),
        "paste-lines": lambda parent: PasteDialog("lines", Shop(), seen, parent, PASTED),
    }


PASTED = """Item\tQty\tPrice\tDate
T-210\t6\t\t27.11.2026
CH-04\t1,5\t96.50
XX-1\t3
BN-90\t0
OLD-1\t2
CH-04\t1.500
"""


def _new_customer(parent: QWidget) -> QDialog:
    dialog = customer_order(parent)
    dialog._customer.show_value(Customer(key=0, title="Pine & Oak"), "New customer “Pine & Oak”")
    dialog._customer_chosen(Customer(key=0, title="Pine & Oak"))
    dialog.agree()
    return dialog


def _twin(parent: QWidget) -> QDialog:
    dialog = customer(parent, offline=True)
    dialog.restore({"title": "Nordic Living", "email": "mari@"})
    dialog.settle()
    return dialog


def _editing(parent: QWidget) -> QDialog:
    dialog = filled(parent)
    dialog.open()
    dialog.view.edit_at(3, 3)
    return dialog


def _choosing(parent: QWidget) -> QDialog:
    dialog = filled(parent)
    dialog.open()
    dialog.activateWindow()
    QApplication.processEvents()
    dialog._add.setFocus()
    dialog._add.setText("o")
    dialog._add._look()
    return dialog


def _leaving(parent: QWidget) -> QDialog:
    dialog = filled(parent)
    dialog.open()
    dialog.reject()
    return dialog


def main() -> None:
    """Save every picture, light and dark."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    from tests.dialogs.order_form.forge_samples import forge_pictures

    app = QApplication(sys.argv)
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    for name in ("light", "dark"):
        theme.apply(app, name)
        for picture, make in {**pictures(), **forge_pictures()}.items():
            dialog = make(window)
            dialog.open()
            for _ in range(5):
                app.processEvents()
            dialog.grab().save(str(folder / f"{picture}-{name}.png"))
            dialog.done(0)
            app.processEvents()


if __name__ == "__main__":
    main()
