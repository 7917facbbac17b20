"""Takes a connection's local files away: all that can be fetched again, but never a write that still waits."""

from __future__ import annotations

import shutil
import time
from contextlib import closing

from forge_desktop.connections.connection import Connection
from forge_desktop.errors import Refused
from forge_desktop.outbox import Outbox
from forge_desktop.paths import Folders
from forge_desktop.settings.files import trouble


def waiting(folders: Folders, connection: Connection) -> int:
    """How many writes of a connection that is not open were not delivered. StorageTrouble: nobody can tell."""
    path = folders.outbox(connection.ident)
    if not path.exists():
        return 0
    with closing(Outbox.open(path, connection.account, clock=time.time)) as outbox:
        return outbox.waiting()


def refuse_waiting(connection: Connection, count: int) -> None:
    """Refused when so many writes wait: without its connection nobody would find them again."""
    if count:
        changes = "1 change was" if count == 1 else f"{count} changes were"
        raise Refused(
            f"{changes} not delivered from “{connection.name}” yet. Send what waits, or discard it first.",
            title="Changes are waiting",
        )


def delete_local_copy(folders: Folders, connection: Connection) -> None:
    """Delete the connection's folder. Refused while its outbox holds writes that were not delivered.

    StorageTrouble when the files cannot be looked at or deleted; then nothing was deleted.
    """
    refuse_waiting(connection, waiting(folders, connection))
    try:
        shutil.rmtree(folders.connection(connection.ident))
    except FileNotFoundError:
        return
    except OSError as error:
        raise trouble(folders.connection(connection.ident), error) from error
