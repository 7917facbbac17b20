"""The contract's master data: units, groups, items, customers, and what people did."""

from __future__ import annotations

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy import words
from forge_desktop.server.mrpeasy.declare import (
    COUNT,
    EXACT,
    ID,
    RANGE,
    STATUS,
    TEXT,
    WHEN,
    Child,
    Field,
    Link,
    Resource,
    Rows,
)

UNITS = Resource(
    "units",
    "Unit of measurement",
    Rows(
        t.units,
        t.units.c.unit_id,
        (Field("unit_id", t.units.c.unit_id, ID), Field("title", t.units.c.title, TEXT)),
    ),
)
PRODUCT_GROUPS = Resource(
    "product-groups",
    "Product group",
    Rows(
        t.product_groups,
        t.product_groups.c.group_id,
        (
            Field("group_id", t.product_groups.c.group_id, ID, EXACT),
            Field("code", t.product_groups.c.code, TEXT, EXACT),
            Field("title", t.product_groups.c.title, TEXT, EXACT),
        ),
    ),
)

# ---------------------------------------------------------------- customers
_customer = t.customers.c
CUSTOMERS = Resource(
    "customers",
    "Customer",
    Rows(
        t.customers,
        _customer.customer_id,
        (
            Field("customer_id", _customer.customer_id, ID),
            Field("code", _customer.code, TEXT, EXACT),
            Field("title", _customer.title, TEXT, EXACT),
            Field("reg_nr", _customer.reg_nr, TEXT, EXACT),
            Field("tax_nr", _customer.tax_nr, TEXT, EXACT),
            Field("created", _customer.created, WHEN, RANGE),
            Field("next_contact", _customer.next_contact, WHEN, RANGE),
            Field("status", _customer.status, STATUS, EXACT, words=words.CUSTOMER),
            Field("payment_period", _customer.payment_period, COUNT),
            Field("user_id", _customer.user_id, ID),
            Field("language_id", _customer.language_id, ID),
        ),
        order=_customer.created,
        children=(
            Child(
                "contact_data",
                Rows(
                    t.customer_contacts,
                    t.customer_contacts.c.line_id,
                    (
                        Field("line_id", t.customer_contacts.c.line_id, ID),
                        Field("type", t.customer_contacts.c.type, TEXT),
                        Field("value", t.customer_contacts.c.value, TEXT),
                    ),
                ),
                t.customer_contacts.c.customer_id,
            ),
        ),
    ),
)

# ---------------------------------------------------------------- what people did
_action = t.user_actions.c
_actor = Link(_action.user_id, t.users, t.users.c.user_id)
USER_ACTIONS = Resource(
    "users/actions",
    "User action",
    Rows(
        t.user_actions,
        _action.log_id,
        (
            Field("log_id", _action.log_id, ID, EXACT),
            Field("created", _action.created, WHEN, RANGE),
            Field("user_id", _action.user_id, ID, EXACT),
            Field("username", t.users.c.username, TEXT, via=_actor),
            Field("object_id", _action.object_id, ID, EXACT),
            Field("activity", _action.activity, ID, EXACT),
            Field("desciption", _action.description, TEXT),  # the contract's own spelling
            Field("comment", _action.comment, TEXT, EXACT),
        ),
        order=_action.created,
    ),
)
ACTIVITIES = Resource(
    "users/actions/list",
    "Activity",
    Rows(
        t.activities,
        t.activities.c.activity,
        (Field("activity", t.activities.c.activity, ID), Field("title", t.activities.c.title, TEXT)),
    ),
)
