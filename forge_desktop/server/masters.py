"""The tables of what is known before anything is ordered: items, people, places, how things are made.

Columns marked *derived* repeat what other tables say, so that lists can filter by them; `stock.py` is the one
place that computes them.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from forge_desktop.server.columns import (
    METADATA,
    amount,
    derived,
    flag,
    instant,
    key,
    number,
    ref,
    short,
    text,
)

settings = Table("settings", METADATA, Column("name", String(64), primary_key=True), Column("value", Text))

custom_values = Table(  # the account's own fields of any object, by the name of its table
    "custom_values",
    METADATA,
    key("custom_value_id"),
    short("object"),
    Column("object_id", Integer, nullable=False),
    short("name"),
    Column("value", Text, nullable=True),
    Index("ix_custom_values_object", "object", "object_id"),
)

# ---------------------------------------------------------------- people and places
sites = Table("sites", METADATA, key("site_id"), short("code"), short("title"))
users = Table("users", METADATA, key("user_id"), short("username", index=True), short("name"))
locations = Table("locations", METADATA, key("location_id"), ref("site_id", "sites.site_id"), short("title"))

# ---------------------------------------------------------------- items and what describes them
units = Table("units", METADATA, key("unit_id"), short("title"))
product_groups = Table(
    "product_groups", METADATA, key("group_id"), short("code", index=True), short("title", index=True)
)
parameters = Table(
    "parameters", METADATA, key("parameter_id"), short("title", index=True), flag("changes_quantity")
)
parameter_values = Table(
    "parameter_values",
    METADATA,
    key("value_id"),
    ref("parameter_id", "parameters.parameter_id"),
    number("ord"),
    short("code"),
    short("value"),
    amount("selling_price"),
)
items = Table(
    "items",
    METADATA,
    key("article_id"),
    Column("product_id", Integer, nullable=False, index=True),
    short("code", index=True),
    short("title", index=True),
    ref("unit_id", "units.unit_id", null=True),
    ref("group_id", "product_groups.group_id", null=True),
    flag("is_raw"),
    amount("selling_price", null=True),
    amount("avg_cost", null=True),
    flag("deleted"),
    # derived from the lots:
    derived("in_stock"),
    derived("available"),
    derived("booked"),
    derived("expected_total"),
    derived("expected_available"),
    derived("expected_booked"),
    derived("stock_cost"),
)
item_prices = Table(  # tiers; without any, items.selling_price is the one price
    "item_prices",
    METADATA,
    key("price_id"),
    ref("article_id", "items.article_id"),
    amount("quantity"),
    amount("price"),
)
item_minimums = Table(  # the smallest stock wanted at a site
    "item_minimums",
    METADATA,
    key("minimum_id"),
    ref("article_id", "items.article_id"),
    ref("site_id", "sites.site_id"),
    amount("min_quantity"),
)
item_parameters = Table(
    "item_parameters",
    METADATA,
    key("item_parameter_id"),
    ref("article_id", "items.article_id"),
    ref("parameter_id", "parameters.parameter_id"),
    number("ord"),
)
item_values = Table(  # which value of each parameter makes an item this variation of its product
    "item_values",
    METADATA,
    key("item_value_id"),
    ref("article_id", "items.article_id"),
    ref("parameter_id", "parameters.parameter_id"),
    ref("value_id", "parameter_values.value_id"),
)
relations = Table(
    "relations", METADATA, key("relation_id"), short("code", index=True), short("title", index=True)
)
relation_lines = Table(
    "relation_lines",
    METADATA,
    key("line_id"),
    ref("relation_id", "relations.relation_id"),
    ref("article_id", "items.article_id"),
    number("ord"),
)
relation_line_values = Table(
    "relation_line_values",
    METADATA,
    key("line_value_id"),
    ref("line_id", "relation_lines.line_id"),
    ref("parameter_id", "parameters.parameter_id"),
    ref("value_id", "parameter_values.value_id"),
)

# ---------------------------------------------------------------- who sells to us, who buys from us
vendors = Table(
    "vendors",
    METADATA,
    key("vendor_id"),
    short("code", index=True),
    short("title", index=True),
    short("currency"),
    amount("currency_rate"),
)
purchase_terms = Table(
    "purchase_terms",
    METADATA,
    key("term_id"),
    ref("article_id", "items.article_id"),
    ref("vendor_id", "vendors.vendor_id"),
    short("vendor_product_code"),
    amount("priority"),
    number("lead_time"),
    short("unit"),
    amount("unit_rate"),
    amount("min_quantity"),
    amount("vendor_min_quantity"),
    amount("price"),
    amount("currency_price"),
    short("currency"),
)
customers = Table(
    "customers",
    METADATA,
    key("customer_id"),
    short("code", index=True),
    short("title", index=True),
    short("reg_nr", index=True),
    short("tax_nr", index=True),
    instant("created", null=False),
    instant("next_contact"),
    number("status"),
    number("payment_period"),
    ref("user_id", "users.user_id", null=True),
    number("language_id"),
    Index("ix_customers_created", "created"),
)
customer_contacts = Table(
    "customer_contacts",
    METADATA,
    key("line_id"),
    ref("customer_id", "customers.customer_id"),
    short("type"),  # phone fax skype email web address other
    text("value"),
)
customer_addresses = Table(
    "customer_addresses",
    METADATA,
    key("address_id"),
    ref("customer_id", "customers.customer_id"),
    flag("is_default"),
    text("address"),
)

# ---------------------------------------------------------------- how things are made
work_center_types = Table("work_center_types", METADATA, key("type_id"), short("code"), short("title"))
work_centers = Table(
    "work_centers",
    METADATA,
    key("center_id"),
    ref("type_id", "work_center_types.type_id"),
    short("code"),
    short("title"),
    ref("site_id", "sites.site_id", null=True),
)
boms = Table(
    "boms",
    METADATA,
    key("bom_id"),
    Column("product_id", Integer, nullable=False, index=True),
    short("code", index=True),
    short("title"),
)
bom_components = Table(
    "bom_components",
    METADATA,
    key("component_id"),
    ref("bom_id", "boms.bom_id"),
    number("ord"),
    ref("article_id", "items.article_id", null=True),
    ref("relation_id", "relations.relation_id", null=True),
    amount("quantity"),
    text("description"),
)
routings = Table(
    "routings",
    METADATA,
    key("routing_id"),
    Column("product_id", Integer, nullable=False, index=True),
    short("code", index=True),
    short("title"),
)
routing_operations = Table(
    "routing_operations",
    METADATA,
    key("operation_id"),
    ref("routing_id", "routings.routing_id"),
    number("ord"),
    ref("type_id", "work_center_types.type_id"),
    text("description"),
    amount("fixed_time"),
    amount("variable_time"),
    amount("fixed_cost"),
    amount("variable_cost"),
    amount("variable_quantity"),
    flag("time_payment"),
    amount("piece_payment", null=True),
    amount("overlap", null=True),
)
routing_sequences = Table(  # the operation starts after the operation numbered after_ord; 0 is the start
    "routing_sequences",
    METADATA,
    key("sequence_id"),
    ref("operation_id", "routing_operations.operation_id"),
    number("after_ord"),
)
bom_routings = Table(
    "bom_routings",
    METADATA,
    key("bom_routing_id"),
    ref("bom_id", "boms.bom_id"),
    ref("routing_id", "routings.routing_id"),
)

# ---------------------------------------------------------------- what people did
activities = Table("activities", METADATA, key("activity"), short("title"))
user_actions = Table(
    "user_actions",
    METADATA,
    key("log_id"),
    instant("created", null=False),
    ref("user_id", "users.user_id"),
    Column("object_id", Integer, nullable=False, index=True),
    ref("activity", "activities.activity"),
    text("description"),
    text("comment"),
    Index("ix_user_actions_created", "created"),
)
