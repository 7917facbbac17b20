"""The composition root without Qt: opens the parts of one connection, hands them to each other, closes them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from forge_desktop import api, hooks, settings, sync
from forge_desktop.api import PROFILES
from forge_desktop.api.gate import Limits
from forge_desktop.api.lockfile import FileLock
from forge_desktop.api.protocol import Client, Verdict
from forge_desktop.connections import Connection, fingerprint
from forge_desktop.domain import catalog
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.keys import Keys, check_keys
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Refused, StorageTrouble
from forge_desktop.hooks import Heard, Hint, Listening, Secrets
from forge_desktop.outbox import Outbox
from forge_desktop.paths import Folders, gates_dir, make_private
from forge_desktop.settings.files import trouble
from forge_desktop.store import Cache
from forge_desktop.sync.engine import Rhythm
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.push import Push
from forge_desktop.sync.sending import push_all
from forge_desktop.sync.state import Health, Link, Outcome, Progress
from forge_desktop.sync.writes import Writes

if TYPE_CHECKING:
    from forge_desktop.hooks.listener import Listener

__all__ = ["Health", "Link", "Outcome", "Progress", "Session"]


_DEMO = Connection.demo("", "UTC").ident


class Session:
    """One open connection: its cache, its outbox, its client, its engine and the feed of what changes.

    Lives in the engine's thread. Readers of the cache may be made for other threads through `cache.reader()`.
    """

    def __init__(
        self,
        connection: Connection,
        cache: Cache,
        outbox: Outbox,
        client: Client,
        clock: Callable[[], float],
        files: ExitStack,
        quiet: int,
        monotonic: Callable[[], float],
        folder: Path,
    ) -> None:
        self.connection = connection
        self.resources: tuple[Resource, ...] = catalog.resources(connection.dialect)
        self.cache = cache
        self.client = client
        self.feed = Feed()
        self._zone = ZoneInfo(connection.timezone)
        self._clock = clock
        self._files = files
        self._folder = folder
        self._engine: sync.Engine | None = None
        self._listener: Listener | None = None
        self._listening = asyncio.Lock()
        """One wish to listen, or not to, after the other."""
        self._closed = False
        reader = cache.reader(pending=False)
        files.callback(reader.close)
        ground = Ground(client, cache, reader, self.feed, self.resources, self.seen, lambda progress: None)
        self.writes = Writes(ground, outbox)
        """The door for what a person wants written."""
        self._push = Push(ground, self.writes, quiet=quiet, clock=clock, monotonic=monotonic)

    @classmethod
    def open(
        cls,
        folders: Folders,
        connection: Connection,
        keys: Keys,
        *,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        quiet: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> Session:
        """Open a connection's cache for writing, its outbox and its client; nothing is sent yet.

        `quiet` is the quiet period in seconds, None: as the settings say. StorageTrouble when the files cannot
        be used, or another program has the connection open for writing.
        """
        check_keys(keys, PROFILES[connection.profile].keys)  # before an outbox is bound to their account
        folders.make()
        if quiet is None:
            quiet = settings.load(folders.settings, environ=os.environ).settings.quiet_period
        with ExitStack() as opened:
            opened.callback(_take(folders, connection).close)
            cache = Cache.open(folders.cache(connection.ident), connection.dialect)
            opened.callback(cache.close)
            path = folders.outbox(connection.ident)
            outbox = Outbox.open(path, account(connection, keys), clock=clock, quiet=quiet)
            opened.callback(outbox.close)
            client = open_client(connection, keys, limits=limits)
            folder = folders.connection(connection.ident)
            return cls(connection, cache, outbox, client, clock, opened.pop_all(), quiet, monotonic, folder)

    def seen(self) -> Seen:
        """Now, in the connection's zone."""
        return Seen(int(self._clock()), self._zone)

    def engine(
        self,
        *,
        rhythm: Rhythm | None = None,
        report: Callable[[Progress], None] = lambda progress: None,
        health: Callable[[Health], None] = lambda health: None,
    ) -> sync.Engine:
        """The engine of this session, made once."""
        if self._engine is None:
            self._engine = sync.Engine(
                self.client,
                self.cache,
                self.feed,
                self.resources,
                self.seen,
                rhythm=rhythm,
                report=report,
                health=health,
                send=self._push.work,
            )
        return self._engine

    async def listen(
        self,
        listening: Listening,
        secrets: Secrets,
        *,
        host: str = hooks.LOOPBACK,
        heard: Callable[[Heard], None] = lambda heard: None,
    ) -> Listener:
        """Hear from now on what the server tells by itself, at this place alone; its hints go to the engine.

        Refused when the server tells nothing, or a secret cannot be used. PortTaken, or another Failure.
        """
        from forge_desktop.hooks.listener import Listener  # late: only who listens needs a server

        check_tells_changes(self.connection)
        table, memory = hooks.TABLES[self.connection.dialect], self._folder / hooks.MEMORY
        async with self._listening:
            await self._end_listener()
            listener = Listener(
                listening, secrets, table, self._hint, memory=memory, host=host, heard=heard, clock=self._clock
            )
            await listener.start()
            if self._closed:
                await listener.stop()
            self._listener = listener
        return listener

    async def stop_listening(self) -> None:
        """Hear nothing any more; harmless when nothing is heard."""
        async with self._listening:
            await self._end_listener()

    async def _end_listener(self) -> None:
        if self._listener is not None:
            listener, self._listener = self._listener, None
            await listener.stop()

    async def push_all(self, patience: float) -> None:
        """Send until nothing more can be sent now; waits of up to `patience` seconds are sat out.

        Unreachable or SignedOut when the server cannot be used at all.
        """
        await push_all(self._push, self.writes, patience)

    async def sync_once(
        self,
        names: Sequence[str] | None = None,
        *,
        full: bool = False,
        accept_deletions: bool = False,
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> dict[str, Outcome]:
        """Bring the cache up to date once; see `sync.Engine.sync_once`."""
        engine = self.engine(report=report)
        return await engine.sync_once(names, full=full, accept_deletions=accept_deletions)

    async def close(self) -> None:
        """Close everything, in the order opposite to opening."""
        self._closed = True
        await self.stop_listening()
        if self._engine is not None:
            await self._engine.close()
        await self.client.aclose()
        self._files.close()

    def _hint(self, hint: Hint) -> None:
        self.engine().hint(hint.resource, hint.name)

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def tells_changes(connection: Connection) -> bool:
    """Whether the connection's server can tell by itself what changed."""
    return api.PROFILES[connection.profile].webhooks and connection.dialect in hooks.TABLES


def check_tells_changes(connection: Connection) -> None:
    """Refused, with words, when the connection's server tells nothing by itself."""
    if not tells_changes(connection):
        raise Refused(
            f"“{connection.name}” is of a system that tells no changes by itself; it is asked in turn.",
            title="Nothing to listen to",
        )


def open_client(connection: Connection, keys: Keys, *, limits: Limits | None = None) -> Client:
    """A client of the connection's server, which shares its limits with every other one of this machine."""
    return api.open_client(
        connection.profile,
        connection.base_url,
        keys,
        resources=catalog.resources(connection.dialect),
        gate_dir=gates_dir(),
        zone=connection.zone,
        limits=limits,
    )


def account(connection: Connection, keys: Keys) -> str:
    """Whose writes these are; the demo is always the same factory, though its address and keys change."""
    if connection.ident == _DEMO:
        return connection.ident
    return connection.account or fingerprint(replace(connection, base_url="", profile=""), keys)


async def check(connection: Connection, keys: Keys) -> Verdict:
    """Whether the server can be used with this key, in words; also while the connection is open elsewhere."""
    client = open_client(connection, keys)
    try:
        return await client.check()
    finally:
        await client.aclose()


def _take(folders: Folders, connection: Connection) -> FileLock:
    """The right to write this connection's files; the system gives it back when its owner dies."""
    path = folders.cache(connection.ident)
    try:
        make_private(path.parent)
        lock = FileLock(path.with_name(f"{path.name}.lock"))
    except OSError as error:
        raise trouble(path.parent, error) from error
    if lock.take():
        return lock
    lock.close()
    raise StorageTrouble(
        f"“{connection.name}” is already open in another Forge Desktop, which keeps its local copy up to date. "
        "Close that one first. Reading and exporting work meanwhile.",
        title="This connection is already open",
    )
