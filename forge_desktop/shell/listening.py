"""Hearing of changes at once: asked for per connection, begun with it, and complained of in words."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from forge_desktop.connections import Connection
from forge_desktop.connections.hook_secrets import (
    SECRET,
    NoSecret,
    keep_secrets,
    read_secrets,
    secrets_of_environment,
)
from forge_desktop.connections.keychain import Kept
from forge_desktop.dialogs.listen import ListenDialog, ListenDraft, ListenState
from forge_desktop.errors import Refused
from forge_desktop.hooks import Listening, PortTaken, Secrets, check_secret, kept
from forge_desktop.session import tells_changes
from forge_desktop.shell.desk import Desk

if TYPE_CHECKING:
    from forge_desktop.hooks.listener import Listener
    from forge_desktop.shell.program import Program


def begin(program: Program, desk: Desk) -> None:
    """Listen for a connection that was just opened, when that was chosen for it."""
    if not tells_changes(desk.connection):
        return
    words = (
        f"Something was told for “{desk.connection.name}” whose signature does not fit; it was not believed. "
        "Is the secret the one of the registered address? It is set under Connections, Listen."
    )
    desk.misheard.connect(lambda: program.window.say(words))
    program.begin(_begin(program, desk), "listen")


def ask(program: Program, ident: str) -> None:
    """Ask how the connection of this ident is to listen; it holds at once."""
    program.begin(_ask(program, ident), "listen")


async def _begin(program: Program, desk: Desk) -> None:
    folder = program.folders.connection(desk.connection.ident)
    listening = kept.load(folder)
    if listening.on:
        await _start(program, desk, listening, still=lambda: kept.load(folder) == listening)


async def _start(
    program: Program, desk: Desk, listening: Listening, *, still: Callable[[], bool] = lambda: True
) -> None:
    """`still`: whether it is wanted so when the keychain is open, for which a person may have been asked."""
    secrets = await _secrets(program, desk.connection.ident)
    if not still():
        return
    if secrets is None:
        shut = program.keychain.notice if program.keychain.name else ""
        raise NoSecret(
            f"“{desk.connection.name}” cannot listen for changes: without its secret nobody knows who tells "
            f"them. {shut or 'Give it under Connections, Listen.'}",
        )
    try:
        await desk.listen(listening, secrets)
    except PortTaken as taken:
        raise PortTaken(f"{taken.message} The port is set under Connections, Listen.") from taken


async def _secrets(program: Program, ident: str) -> Secrets | None:
    """Those of the keychain, which may wait for a person, else those of the environment."""
    found = await asyncio.to_thread(read_secrets, program.keychain, ident)
    if found is None:
        found = secrets_of_environment(os.environ)
    for secret in found.active if found is not None else ():
        program.log.hide(secret)
    return found


async def _ask(program: Program, ident: str) -> None:
    connection = _connection(program, ident)
    listening = kept.settled(program.folders.connection(ident))
    secrets = await asyncio.to_thread(read_secrets, program.keychain, ident)
    keychain = await asyncio.to_thread(lambda: program.keychain.name)
    desk = _desk(program, ident)
    state = ListenState(
        name=connection.name,
        on=listening.on,
        port=listening.port,
        host=listening.hosts[0] if listening.hosts else "",
        has_secret=secrets is not None,
        has_second=secrets is not None and bool(secrets.second),
        fixed=f"the environment ({SECRET})" if secrets is None and os.environ.get(SECRET) else "",
        status=_heard(desk.listener) if desk is not None and desk.listener is not None else "",
    )
    dialog = ListenDialog(
        state,
        program.window,
        address=lambda port, relay: replace(listening, port=port, hosts=_hosts(relay)).registered(),
        fault=_fault,
        keychain_words=f"The secrets are kept in this system's keychain ({keychain}) and nowhere else."
        if keychain
        else "No keychain was found on this machine: the secrets are kept for this run only.",
    )
    dialog.agreed.connect(lambda draft: program.begin(_take(program, ident, listening, draft), "listen"))
    dialog.open()


async def _take(program: Program, ident: str, listening: Listening, draft: ListenDraft) -> None:
    """Keep what was chosen, and let it hold."""
    chosen = replace(listening, on=draft.on, port=draft.port, hosts=_hosts(draft.host))
    before = await asyncio.to_thread(read_secrets, program.keychain, ident) or Secrets("")
    second = draft.second or ("" if draft.drop_second else before.second)
    secrets = Secrets(draft.secret or before.first, second)
    if secrets != before:
        where = await asyncio.to_thread(keep_secrets, program.keychain, ident, secrets)
        if where is Kept.THIS_RUN and program.keychain.name:  # without any the dialog has said so
            program.window.say(program.keychain.notice)
    kept.keep(program.folders.connection(ident), chosen)
    desk = _desk(program, ident)
    if desk is not None:
        await desk.stop_listening()
        if chosen.on:
            await _start(program, desk, chosen)


def _hosts(relay: str) -> tuple[str, ...]:
    return (relay,) if relay else ()


def _connection(program: Program, ident: str) -> Connection:
    desk = _desk(program, ident)
    return desk.connection if desk is not None else program.connections.find(ident)


def _desk(program: Program, ident: str) -> Desk | None:
    return program.desks[ident].desk if ident in program.desks else None


def _fault(secret: str) -> str:
    try:
        check_secret(secret)
    except Refused as refused:
        return refused.message
    return ""


def _heard(listener: Listener) -> str:
    counts = listener.counts
    facts = [
        counts.in_words(),
        f"{counts.unknown:,} more of a kind that is not followed" if counts.unknown else "",
        f"{counts.forged:,} had a wrong signature" if counts.forged else "",
    ]
    return f"Listening now. {', '.join(fact for fact in facts if fact)}."
