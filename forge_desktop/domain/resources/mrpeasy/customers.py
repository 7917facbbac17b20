"""Customers (contracts/mrpeasy-api.txt, "Customers"); their statuses are the account's own settings."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Choices, Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.scalars import Json, Kind

_CONTACTS = (
    Field(name="line_id", label="Line key", kind=Kind.ID),
    Field(name="type", label="Kind", kind=Kind.TEXT),
    Field(name="value", label="Contact", kind=Kind.TEXT),
)


def _contact(value: Json) -> str:
    """A contact's value in one line; current servers send an address as an object of parts."""
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part not in (None, "", [], {}))
    return "" if value is None or isinstance(value, list) else str(value)


def derive(values: Values) -> Values:
    """The word of the account's own status, and the first phone, e-mail and address."""
    status = values.get("status")
    word = values.get("status_txt")
    lines = values.get("contact_data")
    first: dict[str, str] = {}
    for line in lines if isinstance(lines, list) else []:
        if isinstance(line, dict):
            kind, shown = str(line.get("type")), _contact(line.get("value"))
            if shown:
                first.setdefault(kind, shown)
    return {
        "status_word": str(word) if word else (f"Status {status}" if status not in (None, "") else None),
        "phone": first.get("phone"),
        "email": first.get("email"),
        "address": first.get("address"),
    }


CUSTOMERS = Resource(
    name="customers",
    dialect="mrpeasy",
    section=Section.CONTACTS,
    title="Customers",
    singular="Customer",
    icon="users",
    key="customer_id",
    code="code",
    caption=("title", "phone", "email"),
    created="created",
    fields=(
        Field(name="customer_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Code", kind=Kind.CODE, search=True),
        Field(name="title", label="Customer", kind=Kind.TEXT, search=True),
        Field(name="reg_nr", label="Registration", kind=Kind.CODE, search=True),
        Field(name="tax_nr", label="VAT number", kind=Kind.CODE, search=True),
        Field(name="created", label="Created", kind=Kind.INSTANT),
        Field(name="next_contact", label="Next contact", kind=Kind.DATE),
        Field(name="status", label="Status code", kind=Kind.CHOICE, choices=Choices(())),
        Field(name="status_word", label="Status", kind=Kind.TEXT, derived=True),
        Field(name="payment_period", label="Payment period (days)", kind=Kind.INTEGER),
        Field(name="user_id", label="Sales person", kind=Kind.ID, ref=Ref("users", "username")),
        Field(name="language_id", label="Language key", kind=Kind.ID),
        Field(name="phone", label="Phone", kind=Kind.TEXT, derived=True, search=True),
        Field(name="email", label="E-mail", kind=Kind.TEXT, derived=True, search=True),
        Field(name="address", label="Address", kind=Kind.TEXT, derived=True, search=True),
        Field(name="contact_data", label="Contacts", kind=Kind.LINES, fields=_CONTACTS),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=84),
        Column(field="title", width=180),
        Column(field="status_word", width=88),
        Column(field="phone", width=124),
        Column(field="email", width=176),
        Column(field="next_contact", width=98),
        Column(field="user_id", width=96),
        Column(field="payment_period", width=120, shown=False),
        Column(field="address", width=260, shown=False),
        Column(field="reg_nr", shown=False),
        Column(field="tax_nr", shown=False),
        Column(field="language_id", shown=False),
        Column(field="created", shown=False),
    ),
    chips=("status_word", "next_contact", "user_id", "created"),
    view="All, by name",
    sort=(Sort("title"), Sort("code")),
    links=(
        Link("Customer orders", "customer-orders", "customer_id"),
        Link("Serial numbers", "serials", "customer__id"),
    ),
    derive=derive,
    empty="Customers appear here.",
)
