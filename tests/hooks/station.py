"""An engine, the real server's application and a door in one loop of virtual time, and what comes of them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop import api
from forge_desktop.domain import catalog
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Query
from forge_desktop.domain.scalars import key_of
from forge_desktop.domain.text import Seen
from forge_desktop.hooks import TABLES, Hint, Secrets
from forge_desktop.hooks.door import Door
from forge_desktop.hooks.hearing import Hearing
from forge_desktop.server import receiving, tables
from forge_desktop.server.app import create_app
from forge_desktop.server.faults import Faults
from forge_desktop.server.forgemrp import gate, ids, keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.store import Cache
from forge_desktop.sync import Engine as Syncing
from forge_desktop.sync.engine import Rhythm
from forge_desktop.sync.state import Health
from tests.server.small_floor import NOW
from tests.server.writes import shop

from .knocking import PATH, SECRETS, body_of, headers_of, knock

TABLE = TABLES["forgemrp"]
NEVER = 1e9
ALONE = Rhythm(cycle=NEVER, open_pass=NEVER, other_pass=NEVER, list_pass=NEVER, slice=NEVER)
"""The engine does nothing by itself once everything is loaded."""
_SEEN = Seen(NOW, ZoneInfo("Europe/Tallinn"))


class Between:
    """Stands before the server: writes down what is asked when, tells the time, and can cut the line."""

    def __init__(self, inner: ASGIApp, loop: asyncio.AbstractEventLoop) -> None:
        self._inner, self._loop = inner, loop
        self.asked: list[tuple[float, str]] = []
        self.cut = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.cut:
            raise httpx.ConnectError("cut")
        if scope["method"] == "GET":
            query = scope["query_string"].decode()
            self.asked.append(
                (self._loop.time(), scope["path"].removeprefix("/api/v1/") + ("?" if query else ""))
            )
            if "cursor=" in query:
                self.asked.pop()  # a later page of a look that was counted

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = datetime.fromtimestamp(NOW + self._loop.time(), UTC)
                message["headers"].append((b"date", format_datetime(now, usegmt=True).encode()))
            await send(message)

        await self._inner(scope, receive, dated)


@dataclass
class Station:
    """What a story needs."""

    syncing: Syncing
    cache: Cache
    between: Between
    faults: Faults
    door: Door
    hearing: Hearing
    person: httpx.AsyncClient
    """Somebody else at the server."""
    told: list[Health] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    """What was asked for while it opened."""

    @property
    def link(self) -> str:
        """How the connection stands."""
        return self.told[-1].link.value

    async def deliver(self, kind: str, ident: str | None, **more: object) -> int:
        """A signed event; the status of the answer."""
        body = body_of(kind, ident, **more)
        return (await knock(self.door, body, headers_of(body)))[0]

    async def make_client(self, name: str) -> str:
        """Somebody makes a client; its id."""
        answer = await self.person.post("/clients", json={"name": name})
        ident: str = answer.json()["data"]["id"]
        return ident

    def names(self) -> list[str]:
        """Of the clients in the cache."""
        return sorted(str(values["name"]) for values in self.everything()["clients"].values())

    def holds(self, resource: str, ident: str) -> bool:
        """True when the record lies in the cache."""
        return key_of(ident) in self.everything()[resource]

    def everything(self) -> dict[str, dict[int, dict[str, Any]]]:
        """All values of the cache."""
        reader = self.cache.reader()
        try:
            found = {}
            for resource in catalog.resources("forgemrp"):
                every = reader.keys(Query(resource.name), _SEEN)
                records = reader.records(resource, every, detail=True)
                found[resource.name] = {r.key: dict(r.values) for r in records if r is not None}
            return found
        finally:
            reader.close()

    def looks(self, resource: str, since: float = 0.0) -> list[float]:
        """When this resource was asked for, singly or by its list."""
        return [
            at for at, path in self.between.asked if path.rstrip("?").split("/")[0] == resource and at >= since
        ]


Story = Callable[[Station], Awaitable[None]]
Teller = Callable[..., None]


async def _inline(work: Callable[..., Any], *arguments: Any) -> Any:
    """Instead of a thread, which virtual time would not wait for."""
    return work(*arguments)


@pytest.fixture(scope="session")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the workshop, to be copied."""
    path = tmp_path_factory.mktemp("hooks") / "shop.db"
    engine = tables.connect(path)
    shop.build(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@asynccontextmanager
async def living(
    database: Engine, folder: Path, secrets: Secrets = SECRETS, rhythm: Rhythm = ALONE
) -> AsyncIterator[Station]:
    """A station whose cache is loaded."""
    loop = asyncio.get_running_loop()
    told: list[Health] = []
    options = ServerOptions(database="", demo=False, now=NOW, forge_requests=1_000_000, one_in_flight=False)
    key = keys.create(database, keys.EVERYTHING)
    faults = Faults()
    between = Between(create_app(options, database, faults=faults, clock=loop.time), loop)
    resources = catalog.resources("forgemrp")
    client = api.open_client(
        "forgemrp",
        "http://127.0.0.1:1/api/v1",
        Keys(key),
        resources=resources,
        gate_dir=folder / "gate",
        clock=loop.time,
        sleep=asyncio.sleep,
        chance=Random(1),
        transport=httpx.ASGITransport(app=between),
    )
    cache = Cache.open(folder / "cache.db", "forgemrp")
    syncing = Syncing(client, cache, Feed(), resources, lambda: _SEEN, rhythm=rhythm, health=told.append)
    hearing = Hearing(TABLE, folder / "heard.txt", lambda heard: None, lambda: NOW + loop.time(), loop.time)
    door = Door(PATH, secrets, TABLE, hearing)

    def tell(hint: Hint) -> None:
        syncing.hint(hint.resource, hint.name)

    running = [asyncio.create_task(syncing.run()), asyncio.create_task(hearing.hand_on(tell))]
    header = {"Authorization": f"Bearer {key}"}
    app = httpx.ASGITransport(app=between._inner)
    person = httpx.AsyncClient(transport=app, base_url="http://127.0.0.1:1/api/v1", headers=header)
    try:
        await asyncio.sleep(600)
        opening = [path for _, path in between.asked]
        between.asked.clear()
        yield Station(syncing, cache, between, faults, door, hearing, person, told, opening)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        hearing.close()
        await person.aclose()
        await syncing.close()
        await client.aclose()
        cache.close()


@pytest.fixture
def database(factory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A workshop of this test's own, and an application that answers without threads."""
    for room in (receiving, gate):
        monkeypatch.setattr(room, "run_in_threadpool", _inline)
    path = tmp_path / "shop.db"
    shutil.copy(factory, path)
    engine = tables.connect(path)
    yield engine
    engine.dispose()


CUSTOMERS = [ids.shown("cli", 1), ids.shown("cli", 2)]
