"""What a customer order takes: POST by every documented way, PUT where the profile has it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.profiles import Profile
from forge_desktop.server.mrpeasy.writes.finding import article, existing
from forge_desktop.server.mrpeasy.writes.form import LONGEST_TEXT, Form
from forge_desktop.server.world import selling, states
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.money import CENT, MOST_MONEY, ZERO, cents
from forge_desktop.server.world.numbering import used
from forge_desktop.server.world.pricing import Price, from_item_price, from_total, list_price
from forge_desktop.server.world.selling import Wanted

ON_CREATION = (10, 20, 30, 40, 50, 60, 70, 80, 90)
CHANGEABLE = ("reference", "delivery_date", "notes", "status")
MOST_LINES = 1_000


def create(act: Act, form: Form, profile: Profile) -> int:
    """A new order; its key. Refused as a whole when anything is wrong."""
    form.needed("customer_id")
    customer = existing(act, form, "customer_id", t.customers, "customer")
    values = _fields(act, form) | {"customer_id": customer}
    values["shipping_address_id"] = _address(act, form, customer)
    values["discount_percent"] = form.percent("discount_percent") or ZERO
    code = form.text("code")
    if code is not None and used(act, t.customer_orders, code):
        form.complain("code", f"{code!r} is used by another customer order")
    status = form.whole("status")
    if status is not None and status not in ON_CREATION:
        form.complain("status", f"{status} is not a status that an order can be created with")
    lines = _lines(act, form, {})
    _check_total(form, lines, values["discount_percent"])
    if form.complaints:
        raise Refused(*form.complaints)
    values |= {"code": code, "status": states.QUOTATION if status is None else status}
    return selling.place(act, values, lines)


def change(act: Act, key: int, form: Form, profile: Profile) -> None:
    """Change reference, lines, delivery date, notes and status; what else is sent is ignored."""
    sent = _fields(act, form)
    values: dict[str, Any] = {name: sent[name] for name in CHANGEABLE if name in sent and form.has(name)}
    status = form.whole("status")
    if status is not None:
        values["status"] = status
    lines = None
    if form.has("products"):
        own = select(t.customer_order_lines).where(t.customer_order_lines.c.cust_ord_id == key)
        lines = _lines(act, form, {row.line_id: row for row in act.rows(own)})
    if form.complaints:
        raise Refused(*form.complaints)
    selling.change(act, key, values, lines)


def _fields(act: Act, form: Form) -> dict[str, Any]:
    return {
        "reference": form.text("reference") or "",
        "delivery_date": form.when("delivery_date", act.zone, last_second=True),
        "notes": form.text("notes", LONGEST_TEXT) or "",
        "delivery_terms": form.text("delivery_terms", LONGEST_TEXT) or "",
    }


def _address(act: Act, form: Form, customer: int | None) -> int | None:
    key = existing(act, form, "shipping_address_id", t.customer_addresses, "address")
    address = t.customer_addresses.c
    if key is not None and customer is not None:
        owner = act.row(select(address.customer_id).where(address.address_id == key))
        if owner[0] != customer:
            form.complain("shipping_address_id", "is the address of another customer")
    return key


def _lines(act: Act, form: Form, own: Mapping[int, Any]) -> list[Wanted]:
    rows = form.rows("products")
    if not rows:
        if form.needed("products") and rows is not None:
            form.complain("products", "at least one is required")
        return []
    if len(rows) > MOST_LINES:
        form.complain("products", f"more than {MOST_LINES} lines")
        return []
    found = [_line(act, row, own) for row in rows]
    keys = [line.line_id for line in found if line is not None and line.line_id is not None]
    if len(keys) != len(set(keys)):
        form.complain("products", "the same line_id is given twice")
    return [line for line in found if line is not None]


def _line(act: Act, form: Form, own: Mapping[int, Any]) -> Wanted | None:
    """One line; of a line that exists already, what is not sent stays as it is."""
    line_id = form.ident("line_id") if own else None
    old = own.get(line_id) if line_id is not None else None
    if line_id is not None and old is None:
        form.complain("line_id", f"the order has no line {line_id}")
    named = any(form.has(name) for name in ("article_id", "sku", "product_id"))
    item = old.article_id if old is not None and not named else article(act, form)
    quantity = form.amount("quantity", above=True)
    if old is not None and not form.has("quantity"):
        quantity = old.quantity
    elif quantity is None:
        form.needed("quantity")
    description = form.text("description", LONGEST_TEXT)
    if description is None:
        description = old.description if old is not None and not form.has("description") else ""
    price = _price(act, form, old, item, quantity)
    if item is None or quantity is None or price is None:
        return None
    return Wanted(item, quantity, price, description, line_id)


def _price(act: Act, form: Form, old: Any, item: int | None, quantity: Decimal | None) -> Price | None:
    """By item_price, by total_price (with the discount already off it), or by the item's own price."""
    percent = form.percent("discount_percent")
    each, total = form.amount("item_price"), form.amount("total_price")
    if item is None or quantity is None:
        return None
    if percent is None:
        percent = old.discount_percent if old is not None else ZERO
    if old is not None and each is None and total is None and item == old.article_id:
        each = old.item_price
    if total is not None and total != total.quantize(CENT):
        form.complain("total_price", "is not in whole cents")
        return None
    listed = list_price(act, item, quantity)
    if each is None and total is not None:
        price = from_total(quantity, total, percent, listed)
    else:
        price = from_item_price(quantity, listed if each is None else each, percent)
    if total is not None and total != price.total_price:
        words = f"does not follow from quantity, price and discount, which make {price.total_price:f}"
        form.complain("total_price", words)
        return None
    if max(price.total_price, price.discount_sum, price.item_price) > MOST_MONEY / 1000:
        form.complain("quantity", "makes the line dearer than can be counted")
        return None
    return price


def _check_total(form: Form, lines: list[Wanted], percent: Decimal) -> None:
    """An order's own total is not taken over blindly: it must be what its lines come to."""
    total = form.amount("total_price")
    if total is None or form.complaints:
        return
    whole = sum((line.price.total_price for line in lines), ZERO)
    wanted = whole - cents(whole * percent / 100)
    if total != wanted:
        form.complain("total_price", f"is not what the lines come to: {wanted:f}")
