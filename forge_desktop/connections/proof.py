"""Finds out whose a new key is: whoever can see a record of the local copy by its id is of the same account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from time import time

from forge_desktop import api
from forge_desktop.api.protocol import Client, Lane
from forge_desktop.connections import local_copy
from forge_desktop.connections.connection import Connection, of_another_account
from forge_desktop.domain import catalog
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Missing, NotPermitted, SignedOut
from forge_desktop.paths import Folders, gates_dir
from forge_desktop.store import Cache, Reader

_EACH = 3
"""Records asked for of one list: one alone may have been deleted meanwhile."""


class Doubtful(SignedOut):
    """Nothing here tells whose a key is, and something waits that would go out with it."""

    title = "Whose key this is cannot be told"

    def __init__(self, connection: Connection, waiting: int) -> None:
        changes = "1 change waits" if waiting == 1 else f"{waiting} changes wait"
        super().__init__(
            f"The local copy of “{connection.name}” is empty, so nothing tells whose its new key is, "
            f"and {changes} that would go out with it. Go on with the key before, or discard what waits first."
        )
        self.connection, self.waiting = connection, waiting


async def prove(folders: Folders, connection: Connection, keys: Keys, *, waiting: int | None = None) -> None:
    """Return when these keys belong to the account of the local copy, or nothing is here that they could harm.

    `waiting`: how much waits to be sent; None: to be looked up, the connection is not open.
    Doubtful: nothing is known of the account, but something waits. SignedOut: the keys belong to another
    one, may see nothing that is known here, or are refused altogether. Unreachable and other failures: it
    cannot be found out now.
    """
    known = _known(folders, connection)
    if not known:
        if count := local_copy.waiting(folders, connection) if waiting is None else waiting:
            raise Doubtful(connection, count)
        return
    resources = catalog.resources(connection.dialect)
    client = api.open_client(
        connection.profile,
        connection.base_url,
        keys,
        resources=resources,
        gate_dir=gates_dir(),
        zone=connection.zone,
    )
    try:
        await _ask(connection, client, known)
    finally:
        await client.aclose()


async def _ask(connection: Connection, client: Client, known: dict[str, list[int | str]]) -> None:
    missing = False
    for resource, names in known.items():
        try:
            for name in names:
                try:
                    await client.one(resource, name, lane=Lane.USER)
                except Missing:
                    missing = True
                else:
                    return
        except NotPermitted:
            continue  # of another list it may see something
    if missing:
        raise of_another_account(connection)
    raise SignedOut(
        f"The key may see nothing of what “{connection.name}” holds, so nobody can tell whose it is. "
        "Give it a scope that the key before had.",
        title="Whose key this is cannot be told",
    )


def _known(folders: Folders, connection: Connection) -> dict[str, list[int | str]]:
    """Some records of each list of the local copy, as the server calls them."""
    path = folders.cache(connection.ident)
    if not path.exists():
        return {}
    listed = [r for r in catalog.resources(connection.dialect) if not r.parent]
    with closing(Cache.open(path, connection.dialect)) as cache, closing(cache.reader(pending=False)) as reader:
        found = {resource.name: list(_names(connection, reader, resource)) for resource in listed}
    return {name: names for name, names in found.items() if names}


def _names(connection: Connection, reader: Reader, resource: Resource) -> Iterator[int | str]:
    """Any few of them."""
    keys = reader.first(Query(resource.name), Seen(int(time()), connection.zone), _EACH)
    for record in reader.records(resource, keys):
        name = record.get(resource.key) if record is not None else None
        if isinstance(name, (int, str)) and not isinstance(name, bool):
            yield name
