"""Writes plain objects by the very declarations that they are read by: fields, references and arrays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, func, select

from forge_desktop.server import tables as t
from forge_desktop.server.columns import METADATA
from forge_desktop.server.mrpeasy.declare import Resource
from forge_desktop.server.mrpeasy.writes import arrays, columns, item_prices
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world import actions
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.numbering import PREFIXES, next_code, used

NEEDED_ARRAYS = {"boms": "components", "routings": "operations"}
OWNED = {
    "items": (t.item_prices, t.item_minimums, t.item_values),
}
"""Rows that go with an object although its declaration does not name them as an array."""

_CREATED, _CHANGED, _DELETED = 0, 1, 2
_ACTIVITIES = {
    "items": (actions.ITEM_CREATED, actions.ITEM_CHANGED, actions.ITEM_DELETED),
    "customers": (actions.CUSTOMER_CREATED, actions.CUSTOMER_CHANGED, actions.OTHER_DELETED),
}
_OTHER = (actions.OTHER_CREATED, actions.OTHER_CHANGED, actions.OTHER_DELETED)
_VERBS = ("created", "changed", "deleted")


def create(act: Act, resource: Resource, form: Form) -> int:
    """A new object; its key."""
    table = _table(resource)
    values = columns.read(act, form, resource.rows, new=True)
    array = NEEDED_ARRAYS.get(table.name)
    if array and not form.rows(array) and form.needed(array):
        form.complain(array, "at least one is required")
    if "code" in table.c:
        _check_code(act, form, table, values, None)
    if form.complaints:
        raise Refused(*form.complaints)
    if not values.get("code") and table.name in PREFIXES:
        values["code"] = next_code(act, table)
    if table is t.items:
        values["product_id"] = int(act.connection.scalar(select(func.max(t.items.c.product_id))) or 0) + 1
    if "created" in table.c:
        values["created"] = act.now
    key = act.add(table, **values)
    _write_inside(act, resource, form, key, values)
    _tell(act, resource, key, _CREATED)
    return key


def change(act: Act, resource: Resource, key: int, form: Form) -> None:
    """Change what was sent; arrays that were sent replace the old ones entry by entry."""
    table = _table(resource)
    values = columns.read(act, form, resource.rows, new=False)
    if "code" in values:
        form.needed("code")
        _check_code(act, form, table, values, key)
    if form.complaints:
        raise Refused(*form.complaints)
    if values:
        act.set(table, resource.rows.key == key, values)
    _write_inside(act, resource, form, key, values)
    _tell(act, resource, key, _CHANGED)


def remove(act: Act, resource: Resource, key: int, *, archive: bool) -> None:
    """Delete the object with its arrays, unless anything else refers to it; or archive it, if it is an item."""
    table = _table(resource)
    if table is t.items and archive:
        act.set(table, resource.rows.key == key, {"deleted": True})
    else:
        own = {child.rows.table for child in resource.rows.children} | set(OWNED.get(table.name, ()))
        users = [
            other for other in METADATA.sorted_tables if other not in own and _refers(act, other, table, key)
        ]
        if users:
            names = ", ".join(other.name.replace("_", " ") for other in users)
            raise Refused(f"{resource.title} {key} cannot be deleted: used by {names}")
    _tell(act, resource, key, _DELETED)
    if table is t.items and archive:
        return
    for child in resource.rows.children:
        arrays.clear(act, child, [key])
    for other in OWNED.get(table.name, ()):
        act.connection.execute(delete(other).where(other.c.article_id == key))
    act.connection.execute(delete(table).where(resource.rows.key == key))


def _table(resource: Resource) -> Table:
    assert isinstance(resource.rows.table, Table)
    return resource.rows.table


def _write_inside(act: Act, resource: Resource, form: Form, key: int, values: dict[str, Any]) -> None:
    arrays.write(act, form, resource.rows.children, key)
    if resource.rows.table is t.items:
        item_prices.write(act, form, key, values)
    if form.complaints:
        raise Refused(*form.complaints)


def _check_code(act: Act, form: Form, table: Table, values: dict[str, Any], key: int | None) -> None:
    """A code is used once; all variations of a product share theirs."""
    code = values.get("code")
    if not code:
        return
    if table is t.items and key is not None:
        item = t.items.c
        product = select(item.product_id).where(item.article_id == key).scalar_subquery()
        taken = (
            act.row(select(item.article_id).where(item.code == code, item.product_id != product)) is not None
        )
    else:
        taken = used(act, table, code, but=key)
    if taken:
        form.complain("code", f"{code!r} is used already")


def _refers(act: Act, other: Table, table: Table, key: int) -> bool:
    pointing = [c for c in other.columns if any(f.column.table is table for f in c.foreign_keys)]
    return any(act.row(select(column).where(column == key).limit(1)) is not None for column in pointing)


def _tell(act: Act, resource: Resource, key: int, verb: int) -> None:
    table = _table(resource)
    name = table.c.code if "code" in table.c else table.c.title
    code = act.row(select(name).where(resource.rows.key == key))[0]
    activity = _ACTIVITIES.get(table.name, _OTHER)[verb]
    words = f"{resource.title} {_VERBS[verb]}" if activity in _OTHER else ""
    act.did(activity, key, code, words=words)
