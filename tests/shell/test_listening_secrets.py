"""Where the secrets of a listening window come from, and what it says when they are missing or do not fit."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest
import structlog
from keyring.errors import KeyringLocked
from PySide6.QtWidgets import QCheckBox

from forge_desktop.connections.hook_secrets import keep_secrets
from forge_desktop.connections.keychain import Keychain
from forge_desktop.hooks import Secrets, kept
from tests.connections.keychains import Memory
from tests.dialogs.samples import press, type_into
from tests.hooks.knocking import body_of
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
    post,
    said,
    shown,
    vault,
)
from tests.shell.living import Told, until

__all__ = ["forge", "play", "vault"]


def test_a_chosen_listener_without_a_secret_is_said_in_the_bar(play: Play) -> None:
    async def first(told: Told) -> None:
        await told.opened()
        choose(folder(told), free_port())

    async def second(told: Told) -> None:
        await shown(told)
        await until(lambda: "cannot listen for changes" in said(told.program.window), "nothing was said")

    play(first)
    play(second)


def test_a_keychain_that_refuses_the_secret_is_said_and_it_listens_for_this_run(
    play: Play, vault: Memory
) -> None:
    async def story(told: Told) -> None:
        await told.opened()
        vault.refuses = "/key"
        dialog = await ask(told)
        next(iter(dialog.findChildren(QCheckBox))).click()
        type_into(dialog, "Secret", SECRET)
        press(dialog, "Save")
        address = await listens(told)
        assert "kept for this run only" in said(told.program.window)
        assert await post(address, body_of("client.updated", "cli_1")) == 200
        assert SECRET not in vault.held.values()

    play(story)


def test_a_keychain_that_stays_shut_is_said_instead_of_asking_for_the_secret(play: Play, vault: Memory) -> None:
    async def first(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        choose(folder(told), free_port())
        vault.broken = KeyringLocked("locked")

    async def second(told: Told) -> None:
        await shown(told)
        await until(lambda: "did not open" in said(told.program.window), "nothing was said")
        assert "Give it under" not in said(told.program.window)

    play(first)
    play(second)


def test_a_secret_of_the_environment_is_used_where_the_keychain_has_none(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_DESKTOP_WEBHOOK_SECRET", SECRET)

    async def story(told: Told) -> None:
        await told.opened()
        choose(folder(told), free_port())
        dialog = await ask(told)
        assert "Set by the environment (FORGE_DESKTOP_WEBHOOK_SECRET)" in said(dialog)
        press(dialog, "Save")
        address = await listens(told)
        assert await post(address, body_of("client.updated", "cli_1"), SECRET) == 200
        assert await post(address, body_of("client.updated", "cli_2"), OTHER) == 401

    play(story)


def test_a_forged_delivery_is_said_once_and_believed_never(play: Play) -> None:
    complaints: list[str] = []

    async def story(told: Told) -> None:
        await told.opened()
        before = told.column("name")
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        choose(folder(told), free_port())
        press(await ask(told), "Save")
        address = await listens(told)
        told.view.desk.misheard.connect(lambda: complaints.append(address))
        for number in range(20):
            assert await post(address, body_of("client.updated", "cli_1", number=number), OTHER) == 401
        await until(lambda: "was not believed" in said(told.program.window), "nothing was said")
        assert told.column("name") == before
        listener = told.view.desk.listener
        assert listener is not None
        assert (listener.counts.forged, listener.counts.taken) == (20, 0)
        assert len(complaints) == 1

    play(story)


@pytest.mark.parametrize("place", ["keychain", "environment"])
@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_no_log_line_of_a_listening_window_could_show_a_secret(
    play: Play, monkeypatch: pytest.MonkeyPatch, place: str, secret: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("FORGE_DESKTOP_WEBHOOK_SECRET", SECRET)
        monkeypatch.setenv("FORGE_DESKTOP_WEBHOOK_SECRET_2", OTHER)

    async def story(told: Told) -> None:
        await told.opened()
        if place == "keychain":
            ident = told.view.desk.connection.ident
            keep_secrets(Keychain(lambda secret: None), ident, Secrets(SECRET, OTHER))
        choose(folder(told), free_port())
        press(await ask(told), "Save")
        await listens(told)
        structlog.stdlib.get_logger("probe").warning(f"it says {secret}, or so")
        log = (told.program.folders.logs / "forge-desktop.log").read_text()
        assert "it says" in log
        assert secret not in log

    play(story)


def test_what_is_chosen_while_the_keychain_is_being_opened_holds(
    play: Play, vault: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked, read = threading.Event(), vault.get_password

    def locked(service: str, name: str) -> str | None:
        if "/webhook" in name:
            assert unlocked.wait(20)
        return read(service, name)

    async def first(told: Told) -> None:
        await told.opened()
        keep_secrets(told.program.keychain, told.view.desk.connection.ident, Secrets(SECRET))
        choose(folder(told), free_port())
        monkeypatch.setattr(vault, "get_password", locked)

    async def second(told: Told) -> None:
        await shown(told)
        kept.keep(folder(told), replace(kept.load(folder(told)), on=False))
        unlocked.set()
        await until(
            lambda: all(task.get_name() != "listen" for task in asyncio.all_tasks()), "it is still being opened"
        )
        assert told.view.desk.listener is None

    play(first)
    play(second)
