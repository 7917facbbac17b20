"""Which form asks for which new record, and what can be made out of which one, by dialect: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.order_form import filling, filling_forge
from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.edited_customer import EditedCustomerDialog
from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.job import JobDialog, JobPlace
from forge_desktop.dialogs.order_form.known import Sold
from forge_desktop.dialogs.order_form.known_forge import Quote
from forge_desktop.dialogs.order_form.making import Making
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.place import Place
from forge_desktop.dialogs.order_form.quote import QuoteDialog, QuotePlace
from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Values
from forge_desktop.domain.text import Seen
from forge_desktop.shell.desk import Desk
from forge_desktop.shell.lookup import Asking, DeskLookup
from forge_desktop.shell.lookup_forge import ForgeLookup

_NEW_PRODUCT, _NEW_SALE, _NEW_PARTY = "Ctrl+N", "Ctrl+Shift+N", "Ctrl+Alt+N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a form is opened with."""

    desk: Desk
    parent: QWidget
    offline: Callable[[], bool]
    usual: Mapping[str, str] = field(default_factory=dict)
    """Person and site that were chosen last."""
    source: object = None
    """What it is made out of; None for what begins empty."""
    line: int | None = None
    """Number of the line of that to begin with."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form, and what answers it."""

    form: OrderForm
    lookup: Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The form for new records of one resource."""

    open: Callable[[Opening], Opened]
    fill: Callable[[Values, Seen], State]
    """What waits in the outbox, as it was typed."""
    button: str
    keys: str


class Source(Protocol):
    """A record that something can be made out of."""

    @property
    def key(self) -> int:
        """Its key."""

    @property
    def why_not(self) -> str:
        """Why nothing can be made out of it; empty when something can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """What can be made out of one resource's records."""

    makes: str
    """Resource of what is made."""
    button: str
    says: str
    choose: str
    """Asks for such a record first."""
    gone: str
    """It is not in the local copy any more."""
    ask: Callable[[Desk, int, Callable[[Source | None], None]], None]


def _customer_order(how: Opening) -> Opened:
    desk, lookup = how.desk, DeskLookup(how.desk)
    takes = desk.takes
    place = Place(desk.connection.currency, takes["customer-orders"], bool(takes["customers"]), how.offline)
    return Opened(CustomerOrderDialog(lookup, desk.seen, place, how.parent), lookup)


def _manufacturing_order(how: Opening) -> Opened:
    lookup = DeskLookup(how.desk)
    making = Making(
        takes=how.desk.takes["manufacturing-orders"],
        offline=how.offline,
        sold=how.source if isinstance(how.source, Sold) else None,
        line=how.line,
        usual=how.usual,
    )
    return Opened(ManufacturingOrderDialog(lookup, how.desk.seen, making, how.parent), lookup)


def _customer(how: Opening) -> Opened:
    lookup = DeskLookup(how.desk)
    return Opened(EditedCustomerDialog(lookup, how.desk.seen, how.offline, how.parent), lookup)


def _client(how: Opening) -> Opened:
    lookup = ForgeLookup(how.desk)
    return Opened(ClientDialog(lookup, how.desk.seen, how.offline, how.parent), lookup)


def _job(how: Opening) -> Opened:
    takes, lookup = how.desk.takes, ForgeLookup(how.desk)
    quote = how.source if isinstance(how.source, Quote) else None
    place = JobPlace(takes=takes["jobs"], clients=bool(takes["clients"]), offline=how.offline, quote=quote)
    return Opened(JobDialog(lookup, how.desk.seen, place, how.parent), lookup)


def _quote(how: Opening) -> Opened:
    takes, lookup = how.desk.takes, ForgeLookup(how.desk)
    place = QuotePlace(takes=takes["quotes"], clients=bool(takes["clients"]), offline=how.offline)
    return Opened(QuoteDialog(lookup, how.desk.seen, place, how.parent), lookup)


def _quoted(desk: Desk, key: int, done: Callable[[Source | None], None]) -> None:
    lookup = ForgeLookup(desk)

    def told(quote: Quote | None) -> None:
        lookup.close()
        done(quote)

    lookup.quote(key, told)


def _sold(desk: Desk, key: int, done: Callable[[Source | None], None]) -> None:
    lookup = DeskLookup(desk)

    def told(sold: Sold | None) -> None:
        lookup.close()
        done(sold)

    lookup.sold(key, told)


KINDS: Mapping[tuple[str, str], Kind] = {
    ("mrpeasy", "manufacturing-orders"): Kind(
        open=_manufacturing_order,
        fill=filling.of_manufacturing_order,
        button="New order",
        keys=_NEW_PRODUCT,
    ),
    ("mrpeasy", "customer-orders"): Kind(
        open=_customer_order, fill=filling.of_customer_order, button="New order", keys=_NEW_SALE
    ),
    ("mrpeasy", "customers"): Kind(
        open=_customer,
        fill=lambda patch, seen: filling.of_customer(patch),
        button="New customer",
        keys=_NEW_PARTY,
    ),
    ("forgemrp", "quotes"): Kind(open=_quote, fill=filling_forge.of_quote, button="New quote", keys=_NEW_SALE),
    ("forgemrp", "jobs"): Kind(open=_job, fill=filling_forge.of_job, button="New job", keys=_NEW_PRODUCT),
    ("forgemrp", "clients"): Kind(
        open=_client, fill=filling_forge.of_client, button="New client", keys=_NEW_PARTY
    ),
}
OUT_OF: Mapping[tuple[str, str], Out] = {
    ("mrpeasy", "customer-orders"): Out(
        makes="manufacturing-orders",
        button="Make …",
        says="Make what this order lacks",
        choose="Choose a customer order first: what it lacks can then be made.",
        gone="This order has no line that something could be made for.",
        ask=_sold,
    ),
    ("forgemrp", "quotes"): Out(
        makes="jobs",
        button="Make a job …",
        says="Make a job of this quote",
        choose="Choose an approved quote first: a job can then be made of it.",
        gone="This quote is no longer in the local copy.",
        ask=_quoted,
    ),
}


def in_words(dialect: str, keys: str) -> str:
    """What these keys ask for in this dialect; in every one of them as long as none is on screen."""
    words = [
        catalog.find(of, name).singular.lower()
        for (of, name), kind in KINDS.items()
        if kind.keys == keys and (of == dialect or not dialect)
    ]
    return f"New {' or '.join(words)}"
