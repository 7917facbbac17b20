"""Everything that this server assumes beyond the published contract, in one table: change data here, not code.

The public page names resources, scopes, codes and headers, but no fields, paths or methods. What follows is
our own guess, marked as such; the day the vendor's reference arrives, this module is compared with it. Stated
are only `id`, `created_at`, `updated_at`, the `name` of clients and the `clientId` of a new quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from forge_desktop.server.world import states

# ---------------------------------------------------------------- ASSUMED: paging, keys, errors
USUAL_LIMIT, MOST_LIMIT = 50, 200
"""Rows of a page without `?limit=`, and the most that a page has whatever was asked for."""
KEY_PREFIX = "fmrp_live_"
"""The checksum at a key's end is CRC-32 of everything before it, as eight hexadecimal digits."""
LONGEST_IDEMPOTENCY_KEY = 255
IDEMPOTENCY_DAYS = 30

CODES: Mapping[int, str] = {  # stated but for 405, 413, 500 and 503
    400: "bad_request",
    401: "unauthorized",
    403: "insufficient_scope",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "payload_too_large",
    422: "validation_error",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}


class Kind(Enum):
    """What a value is, and with that how it is written on the wire."""

    ID = "id"  # an opaque text
    TEXT = "text"
    AMOUNT = "amount"  # an exact JSON number
    COUNT = "count"  # a whole JSON number
    DAY = "day"  # 2026-01-31 in the account's time zone
    WORD = "word"  # one of a few words
    LINES = "lines"  # an array of objects


ID, TEXT, AMOUNT, COUNT, DAY, WORD, LINES = Kind


@dataclass(frozen=True)
class Field:
    """One field on the wire, and whether POST and PATCH take it."""

    name: str
    kind: Kind = TEXT
    post: bool = False
    patch: bool = False
    fields: tuple[Field, ...] = ()  # of LINES


@dataclass(frozen=True)
class Thing:
    """One resource: its path, how people and events call it, what its ids begin with, its fields and verbs."""

    path: str
    title: str
    event: str  # quote.created, quote.updated, quote.deleted
    prefix: str
    fields: tuple[Field, ...]
    verbs: tuple[str, ...] = ("view",)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that is about it: quotes.view, quotes.create, …"""
        return tuple(f"{self.path}.{verb}" for verb in self.verbs)


def _given(name: str, kind: Kind = TEXT, fields: tuple[Field, ...] = ()) -> Field:
    """A field that POST and PATCH take."""
    return Field(name, kind, post=True, patch=True, fields=fields)


_PRICED = (Field("description"), Field("part_number"), Field("quantity", AMOUNT), Field("unit_price", AMOUNT))
_PARTY = tuple(Field(name, post=True) for name in ("name", "email", "phone", "address", "notes"))

# ---------------------------------------------------------------- ASSUMED: resources and fields
THINGS: Mapping[str, Thing] = {
    thing.path: thing
    for thing in (
        Thing(
            "quotes",
            "Quote",
            "quote",
            "quo",
            (
                Field("number"),
                _given("client_id", ID),
                Field("client_name"),
                _given("status", WORD),
                _given("valid_until", DAY),
                Field("total", AMOUNT),
                _given("currency"),
                _given("notes"),
                Field("job_id", ID),  # the first job made from it; with one, the quote is locked
                _given("lines", LINES, _PRICED),
            ),
            ("view", "create", "update"),
        ),
        Thing(
            "jobs",
            "Job",
            "job",
            "job",
            (
                Field("number"),
                Field("quote_id", ID, post=True),  # POST with a quote_id converts that quote
                Field("client_id", ID, post=True),
                Field("client_name"),
                _given("status", WORD),
                Field("part_number", post=True),
                Field("part_name"),
                _given("quantity", AMOUNT),
                _given("due_date", DAY),
                _given("priority", WORD),
                Field(
                    "work_orders",
                    LINES,
                    fields=(
                        Field("id", ID),
                        Field("sequence", COUNT),
                        Field("name"),
                        Field("equipment"),
                        Field("status", WORD),
                        Field("setup_minutes", COUNT),
                        Field("cycle_minutes", COUNT),
                    ),
                ),
            ),
            ("view", "create", "update"),
        ),
        Thing("clients", "Client", "client", "cli", _PARTY, ("view", "create")),
        Thing("suppliers", "Supplier", "supplier", "sup", _PARTY),
        Thing(
            "purchase-orders",
            "Purchase order",
            "purchase_order",
            "pur",
            (
                Field("number"),
                Field("supplier_id", ID),
                Field("supplier_name"),
                Field("job_id", ID),  # the one job that waits for it; null for none or several
                Field("rfq_id", ID),
                Field("status", WORD),
                Field("order_date", DAY),
                Field("required_date", DAY),
                Field("currency"),
                Field("total", AMOUNT),
                Field("lines", LINES, fields=_PRICED),
            ),
        ),
        Thing(
            "rfqs",
            "RFQ",
            "rfq",
            "rfq",
            (
                Field("number"),
                Field("supplier_id", ID),
                Field("supplier_name"),
                Field("status", WORD),
                Field("due_date", DAY),
                Field("lines", LINES, fields=_PRICED[:3]),
            ),
        ),
        Thing(
            "inventory",
            "Inventory item",
            "inventory",
            "inv",
            (
                Field("sku"),
                Field("name"),
                Field("unit"),
                Field("quantity_on_hand", AMOUNT),
                Field("quantity_allocated", AMOUNT),
                Field("location"),
                Field("lot"),
                Field("unit_cost", AMOUNT),
            ),
        ),
    )
}
SCOPES = tuple(scope for thing in THINGS.values() for scope in thing.scopes)
_HAPPENED = ("created", "updated", "deleted")
EVENTS = tuple(f"{thing.event}.{happened}" for thing in THINGS.values() for happened in _HAPPENED)

# ---------------------------------------------------------------- ASSUMED: words, as the factory's states
JOB_WORDS: Mapping[int, str] = {
    states.NEW: "pending",
    states.UNSCHEDULED: "pending",
    states.SCHEDULED: "released",
    states.RUNNING: "in_progress",
    states.PAUSED: "on_hold",
    states.DONE: "completed",
    states.MO_SHIPPED: "completed",
    states.CLOSED: "completed",
    states.MO_CANCELLED: "cancelled",
}
JOB_STATUSES: Mapping[str, int] = {  # what setting the word asks of the factory's rules
    "pending": states.NEW,
    "released": states.SCHEDULED,
    "in_progress": states.RUNNING,
    "on_hold": states.PAUSED,
    "completed": states.DONE,
    "cancelled": states.MO_CANCELLED,
}
PRIORITIES = ("low", "normal", "high", "urgent")
USUAL_PRIORITY = "normal"
PURCHASE_WORDS: Mapping[int, str] = {  # "partially_received" while some of its lots are there and others not
    5: "draft",
    10: "draft",
    20: "sent",
    30: "acknowledged",
    40: "received",
    110: "received",
    120: "cancelled",
}
RFQ_WORDS = ("draft", "sent", "responded", "closed", "cancelled")
QUOTE_MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"sent", "approved", "declined", "expired"}),
    "sent": frozenset({"draft", "approved", "declined", "expired"}),
    "approved": frozenset({"declined", "expired"}),
    "declined": frozenset({"draft"}),
    "expired": frozenset({"draft"}),
}
QUOTE_STARTS = ("draft", "sent")
