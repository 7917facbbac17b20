"""What a manufacturing order takes: POST, and PUT and DELETE where the profile has them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy import custom
from forge_desktop.server.mrpeasy.profiles import Profile
from forge_desktop.server.mrpeasy.writes.finding import existing
from forge_desktop.server.mrpeasy.writes.form import LONGEST_TEXT, Form
from forge_desktop.server.world import finishing, making, remaking, states
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.making import Make
from forge_desktop.server.world.numbering import used

NO_STATUS = "Status cannot be changed via API"
_item = t.items.c


def create(act: Act, form: Form, profile: Profile) -> int:
    """A new order; its key. The seed profile takes only what the seed contract says can be posted."""
    item = _product(act, form)
    quantity = form.amount("quantity", above=True)
    form.needed("quantity")
    form.needed("assigned_id")
    assigned = existing(act, form, "assigned_id", t.users, "user")
    site = _site(act, form)
    status = _status(form, profile)
    code = _code(act, form, None)
    extras = _extras(act, form, item) if profile.order_extras else {}
    own = form.custom() if profile.order_extras else {}
    if form.complaints:
        raise Refused(*form.complaints)
    assert item is not None
    assert quantity is not None
    wanted = {"status": status, "code": code} | extras
    key = making.create(act, Make(item.article_id, quantity, assigned, site, **wanted))
    custom.write(act, "manufacturing_orders", key, own)
    return key


def change(act: Act, key: int, form: Form, profile: Profile) -> None:
    """Change quantity, person, dates, number and notes; the status only where the profile says so."""
    if form.has("status") and not profile.order_status:
        raise Refused(NO_STATUS)
    values = _changes(act, key, form)
    notes = _notes(act, form, key)
    own = form.custom()
    status = form.whole("status") if form.has("status") else None
    if form.has("status"):
        form.needed("status")
    if form.complaints:
        raise Refused(*form.complaints)
    remaking.change(act, key, values)
    remaking.write_notes(act, key, notes)
    custom.write(act, "manufacturing_orders", key, own)
    if status is not None:
        finishing.move(act, key, status)


def remove(act: Act, key: int) -> None:
    """DELETE cancels."""
    try:
        finishing.move(act, key, states.MO_CANCELLED)
    except Refused as refused:
        reasons = (text.removeprefix("status: ") for text in refused.complaints)
        raise Refused(*(f"The order cannot be deleted: {reason}" for reason in reasons)) from None


def _changes(act: Act, key: int, form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if form.has("quantity"):
        form.needed("quantity")
        values["quantity"] = form.amount("quantity", above=True)
    if form.has("assigned_id"):
        form.needed("assigned_id")
        values["assigned_id"] = existing(act, form, "assigned_id", t.users, "user")
    for name in ("due_date", "start_date"):
        if form.has(name):
            values[name] = form.when(name, act.zone)
    if form.has("code"):
        form.needed("code")
        values["code"] = _code(act, form, key)
    return values


def _product(act: Act, form: Form) -> Any:
    """The row of the item to make; complains about what cannot be made."""
    if not form.needed("article_id"):
        return None
    key = form.ident("article_id")
    if key is None:
        return None
    row = act.row(select(t.items).where(_item.article_id == key))
    if row is None:
        form.complain("article_id", f"there is no item {key}")
    elif row.deleted:
        form.complain("article_id", f"item {row.code} is deleted")
    elif row.is_raw:
        form.complain("article_id", f"item {row.code} is bought, not made")
    else:
        return row
    return None


def _site(act: Act, form: Form) -> int:
    """The site; with several of them it must be said which."""
    sites = [row[0] for row in act.rows(select(t.sites.c.site_id).order_by(t.sites.c.site_id))]
    chosen = existing(act, form, "site_id", t.sites, "site")
    if chosen is not None:
        return chosen
    if len(sites) > 1 and not form.has("site_id"):
        form.complain("site_id", "is required, as there are several sites")
    elif len(sites) > 1 and form.ident("site_id") is None:
        form.needed("site_id")
    return sites[0] if sites else act.add(t.sites, code="MAIN", title="Main site")


def _status(form: Form, profile: Profile) -> int:
    allowed = states.NOT_STARTED if profile.order_extras else (states.NEW, states.SCHEDULED)
    status = form.whole("status")
    if status is not None and status not in allowed:
        words = ", ".join(str(code) for code in allowed)
        form.complain("status", f"an order can be created with {words} only")
    return states.SCHEDULED if status is None else status


def _code(act: Act, form: Form, key: int | None) -> str | None:
    code = form.text("code")
    if code is not None and used(act, t.manufacturing_orders, code, but=key):
        form.complain("code", f"{code!r} is used by another manufacturing order")
    return code


def _extras(act: Act, form: Form, item: Any) -> dict[str, Any]:
    """What the current profile takes beyond the seed."""
    product = None if item is None else item.product_id
    values: dict[str, Any] = {
        "due_date": form.when("due_date", act.zone),
        "start_date": form.when("start_date", act.zone),
        "bom_id": _own(act, form, "bom_id", t.boms, product),
        "routing_id": _own(act, form, "routing_id", t.routings, product),
        "books": not form.flag("no_bookings"),
        "notes": tuple(text for _, text in _notes(act, form, None)),
    }
    if form.flag("no_scheduling"):
        values["status"] = states.NEW if form.whole("status") == states.NEW else states.UNSCHEDULED
    return values | _sold(act, form, item)


def _own(act: Act, form: Form, name: str, table: Any, product: int | None) -> int | None:
    key = existing(act, form, name, table, "BOM" if name == "bom_id" else "routing")
    if key is not None and product is not None:
        row = act.row(select(table.c.product_id).where(table.c[name] == key))
        if row[0] != product:
            form.complain(name, "belongs to another product")
    return key


def _sold(act: Act, form: Form, item: Any) -> dict[str, Any]:
    """The customer order, and the line of it, that the order is made for."""
    order = existing(act, form, "cust_ord_id", t.customer_orders, "customer order")
    line_id = existing(act, form, "cust_ord_line_id", t.customer_order_lines, "line of a customer order")
    if line_id is not None:
        line = t.customer_order_lines.c
        row = act.row(select(line.cust_ord_id, line.article_id).where(line.line_id == line_id))
        if order is not None and row.cust_ord_id != order:
            form.complain("cust_ord_line_id", "belongs to another customer order")
        if item is not None and row.article_id != item.article_id:
            form.complain("cust_ord_line_id", "is about another item")
        order = row.cust_ord_id
    return {"cust_ord_id": order, "cust_ord_line_id": line_id}


def _notes(act: Act, form: Form, key: int | None) -> list[tuple[int | None, str]]:
    """One text, or an array of notes with their texts; a note_id names the one to be changed."""
    if not form.has("notes"):
        return []
    if not form.is_array("notes"):
        text = form.text("notes", LONGEST_TEXT)
        return [] if text is None else [(None, text)]
    found: list[tuple[int | None, str]] = []
    for row in form.rows("notes") or []:
        note_id = row.ident("note_id") if key is not None else None
        note = t.mo_notes.c
        own = select(func.count()).where(note.note_id == note_id, note.man_ord_id == key)
        if note_id is not None and not act.connection.scalar(own):
            row.complain("note_id", f"the order has no note {note_id}")
        text = row.text("text", LONGEST_TEXT) if row.needed("text") else None
        found.append((note_id, text or ""))
    return found
