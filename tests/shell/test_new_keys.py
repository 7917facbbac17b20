"""A new key on an empty local copy, while something waits to be sent: a person is asked whose the key is."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.keys import Keys
from forge_desktop.outbox import Entry
from forge_desktop.server.forgemrp import keys
from forge_desktop.session import Link
from forge_desktop.shell import rekeying
from forge_desktop.sync.writes import Writes
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until
from tests.shell.test_few_scopes import asked_for_a_key, link, opened


def test_what_waits_goes_out_with_a_new_key_only_when_somebody_says_whose_it_is(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    url, port = server.forge_url, urlsplit(server.url).port or 0
    first, second = (Keys(keys.create(server.engine, keys.EVERYTHING)) for _ in "12")
    assert keys.revoke(server.engine, first.api_key.split("_")[2])
    server.stop()

    def new_client(writes: Writes) -> Entry:
        key = writes.outbox.next_key()
        return writes.submit(command("clients", Verb.CREATE, key, {"name": "Nordic"}, made=1))

    async def story(told: Told) -> None:
        program = told.program
        connection = await opened(told, url, first)
        await told.view.desk.write(new_client)
        serve(port=port, tiny=True, forge_requests=100_000)
        rekeying.change_key(program, connection)
        dialog = await asked_for_a_key()
        await type_key(dialog, second)
        assert "nothing tells whose this key is, and 1 change waits to be sent" in dialog._fields[0].fault
        assert not program.connections.find("Forge").proven
        dialog._save.click()
        await until(lambda: link(told) is Link.ONLINE, "it was not opened again")
        assert program.connections.find("Forge").proven
        await until(lambda: told.view.rail.outbox.label == "Outbox", "what waited was not sent")
        told.view.show_page("clients")
        await told.filled()
        assert "Nordic" in told.column("name")

    live(qapp, options(tmp_path / "data"), story)


async def type_key(dialog: ChangeKeyDialog, wanted: Keys) -> None:
    """Type a key, and wait for what becomes of it."""
    dialog._keys[0].setText(wanted.api_key)
    dialog._save.click()
    await until(lambda: dialog._save.isEnabled(), "nobody says whose the key is")
