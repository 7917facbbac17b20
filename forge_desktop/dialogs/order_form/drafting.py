"""How the lines of a draft are written down and read again; an item is asked for anew by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_desktop.dialogs.order_form.known import Item
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.quote_lines import QuoteLine


def line_state(line: OrderLine) -> dict[str, Any]:
    """A line as JSON can hold it."""
    return {
        "code": line.code,
        "item": line.item.key if line.item is not None else None,
        "title": line.item.title if line.item is not None else "",
        "quantity": line.quantity,
        "price": line.price,
        "discount": line.discount,
        "own_price": line.own_price,
        "more": dict(line.more),
    } | ({"description": line.description} if isinstance(line, QuoteLine) else {})


def quote_line_of(state: Mapping[str, Any]) -> QuoteLine:
    """The line of a quote behind its draft; what is known of its part comes later."""
    more = state.get("more")
    return QuoteLine(
        code=_text(state, "code"),
        description=_text(state, "description"),
        quantity=_text(state, "quantity"),
        price=_text(state, "price"),
        more=tuple(more.items()) if isinstance(more, Mapping) else (),
    )


def line_of(state: Mapping[str, Any]) -> OrderLine:
    """The line behind its draft; what is known of its item comes later."""
    key, code, more = state.get("item"), _text(state, "code"), state.get("more")
    item = Item(key=key, code=code, title=_text(state, "title")) if isinstance(key, int) else None
    return OrderLine(
        code=code,
        item=item,
        quantity=_text(state, "quantity"),
        price=_text(state, "price"),
        discount=_text(state, "discount"),
        own_price=bool(state.get("own_price")),
        more=tuple(more.items()) if isinstance(more, Mapping) else (),
    )


def _text(state: Mapping[str, Any], name: str) -> str:
    value = state.get(name)
    return value[:10_000] if isinstance(value, str) else ""
