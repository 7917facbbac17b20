"""The tables of what only ForgeMRP knows: quotes, RFQs, keys, versions of rows, given answers, webhooks.

Times that its clients compare (`created_ms`, `updated_ms`) are UTC milliseconds, all others UTC seconds.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from forge_desktop.server.columns import METADATA, amount, instant, key, number, ref, short, text

# ---------------------------------------------------------------- quotes and requests for quotation
quotes = Table(
    "quotes",
    METADATA,
    key("quote_id"),
    short("code", index=True),
    ref("customer_id", "customers.customer_id"),
    short("status"),
    instant("created", null=False),
    instant("valid_until"),
    short("currency"),
    amount("total_price"),
    text("notes"),
    ref("cust_ord_id", "customer_orders.cust_ord_id", null=True),  # once converted: the order it became
)
quote_lines = Table(
    "quote_lines",
    METADATA,
    key("line_id"),
    ref("quote_id", "quotes.quote_id"),
    number("ord"),
    text("description"),
    ref("article_id", "items.article_id", null=True),
    amount("quantity"),
    amount("item_price"),
)
rfqs = Table(
    "rfqs",
    METADATA,
    key("rfq_id"),
    short("code", index=True),
    ref("vendor_id", "vendors.vendor_id"),
    short("status"),
    instant("created", null=False),
    instant("due_date"),
    ref("pur_ord_id", "purchase_orders.pur_ord_id", null=True),  # once ordered
)
rfq_lines = Table(
    "rfq_lines",
    METADATA,
    key("line_id"),
    ref("rfq_id", "rfqs.rfq_id"),
    number("ord"),
    text("description"),
    ref("article_id", "items.article_id", null=True),
    amount("quantity"),
)

# ---------------------------------------------------------------- what the factory's own rows lack
job_facts = Table(  # of manufacturing orders
    "job_facts",
    METADATA,
    key("fact_id"),
    Column("man_ord_id", Integer, nullable=False, unique=True),
    short("priority"),
    ref("quote_id", "quotes.quote_id", null=True),
)
client_facts = Table(  # of customers
    "client_facts",
    METADATA,
    key("fact_id"),
    Column("customer_id", Integer, nullable=False, unique=True),
    text("notes"),
)
supplier_facts = Table(  # of vendors
    "supplier_facts",
    METADATA,
    key("fact_id"),
    Column("vendor_id", Integer, nullable=False, unique=True),
    short("email"),
    short("phone"),
    text("address"),
    text("notes"),
)
versions = Table(  # when a row that the contract shows came and was last changed; none: as its own dates say
    "versions",
    METADATA,
    Column("kind", String(32), primary_key=True),
    Column("thing", Integer, primary_key=True, autoincrement=False),
    Column("created_ms", BigInteger, nullable=True),
    Column("updated_ms", BigInteger, nullable=False),
)

# ---------------------------------------------------------------- who may ask, and what was answered
api_keys = Table(
    "api_keys",
    METADATA,
    Column("key_id", String(32), primary_key=True),
    short("secret_hash"),
    text("scopes"),  # with spaces between
    instant("created", null=False),
    instant("revoked"),
)
replies = Table(  # to requests with an Idempotency-Key, as they were sent
    "idempotent_replies",
    METADATA,
    Column("key", String(255), primary_key=True),
    short("request"),  # a hash of method, path and body
    number("status"),
    text("body"),
    instant("created", null=False),
    Index("ix_idempotent_replies_created", "created"),
)

# ---------------------------------------------------------------- webhooks
endpoints = Table(
    "webhook_endpoints",
    METADATA,
    Column("endpoint_id", String(32), primary_key=True),
    text("url"),
    text("events"),  # with spaces between
    text("secret"),  # needed in clear: every delivery is signed with it
    instant("created", null=False),
    instant("removed"),
)
deliveries = Table(
    "webhook_deliveries",
    METADATA,
    key("delivery_id"),
    Column("endpoint_id", String(32), nullable=False),
    short("event"),
    Column("body", Text, nullable=False),
    instant("created", null=False),
    short("state"),  # waiting, delivered, given up
    number("tries"),
    Column("next_ms", BigInteger, nullable=False),
    instant("finished"),
    text("answer"),  # the last one: a status, or why there was none
    Index("ix_webhook_deliveries_due", "state", "next_ms"),
    Index("ix_webhook_deliveries_endpoint", "endpoint_id", "state", "delivery_id"),
)

KEPT = (api_keys, endpoints, deliveries, replies)
"""What survives when a half-made demo world is made anew."""
