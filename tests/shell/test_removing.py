"""A connection goes only when nothing waits in its outbox, whether it is open or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.connections import Connection
from forge_desktop.dialogs.connections import ConnectionsDialog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.keys import Keys
from forge_desktop.outbox import Entry
from forge_desktop.server.forgemrp import keys
from forge_desktop.sync.writes import Writes
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until
from tests.shell.test_few_scopes import opened


def new_client(writes: Writes) -> Entry:
    """A client that nobody sends, because there is no server."""
    return writes.submit(command("clients", Verb.CREATE, writes.outbox.next_key(), {"name": "Nordic"}, made=1))


async def ask_to_remove(told: Told, connection: Connection, *, with_copy: bool) -> ConnectionsDialog:
    """The dialog, after somebody wished to remove a connection."""
    told.program.wiring.connections()
    await until(lambda: isinstance(QApplication.activeModalWidget(), ConnectionsDialog), "no dialog")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConnectionsDialog)
    dialog.remove_wanted.emit(connection.ident, with_copy)
    return dialog


@pytest.mark.parametrize("with_copy", [True, False])
@pytest.mark.parametrize("still_open", [True, False])
def test_what_waits_is_never_left_behind(
    qapp: QApplication, tmp_path: Path, serve: Serve, with_copy: bool, still_open: bool
) -> None:
    server = serve(tiny=True)
    key = Keys(keys.create(server.engine, keys.EVERYTHING))
    server.stop()

    async def story(told: Told) -> None:
        program = told.program
        connection = await opened(told, server.forge_url, key)
        desk = told.view.desk
        entry = await desk.write(new_client)
        if not still_open:
            await program.shut(connection.ident)
        dialog = await ask_to_remove(told, connection, with_copy=with_copy)
        said = "Changes are waiting. 1 change was not delivered from “Forge” yet."
        await until(lambda: program.window._notice.sentence.startswith(said), "nobody says why not")
        assert program.connections.find("Forge") == connection
        assert (connection.ident in program.desks) is still_open
        assert program.folders.outbox(connection.ident).exists()
        dialog.reject()
        if not still_open:
            await program.open_named("Forge")
        desk = told.view.desk
        await desk.write(lambda writes: writes.discard(entry.command.id))
        dialog = await ask_to_remove(told, connection, with_copy=with_copy)
        await until(lambda: not program.connections.all(), "it is still there")
        assert program.folders.connection(connection.ident).exists() is not with_copy
        await until(lambda: program.keychain.read(connection.ident) is None, "its key is still there")
        dialog.reject()

    live(qapp, options(tmp_path / "data"), story)
