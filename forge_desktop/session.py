"""The composition root without Qt: opens the parts of one connection, hands them to each other, closes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from zoneinfo import ZoneInfo

from forge_desktop import api, sync
from forge_desktop.api.protocol import Client, Verdict
from forge_desktop.connections import Connection
from forge_desktop.domain import catalog
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.paths import Folders
from forge_desktop.store import Cache
from forge_desktop.sync.engine import Rhythm
from forge_desktop.sync.state import Health, Outcome, Progress

__all__ = ["Health", "Outcome", "Progress", "Session"]


class Session:
    """One open connection: its cache, its client, its engine and the feed of what changes.

    Lives in the engine's thread. Readers of the cache may be made for other threads through `cache.reader()`.
    """

    def __init__(
        self, connection: Connection, cache: Cache, client: Client, clock: Callable[[], float]
    ) -> None:
        self.connection = connection
        self.resources: tuple[Resource, ...] = catalog.resources(connection.dialect)
        self.cache = cache
        self.client = client
        self.feed = Feed()
        self._zone = ZoneInfo(connection.timezone)
        self._clock = clock
        self._engine: sync.Engine | None = None

    @classmethod
    def open(
        cls,
        folders: Folders,
        connection: Connection,
        keys: Keys,
        *,
        clock: Callable[[], float] = time.time,
    ) -> Session:
        """Open a connection's cache and client; nothing is sent yet. StorageTrouble when they cannot be."""
        folders.make()
        folder = folders.connection(connection.ident)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        cache = Cache.open(folders.cache(connection.ident), connection.dialect)
        try:
            client = api.open_client(
                connection.profile,
                connection.base_url,
                keys,
                resources=catalog.resources(connection.dialect),
                gate_dir=folders.root / "gate",
            )
        except BaseException:
            cache.close()
            raise
        return cls(connection, cache, client, clock)

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
            )
        return self._engine

    async def sync_once(
        self,
        names: Sequence[str] | None = None,
        *,
        full: bool = False,
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> dict[str, Outcome]:
        """Bring the cache up to date once; see `sync.Engine.sync_once`."""
        return await self.engine(report=report).sync_once(names, full=full)

    async def check(self) -> Verdict:
        """Whether the server can be used with this key, in words."""
        return await self.client.check()

    async def close(self) -> None:
        """Close everything, in the order opposite to opening."""
        if self._engine is not None:
            await self._engine.close()
        await self.client.aclose()
        self.cache.close()

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
