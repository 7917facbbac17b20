"""Changing the keys of an open connection: they are asked for, kept, and the connection is opened with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from forge_desktop.connections import Connection, of_account
from forge_desktop.connections.connection import same_account
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import SignedOut

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program


def change_key(program: Program, connection: Connection) -> None:
    """Ask for new keys; those of the environment are not ours to change, and the window says so."""
    if connection.ident not in {stored.ident for stored in program.connections.all()}:
        program.window.say(
            f"The keys of “{connection.name}” come from the environment (FORGE_DESKTOP_API_KEY and "
            "FORGE_DESKTOP_ACCESS_KEY). Change them there and start the program again."
        )
        return
    program.begin(_ask(program, connection), "change the key")


async def _ask(program: Program, connection: Connection) -> None:
    keychain = await asyncio.to_thread(lambda: program.keychain.name)  # looking for it may take a while
    dialog = ChangeKeyDialog(
        connection.name,
        connection.base_url,
        program.window,
        foreign=lambda keys: _foreign(connection, keys),
        keychain_words=f"The keys are kept in this system's keychain ({keychain}) and nowhere else."
        if keychain
        else "No keychain was found on this machine: the keys are kept for this run only.",
    )
    dialog.agreed.connect(lambda keys: program.begin(_change(program, connection, keys), "open again"))
    dialog.open()


async def _change(program: Program, connection: Connection, keys: Keys) -> None:
    await asyncio.to_thread(program.keychain.keep, connection.ident, keys)
    if connection.ident in program.desks:
        await program.shut(connection.ident)
    await program.open(of_account(connection, keys), keys)


def _foreign(connection: Connection, keys: Keys) -> str:
    try:
        same_account(connection, keys)
    except SignedOut as other:
        return other.message
    return ""
