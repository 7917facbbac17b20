"""What every command begins with: folders, settings, log, and the connection that is meant."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from forge_desktop import log, settings
from forge_desktop.cli.output import note
from forge_desktop.connections import (
    Connection,
    Connections,
    Doubtful,
    Keychain,
    Unproven,
    choose,
    fingerprint,
    keys_for,
    of_account,
    prove,
)
from forge_desktop.connections.environment import ACCESS_KEY, API_KEY
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import SignedOut, StorageTrouble
from forge_desktop.paths import Folders
from forge_desktop.settings.files import trouble
from forge_desktop.store import Cache, Reader

_DEMO = Connection.demo("", "UTC").ident


class Start:
    """The running command's surroundings; a context manager that ends the log."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.environ = os.environ
        self.folders = Folders(args.data_dir)
        self.demo: bool = args.demo
        self._name: str | None = args.connection
        try:
            self.folders.make()
        except OSError as error:
            raise trouble(args.data_dir, error) from error
        loaded = settings.load(self.folders.settings, environ=self.environ)
        self.settings = loaded.settings
        self.log = log.start(self.folders.logs, self.settings.log_level)
        self.connections = Connections(self.folders.connections)
        self.keychain = Keychain(self.log.hide)
        for name in (API_KEY, ACCESS_KEY):
            self.log.hide(self.environ.get(name, ""))
        for notice in (*loaded.notices, self.log.notice):
            if notice:
                note(notice)

    def connection(self) -> Connection:
        """The connection that is meant. NoConnection when none is."""
        if self.demo:
            from forge_desktop.demo import ZONE  # late: reading the demo's copy needs no server

            return Connection.demo("http://127.0.0.1/rest/v1", ZONE)
        chosen = choose(self._name, self.connections, self.environ)
        if self.connections.notice:
            note(self.connections.notice)
        return chosen

    @contextmanager
    def server(self) -> Iterator[tuple[Connection, Keys]]:
        """The connection that is meant and its keys; the demo's server runs as long as the block."""
        with self.server_of(self.connection()) as reached:
            yield reached

    @contextmanager
    def server_of(self, connection: Connection) -> Iterator[tuple[Connection, Keys]]:
        """This connection, where it can be reached now, and its keys."""
        if connection.ident != _DEMO:
            yield self._with_keys(connection)
            return
        from forge_desktop.demo import DemoServer  # late: only the demo needs it

        demo = DemoServer(self.folders)
        self.hide(demo.keys)
        try:
            demo.wait()
            yield demo.connection, demo.keys
        finally:
            demo.stop()

    def _with_keys(self, connection: Connection) -> tuple[Connection, Keys]:
        """The connection and its keys; whose a new key is, is found out first where it does not tell itself."""
        try:
            keys = keys_for(connection, self.connections, self.keychain, self.environ)
        except Unproven as new:
            self.hide(new.keys)
            self.prove(connection, new.keys)
            note(f"The new key of “{connection.name}” belongs to the same account.")
            return self.connections.renew(connection, fingerprint(connection, new.keys)), new.keys
        self.hide(keys)
        return of_account(connection, keys), keys

    def prove(self, connection: Connection, keys: Keys, *, vouched: bool = False) -> None:
        """Return when a new key is of the same account, also because a person says so where nothing tells."""
        try:
            asyncio.run(prove(self.folders, connection, keys))
        except Doubtful as doubt:
            if not vouched:
                more = "Or, if you know that it is a key of the same account, say so with "
                command = "“forge-desktop connections rekey NAME --same-account”."
                raise SignedOut(f"{doubt.message} {more}{command}", title=doubt.title) from None

    def hide(self, keys: Keys) -> None:
        """The log shows neither of them from now on."""
        self.log.hide(keys.api_key)
        self.log.hide(keys.access_key)

    def __enter__(self) -> Start:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.log.close()


@contextmanager
def local_copy(start: Start, connection: Connection, resource: Resource) -> Iterator[Reader]:
    """The cache of a connection, for reading without a server. StorageTrouble when nothing was fetched yet."""
    path = start.folders.cache(connection.ident)
    if not path.exists():
        raise _nothing(start, connection, resource)
    cache = Cache.open(path, connection.dialect)
    try:
        if cache.notice:
            note(cache.notice)
        reader = cache.reader()
        try:
            if age(reader, resource) is None and not reader.first(Query(resource.name), _now(connection), 1):
                raise _nothing(start, connection, resource)
            yield reader
        finally:
            reader.close()
    finally:
        cache.close()


def age(reader: Reader, resource: Resource) -> int | None:
    """When the resource was last known to be up to date, UTC seconds; None when never."""
    checked = reader.mark(f"checked:{resource.parent or resource.name}")
    return checked if isinstance(checked, int) else None


def _nothing(start: Start, connection: Connection, resource: Resource) -> StorageTrouble:
    how = f"forge-desktop {'--demo ' if start.demo else ''}sync {resource.name}"
    return StorageTrouble(
        f"No {resource.title.lower()} of “{connection.name}” were fetched yet. Fetch them with “{how}”.",
        title="No local copy",
    )


def _now(connection: Connection) -> Seen:
    return Seen(int(time.time()), connection.zone)
