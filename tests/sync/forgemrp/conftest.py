"""The real server on a workshop with many quotes, a list that says what it is told, and sessions with both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import delete, insert, select, update

from forge_desktop.api.forgemrp import assumed
from forge_desktop.connections import make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Query
from forge_desktop.paths import Folders
from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import ids, keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from tests.api.rogue import listening
from tests.server.small_floor import NOW
from tests.server.writes import shop
from tests.sync.conftest import NO_LIMITS

PAGE = 10
ROGUE_KEY = "fmrp_live_rogue_rogue_00000000"


class Workshop:
    """A server, somebody who works on it behind everybody's back, and a key to it."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.key = keys.create(server.engine, keys.EVERYTHING)
        self._number = 0

    def add(self, count: int) -> list[str]:
        """New quotes; their ids."""
        found = []
        with writing(self.server.engine) as connection:
            for _ in range(count):
                self._number += 1
                row = {
                    "code": f"Z{self._number:05}",
                    "customer_id": 1,
                    "status": "draft",
                    "created": NOW - 86_400,
                }
                done = connection.execute(
                    insert(f.quotes), row | {"currency": "EUR", "total_price": 0, "notes": "new"}
                )
                assert done.inserted_primary_key is not None
                found.append(ids.shown("quo", done.inserted_primary_key[0]))
        return found

    def remove(self, names: Iterable[str]) -> None:
        """Delete quotes."""
        with writing(self.server.engine) as connection:
            for name in names:
                connection.execute(delete(f.quotes).where(f.quotes.c.quote_id == ids.meant("quo", name)))

    def change(self, name: str, notes: str, at: float | None) -> None:
        """Other notes; `at`: the UTC seconds that it says it was changed at, None leaves them."""
        key = ids.meant("quo", name)
        with writing(self.server.engine) as connection:
            connection.execute(update(f.quotes).where(f.quotes.c.quote_id == key).values(notes=notes))
            if at is not None:
                mine = (f.versions.c.kind == "quotes", f.versions.c.thing == key)
                connection.execute(delete(f.versions).where(*mine))
                row = {"kind": "quotes", "thing": key, "created_ms": None, "updated_ms": int(at * 1000)}
                connection.execute(insert(f.versions), row)

    def names(self) -> list[str]:
        """The ids of all quotes."""
        with self.server.engine.connect() as connection:
            return [ids.shown("quo", key) for key in connection.execute(select(f.quotes.c.quote_id)).scalars()]

    def there(self, path: str = "quotes") -> dict[str, Any]:
        """What the server says of a list, read without our client."""
        found: dict[str, Any] = {}
        with httpx.Client(headers={"Authorization": f"Bearer {self.key}"}, trust_env=False) as client:
            cursor: str | None = ""
            while cursor is not None:
                more = {"cursor": cursor} if cursor else {}
                told = client.get(f"{self.server.forge_url}/{path}", params={"limit": "200"} | more).json()
                found |= {row["id"]: row for row in told["data"]}
                cursor = told["next_cursor"]
        return found

    def asked(self, path: str = "quotes") -> list[str]:
        """The queries of our client for pages of a list so far."""
        found = (query for _, asked, query, _ in self.server.log if asked == f"/api/v1/{path}")
        return [query for query in found if query.split("&")[0] == f"limit={PAGE}"]

    def revoke(self) -> None:
        """The key is worth nothing any more."""
        assert keys.revoke(self.server.engine, self.key.split("_")[2])


class Told:
    """A server that answers each list by a function of its cursor, and single records from a table."""

    def __init__(self) -> None:
        self.url = ""
        self.date = "Sat, 21 Nov 2026 12:00:00 GMT"
        self.method = ""
        """Of the request that is being answered."""
        self.lists: dict[str, Callable[[str], tuple[int, Any]]] = {}
        self.ones: dict[str, tuple[int, Any]] = {}
        self.asked: list[tuple[str, str]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.method, address, _ = head.split(" ", 2)
            length = [line[15:] for line in head.lower().split("\r\n") if line.startswith("content-length:")]
            await reader.readexactly(int(length[0]) if length else 0)
            parts = urlsplit(address)
            name, _, ident = parts.path.removeprefix("/api/v1/").partition("/")
            cursor = parse_qs(parts.query).get("cursor", [""])[0]
            self.asked.append((parts.path.removeprefix("/api/v1/"), cursor))
            usual = (404, {"error": {"code": "not_found", "message": "not here"}})
            status, body = self.ones.get(ident, usual) if ident else self.lists.get(name, nothing)(cursor)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            kind = "application/json" if data[:1] != b"<" else "text/html"
            head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n"
            head += f"date: {self.date}\r\n" if self.date else ""
            head += "connection: close\r\n\r\n"
            writer.write(head.encode() + data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def cursors(self, name: str = "quotes") -> list[str]:
        """With which cursors a list was asked for."""
        return [cursor for path, cursor in self.asked if path == name]


def page(names: Iterable[str], following: str | None, **more: Any) -> tuple[int, Any]:
    """A good page."""
    return 200, {"data": [{"id": name, "number": name, **more} for name in names], "next_cursor": following}


def nothing(cursor: str) -> tuple[int, Any]:
    """An empty list."""
    return page([], None)


@asynccontextmanager
async def telling() -> AsyncIterator[Told]:
    """Such a server, on a free port."""
    told = Told()
    async with listening(told.serve) as port:
        told.url = f"http://127.0.0.1:{port}/api/v1"
        yield told


Opener = Callable[..., AbstractAsyncContextManager[Session]]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of ten rows: what holds for them holds for larger ones."""
    monkeypatch.setattr(assumed, "PAGE", PAGE)


@pytest.fixture(scope="session")
def forge_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workshop as the bytes of a database, made once."""
    path = tmp_path_factory.mktemp("forge") / "shop.db"
    engine = tables.connect(path)
    shop.build(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path.read_bytes()


@pytest.fixture
def frozen() -> int | None:
    """The time at which the workshop stands still."""
    return NOW


@pytest.fixture
def workshop(forge_template: bytes, tmp_path: Path, frozen: int | None) -> Iterator[Workshop]:
    """The real server without limits, with 47 quotes: five pages."""
    path = tmp_path / "shop.db"
    path.write_bytes(forge_template)
    told = ServerOptions(
        str(path), demo=False, now=frozen, forge_requests=1_000_000, late_seconds=0.2, one_in_flight=False
    )
    with start(told) as running:
        found = Workshop(running)
        found.add(47)
        yield found


@pytest.fixture
def sessions(tmp_path: Path) -> Opener:
    """Opens sessions, each time in the same folder, as a program started again would."""

    @asynccontextmanager
    async def opening(
        url: str, key: str = ROGUE_KEY, clock: Callable[[], float] = lambda: float(NOW), **told: Any
    ) -> AsyncIterator[Session]:
        connection = make_connection(
            name="forge", profile="forgemrp", base_url=url, timezone="Europe/Tallinn", ident="forge"
        )
        connection = replace(connection, account="acme")  # of which every key here is one
        async with Session.open(
            Folders(tmp_path / "data"), connection, Keys(key), clock=clock, limits=NO_LIMITS, **told
        ) as session:
            yield session

    return opening


def held(session: Session, name: str = "quotes") -> dict[str, Any]:
    """The cached records, by what the server calls them."""
    resource = next(r for r in session.resources if r.name == name)
    reader = session.cache.reader()
    try:
        numbers = reader.keys(Query(name), session.seen())
        records = reader.records(resource, list(numbers))
        return {str(record.get("id")): record for record in records if record is not None}
    finally:
        reader.close()


def note_of(session: Session, name: str) -> Any:
    """The notes of a cached quote."""
    record = held(session).get(name)
    return record.get("notes") if record is not None else None
