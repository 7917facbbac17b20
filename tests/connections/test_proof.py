"""A new key is taken for an account's own only when it can see a record that lies in the local copy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forge_desktop.connections import (
    Connection,
    Connections,
    Doubtful,
    Unproven,
    fingerprint,
    make_connection,
    of_account,
    prove,
    same_account,
)
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.paths import Folders
from forge_desktop.server import tables
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from tests.server import small_world
from tests.sync import world

Serve = Callable[[str, bool], RunningServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the local server on a tiny factory, or on one in which nothing is yet."""
    running: list[RunningServer] = []

    def starting(name: str, filled: bool) -> RunningServer:
        path = tmp_path / f"{name}.db"
        engine = tables.connect(path)
        (small_world.build if filled else tables.create_all)(engine)
        engine.dispose()
        running.append(start(ServerOptions(database=str(path), demo=False, forge_requests=100_000)))
        return running[-1]

    yield starting
    for server in running:
        server.stop()


@pytest.fixture
def server(serve: Serve) -> RunningServer:
    return serve("factory", True)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data")


def key(server: RunningServer, *scopes: str) -> Keys:
    return Keys(keys.create(server.engine, scopes or keys.EVERYTHING))


def forge(server: RunningServer, first: Keys) -> Connection:
    made = make_connection(name="Forge", profile="forgemrp", base_url=server.forge_url, timezone="UTC")
    return of_account(made, first)


@pytest.fixture
def first(server: RunningServer) -> Keys:
    return key(server)


@pytest.fixture
def connection(server: RunningServer, folders: Folders, first: Keys) -> Connection:
    """One whose clients and inventory were fetched with its first key."""
    made = forge(server, first)

    async def fetch() -> None:
        async with Session.open(folders, made, first) as session:
            outcomes = await session.sync_once(["clients", "inventory"])
            assert all(outcome.fetched for outcome in outcomes.values())

    asyncio.run(fetch())
    return made


def test_a_new_key_of_the_account_is_asked_for_before_it_is_used_and_remembered_then(
    server: RunningServer, folders: Folders, connection: Connection, tmp_path: Path
) -> None:
    new = key(server)
    with pytest.raises(Unproven) as unproven:
        same_account(connection, new)
    assert unproven.value.keys == new
    assert new.api_key not in str(unproven.value)
    asyncio.run(prove(folders, connection, new))
    stored = Connections(tmp_path / "connections.json")
    stored.add(connection)
    renewed = stored.renew(connection, fingerprint(connection, new))
    assert stored.find("Forge") == renewed
    same_account(renewed, new)
    assert of_account(renewed, new).account == connection.account


def test_what_waits_in_the_outbox_stays_bound_to_the_account_under_its_new_key(
    server: RunningServer, folders: Folders, connection: Connection
) -> None:
    new = key(server)
    renewed = replace(connection, proven=fingerprint(connection, new))

    async def look() -> str:
        async with Session.open(folders, renewed, new) as session:
            return session.writes.outbox.notice

    assert asyncio.run(look()) == ""


def test_a_key_of_another_account_is_refused(serve: Serve, folders: Folders, connection: Connection) -> None:
    other = serve("other", False)
    elsewhere = replace(connection, base_url=other.forge_url)
    with pytest.raises(SignedOut, match="does not belong to the account"):
        asyncio.run(prove(folders, elsewhere, key(other)))


def test_a_record_that_was_deleted_meanwhile_makes_nobody_a_stranger(
    server: RunningServer, folders: Folders, connection: Connection
) -> None:
    world.remove(server, "customers", [1])
    asyncio.run(prove(folders, connection, key(server, "clients.view")))


def test_a_key_of_fewer_scopes_is_tried_on_what_it_may_see(
    server: RunningServer, folders: Folders, connection: Connection
) -> None:
    asyncio.run(prove(folders, connection, key(server, "inventory.view")))


def test_a_key_that_may_see_nothing_of_what_is_known_cannot_be_told(
    server: RunningServer, folders: Folders, connection: Connection
) -> None:
    with pytest.raises(SignedOut, match="nobody can tell whose it is"):
        asyncio.run(prove(folders, connection, key(server, "rfqs.view")))


def test_where_nothing_is_known_any_key_is_welcome_and_the_server_is_not_asked(
    folders: Folders, server: RunningServer, first: Keys
) -> None:
    unused = replace(forge(server, first), base_url="http://127.0.0.1:9/api/v1")
    asyncio.run(prove(folders, unused, key(server)))


def test_where_nothing_is_known_but_something_waits_a_new_key_is_not_taken_without_asking(
    folders: Folders, server: RunningServer, first: Keys
) -> None:
    made = forge(server, first)

    async def write() -> str:
        async with Session.open(folders, made, first) as session:
            outbox = session.writes.outbox
            new = command("clients", Verb.CREATE, outbox.next_key(), {"name": "Nordic"}, made=1)
            return session.writes.submit(new).command.id

    async def discard(ident: str) -> None:
        async with Session.open(folders, made, first) as session:
            session.writes.discard(ident)

    ident = asyncio.run(write())
    asked = len(server.log)
    with pytest.raises(Doubtful, match="1 change waits that would go out with it") as doubt:
        asyncio.run(prove(folders, made, key(server)))
    assert doubt.value.waiting == 1
    with pytest.raises(Doubtful, match="3 changes wait"):
        asyncio.run(prove(folders, made, key(server), waiting=3))
    assert len(server.log) == asked
    asyncio.run(discard(ident))
    asyncio.run(prove(folders, made, key(server)))


def test_a_revoked_key_is_refused_and_without_a_server_nothing_is_proven(
    server: RunningServer, folders: Folders, connection: Connection
) -> None:
    revoked = key(server)
    assert keys.revoke(server.engine, revoked.api_key.split("_")[2])
    with pytest.raises(SignedOut, match="does not know this key"):
        asyncio.run(prove(folders, connection, revoked))
    with pytest.raises(Unreachable):
        asyncio.run(prove(folders, replace(connection, base_url="http://127.0.0.1:9/api/v1"), revoked))
