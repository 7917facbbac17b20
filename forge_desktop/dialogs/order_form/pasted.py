"""Rows pasted from a spreadsheet: `code, quantity, price, date` however separated, each with a verdict."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.known import Item
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen, number, one_line, weekday

Kind = Literal["lines", "orders", "quote"]
"""Lines of one customer order, manufacturing orders, or lines of one quote."""
MOST = 1_000
"""More rows than a server takes as lines of one order."""
_HEADINGS = {
    "code": ("code", "item", "item code", "item_code", "sku", "article", "part", "part number", "part no"),
    "quantity": ("qty", "quantity", "amount", "pcs", "count"),
    "price": ("price", "item_price", "unit price", "each"),
    "description": ("description", "name", "title", "text"),
    "day": ("date", "due", "due date", "due_date", "delivery", "delivery date", "deliver by"),
}
_ORDER: Mapping[Kind, tuple[str, ...]] = {
    "lines": ("code", "quantity", "price", "day"),
    "orders": ("code", "quantity", "day"),
    "quote": ("code", "quantity", "price", "description"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as text."""

    number: int
    """Its line in what was pasted, from 1."""
    code: str = ""
    quantity: str = ""
    price: str = ""
    day: str = ""
    description: str = ""
    left_out: int = 0
    """How many cells nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a row means, or why it cannot be taken."""

    row: Row
    item: Item | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    day: int | None = None
    wrong: str = ""
    remark: str = ""

    @property
    def tone(self) -> Tone:
        """Good, doubtful or wrong."""
        return Tone.BAD if self.wrong else Tone.WARN if self.remark else Tone.GOOD

    @property
    def words(self) -> str:
        """The verdict in words."""
        return self.wrong or self.remark or "can be added"


def rows_of(text: str, kind: Kind) -> list[Row]:
    """The rows of a pasted text; headings are understood and left out, empty lines too."""
    found: list[Row] = []
    columns = _ORDER[kind]
    for place, cells in enumerate(_cells(text), 1):
        if not any(cells):
            continue
        if not found and (named := _headings(cells)):
            columns = named
            continue
        told: dict[str, str] = {}
        for name, cell in zip(columns, cells, strict=False):
            told.setdefault(name, cell)
        told.pop("", None)
        left_out = sum(1 for cell in cells[len(columns) :] if cell)
        found.append(_sorted_out(Row(number=place, left_out=left_out, **told), kind))
    return found


def judge(rows: Sequence[Row], items: Mapping[str, Item], seen: Seen, kind: Kind) -> list[Verdict]:
    """What each row means; `items` by code in lower case."""
    told: list[Verdict] = []
    for row in rows:
        verdict = _judged(row, items.get(row.code.casefold()), seen, kind)
        if not verdict.wrong and len(told) >= MOST:
            verdict = replace(verdict, wrong=f"More than {MOST:,} rows at once")
        told.append(verdict)
    return told


def rest_of(text: str, verdicts: Sequence[Verdict]) -> str:
    """The pasted text with the rows that were taken left out."""
    taken = {verdict.row.number for verdict in verdicts if not verdict.wrong}
    lines = text.splitlines()
    return "\n".join(line for place, line in enumerate(lines, 1) if place not in taken and line.strip())


def _quoted(row: Row, item: Item | None) -> Verdict:
    """A row of a quote: any number may be on the server, and a description will do without one."""
    verdict = Verdict(row=row, item=item)
    if not row.code and not row.description:
        return replace(verdict, wrong="No part number and no description")
    try:
        quantity = typed.quantity(row.quantity)
        price = typed.price(row.price) if row.price else None
    except Unclear as unclear:
        return replace(verdict, wrong=str(unclear))
    if price is None and not row.code:
        return replace(verdict, quantity=quantity, wrong="No price: no part says it")
    told = [] if item is not None or not row.code else ["not in inventory"]
    told += ["at its own price"] if price is None else []
    remark = ", ".join(told)
    return replace(verdict, quantity=quantity, price=price, remark=remark[:1].upper() + remark[1:])


def _judged(row: Row, item: Item | None, seen: Seen, kind: Kind) -> Verdict:
    if kind == "quote":
        return _quoted(row, item)
    verdict = Verdict(row=row, item=item)
    if not row.code:
        return replace(verdict, wrong="No item code")
    if item is None:
        return replace(verdict, wrong=f"No item has the code “{one_line(row.code, 30)}”")
    if item.deleted:
        return replace(verdict, wrong="This item was deleted")
    if kind == "orders" and item.bought:
        return replace(verdict, wrong="This item is bought, not made")
    try:
        quantity = typed.quantity(row.quantity)
        price = typed.price(row.price) if row.price else item.price_for(quantity)
        day = typed.day(row.day, seen)
    except Unclear as unclear:
        return replace(verdict, wrong=str(unclear))
    if kind == "lines" and price is None:
        return replace(verdict, quantity=quantity, day=day, wrong="No price is known: add one")
    remark = _remark(row, day, seen)
    return replace(verdict, quantity=quantity, price=price, day=day, remark=remark)


def _remark(row: Row, day: int | None, seen: Seen) -> str:
    if day is not None and day < seen.today:
        return f"{weekday(day, seen)} has passed"
    if row.left_out:
        cells = "cell is" if row.left_out == 1 else "cells are"
        return f"{number(Decimal(row.left_out))} more {cells} left out"
    return ""


def _cells(text: str) -> list[list[str]]:
    """The cells of each line. A tab separates before a semicolon, a semicolon before a comma."""
    lines = text.splitlines()
    mark = next((mark for mark in "\t;," if mark in text), "")
    if not mark:
        return [line.split(maxsplit=1) for line in lines]
    told: list[list[str]] = []
    for line in lines:
        try:
            read = next(csv.reader(io.StringIO(line), delimiter=mark), [])
        except csv.Error:
            read = line.split(mark)
        told.append([" ".join(cell.split()) for cell in read])
    return told


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    """What the columns are, when this row says so; else nothing."""
    named = tuple(
        next((name for name, words in _HEADINGS.items() if cell.casefold() in words), "") for cell in cells
    )
    return named if {"code", "description"} & {*named} and sum(map(bool, named)) > 1 else ()


def _sorted_out(row: Row, kind: Kind) -> Row:
    """A day that stands where a price is expected is a day."""
    if kind == "lines" and row.price and not row.day and any(mark in row.price for mark in "-/ "):
        return replace(row, price="", day=row.price) if _is_no_amount(row.price) else row
    return row


def _is_no_amount(text: str) -> bool:
    try:
        typed.amount(text)
    except Unclear:
        return True
    return False
