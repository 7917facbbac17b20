"""What a journey must know of a system to be told of it: which resource plays which part, and by what name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from forge_desktop.connections import Connection, environment, make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.outbox import State
from forge_desktop.server.forgemrp import keys as forge_keys
from forge_desktop.server.running import RunningServer
from tests.journeys import papers
from tests.journeys.papers import Card, Make, Paper, Sale
from tests.shell.fixtures import KEYS

ZONE = "Europe/Tallinn"
ACCOUNT = Keys(*KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A resource in its part, and the fields of it that a story mentions."""

    resource: str
    number: str
    """What people call a record by."""
    title: str = ""
    """A text to sort by."""
    several: str = ""
    """What several of them are called."""
    spare: str = ""
    """A column that can be spared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """How a change that the vendor's own host does not take is handed over."""

    act: str
    """The button's words."""
    opens: Sequence[str]
    """What it opens in the browser for the third order; nothing where no address is known."""
    says: str
    """What the window says then."""
    goes_back: bool
    """What is done can be opened again there by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One of the two systems, as the local server speaks it."""

    name: str
    profile: str
    strict_profile: str
    """The profile of the vendor's own host, as documented."""
    newer_profile: str
    """The profile of that host as it is today."""
    url: Callable[[RunningServer], str]
    printed: str
    """What `serve --json` calls that address."""
    scoped: bool
    """Keys are made, with scopes; otherwise those of the account are all there are."""
    order: Part
    made: Part
    derived: Part
    stock: Part
    party: str
    sale: Sale
    make: Make
    card: Card
    """The forms for what is sold, for what is made, and for whom."""
    needs: tuple[str, ...]
    """Pages behind which lies all that the forms know; that of what is sold comes last."""
    handing: Handing
    others: tuple[str, ...]
    """Further pages that are looked at where every page is."""
    leads: tuple[str, str]
    """Word before a link of what is made, and the resource it leads to."""
    new: str
    released: str
    running: str
    held: str
    done: str
    cancelled: str
    """Words of the statuses of what is made."""
    told: Mapping[str, str]
    """Such a word -> what the system itself tells of it to a program."""
    refused: State
    """How a change stands that the rules there do not allow."""
    remarks: int
    """How many remarks the server keeps of a change for which a reason was given."""
    remark: str
    """What is said of that where the reason is asked for."""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The forms for something new."""
        return self.sale, self.make, self.card

    @property
    def four(self) -> tuple[str, str, str, str]:
        """The main pages, in the order of their keys."""
        return self.order.resource, self.made.resource, self.derived.resource, self.stock.resource

    def keys(self, engine: Engine, account: Keys = ACCOUNT) -> Keys:
        """Keys that let everything be done, to the server that is made of this database."""
        return Keys(forge_keys.create(engine, forge_keys.EVERYTHING)) if self.scoped else account

    def connection(self, url: str, ident: str) -> Connection:
        """A connection to a server of this dialect."""
        return make_connection(name=self.name, profile=self.profile, base_url=url, timezone=ZONE, ident=ident)

    def environment(self, url: str, keys: Keys, profile: str = "") -> dict[str, str]:
        """What leads a program there."""
        told = {
            environment.URL: url,
            environment.PROFILE: profile or self.profile,
            environment.API_KEY: keys.api_key,
            environment.TIMEZONE: ZONE,
        }
        return told | ({environment.ACCESS_KEY: keys.access_key} if keys.access_key else {})


MRPEASY = Dialect(
    name="MRPeasy",
    profile="local",
    strict_profile="mrpeasy-seed",
    newer_profile="mrpeasy-current",
    url=lambda server: server.url,
    printed="url",
    scoped=False,
    order=Part(resource="customer-orders", number="code"),
    made=Part(
        resource="manufacturing-orders", number="code", title="item_title", several="orders", spare="start_date"
    ),
    derived=Part(resource="operations", number="order_code"),
    stock=Part(resource="lots", number="code"),
    party="customers",
    sale=papers.CUSTOMER_ORDER,
    make=papers.MANUFACTURING_ORDER,
    card=papers.CUSTOMER,
    needs=("customers", "items", "boms", "routings", "manufacturing-orders", "customer-orders"),
    handing=Handing(
        act="Open in MRPeasy",
        opens=["https://app.mrpeasy.com/manufacturing-orders/view/3"],
        says="opened at app.mrpeasy.com",
        goes_back=True,
    ),
    others=("items",),
    leads=("Item", "items"),
    new="New",
    released="Scheduled",
    running="In progress",
    held="Paused",
    done="Done",
    cancelled="Cancelled",
    told={"In progress": "30", "Paused": "35"},
    refused=State.REJECTED,
    remarks=1,
    remark="Kept with the change",
)
FORGEMRP = Dialect(
    name="ForgeMRP",
    profile="forgemrp",
    strict_profile="forgemrp",
    newer_profile="forgemrp",
    url=lambda server: server.forge_url,
    printed="forgemrp_url",
    scoped=True,
    order=Part(resource="quotes", number="number"),
    made=Part(resource="jobs", number="number", title="part_name", several="jobs", spare="priority"),
    derived=Part(resource="work-orders", number="job_number"),
    stock=Part(resource="inventory", number="lot"),
    party="clients",
    sale=papers.QUOTE,
    make=papers.JOB,
    card=papers.CLIENT,
    needs=("clients", "inventory", "jobs", "quotes"),
    handing=Handing(act="Copy the number", opens=[], says="found in ForgeMRP", goes_back=False),
    others=("suppliers", "purchase-orders", "rfqs"),
    leads=("Client", "clients"),
    new="Pending",
    released="Released",
    running="In progress",
    held="On hold",
    done="Completed",
    cancelled="Cancelled",
    told={"In progress": "in_progress", "On hold": "on_hold"},
    refused=State.REVIEW,  # a conflict, which somebody else may have made
    remarks=0,
    remark="ForgeMRP takes no remarks",
)
BOTH = (MRPEASY, FORGEMRP)

on_both = pytest.mark.parametrize("dialect", BOTH, ids=lambda one: one.name, indirect=True)
"""A story that is told of either system; without it, it is one of MRPeasy."""
