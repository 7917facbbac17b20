"""The other side of a story about new papers: what arrived on the server, and what somebody else does there."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from tests.journeys.dialects import Dialect
from tests.journeys.papers import MADE, Paper

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A paper as the server has it."""

    number: str
    values: Values
    party: str = ""
    """Name of the customer or client."""
    party_key: object = None
    """And what the server knows them by."""
    total: Decimal = Decimal(0)
    lines: tuple[tuple[str, Decimal, Decimal], ...] = ()
    """What each is about, how many, and at what price."""
    out_of: str = ""
    """The number of what was sold, when it is made for that."""


class Books:
    """The server's own database, and its contract as another program meets it."""

    def __init__(self, server: RunningServer, dialect: Dialect) -> None:
        self.dialect = dialect
        self._url = dialect.url(server)
        self._keys = dialect.keys(server.engine)
        self._path = str(server.engine.url.database)
        self._first = {paper.resource: self._there(paper) for paper in dialect.papers}

    # What arrived

    def came(self, paper: Paper) -> list[int]:
        """Keys of what was not there at first; the server is not asked."""
        return sorted(self._there(paper) - self._first[paper.resource])

    def arrived(self, paper: Paper) -> list[Arrived]:
        """What was not there at first."""
        return [_READ[paper.resource](self, key) for key in self.came(paper)]

    def last(self, paper: Paper) -> str:
        """The number of what came last."""
        table = paper.kept_in
        return str(self.rows(table, _key(table) == self.came(paper)[-1])[0]["code"])

    def rows(self, table: Table, *where: Any) -> list[Any]:
        """Rows of a table."""
        engine = t.connect(self._path)
        try:
            with engine.connect() as connection:
                return list(connection.execute(select(table).where(*where)).mappings())
        finally:
            engine.dispose()

    def row(self, table: Table, key: int | None) -> Any:
        """One row of a table."""
        [found] = self.rows(table, _key(table) == key)
        return found

    def _there(self, paper: Paper) -> set[int]:
        return {row[_key(paper.kept_in).name] for row in self.rows(paper.kept_in)}

    def status(self, number: str) -> str:
        """What the system tells a program of something that is made."""
        [row] = self.rows(t.manufacturing_orders, t.manufacturing_orders.c.code == number)
        if self.dialect.scoped:
            return str(self.called("jobs", "number", number)["status"])
        return str(self.ask("GET", f"manufacturing-orders/{row['man_ord_id']}")["status"])

    # As another program meets it

    def ask(self, method: str, path: str, body: Values | None = None) -> Any:
        """The answer to a request that succeeds, amounts exact."""
        signed = (
            {"Authorization": f"Bearer {self._keys.api_key}"}
            if self.dialect.scoped
            else {"api_key": self._keys.api_key, "access_key": self._keys.access_key}
        )
        request = urllib.request.Request(
            f"{self._url}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=signed | {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read(), parse_float=Decimal)

    def called(self, path: str, name: str, value: str) -> Any:
        """The one row of a list that fits one page whose field says this; of the system with such lists."""
        [found] = [row for row in self.ask("GET", f"{path}?limit=200")["data"] if row[name] == value]
        return found

    # What somebody else does

    def change(self, *statements: Any) -> None:
        """Somebody changes something."""
        engine = t.connect(self._path)
        try:
            with writing(engine) as connection:
                for statement in statements:
                    connection.execute(statement)
        finally:
            engine.dispose()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody else writes for as long as this lasts: what is sent meanwhile waits at the server's door."""
        engine = t.connect(self._path)
        try:
            with writing(engine):
                yield
        finally:
            engine.dispose()

    def simplify(self) -> None:
        """Everything on a bill of materials is plain stock."""
        self.change(delete(t.bom_components).where(t.bom_components.c.relation_id.is_not(None)))

    def forget(self, code: str) -> None:
        """What has this code is no item any more, if it ever was one."""
        self.change(update(t.items).where(t.items.c.code == code).values(deleted=True))

    def know(self, name: str) -> None:
        """Somebody new to sell to."""
        told = dict(self.row(t.customers, 1)) | {"code": "CU77777", "title": name}
        del told["customer_id"]
        self.change(insert(t.customers).values(told))

    def lose(self, name: str) -> None:
        """Nobody of this name is sold to any more."""
        self.change(delete(t.customers).where(t.customers.c.title == name))

    def copy(self, paper: Paper) -> None:
        """What came last is there twice, under another number."""
        table, [key] = paper.kept_in, self.came(paper)[-1:]
        lines = t.customer_order_lines if table is t.customer_orders else f.quote_lines
        copied = dict(self.row(table, key)) | {"code": "ZZ77777"}
        del copied[_key(table).name]
        self.change(insert(table).values(copied))
        twin = max(self.came(paper))
        for line in self.rows(lines, lines.c[_key(table).name] == key):
            told = dict(line) | {_key(table).name: twin}
            del told[_key(lines).name]
            self.change(insert(lines).values(told))

    def forget_keys(self) -> None:
        """So much time has passed that the server does not know any idempotency key any more."""
        self.change(delete(f.replies))

    def sell(self) -> str:
        """Something was sold that is still to be made; its number."""
        return _SELL[self.dialect.order.resource](self)

    def quote(self) -> Any:
        """A quote that was approved, of the system that has such quotes."""
        [client, *_] = self.ask("GET", "clients?limit=200")["data"]
        lines = [{"part_number": MADE, "quantity": 3, "unit_price": 12.5}]
        told = {"client_id": client["id"], "status": "draft", "lines": lines}
        key = self.ask("POST", "quotes", told)["data"]["id"]
        return self.ask("PATCH", f"quotes/{key}", {"status": "approved"})["data"]


def _key(table: Table) -> Any:
    return next(iter(table.primary_key))


def _customer_order(books: Books, key: int) -> Arrived:
    order = books.row(t.customer_orders, key)
    own = t.customer_order_lines.c
    lines = sorted(books.rows(t.customer_order_lines, own.cust_ord_id == key), key=itemgetter("ord"))
    said = str(order["reference"]).partition(" FD-")[0]  # behind it stands what it is known by
    return Arrived(
        number=order["code"],
        values=dict(order) | {"reference": said},
        party=books.row(t.customers, order["customer_id"])["title"],
        party_key=order["customer_id"],
        total=order["total_price"],
        lines=tuple(
            (books.row(t.items, line["article_id"])["code"], line["quantity"], line["item_price"])
            for line in lines
        ),
    )


def _quote(books: Books, key: int) -> Arrived:
    quote = books.called("quotes", "number", books.row(f.quotes, key)["code"])
    return Arrived(
        number=quote["number"],
        values=quote,
        party=quote["client_name"],
        party_key=quote["client_id"],
        total=quote["total"],
        lines=tuple(
            (line["part_number"] or line["description"], line["quantity"], line["unit_price"])
            for line in quote["lines"]
        ),
    )


def _manufacturing_order(books: Books, key: int) -> Arrived:
    order = books.row(t.manufacturing_orders, key)
    sold = books.row(t.customer_orders, order["cust_ord_id"])["code"] if order["cust_ord_id"] else ""
    return Arrived(number=order["code"], values=order, out_of=sold)


def _job(books: Books, key: int) -> Arrived:
    job = books.called("jobs", "number", books.row(t.manufacturing_orders, key)["code"])
    quote = job["quote_id"] and books.called("quotes", "id", job["quote_id"])["number"]
    return Arrived(number=job["number"], values=job, party=job["client_name"], out_of=quote or "")


def _customer(books: Books, key: int) -> Arrived:
    customer, own = books.row(t.customers, key), t.customer_contacts.c
    contacts = {row["type"]: row["value"] for row in books.rows(t.customer_contacts, own.customer_id == key)}
    return Arrived(
        number=customer["code"],
        values=dict(customer) | {"contacts": contacts},
        party=customer["title"],
        party_key=key,
    )


def _client(books: Books, key: int) -> Arrived:
    row = books.called("clients", "name", books.row(t.customers, key)["title"])
    return Arrived(number=row["name"], values=row, party=row["name"], party_key=row["id"])


def _sell_order(books: Books) -> str:
    line = t.customer_order_lines
    books.change(update(line).where(line.c.line_id == 11).values(part_status=10))
    return "CO00001"


_READ: Mapping[str, Callable[[Books, int], Arrived]] = {
    "customer-orders": _customer_order,
    "manufacturing-orders": _manufacturing_order,
    "customers": _customer,
    "quotes": _quote,
    "jobs": _job,
    "clients": _client,
}
_SELL: Mapping[str, Callable[[Books], str]] = {
    "customer-orders": _sell_order,
    "quotes": lambda books: str(books.quote()["number"]),
}
