"""A new client: a customer of the factory with its contacts and its address."""

from __future__ import annotations

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.forgemrp.form import LONGEST_TEXT, Form
from forge_desktop.server.world import actions
from forge_desktop.server.world.act import Act
from forge_desktop.server.world.numbering import next_code

ACTIVE, PAYMENT_DAYS, LANGUAGE = 2, 14, 1


def create(act: Act, form: Form, key: int) -> int:
    """The key of the new customer."""
    form.needed("name")
    name = form.text("name")
    contacts = {kind: form.text(kind) for kind in ("email", "phone")}
    address, notes = form.text("address", LONGEST_TEXT), form.text("notes", LONGEST_TEXT)
    form.finish()
    code = next_code(act, t.customers)
    key = act.add(
        t.customers,
        code=code,
        title=name,
        reg_nr="",
        tax_nr="",
        created=act.now,
        status=ACTIVE,
        payment_period=PAYMENT_DAYS,
        language_id=LANGUAGE,
    )
    for kind, value in contacts.items():
        if value:
            act.add(t.customer_contacts, customer_id=key, type=kind, value=value)
    if address:
        act.add(t.customer_addresses, customer_id=key, is_default=True, address=address)
    if notes:
        act.add(f.client_facts, customer_id=key, notes=notes)
    act.did(actions.CUSTOMER_CREATED, key, code)
    return key
