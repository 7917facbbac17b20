"""The window hears of changes at once: chosen in a dialog, kept, begun with the connection, told in words."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from keyring.errors import KeyringLocked
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget

from forge_desktop.connections import keychain
from forge_desktop.connections.hook_secrets import keep_secrets
from forge_desktop.dialogs.connections import ConnectionsDialog
from forge_desktop.dialogs.listen import ListenDialog
from forge_desktop.hooks import Secrets, kept
from forge_desktop.server.forgemrp import endpoints, keys
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.desk_view import DeskView
from tests.connections.keychains import Memory
from tests.dialogs.samples import press, type_into
from tests.hooks.knocking import body_of, headers_of
from tests.shell.fixtures import Serve
from tests.shell.living import Story, Told, live, options, until

SECRET, OTHER = "whsec_" + "a1" * 16, "whsec_" + "b2" * 16
Play = Callable[[Story], None]


@pytest.fixture
def forge(serve: Serve) -> RunningServer:
    """A tiny factory behind the ForgeMRP contract."""
    return serve(tiny=True, forge_requests=1_000_000)


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch, own_surroundings: None) -> Memory:
    """A keychain of this test's own."""
    found = Memory()
    monkeypatch.setattr(keychain, "_usable", lambda: found)
    return found


@pytest.fixture
def play(
    forge: RunningServer, vault: Memory, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, tmp_path: Path
) -> Play:
    """Plays a story in the program, led to that factory; each time on the same data folder."""
    monkeypatch.setenv("FORGE_DESKTOP_URL", forge.forge_url)
    monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "forgemrp")
    monkeypatch.setenv("FORGE_DESKTOP_API_KEY", keys.create(forge.engine, keys.EVERYTHING))
    monkeypatch.setenv("FORGE_DESKTOP_TIMEZONE", "Europe/Tallinn")

    def playing(story: Story) -> None:
        assert live(qapp, options(tmp_path / "data", "clients"), story) == 0

    return playing


def _said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


async def _shown(told: Told) -> None:
    """Wait for a desk with what is cached; nothing need have been asked yet."""
    await until(lambda: isinstance(told.program.window.shown, DeskView), "no desk was opened")
    await told.settled()


def _folder(told: Told) -> Path:
    return told.program.folders.connection(told.view.desk.connection.ident)


async def _dialog(told: Told) -> ListenDialog:
    """The way a person takes: connections, the one on screen, listen."""
    told.program.wiring.connections()
    (chooser,) = told.program.window.findChildren(ConnectionsDialog)
    press(chooser, "Listen for changes of the chosen connection")
    await until(lambda: told.program.window.findChildren(ListenDialog), "no dialog came")
    return told.program.window.findChildren(ListenDialog)[0]


async def _listens(told: Told) -> str:
    await until(lambda: told.view.desk.listener is not None, "nobody listens")
    listener = told.view.desk.listener
    assert listener is not None
    return listener.address


async def _post(url: str, body: bytes, secret: str = SECRET) -> int:
    headers = headers_of(body, secret)
    del headers["host"]
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(url, content=body, headers=headers)).status_code


def _choose(folder: Path, port: int) -> None:
    kept.keep(folder, replace(kept.load(folder), on=True, port=port))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def test_nobody_listens_unasked(play: Play) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        assert told.view.desk.listener is None

    play(story)


def test_a_change_at_the_server_comes_to_the_screen_and_again_after_a_restart(
    play: Play, forge: RunningServer, vault: Memory
) -> None:
    async def made(name: str) -> None:
        header = {"Authorization": f"Bearer {os.environ['FORGE_DESKTOP_API_KEY']}"}
        async with httpx.AsyncClient(base_url=forge.forge_url, headers=header, trust_env=False) as person:
            assert (await person.post("/clients", json={"name": name})).status_code == 201

    async def first(told: Told) -> None:
        await told.opened()
        dialog = await _dialog(told)
        address = kept.load(_folder(told)).address()
        _, secret = endpoints.add(forge.engine, address, ["*"])
        next(iter(dialog.findChildren(QCheckBox))).click()
        type_into(dialog, "Secret", secret)
        press(dialog, "Save")
        assert await _listens(told) == address
        await made("Heard in the window")
        await until(lambda: "Heard in the window" in told.column("name"), "the change did not come")
        assert secret in vault.held.values()

    async def second(told: Told) -> None:
        await _shown(told)
        await _listens(told)
        await made("Heard after a restart")
        await until(lambda: "Heard after a restart" in told.column("name"), "the change did not come")

    play(first)
    play(second)


def test_the_status_line_says_that_it_listens(play: Play) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        ident = told.view.desk.connection.ident
        keep_secrets(told.program.keychain, ident, Secrets(SECRET))
        dialog = await _dialog(told)
        next(iter(dialog.findChildren(QCheckBox))).click()
        press(dialog, "Save")
        await _listens(told)
        await until(lambda: "online, listening" in _said(told.page), "the line does not say it")
        dialog = await _dialog(told)
        assert "Listening now. 0 events were taken." in _said(dialog)
        next(iter(dialog.findChildren(QCheckBox))).click()
        press(dialog, "Save")
        await until(lambda: told.view.desk.listener is None, "it still listens")
        await until(lambda: "listening" not in _said(told.page), "the line still says it")

    play(story)


def test_a_taken_port_is_said_in_the_bar_and_everything_else_goes_on(play: Play, vault: Memory) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            _choose(_folder(told), port)
            dialog = await _dialog(told)
            type_into(dialog, "Second secret", OTHER)
            press(dialog, "Save")
            await until(lambda: f"uses port {port}" in _said(told.program.window), "nothing was said")
        assert told.view.desk.listener is None
        assert told.page.table.rowCount() > 0
        assert {SECRET, OTHER} <= set(vault.held.values())

    play(story)


def test_a_chosen_listener_without_a_secret_is_said_in_the_bar(play: Play) -> None:
    async def first(told: Told) -> None:
        await told.opened()
        _choose(_folder(told), _free_port())

    async def second(told: Told) -> None:
        await _shown(told)
        await until(lambda: "cannot listen for changes" in _said(told.program.window), "nothing was said")

    play(first)
    play(second)


def test_a_keychain_that_refuses_the_secret_is_said_and_it_listens_for_this_run(
    play: Play, vault: Memory
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        vault.refuses = "/key"
        dialog = await _dialog(told)
        next(iter(dialog.findChildren(QCheckBox))).click()
        type_into(dialog, "Secret", SECRET)
        press(dialog, "Save")
        address = await _listens(told)
        assert "kept for this run only" in _said(told.program.window)
        assert await _post(address, body_of("client.updated", "cli_1")) == 200
        assert SECRET not in vault.held.values()

    play(story)


def test_a_keychain_that_stays_shut_is_said_instead_of_asking_for_the_secret(play: Play, vault: Memory) -> None:
    async def first(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        _choose(_folder(told), _free_port())
        vault.broken = KeyringLocked("locked")

    async def second(told: Told) -> None:
        await _shown(told)
        await until(lambda: "did not open" in _said(told.program.window), "nothing was said")
        assert "Give it under" not in _said(told.program.window)

    play(first)
    play(second)


def test_a_secret_of_the_environment_is_used_where_the_keychain_has_none(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_DESKTOP_WEBHOOK_SECRET", SECRET)

    async def story(told: Told) -> None:
        await told.opened()
        _choose(_folder(told), _free_port())
        dialog = await _dialog(told)
        assert "Set by the environment (FORGE_DESKTOP_WEBHOOK_SECRET)" in _said(dialog)
        press(dialog, "Save")
        address = await _listens(told)
        assert await _post(address, body_of("client.updated", "cli_1"), SECRET) == 200
        assert await _post(address, body_of("client.updated", "cli_2"), OTHER) == 401

    play(story)


def test_a_forged_delivery_is_said_once_and_believed_never(play: Play) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        before = told.column("name")
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        _choose(_folder(told), _free_port())
        press(await _dialog(told), "Save")
        address = await _listens(told)
        for number in range(20):
            assert await _post(address, body_of("client.updated", "cli_1", number=number), OTHER) == 401
        await until(lambda: "was not believed" in _said(told.program.window), "nothing was said")
        assert told.column("name") == before
        listener = told.view.desk.listener
        assert listener is not None
        assert (listener.counts.forged, listener.counts.taken) == (20, 0)

    play(story)


def test_the_port_is_free_again_when_the_program_has_ended(play: Play) -> None:
    port = _free_port()

    async def story(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        _choose(_folder(told), port)
        press(await _dialog(told), "Save")
        await _listens(told)
        assert json.loads((_folder(told) / kept.FILE).read_text())["port"] == port

    play(story)
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_system_that_tells_nothing_offers_no_listening(
    serve: Serve, lead: Callable[[str], None], qapp: QApplication, tmp_path: Path
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        told.program.wiring.connections()
        (chooser,) = told.program.window.findChildren(ConnectionsDialog)
        assert not any(
            child.isVisible()
            for child in chooser.findChildren(QWidget)
            if child.accessibleName().startswith("Listen")
        )
        assert not (_folder(told) / kept.FILE).exists()

    assert live(qapp, options(tmp_path / "data", "lots"), story) == 0
