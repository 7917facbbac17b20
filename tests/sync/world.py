"""What happens in the shop while nobody looks, and how the cache is compared with it."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

import httpx
from sqlalchemy import Engine, delete, func, insert, select, text, update

from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.server import stock
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from tests.server.small_floor import NOW


class Shop(Protocol):
    """Whatever has the shop's database."""

    @property
    def engine(self) -> Engine:
        """Where everybody works."""


TABLES = {
    "lots": (t.lots, t.lots.c.lot_id),
    "items": (t.items, t.items.c.article_id),
    "units": (t.units, t.units.c.unit_id),
    "customers": (t.customers, t.customers.c.customer_id),
    "customer-orders": (t.customer_orders, t.customer_orders.c.cust_ord_id),
    "manufacturing-orders": (t.manufacturing_orders, t.manufacturing_orders.c.man_ord_id),
    "users/actions": (t.user_actions, t.user_actions.c.log_id),
}


def change(server: Shop, name: str, keys: Iterable[int], **values: Any) -> None:
    """Somebody changes these records; what follows from the lots is worked out anew."""
    table, key = TABLES[name]
    with writing(server.engine) as connection:
        connection.execute(update(table).where(key.in_(list(keys))).values(values))
        _follow(connection, name)


def remove(server: Shop, name: str, keys: Iterable[int]) -> None:
    """Somebody deletes these records, whatever still points to them."""
    table, key = TABLES[name]
    with server.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN")
        connection.execute(delete(table).where(key.in_(list(keys))))
        connection.commit()
        raw.execute("PRAGMA foreign_keys=ON")


def add(server: Shop, name: str, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """New records like the last one there is, but for these values; their keys."""
    table, key = TABLES[name]
    keys = []
    with writing(server.engine) as connection:
        last = connection.execute(select(table).order_by(key.desc()).limit(1)).mappings().one()
        highest = last[key.name]
        for number, row in enumerate(rows, 1):
            new = dict(last) | {key.name: highest + number} | dict(row)
            if "code" in new and "code" not in row:
                new["code"] = f"N{highest + number:05}"
            connection.execute(insert(table), new)
            keys.append(highest + number)
        _follow(connection, name)
    return keys


def act(server: Shop, description: str, key: int, *, created: int = NOW) -> None:
    """An entry in the log of actions."""
    add(server, "users/actions", [{"description": description, "object_id": key, "created": created}])


def count(server: Shop, name: str) -> int:
    """How many records the server has."""
    with server.engine.connect() as connection:
        found: int = connection.execute(select(func.count()).select_from(TABLES[name][0])).scalar_one()
    return found


def loosen(server: Shop, table: str) -> None:
    """Take the constraints off a table, so that it can hold what a strange server might send."""
    with server.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for step in (
            f"CREATE TABLE loose AS SELECT * FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE loose RENAME TO {table}",
        ):
            connection.execute(text(step))
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _follow(connection: Any, name: str) -> None:
    if name == "lots":
        stock.refresh_lots(connection)
        stock.refresh_items(connection)


# ---------------------------------------------------------------- what the server says, read without our client


_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the certificates of the world for each question to this machine takes longer than the question."""


def _asking(url: str) -> httpx.Client:
    headers = {"api_key": "demo", "access_key": "demo"}
    return httpx.Client(base_url=url, headers=headers, trust_env=False, verify=_NO_TLS)


def told(url: str, path: str) -> list[dict[str, Any]]:
    """Every row of a list, numbers exact."""
    rows: list[dict[str, Any]] = []
    with _asking(url) as client:
        while True:
            reply = client.get(f"/{path}", headers={"Range": str(len(rows))})
            rows += json.loads(reply.text, parse_float=Decimal)
            if len(rows) >= int(reply.headers["Content-Range"].split("/")[1]):
                return rows


def single(url: str, path: str, key: int) -> dict[str, Any]:
    """One whole record, numbers exact."""
    with _asking(url) as client:
        found: dict[str, Any] = json.loads(client.get(f"/{path}/{key}").text, parse_float=Decimal)
    return found


def differences(session: Session, url: str, name: str, *, details: bool = False) -> list[str]:
    """Where the cache and the server's list disagree, field by field; also keys that only one of them has."""
    resource = next(r for r in session.resources if r.name == name)
    wire_key = (
        {"customer_id": "customer__id"}.get(resource.key, resource.key) if name == "serials" else resource.key
    )
    reader = session.cache.reader()
    try:
        theirs = {int(row[wire_key]): row for row in told(url, name)}
        ours = set(reader.keys(Query(name), session.seen()))
        found = [f"{name} {key} is only {'here' if key in ours else 'there'}" for key in ours ^ theirs.keys()]
        both = sorted(ours & theirs.keys())
        for key, record in zip(both, reader.records(resource, both, detail=True), strict=True):
            assert record is not None
            row = single(url, name, key) if details else theirs[key]
            found += [f"{name} {key} {d}" for d in _compared(resource.fields, row, record.values)]
        return found
    finally:
        reader.close()


def all_differences(session: Session, url: str) -> list[str]:
    """The same over every list the server has."""
    return [d for r in session.resources if not r.parent for d in differences(session, url, r.name)]


def _compared(fields: Iterable[Field], row: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    wire = {"customer_id": "customer__id"}
    found = []
    for field in fields:
        name = field.name if field.name in row else wire.get(field.name, field.name)
        if not field.derived and name in row and not _same(field, row[name], values.get(field.name)):
            found.append(f"{field.name}: {row[name]!r} there, {values.get(field.name)!r} here")
    return found


def _same(field: Field, there: Any, here: Any) -> bool:
    if field.kind is Kind.LINES:
        lines = there or []
        return len(lines) == len(here or []) and not any(
            _compared(field.fields, line, mine) for line, mine in zip(lines, here or [], strict=True)
        )
    if isinstance(there, (list, dict)):
        return (there == [] and here in (None, [])) or _flat(there) == _flat(here)
    if there in (None, "") or (field.kind in (Kind.ID, Kind.INSTANT, Kind.DATE) and str(there) == "0"):
        return here is None
    if field.kind.decimal:
        return isinstance(here, str) and Decimal(str(there)) == Decimal(here)
    if field.kind is Kind.FLAG:
        return here is (str(there).lower() in ("1", "true"))
    if field.kind.integral or field.kind is Kind.CHOICE:
        return isinstance(here, int) and int(str(there)) == here
    return bool(str(there) == here)


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return [_flat(part) for part in value]
    if isinstance(value, dict):
        return {name: _flat(part) for name, part in value.items()}
    return str(Decimal(str(value)).normalize()) if isinstance(value, (int, Decimal)) else value


def keys(session: Session, name: str) -> set[int]:
    """Keys of the cached records."""
    reader = session.cache.reader()
    try:
        return set(reader.keys(Query(name), session.seen()))
    finally:
        reader.close()


def value(session: Session, name: str, key: int, field: str) -> Any:
    """One value of a cached record."""
    reader = session.cache.reader()
    try:
        record = reader.record(named(session, name), key)
        return None if record is None else record.word(field) if field == "assigned_id" else record.get(field)
    finally:
        reader.close()


def named(session: Session, name: str) -> Resource:
    """The declaration of a resource."""
    return next(r for r in session.resources if r.name == name)


def asked(server: RunningServer, path: str) -> list[str]:
    """The queries of the requests for this list so far."""
    return [query for _, asked_path, query, _ in server.log if asked_path == f"/rest/v1/{path}"]
