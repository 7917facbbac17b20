"""Queues what has happened for the webhook endpoints that want to know, in the transaction that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from forge_desktop.server.exact import dumps
from forge_desktop.server.forge_tables import deliveries
from forge_desktop.server.forgemrp import ids, reading
from forge_desktop.server.forgemrp.catalog import SOURCES
from forge_desktop.server.forgemrp.endpoints import ALL, WAITING, living

_DELETED = "deleted"
_CHUNK = 500  # rows read at once: a unit that gets another name changes every lot of it


def queue(connection: Connection, happened: Mapping[str, Mapping[int, str]], now: int, zone: ZoneInfo) -> int:
    """One delivery for each event and endpoint that subscribed to it; how many there are."""
    if not happened:
        return 0
    wanted: list[Any] = living(connection)
    if not wanted:
        return 0
    rows: list[dict[str, Any]] = []
    for name, data in _events(connection, happened, zone):
        body = dumps({"type": name, "created_at": ids.instant(now * 1000), "data": data})
        for endpoint in wanted:
            if {ALL, name} & set(endpoint.events.split()):
                rows.append(_delivery(endpoint.endpoint_id, name, body, now))
    if rows:
        connection.execute(insert(deliveries), rows)
    return len(rows)


def _delivery(endpoint_id: str, name: str, body: str, now: int) -> dict[str, Any]:
    return {
        "endpoint_id": endpoint_id,
        "event": name,
        "body": body,
        "created": now,
        "state": WAITING,
        "tries": 0,
        "next_ms": 0,  # at once
        "answer": "",
    }


def _events(
    connection: Connection, happened: Mapping[str, Mapping[int, str]], zone: ZoneInfo
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and data of every event; what no client could see before or after is none."""
    for kind, things in happened.items():
        source, keys = SOURCES[kind], list(things)
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            rows = reading.load(connection, source, some, zone)
            for key in some:
                name = f"{source.thing.event}.{things[key]}"
                if things[key] == _DELETED:
                    yield name, {"id": ids.shown(source.thing.prefix, key)}
                elif key in rows:
                    yield name, rows[key]
