"""Answers requests of the contract: finds the object that a path names and reads what was asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from forge_desktop.server.answer import Answer, refusal
from forge_desktop.server.exact import dumps
from forge_desktop.server.forgemrp.changes import Changes
from forge_desktop.server.mrpeasy import custom, inventory, items, reading
from forge_desktop.server.mrpeasy.catalog import RESOURCES
from forge_desktop.server.mrpeasy.dates import asked_day, asked_period
from forge_desktop.server.mrpeasy.declare import Resource
from forge_desktop.server.mrpeasy.inventory import INVENTORY
from forge_desktop.server.mrpeasy.profiles import PROFILES
from forge_desktop.server.mrpeasy.query import BadQuery, Parameters, parameters, wanted_slice
from forge_desktop.server.mrpeasy.reports import REPORTS
from forge_desktop.server.mrpeasy.wire import Style
from forge_desktop.server.mrpeasy.writes.desk import Desk, Write
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.scalars import day_start
from forge_desktop.server.version import Totals

_ID = re.compile(r"\d{1,18}")
_NOTHING = refusal(404, "Not found")


@dataclass(frozen=True)
class Asked:
    """A request: the path below the contract's root, the query, the Range header, and what came with it."""

    method: str
    path: str
    query: str = ""
    wanted: str | None = None
    body: bytes = b""
    content_type: str = ""


class MrpeasyApi:
    """The contract on one database, as one profile offers it."""

    def __init__(
        self,
        options: ServerOptions,
        engine: Engine,
        totals: Totals,
        clock: Callable[[], float],
        changes: Changes,
    ) -> None:
        self._engine = engine
        self._totals = totals
        self._clock = clock
        self._profile = PROFILES[options.profile]
        self._style = Style(options.string_ids)
        self._zone = ZoneInfo(options.timezone)
        self._desk = Desk(changes, self._profile, self._zone, clock)

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request for a path below the contract's root."""
        name, rest = _split(asked.path.strip("/"))
        if name not in self._profile.methods:
            return _NOTHING
        if asked.method != "GET":
            write = Write(asked.method, name, rest, asked.body, asked.content_type)
            return self._desk.answer(write)
        return self._read(name, rest, parameters(asked.query), asked.wanted)

    def _read(self, name: str, rest: str, asked: Parameters, wanted: str | None) -> Answer:
        try:
            with self._engine.connect() as connection:
                if name == "report":
                    return self._report(connection, rest, asked)
                if name == "stock/inventory":
                    return self._inventory(connection, rest, asked, wanted)
                return self._object(connection, RESOURCES[name], rest, asked, wanted)
        except BadQuery as error:
            return refusal(400, *error.messages)

    def _object(
        self, connection: Connection, resource: Resource, rest: str, asked: Parameters, wanted: str | None
    ) -> Answer:
        if rest:
            return self._single(connection, resource, rest)
        page = self._page(connection, resource, asked, wanted)
        if resource is items.ITEMS:
            site = asked.get("site_id", ["1"])[-1]
            chosen = int(site) if _ID.fullmatch(site) else 1
            items.complete(connection, self._style, page.keys, page.rows, chosen)
        custom.complete(connection, str(resource.rows.table), page.keys, page.rows)
        return _listed(page)

    def _page(
        self, connection: Connection, resource: Resource, asked: Parameters, wanted: str | None
    ) -> reading.Page:
        profile = self._profile
        part = wanted_slice(wanted, usual=profile.usual_page, most=profile.longest_page)
        return reading.page(connection, self._totals, resource, asked, part, self._style)

    def _single(self, connection: Connection, resource: Resource, rest: str) -> Answer:
        if not _ID.fullmatch(rest):
            return _NOTHING
        key = int(rest)
        rows = reading.load(connection, resource.rows, [key], self._style, single=True)
        if not rows:
            return refusal(404, f"{resource.title} {key} is not found")
        if resource is items.ITEMS:
            items.complete(connection, self._style, [key], rows, None)
        custom.complete(connection, str(resource.rows.table), [key], rows)
        return _found(rows[0])

    def _inventory(self, connection: Connection, rest: str, asked: Parameters, wanted: str | None) -> Answer:
        day = asked_day(asked, "date")
        before = None if day is None else day_start(day + timedelta(days=1), self._zone)
        if rest == "sum":
            return _found({"total_cost": inventory.total_cost(connection, before)})
        if rest:
            keys = [int(rest)] if _ID.fullmatch(rest) else []
            rows = reading.load(connection, INVENTORY.rows, keys, self._style, single=True)
            if not rows:
                return refusal(404, f"Stock item {rest[:20]} is not found")
            if before is not None:
                inventory.put_day(connection, keys, rows, before)
            return _found(rows[0])
        page = self._page(connection, INVENTORY, asked, wanted)
        if before is not None:
            inventory.put_day(connection, page.keys, page.rows, before)
        return _listed(page)

    def _report(self, connection: Connection, rest: str, asked: Parameters) -> Answer:
        report = REPORTS.get(rest)
        if report is None:
            return _NOTHING
        today = datetime.fromtimestamp(self._clock(), UTC).astimezone(self._zone).date()
        period = asked_period(asked, today)
        data = report(connection, period.bounds(self._zone), self._style)
        return _found(
            {
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
                "report": rest,
                "data": data,
            }
        )


def _split(path: str) -> tuple[str, str]:
    """A path below the root as the object it names and what follows: an id, `sum`, the type of a report."""
    for name in (*RESOURCES, INVENTORY.path):
        if path == name:
            return name, ""
    for name in (*RESOURCES, INVENTORY.path, "report"):
        if path.startswith(f"{name}/"):
            return name, path[len(name) + 1 :]
    return "", ""


def _found(value: dict[str, Any]) -> Answer:
    return Answer(200, dumps(value).encode())


def _listed(page: reading.Page) -> Answer:
    """200 when these are all rows there are, 206 when not; always with Content-Range, `0-0` for no rows."""
    shown = f"{page.first}-{page.first + len(page.rows) - 1}" if page.rows else "0-0"
    whole = len(page.rows) == page.total
    headers = (("Content-Range", f"items {shown}/{page.total}"),)
    return Answer(200 if whole else 206, dumps(page.rows).encode(), headers)
