"""The papers of both systems, as a story must know them: which keys open a form, what is typed, what arrives.

A customer order there is a quote here, a manufacturing order a job, a customer a client. A story says "what is
sold"; what that means in either system stands in this table and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Table

from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.edited_customer import EditedCustomerDialog
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.dialogs.order_form.lined_form import LinedForm
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.quote import QuoteDialog
from forge_desktop.domain.resource import Values
from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t

MADE, ALSO_MADE = "A00001", "A00003"
"""Codes of what is made here."""
NEXT = "\N{DOWNWARDS ARROW}"
"""Typed into a field that offers a choice: the next one of them."""
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form by which something new is made."""

    resource: str
    form: type[OrderForm]
    keys: str
    """They open the form."""
    kept_in: Table
    """Where the server keeps what arrives."""
    arrives: Mapping[str, object] = field(default_factory=dict)
    """What the server has of it when the story of typing it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is typed, and as it arrives."""

    typed: tuple[str, ...]
    """What it is about, and one field after the other from the quantity on."""
    quantity: Decimal
    price: Decimal

    @property
    def arrives(self) -> tuple[str, Decimal, Decimal]:
        """What it is about, how many, and at what price each."""
        return self.typed[0], self.quantity, self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Paper):
    """The form for what is sold."""

    form: type[LinedForm]
    party_field: str
    party: str
    """Typed to find one; it is all that is needed to be sure."""
    party_shown: str
    """What the form shows when it is chosen."""
    party_named: str
    """What lists call it."""
    party_column: str
    total_column: str
    head: tuple[str, ...]
    """Typed into the fields behind the party, one after the other."""
    keeps: Texts
    """What the form's state says of that."""
    day: str
    """The field with a day."""
    lines: tuple[Line, Line]
    total: str
    """What these lines come to."""
    says: str
    """What it says before the yes that it brings about."""
    says_offline: str
    """What it says besides, offline."""
    refused: str
    """A line about this is typed and not taken: it is gone by then, or was never there."""
    why: str
    """Word of the server for that."""
    instead: str
    """What takes its place."""
    note: str
    """The field for a text of the person's own."""
    waiting: Values
    """What a form would put into the outbox; the party is missing."""

    @property
    def typed(self) -> list[tuple[str, ...]]:
        """The lines as they are typed."""
        return [line.typed for line in self.lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Make(Paper):
    """The form for what is made, by itself or out of what was sold."""

    before: tuple[str, ...]
    """Typed field after field until the keyboard is where the part is asked for."""
    rest: tuple[str, ...]
    """Typed behind the quantity, field after field."""
    tables: int
    """How many tables tell what it takes to make it."""
    says: str
    shows: Texts
    """Columns that say this before it is sent."""
    sold: Texts
    """Made out of what was sold: what stands in these fields by itself."""
    hints: Texts
    """And what is said below these."""
    closed: tuple[str, ...]
    """Fields that cannot be typed into then."""
    locks: str
    """What it says that it does to what was sold, whose number is left open."""
    choices: tuple[tuple[str, str], ...]
    """Fields that are still to be filled then, and with what."""
    sold_shows: Texts
    """Columns that say this then, before it is sent."""
    sold_arrives: Mapping[str, object]
    """What the server has of it then."""
    made_already: str
    """What the window, or the form, says when the same is wanted once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Paper):
    """The form for a new customer or client."""

    name: str
    """Column of the name."""
    head: tuple[str, ...]
    """Typed behind the name, field after field."""
    second_line: tuple[str, str]
    """A field of several lines, and what is typed into its second one; empty where there is none."""
    beside: tuple[str, ...]
    """Typed where the keyboard is in the form of a sale to somebody new; the last is the e-mail."""
    beside_arrives: Mapping[str, object]


CUSTOMER_ORDER = Sale(
    resource="customer-orders",
    keys="Ctrl+Shift+N",
    kept_in=t.customer_orders,
    form=CustomerOrderDialog,
    party_field="customer_id",
    party="CU00002",
    party_shown="CU00002 Customer 2",
    party_named="Customer 2",
    party_column="customer_name",
    total_column="total_price",
    head=("PO-88213", "+5", "", "DAP Tallinn", "5", "call first"),
    keeps={"reference": "PO-88213", "discount": "5", "terms": "DAP Tallinn", "notes": "call first"},
    day="delivery_date",
    lines=(
        Line(typed=(MADE, "1,5"), quantity=Decimal("1.5"), price=Decimal("19.99")),
        Line(typed=(ALSO_MADE, "20"), quantity=Decimal(20), price=Decimal("49.9")),
    ),
    total="976.59",
    says="books",
    says_offline="8 hours",
    refused=ALSO_MADE,
    why="deleted",
    instead="A00005",
    note="reference",
    waiting={"reference": "Desk", "status": 10, "products": [{"article_id": 1, "quantity": "2"}]},
    arrives={
        "reference": "PO-88213",
        "status": 30,
        "discount_percent": 5,
        "notes": "call first",
        "delivery_terms": "DAP Tallinn",
    },
)
QUOTE = Sale(
    resource="quotes",
    keys="Ctrl+Shift+N",
    kept_in=f.quotes,
    form=QuoteDialog,
    party_field="client_id",
    party="Customer 2",
    party_shown="Customer 2",
    party_named="Customer 2",
    party_column="client_name",
    total_column="total",
    head=("+30", "", "sent", "before Christmas"),
    keeps={"status": "sent", "notes": "before Christmas"},
    day="valid_until",
    lines=(
        Line(typed=(MADE, "1,5", "19.99"), quantity=Decimal("1.5"), price=Decimal("19.99")),
        Line(typed=("Assembly on site", "2", "45"), quantity=Decimal(2), price=Decimal(45)),
    ),
    total="119.99",
    says="the client has it",
    says_offline="Nothing is made or allocated",
    refused="NOBODY-KNOWS",
    why="no such part",
    instead="A00002",
    note="notes",
    waiting={"notes": "Desk", "status": "draft", "lines": [{"part_number": MADE, "quantity": "2"}]},
    arrives={"status": "sent", "currency": "EUR", "notes": "before Christmas"},
)
MANUFACTURING_ORDER = Make(
    resource="manufacturing-orders",
    keys="Ctrl+N",
    kept_in=t.manufacturing_orders,
    form=ManufacturingOrderDialog,
    before=(),
    rest=("+10", "", NEXT, NEXT),
    tables=2,
    says="books",
    shows={"item_title": "Item 1"},
    sold={
        "article_id": "A00001 Item 1",
        "quantity": "4",
        "due_date": "29 May 2026",
    },  # five are ordered, one was shipped
    hints={"cust_ord_line_id": "1 shipped"},
    closed=(),
    locks="",
    choices=(("assigned_id", NEXT), ("site_id", NEXT)),
    arrives={"article_id": 1, "status": 20, "assigned_id": 2, "site_id": 1},
    sold_shows={"item_title": "Item 1"},
    sold_arrives={"cust_ord_id": 1, "cust_ord_line_id": 11, "quantity": 4},
    made_already="Covered by",
)
JOB = Make(
    resource="jobs",
    keys="Ctrl+N",
    kept_in=t.manufacturing_orders,
    form=JobDialog,
    before=("", "+10", "", ""),
    rest=("Customer 2",),
    tables=1,
    says="planned onto the equipment",
    shows={"part_name": "Item 1", "client_name": "Customer 2"},
    sold={},
    hints={"part_number": "Follows from the quote"},
    closed=("part_number", "quantity", "client_id"),
    locks="{} is locked for good",
    choices=(("due_date", "+9"),),
    arrives={"part_number": MADE, "status": "released", "client_name": "Customer 2"},
    sold_shows={"part_name": "Item 1", "client_name": "Customer 1"},
    sold_arrives={"quantity": 3, "status": "released"},
    made_already="is locked",
)
CUSTOMER = Card(
    resource="customers",
    keys="Ctrl+Alt+N",
    kept_in=t.customers,
    form=EditedCustomerDialog,
    name="title",
    head=("12345", "EE99", "+372 555 0101", "office@pine.example"),
    second_line=("", ""),
    beside=("12345", "", "", "no mail"),
    beside_arrives={"reg_nr": "12345", "contacts": {"email": "office@pine.example"}},
    arrives={
        "reg_nr": "12345",
        "tax_nr": "EE99",
        "contacts": {"phone": "+372 555 0101", "email": "office@pine.example"},
    },
)
CLIENT = Card(
    resource="clients",
    keys="Ctrl+Alt+N",
    kept_in=t.customers,
    form=ClientDialog,
    name="name",
    head=("office@pine.example", "+372 555 0101", "Pine 1", "late"),
    second_line=("address", "Tallinn"),
    beside=("no mail",),
    beside_arrives={"email": "office@pine.example"},
    arrives={
        "email": "office@pine.example",
        "phone": "+372 555 0101",
        "address": "Pine 1\nTallinn",
        "notes": "late",
    },
)
