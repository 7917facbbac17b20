"""Webhook endpoints: who is told of what, and with which secret each delivery is signed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, insert, select, update

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import deliveries, endpoints
from forge_desktop.server.forgemrp.assumed import EVENTS
from forge_desktop.server.options import is_loopback

ALL = "*"
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given up"
LOG_LENGTH = 100


class BadEndpoint(ValueError):
    """Nothing can be delivered there; the text says why."""


@dataclass(frozen=True)
class Listed:
    """An endpoint as it can be shown: without its secret."""

    endpoint_id: str
    url: str
    events: tuple[str, ...]
    created: int


@dataclass(frozen=True)
class Logged:
    """One delivery and what became of it."""

    delivery_id: int
    endpoint_id: str
    event: str
    created: int
    state: str
    tries: int
    answer: str


def add(
    engine: Engine, url: str, events: Collection[str], *, allow_http: bool = False, now: int | None = None
) -> tuple[str, str]:
    """A new endpoint: its id, and its secret, shown only here."""
    _check_url(url, allow_http)
    unknown = sorted(set(events) - {ALL, *EVENTS})
    if unknown or not events:
        raise BadEndpoint(
            f"unknown events {', '.join(unknown) or '(none given)'}; give * or {', '.join(EVENTS)}"
        )
    endpoint_id, secret = f"whe_{secrets.token_hex(8)}", f"whsec_{secrets.token_hex(32)}"
    row = {
        "endpoint_id": endpoint_id,
        "url": url,
        "events": " ".join(sorted(events)),
        "secret": secret,
        "created": int(time.time()) if now is None else now,
    }
    with writing(engine) as connection:
        connection.execute(insert(endpoints), row)
    return endpoint_id, secret


def _check_url(url: str, allow_http: bool) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")  # a name that no network takes is a ValueError too
    except ValueError:
        raise BadEndpoint("the address cannot be read") from None
    plain = url.isascii() and url.isprintable()
    if parts.scheme not in ("http", "https") or not host or port == 0 or not plain:
        raise BadEndpoint("the address must look like https://host/path")
    if " " in url or parts.username or parts.password or parts.fragment:
        raise BadEndpoint("the address must have no user, password, fragment or space in it")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise BadEndpoint("an address without TLS is for this machine only; use https, or allow http")


def listed(engine: Engine) -> list[Listed]:
    """Every endpoint that is told of anything."""
    with engine.connect() as connection:
        return [
            Listed(row.endpoint_id, row.url, tuple(row.events.split()), row.created)
            for row in living(connection)
        ]


def living(connection: Connection) -> list[Any]:
    """The rows of endpoints that were not removed."""
    column = endpoints.c
    statement = select(endpoints).where(column.removed.is_(None)).order_by(column.created, column.endpoint_id)
    return list(connection.execute(statement).all())


def remove(engine: Engine, endpoint_id: str, *, now: int | None = None) -> bool:
    """Tell it nothing more, nor what still waits; False if there is no such endpoint."""
    moment = int(time.time()) if now is None else now
    with writing(engine) as connection:
        mine = (endpoints.c.endpoint_id == endpoint_id, endpoints.c.removed.is_(None))
        found = connection.execute(update(endpoints).where(*mine).values(removed=moment)).rowcount
        unsent = (deliveries.c.endpoint_id == endpoint_id, deliveries.c.state == WAITING)
        gone = {"state": GIVEN_UP, "finished": moment, "answer": "the endpoint was removed"}
        connection.execute(update(deliveries).where(*unsent).values(gone))
    return bool(found)


def log(engine: Engine, length: int = LOG_LENGTH) -> list[Logged]:
    """The latest deliveries, the newest first."""
    column = deliveries.c
    statement = select(deliveries).order_by(column.delivery_id.desc()).limit(length)
    with engine.connect() as connection:
        return [
            Logged(row.delivery_id, row.endpoint_id, row.event, row.created, row.state, row.tries, row.answer)
            for row in connection.execute(statement)
        ]
