"""Quotes: written, priced, sent, approved; locked once a job was made from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.forgemrp.assumed import QUOTE_MOVES, QUOTE_STARTS, THINGS
from forge_desktop.server.forgemrp.form import LONGEST_TEXT, Form
from forge_desktop.server.world import pricing
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.money import MOST_MONEY, ZERO, cents, times
from forge_desktop.server.world.numbering import next_code

_quote, _line, _item = f.quotes.c, f.quote_lines.c, t.items.c
_LINE_FIELDS = next(field.fields for field in THINGS["quotes"].fields if field.name == "lines")
CURRENCY = "EUR"


@dataclass(frozen=True)
class Line:
    """A line as it is wanted."""

    description: str
    article_id: int | None
    quantity: Decimal
    item_price: Decimal

    @property
    def total(self) -> Decimal:
        """What it costs."""
        return cents(times(self.quantity, self.item_price))


def create(act: Act, form: Form, key: int) -> int:
    """The key of the new quote."""
    form.needed("client_id")
    values = _fields(act, form)
    lines = _lines(act, form) or []
    if values.get("status", "draft") not in QUOTE_STARTS:
        form.complain("status", f"a new quote is one of {', '.join(QUOTE_STARTS)}")
    form.finish()
    new = {"status": "draft", "currency": CURRENCY, "notes": "", "created": act.now} | values
    key = act.add(f.quotes, **new, code=next_code(act, f.quotes), total_price=ZERO)
    _write_lines(act, key, lines)
    return key


def change(act: Act, form: Form, key: int) -> int:
    """Change what was sent; a locked quote stays as it is."""
    quote = act.row(select(f.quotes).where(_quote.quote_id == key))
    if quote.cust_ord_id is not None:
        raise Refused(f"Quote {quote.code} is locked: a job was made from it")
    values = _fields(act, form)
    lines = _lines(act, form)
    for name in ("client_id", "status", "currency"):
        if form.has(name):
            form.needed(name)
    form.finish()
    status = values.get("status", quote.status)
    if status != quote.status and status not in QUOTE_MOVES[quote.status]:
        raise Refused(f"status: a quote that is {quote.status} cannot become {status}")
    if quote.status == "approved" and status == "approved" and (lines is not None or values.get("customer_id")):
        raise Refused("status: an approved quote keeps its client and its lines")
    if values:
        act.set(f.quotes, _quote.quote_id == key, values)
    if lines is not None:
        act.connection.execute(delete(f.quote_lines).where(_line.quote_id == key))
        _write_lines(act, key, lines)
    if status == "approved" and act.row(select(_line.line_id).where(_line.quote_id == key).limit(1)) is None:
        raise Refused("status: a quote without lines cannot be approved")
    return key


def lines_of(act: Act, key: int) -> list[Any]:
    """The rows of its lines."""
    return act.rows(select(f.quote_lines).where(_line.quote_id == key).order_by(_line.ord))


def _fields(act: Act, form: Form) -> dict[str, Any]:
    """The columns that were sent."""
    found: dict[str, Any] = {
        "customer_id": form.ident(act, "client_id", t.customers),
        "status": form.word("status", tuple(QUOTE_MOVES)),
        "valid_until": form.day("valid_until", act.zone),
        "currency": form.currency("currency"),
        "notes": form.text("notes", LONGEST_TEXT) or "",
    }
    names = {"customer_id": "client_id"}
    sent = {name: value for name, value in found.items() if form.has(names.get(name, name))}
    return {name: value for name, value in sent.items() if value is not None or name == "valid_until"}


def _lines(act: Act, form: Form) -> list[Line] | None:
    rows = form.rows("lines", _LINE_FIELDS) if form.has("lines") else None
    if rows is None:
        return None
    lines = [_line_of(act, row) for row in rows]
    if not form.complaints and sum((line.total for line in lines), ZERO) >= MOST_MONEY:
        form.complain("lines", "cost more than can be counted")
    return lines


def _line_of(act: Act, row: Form) -> Line:
    row.needed("quantity")
    quantity = row.amount("quantity", above=True) or ZERO
    article = article_of(act, row)
    price = row.amount("unit_price")
    description = row.text("description", LONGEST_TEXT) or ""
    if price is None and article is not None:
        price = pricing.list_price(act, article, quantity)
    if price is None and not row.complaints:
        row.complain("unit_price", "is required for what has no price of its own")
    if not description and article is None:
        row.complain("description", "is required, or part_number")
    return Line(description, article, quantity, price or ZERO)


def article_of(act: Act, form: Form) -> int | None:
    """The item with that part number; complains when there is none, or more than one."""
    number = form.text("part_number")
    if not number:
        return None
    rows = act.rows(select(_item.article_id).where(_item.code == number, _item.deleted.is_(False)).limit(2))
    if len(rows) == 1:
        return int(rows[0][0])
    words = "there is no such part" if not rows else "names several variations of a part"
    form.complain("part_number", f"{number[:40]!r}: {words}")
    return None


def _write_lines(act: Act, key: int, lines: list[Line]) -> None:
    for ord, line in enumerate(lines, start=1):
        act.add(
            f.quote_lines,
            quote_id=key,
            ord=ord,
            description=line.description,
            article_id=line.article_id,
            quantity=line.quantity,
            item_price=line.item_price,
        )
    total = sum((line.total for line in lines), ZERO)
    act.set(f.quotes, _quote.quote_id == key, {"total_price": total})
