"""A program before a factory that tells its changes, and what a person does to hear them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from forge_desktop.connections import keychain
from forge_desktop.dialogs.connections import ConnectionsDialog
from forge_desktop.dialogs.listen import ListenDialog
from forge_desktop.hooks import kept
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.desk_view import DeskView
from tests.connections.keychains import Memory
from tests.dialogs.samples import press
from tests.hooks.knocking import headers_of
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


def said(widget: QWidget) -> str:
    """Every sentence that is on screen in it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


async def shown(told: Told) -> None:
    """Wait for a desk with what is cached; nothing need have been asked yet."""
    await until(lambda: isinstance(told.program.window.shown, DeskView), "no desk was opened")
    await told.settled()


def folder(told: Told) -> Path:
    """Where the connection keeps what is its own."""
    return told.program.folders.connection(told.view.desk.connection.ident)


async def ask(told: Told) -> ListenDialog:
    """The way a person takes: connections, the one on screen, listen."""
    told.program.wiring.connections()
    (chooser,) = told.program.window.findChildren(ConnectionsDialog)
    press(chooser, "Listen for changes of the chosen connection")
    await until(lambda: told.program.window.findChildren(ListenDialog), "no dialog came")
    return told.program.window.findChildren(ListenDialog)[0]


async def listens(told: Told) -> str:
    """The address, as soon as it listens."""
    await until(lambda: told.view.desk.listener is not None, "nobody listens")
    listener = told.view.desk.listener
    assert listener is not None
    return listener.address


async def post(url: str, body: bytes, secret: str = SECRET) -> int:
    """The status that a delivery is answered with."""
    headers = headers_of(body, secret)
    del headers["host"]
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(url, content=body, headers=headers)).status_code


def choose(folder: Path, port: int) -> None:
    """As if a person had chosen to listen at this port."""
    kept.keep(folder, replace(kept.load(folder), on=True, port=port))


def free_port() -> int:
    """One that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
