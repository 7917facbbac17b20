"""What journeys about ForgeMRP have in common: the factory behind it, and what hands do there."""

from __future__ import annotations

import json
import urllib.request
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.running import RunningServer


class Factory:
    """The server as a second program sees it: over HTTP through the contract, and by its own database."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.key = keys.create(server.engine, keys.EVERYTHING)
        self._path = str(server.engine.url.database)

    def simplify(self) -> None:
        """Everything on a bill of materials is plain stock."""
        engine = t.connect(self._path)
        try:
            with writing(engine) as connection:
                connection.execute(delete(t.bom_components).where(t.bom_components.c.relation_id.is_not(None)))
        finally:
            engine.dispose()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The data of a request that succeeds, amounts exact."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.server.forge_url}/{path}",
            data=data,
            method=method,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read(), parse_float=Decimal)["data"]

    def all(self, path: str) -> list[Any]:
        """All rows of a list that fits one page."""
        found: list[Any] = self.ask("GET", f"{path}?limit=200")
        return found

    def called(self, path: str, name: str, value: str) -> Any:
        """The one row of a list whose field says this."""
        [found] = [row for row in self.all(path) if row[name] == value]
        return found

    def quote(self, *lines: tuple[str, str], status: str = "approved") -> Any:
        """A new quote with these part numbers and quantities, moved on to a status."""
        [client, *_] = self.all("clients")
        told = [
            {"part_number": part, "quantity": float(quantity), "unit_price": 12.5} for part, quantity in lines
        ]
        found = self.ask("POST", "quotes", {"client_id": client["id"], "status": "draft", "lines": told})
        return found if status == "draft" else self.ask("PATCH", f"quotes/{found['id']}", {"status": status})

    def orders(self) -> dict[str, int]:
        """Manufacturing orders as the other contract knows them: number -> status."""
        engine = t.connect(self._path)
        try:
            with engine.connect() as connection:
                c = t.manufacturing_orders.c
                return dict(connection.execute(select(c.code, c.status)).tuples().all())
        finally:
            engine.dispose()
