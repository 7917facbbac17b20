"""Keys that are new or missing: a person is asked for them, and whose they are where nothing here tells it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtWidgets import QApplication

from forge_desktop.connections import Connections, keychain, make_connection, of_account
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.keys import Keys
from forge_desktop.outbox import Entry
from forge_desktop.paths import Folders
from forge_desktop.server.forgemrp import keys
from forge_desktop.session import Link
from forge_desktop.shell import rekeying
from forge_desktop.shell.welcome import Welcome
from forge_desktop.sync.writes import Writes
from tests.connections.keychains import Memory
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until
from tests.shell.test_few_scopes import asked_for_a_key, link, opened


def new_client(writes: Writes) -> Entry:
    """A client, to be sent when that is possible."""
    key = writes.outbox.next_key()
    return writes.submit(command("clients", Verb.CREATE, key, {"name": "Nordic"}, made=1))


def test_what_waits_goes_out_with_a_new_key_only_when_somebody_says_whose_it_is(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    url, port = server.forge_url, urlsplit(server.url).port or 0
    first, second = (Keys(keys.create(server.engine, keys.EVERYTHING)) for _ in "12")
    assert keys.revoke(server.engine, first.api_key.split("_")[2])
    server.stop()

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


def stored(data: Path, url: str, key: Keys) -> str:
    """A connection as another run left it; its ident."""
    folders = Folders(data)
    folders.make()
    made = make_connection(name="Forge", profile="forgemrp", base_url=url, timezone="UTC")
    Connections(folders.connections).add(of_account(made, key))
    return made.ident


def test_where_no_keychain_is_every_start_asks_for_the_key(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    key = Keys(keys.create(server.engine, keys.EVERYTHING))
    stored(tmp_path / "data", server.forge_url, key)

    async def story(told: Told) -> None:
        dialog = await asked_for_a_key()
        assert dialog.windowTitle() == "Key of Forge"
        dialog.reject()
        welcome = told.program.window.shown
        assert isinstance(welcome, Welcome)
        assert told.program.failure is not None
        assert told.program.failure.title == "The key is missing"
        welcome.again_wanted.emit()
        dialog = await asked_for_a_key()
        dialog._keys[0].setText(key.api_key)
        dialog._save.click()
        await until(lambda: link(told) is Link.ONLINE, "it was not opened")
        assert "no keychain" in told.program.window._notice.sentence
        assert len(told.program.connections.all()) == 1

    for _ in range(2):
        live(qapp, options(tmp_path / "data"), story)


def test_a_locked_keychain_is_named_and_tried_again_not_asked_past(
    qapp: QApplication, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    key = Keys(keys.create(server.engine, keys.EVERYTHING))
    ident = stored(tmp_path / "data", server.forge_url, key)
    memory = Memory()
    monkeypatch.setattr(keychain, "_usable", lambda: memory)
    keychain.Keychain(lambda secret: None).keep(ident, key)
    memory.broken = KeyringLocked("dismissed")

    async def story(told: Told) -> None:
        await until(lambda: isinstance(told.program.window.shown, Welcome), "nothing was said")
        assert told.program.failure is not None
        assert told.program.failure.title == "The keychain is locked"
        assert "Unlock it and try again." in told.program.failure.message
        assert QApplication.activeModalWidget() is None
        memory.broken = None
        welcome = told.program.window.shown
        assert isinstance(welcome, Welcome)
        welcome.again_wanted.emit()
        await until(lambda: link(told) is Link.ONLINE, "it was not opened")

    live(qapp, options(tmp_path / "data"), story)


def test_a_start_with_a_key_of_which_nothing_tells_whose_it_is_asks_too(
    qapp: QApplication, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    url, port = server.forge_url, urlsplit(server.url).port or 0
    first, second = (Keys(keys.create(server.engine, keys.EVERYTHING)) for _ in "12")
    server.stop()

    async def write(told: Told) -> None:
        await opened(told, url, first)
        await told.view.desk.write(new_client)

    live(qapp, options(tmp_path / "data"), write)
    serve(port=port, tiny=True, forge_requests=100_000)
    monkeypatch.setenv("FORGE_DESKTOP_API_KEY", second.api_key)

    async def story(told: Told) -> None:
        dialog = await asked_for_a_key()
        assert told.program.failure is not None
        assert "1 change waits that would go out with it" in told.program.failure.message
        await type_key(dialog, second)
        assert dialog._save.label == "It is the same account"
        dialog._save.click()
        await until(lambda: link(told) is Link.ONLINE, "it was not opened")
        await until(lambda: told.view.rail.outbox.label == "Outbox", "what waited was not sent")

    live(qapp, options(tmp_path / "data"), story)
