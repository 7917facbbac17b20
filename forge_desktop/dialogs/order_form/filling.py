"""Turns what waits in the outbox back into what was typed, so that it can be changed; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from forge_desktop.dialogs.order_form import typed
from forge_desktop.domain.scalars import Json, exact
from forge_desktop.domain.text import Seen

_ORDER = (
    "customer_id", "reference", "delivery_date", "delivery_terms", "notes", "discount_percent", "status",
    "products", "total_price",
)  # fmt: skip
_LINE = ("ord", "article_id", "sku", "quantity", "item_price", "discount_percent", "total_price")
_MADE = (
    "article_id", "quantity", "assigned_id", "site_id", "status", "due_date", "start_date", "notes",
)  # fmt: skip


def of_customer_order(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a customer order's form."""
    lines = patch.get("products")
    return {
        "customer": patch.get("customer_id"),
        "customer_text": f"#{patch.get('customer_id')}",
        "reference": patch.get("reference"),
        "day": day(patch.get("delivery_date"), seen),
        "status": str(patch.get("status") or "10"),
        "terms": patch.get("delivery_terms"),
        "discount": amount(patch.get("discount_percent")),
        "notes": patch.get("notes"),
        "lines": [_line(one) for one in lines if isinstance(one, dict)] if isinstance(lines, list) else [],
        "more": {name: value for name, value in patch.items() if name not in _ORDER},
    }


def of_manufacturing_order(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a manufacturing order's form."""
    notes = patch.get("notes")
    first = notes[0] if isinstance(notes, list) and notes else {}
    return {
        "item": patch.get("article_id"),
        "item_text": f"#{patch.get('article_id')}",
        "quantity": amount(patch.get("quantity")),
        "due_date": day(patch.get("due_date"), seen),
        "start_date": day(patch.get("start_date"), seen),
        "person": str(patch.get("assigned_id") or ""),
        "site": str(patch.get("site_id") or ""),
        "status": str(patch.get("status") or "20"),
        "note": first.get("text") if isinstance(first, dict) else "",
        "more": {name: value for name, value in patch.items() if name not in _MADE},
    }


def of_customer(patch: Mapping[str, Json]) -> dict[str, Any]:
    """The state of a customer's form."""
    contacts = patch.get("contact_data")
    known = [one for one in contacts if isinstance(one, dict)] if isinstance(contacts, list) else []
    told = {str(one.get("type")): one.get("value") for one in reversed(known)}
    names = ("title", "reg_nr", "tax_nr")
    others = [one for one in known if one.get("type") not in ("phone", "email")]
    more: dict[str, Json] = {
        name: value for name, value in patch.items() if name not in (*names, "contact_data")
    }
    return {
        **{name: patch.get(name) for name in names},
        "phone": told.get("phone"),
        "email": told.get("email"),
        "more": more | ({"contact_data": [*others]} if others else {}),
    }


def _line(line: Mapping[str, Json]) -> dict[str, Any]:
    price = amount(line.get("item_price")) or _each(line)
    return {
        "item": line.get("article_id"),
        "code": line.get("sku") or "",
        "quantity": amount(line.get("quantity")),
        "price": price,
        "discount": amount(line.get("discount_percent")),
        "own_price": bool(price),
        "more": {name: value for name, value in line.items() if name not in _LINE},
    }


def _each(line: Mapping[str, Json]) -> str:
    """The price of one, where it follows exactly from the total."""
    total, quantity = exact(line.get("total_price")), exact(line.get("quantity"))
    if total is None or not quantity or exact(line.get("discount_percent")):
        return ""
    try:
        each = (total / quantity).quantize(Decimal("0.000001"))
    except InvalidOperation:
        return ""
    return typed.written(each) if each * quantity == total else ""


def amount(value: Json) -> str:
    """A kept amount as it is typed."""
    found = exact(value)
    return "" if found is None else typed.written(found)


def day(value: Json, seen: Seen) -> str:
    """A kept day as it is typed."""
    return typed.day_text(value, seen) if isinstance(value, int) and value > 0 else ""
