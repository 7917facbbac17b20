"""The window hears of changes at once: chosen in a dialog, kept, begun with the connection, told in words."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from forge_desktop.connections.hook_secrets import keep_secrets
from forge_desktop.dialogs.connections import ConnectionsDialog
from forge_desktop.hooks import Secrets, kept
from forge_desktop.server.forgemrp import endpoints
from forge_desktop.server.running import RunningServer
from tests.connections.keychains import Memory
from tests.dialogs.samples import press, type_into
from tests.shell.fixtures import Serve
from tests.shell.listeners import (
    OTHER,
    SECRET,
    Play,
    ask,
    choose,
    folder,
    forge,
    free_port,
    listens,
    play,
    said,
    shown,
    vault,
)
from tests.shell.living import Told, live, options, until

__all__ = ["forge", "play", "vault"]


def test_nobody_listens_unasked(play: Play) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        assert told.view.desk.listener is None

    play(story)


def test_a_change_at_the_server_comes_to_the_screen_and_again_after_a_restart(
    play: Play, forge: RunningServer, vault: Memory, tmp_path: Path
) -> None:
    async def made(name: str) -> None:
        header = {"Authorization": f"Bearer {os.environ['FORGE_DESKTOP_API_KEY']}"}
        async with httpx.AsyncClient(base_url=forge.forge_url, headers=header, trust_env=False) as person:
            assert (await person.post("/clients", json={"name": name})).status_code == 201

    async def first(told: Told) -> None:
        await told.opened()
        dialog = await ask(told)
        address = kept.load(folder(told)).address()
        _, secret = endpoints.add(forge.engine, address, ["*"])
        next(iter(dialog.findChildren(QCheckBox))).click()
        type_into(dialog, "Secret", secret)
        press(dialog, "Save")
        assert await listens(told) == address
        await made("Heard in the window")
        await until(lambda: "Heard in the window" in told.column("name"), "the change did not come")
        assert secret in vault.held.values()

    async def second(told: Told) -> None:
        await shown(told)
        await listens(told)
        await made("Heard after a restart")
        await until(lambda: "Heard after a restart" in told.column("name"), "the change did not come")

    play(first)
    play(second)
    files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert files
    for secret in vault.held.values():
        assert not [file for file in files if secret.encode() in file.read_bytes()]


def test_the_status_line_says_that_it_listens(play: Play) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        ident = told.view.desk.connection.ident
        keep_secrets(told.program.keychain, ident, Secrets(SECRET))
        dialog = await ask(told)
        next(iter(dialog.findChildren(QCheckBox))).click()
        press(dialog, "Save")
        await listens(told)
        await until(lambda: "online, listening" in said(told.page), "the line does not say it")
        dialog = await ask(told)
        assert "Listening now. 0 events were taken." in said(dialog)
        next(iter(dialog.findChildren(QCheckBox))).click()
        press(dialog, "Save")
        await until(lambda: told.view.desk.listener is None, "it still listens")
        await until(lambda: "listening" not in said(told.page), "the line still says it")

    play(story)


def test_a_taken_port_is_said_in_the_bar_and_everything_else_goes_on(play: Play, vault: Memory) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            choose(folder(told), port)
            dialog = await ask(told)
            type_into(dialog, "Second secret", OTHER)
            press(dialog, "Save")
            await until(lambda: f"uses port {port}" in said(told.program.window), "nothing was said")
        assert told.view.desk.listener is None
        assert told.page.table.rowCount() > 0
        assert {SECRET, OTHER} <= set(vault.held.values())

    play(story)


def test_the_port_is_free_again_when_the_program_has_ended(play: Play) -> None:
    port = free_port()

    async def story(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        choose(folder(told), port)
        press(await ask(told), "Save")
        await listens(told)
        assert json.loads((folder(told) / kept.FILE).read_text())["port"] == port

    play(story)
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_the_program_ends_in_the_middle_of_a_delivery(play: Play) -> None:
    lines: list[socket.socket] = []

    async def story(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        choose(folder(told), free_port())
        press(await ask(told), "Save")
        parts = urlsplit(await listens(told))
        lines.append(socket.create_connection((parts.hostname, parts.port or 0)))
        head = f"POST {parts.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        lines[0].sendall(f"{head}Content-Length: 90\r\nExpect: 100-continue\r\n\r\n".encode())
        answer = await asyncio.to_thread(lines[0].recv, 100)
        assert b" 100 " in answer

    play(story)
    with lines[0], suppress(ConnectionError):
        assert b"200" not in lines[0].recv(100)


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
        assert not (folder(told) / kept.FILE).exists()

    assert live(qapp, options(tmp_path / "data", "lots"), story) == 0
