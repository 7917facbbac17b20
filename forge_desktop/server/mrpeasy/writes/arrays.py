"""Arrays inside an object: entries with a known id are updated, others created, those not sent deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select

from forge_desktop.server.mrpeasy.declare import Child
from forge_desktop.server.mrpeasy.writes import columns
from forge_desktop.server.mrpeasy.writes.finding import existing
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world.act import Act

READ_ONLY = ("purchase_terms",)


def write(act: Act, form: Form, children: tuple[Child, ...], parent: int) -> None:
    """Write every array that was sent; one that was not sent stays as it is."""
    for child in children:
        if not form.has(child.name) or child.name in READ_ONLY:
            continue
        if child.bare:
            _write_bare(act, form, child, parent)
        else:
            _write_rows(act, form, child, parent)


def _table(child: Child) -> Table:
    assert isinstance(child.rows.table, Table)
    return child.rows.table


def _name(column: ColumnElement[Any]) -> str:
    assert isinstance(column, Column)
    return column.name


def clear(act: Act, child: Child, parents: list[int]) -> None:
    """Delete all entries below these parents, with the arrays inside them."""
    keys = [row[0] for row in act.rows(select(child.rows.key).where(child.parent.in_(parents)))]
    for inner in child.rows.children:
        clear(act, inner, keys)
    act.connection.execute(delete(_table(child)).where(child.parent.in_(parents)))


def _write_bare(act: Act, form: Form, child: Child, parent: int) -> None:
    """An array of keys, or of plain numbers: the new one replaces the old one."""
    column = child.rows.fields[0].value
    assert isinstance(column, Column)
    numbers = form.numbers(child.name) or []
    for foreign in column.foreign_keys:
        table = foreign.column.table
        inner = Form({str(place): number for place, number in enumerate(numbers)}, form.complaints, child.name)
        for place in range(len(numbers)):
            existing(act, inner, str(place), table, table.name.removesuffix("s"))
    if form.complaints:
        return
    clear(act, child, [parent])
    for number in dict.fromkeys(numbers):
        act.add(_table(child), **{_name(child.parent): parent, column.name: number})


def _write_rows(act: Act, form: Form, child: Child, parent: int) -> None:
    rows = form.rows(child.name) or []
    key, name = child.rows.key, _name(child.rows.key)
    named = child.rows.fields[0].value is key
    if not named:  # the contract gives these entries no id: the new array replaces the old one
        clear(act, child, [parent])
    old = {row[0] for row in act.rows(select(key).where(child.parent == parent))}
    kept: set[int] = set()
    for place, row in enumerate(rows, start=1):
        own = row.ident(name) if named else None
        if own is not None and (own not in old or own in kept):
            row.complain(name, f"there is no entry {own}, or it is given twice")
        kept.add(_write_row(act, row, child, parent, own if own in old else None, place))
    for gone in old - kept:
        for inner in child.rows.children:
            clear(act, inner, [gone])
        act.connection.execute(delete(_table(child)).where(key == gone))


def _write_row(act: Act, form: Form, child: Child, parent: int, own: int | None, place: int) -> int:
    """One entry; its key, or 0 where it cannot be written."""
    values: dict[str, Any] = columns.read(act, form, child.rows, new=own is None)
    table = _table(child)
    if own is None and "ord" in table.c and not form.has("ord"):
        values["ord"] = place
    if form.complaints:
        return own or 0
    if own is None:
        own = act.add(table, **{_name(child.parent): parent}, **values)
    elif values:
        act.set(table, child.rows.key == own, values)
    write(act, form, child.rows.children, own)
    return own
