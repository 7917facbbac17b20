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


def delete_local_copy(folders: Folders, connection: Connection) -> None:
    """Delete the connection's folder. Refused while its outbox holds writes that were not delivered.

    StorageTrouble when the files cannot be looked at or deleted; then nothing was deleted.
    """
    path = folders.outbox(connection.ident)
    if path.exists():
        with closing(Outbox.open(path, connection.account, clock=time.time)) as outbox:
            waiting = outbox.waiting()
        if waiting:
            raise Refused(
                f"{waiting} changes of “{connection.name}” were not delivered yet. Send or discard them first.",
                title="Changes are waiting",
            )
    try:
        shutil.rmtree(folders.connection(connection.ident))
    except FileNotFoundError:
        return
    except OSError as error:
        raise trouble(folders.connection(connection.ident), error) from error
