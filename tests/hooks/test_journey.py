"""From the real server through the real courier and listener into the cache and its feed, over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from forge_desktop.api.gate import Limits
from forge_desktop.connections import make_connection
from forge_desktop.domain.changes import Change
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Query
from forge_desktop.domain.scalars import key_of
from forge_desktop.errors import Refused
from forge_desktop.hooks import Listening, PortTaken, Secrets
from forge_desktop.paths import Folders
from forge_desktop.server.forgemrp import endpoints, ids, keys
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from forge_desktop.store import Reader
from forge_desktop.sync.engine import Rhythm
from tests.server.forgemrp.conftest import Forge, factory, forge, opened

from .knocking import PATH, SECRET
from .station import ALONE

__all__ = ["factory", "forge", "opened"]

pytestmark = pytest.mark.anyio
NO_LIMITS = Limits(requests=100_000, seconds=0.001, margin=0.0, poll=0.001)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Here:
    """A session whose engine runs, and what its feed told."""

    session: Session
    reader: Reader
    told: list[Change] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, change: Change) -> None:
        """Something became different in the cache."""
        self.told.append(change)
        self.came.set()

    async def until(self, so: Callable[[], object]) -> None:
        """Wait for what a change must bring."""
        async with asyncio.timeout(30):
            while not so():
                self.came.clear()
                await self.came.wait()

    def value(self, resource: str, ident: str, name: str) -> Any:
        """One value of a cached record; None without it."""
        found = next(r for r in self.session.resources if r.name == resource)
        record = self.reader.record(found, key_of(ident) or 0)
        return None if record is None else record.get(name)

    def count(self, resource: str) -> int:
        """Records in the cache."""
        return self.reader.count(Query(resource), self.session.seen())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _open(server: RunningServer, folder: Path) -> Session:
    connection = make_connection(
        name="Forge", profile="forgemrp", base_url=server.forge_url, timezone="Europe/Tallinn", ident="forge"
    )
    found = Keys(keys.create(server.engine, keys.EVERYTHING))
    return Session.open(Folders(folder), connection, found, limits=NO_LIMITS)


Starter = Callable[..., AbstractAsyncContextManager[Here]]


@pytest.fixture
def running(forge: Forge, tmp_path: Path) -> Starter:
    """Runs a session whose cache is loaded and whose engine asks for nothing by itself."""

    @asynccontextmanager
    async def going(rhythm: Rhythm = ALONE) -> AsyncIterator[Here]:
        async with _open(forge.server, tmp_path / "data") as session:
            await session.sync_once()
            engine = session.engine()
            engine.set_cycle(rhythm.cycle)
            reader = session.cache.reader()
            listens = Here(session, reader)
            session.feed.listen(listens.hear)
            task = asyncio.create_task(engine.run())
            try:
                yield listens
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                reader.close()

    return going


async def _there(work: Callable[[], Any]) -> Any:
    """Done by somebody else at the server, whom this loop does not wait for."""
    return await asyncio.to_thread(work)


async def test_changes_of_every_kind_arrive_without_asking(forge: Forge, running: Starter) -> None:
    listening = Listening(on=True, port=_free_port(), path=PATH)
    _, secret = endpoints.add(forge.server.engine, listening.address(), ["*"])
    async with running() as here:
        await here.session.listen(listening, Secrets(secret))
        client = (await _there(lambda: forge.post("/clients", {"name": "New"})))["id"]
        await here.until(lambda: here.value("clients", client, "name") == "New")
        quote = (await _there(forge.quote))["id"]
        await here.until(lambda: here.value("quotes", quote, "status") == "draft")
        job = (await _there(lambda: forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})))["id"]
        await here.until(lambda: here.value("jobs", job, "priority") == "normal")
        await _there(lambda: forge.patch(f"/jobs/{job}", {"priority": "urgent"}))
        await here.until(lambda: here.value("jobs", job, "priority") == "urgent")
        assert any(change.resource == "jobs" for change in here.told)
        assert here.count("work-orders") > 0


async def test_what_is_changed_through_the_other_contract_is_heard_too(forge: Forge, running: Starter) -> None:
    listening = Listening(on=True, port=_free_port(), path=PATH)
    _, secret = endpoints.add(forge.server.engine, listening.address(), ["job.created", "job.updated"])

    def made() -> int:
        with forge.mrpeasy() as other:
            body = {"article_id": 1, "quantity": 1, "assigned_id": 1}
            return int(other.post("/manufacturing-orders", json=body).text)

    def started(key: int) -> None:
        with forge.mrpeasy() as other:
            assert other.put(f"/manufacturing-orders/{key}", json={"status": 30}).is_success

    async with running() as here:
        await here.session.listen(listening, Secrets(secret))
        key = await _there(made)
        await here.until(lambda: here.value("jobs", ids.shown("job", key), "status") is not None)
        await _there(lambda: started(key))
        await here.until(lambda: here.value("jobs", ids.shown("job", key), "status") == "in_progress")


async def test_what_happened_while_nobody_listened_is_delivered_again_later(
    forge: Forge, running: Starter
) -> None:
    listening = Listening(on=True, port=_free_port(), path=PATH)
    _, secret = endpoints.add(forge.server.engine, listening.address(), ["*"])
    async with running() as here:
        client = (await _there(lambda: forge.post("/clients", {"name": "Late"})))["id"]
        await here.session.listen(listening, Secrets(secret))
        await here.until(lambda: here.value("clients", client, "name") == "Late")


async def test_a_rotation_at_the_server_loses_nothing(forge: Forge, running: Starter) -> None:
    listening = Listening(on=True, port=_free_port(), path=PATH)
    old, first = endpoints.add(forge.server.engine, listening.address(), ["*"])
    async with running() as here:
        new, second = endpoints.add(forge.server.engine, listening.address(), ["*"])
        listener = await here.session.listen(listening, Secrets(second, first))
        one = (await _there(lambda: forge.post("/clients", {"name": "During"})))["id"]
        await here.until(lambda: here.value("clients", one, "name") == "During")
        endpoints.remove(forge.server.engine, old)
        two = (await _there(lambda: forge.post("/clients", {"name": "After"})))["id"]
        await here.until(lambda: here.value("clients", two, "name") == "After")
        assert listener.counts.forged == 0
        assert new


async def test_a_listener_moves_to_another_port_and_is_one_alone(forge: Forge, running: Starter) -> None:
    async with running() as here:
        first = await here.session.listen(Listening(port=_free_port(), path=PATH), Secrets(SECRET))
        address = first.address
        second = await here.session.listen(Listening(port=_free_port(), path=PATH), Secrets(SECRET))
        assert (first.address, bool(second.address)) == ("", True)
        async with httpx.AsyncClient(trust_env=False) as stranger:
            with pytest.raises(httpx.ConnectError):
                await stranger.post(address, content=b"{}")
            assert (await stranger.post(second.address, content=b"{}")).status_code == 415


async def test_of_two_wishes_to_listen_at_once_the_later_one_holds_alone(
    forge: Forge, running: Starter
) -> None:
    places = [Listening(port=_free_port(), path=PATH) for _ in range(2)]
    async with running() as here:
        first, second = await asyncio.gather(*(here.session.listen(one, Secrets(SECRET)) for one in places))
        assert (first.address, second.address) == ("", places[1].address())
        await here.session.stop_listening()
        for place in places:
            with socket.create_server(("127.0.0.1", place.port)):
                pass


async def test_a_session_that_closes_takes_its_listener_along(forge: Forge, tmp_path: Path) -> None:
    port = _free_port()
    listening = Listening(port=port, path=PATH)
    async with _open(forge.server, tmp_path / "data") as session:
        await session.listen(listening, Secrets(SECRET))
        with pytest.raises(PortTaken):
            await session.listen(Listening(port=_taken(forge), path=PATH), Secrets(SECRET))
    late = _open(forge.server, tmp_path / "other")
    beginning = asyncio.create_task(late.listen(listening, Secrets(SECRET)))
    await asyncio.sleep(0)
    await late.close()
    await beginning
    with socket.create_server(("127.0.0.1", port)):
        pass


def _taken(forge: Forge) -> int:
    port = urlsplit(forge.server.url).port
    assert port is not None
    return port


async def test_a_system_that_tells_nothing_is_not_listened_to(forge: Forge, tmp_path: Path) -> None:
    connection = make_connection(
        name="Shop", profile="local", base_url=forge.server.url, timezone="UTC", ident="shop"
    )
    folders = Folders(tmp_path / "data")
    async with Session.open(folders, connection, Keys("demo", "demo"), limits=NO_LIMITS) as session:
        with pytest.raises(Refused, match="tells no changes"):
            await session.listen(Listening(path=PATH), Secrets(SECRET))


async def test_the_signed_data_itself_is_nowhere_in_the_local_copy(
    forge: Forge, running: Starter, tmp_path: Path
) -> None:
    from .heart import post

    async with running() as here:
        listener = await here.session.listen(Listening(path=PATH), Secrets(SECRET))
        body = json.dumps({"type": "client.updated", "data": {"id": ids.shown("cli", 1), "name": "canary4711"}})
        assert await post(listener.address, body.encode()) == 200
        client = (await _there(lambda: forge.post("/clients", {"name": "Real"})))["id"]
        here.session.engine().hint("clients", client)
        await here.until(lambda: here.value("clients", client, "name") == "Real")
    for file in (tmp_path / "data").rglob("*"):
        assert file.is_dir() or b"canary4711" not in file.read_bytes()
