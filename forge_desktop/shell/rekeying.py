"""Changing the keys of an open connection: they are asked for, checked and kept, and it is opened anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from forge_desktop.connections import (
    Connection,
    Doubtful,
    Kept,
    Unproven,
    fingerprint,
    key_form,
    of_account,
    prove,
    same_account,
    waiting,
)
from forge_desktop.connections.environment import ACCESS_KEY, API_KEY
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.text import one_line
from forge_desktop.errors import Failure

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program


def change_key(program: Program, connection: Connection) -> None:
    """Ask for new keys; those of the environment are not ours to change, and the window says so."""
    if connection.ident not in {stored.ident for stored in program.connections.all()}:
        program.window.say(_of_environment(connection))
        return
    program.begin(_ask(program, connection), "change the key")


def ask_missing(program: Program, connection: Connection) -> None:
    """Ask for keys that this machine does not have; the connection opens with them."""
    word = "Keys" if key_form(connection.profile).pair else "Key"
    program.begin(_ask(program, connection, title=f"{word} of {one_line(connection.name, 40)}"), "ask for keys")


async def proven(program: Program, connection: Connection, keys: Keys) -> Connection:
    """The connection with a new key of its account; SignedOut when it is of another one, or nobody can tell."""
    program.log.hide(keys.api_key)
    count = await waiting_of(program, connection) if connection.ident in program.desks else None
    await program.bridge.run(lambda: prove(program.folders, connection, keys, waiting=count))
    return await _renewed(program, connection, keys)


async def waiting_of(program: Program, connection: Connection) -> int:
    """How many writes of a connection were not delivered, open or not. StorageTrouble when nobody can tell."""
    if (view := program.desks.get(connection.ident)) is not None:
        return await view.desk.write(lambda writes: writes.outbox.waiting())
    return await asyncio.to_thread(waiting, program.folders, connection)


async def _renewed(program: Program, connection: Connection, keys: Keys) -> Connection:
    return await asyncio.to_thread(program.connections.renew, connection, fingerprint(connection, keys))


async def _ask(program: Program, connection: Connection, *, title: str = "Change the key") -> None:
    keychain = await asyncio.to_thread(lambda: program.keychain.name)  # looking for it may take a while
    form = key_form(connection.profile)
    word = "The keys are" if form.pair else "The key is"
    dialog = ChangeKeyDialog(
        title,
        connection.name,
        connection.base_url,
        program.window,
        form=form,
        keychain_words=f"{word} kept in this system's keychain ({keychain}) and nowhere else."
        if keychain
        else f"No keychain was found on this machine: {word.lower()} kept for this run only.",
    )
    renewed = connection

    def check(keys: Keys) -> None:
        try:
            same_account(connection, keys)
        except Unproven:
            program.begin(look(keys), "check a new key")
        except Failure as failure:
            dialog.show_checked(keys, failure.message)
        else:
            dialog.show_checked(keys, "")

    async def look(keys: Keys, *, vouched: bool = False) -> None:
        nonlocal renewed
        try:
            renewed = await (_renewed if vouched else proven)(program, connection, keys)
        except Doubtful as doubt:
            dialog.ask(keys, _in_doubt(doubt))
        except Failure as failure:
            dialog.show_checked(keys, f"{failure.title}. {failure.message}")
        else:
            dialog.show_checked(keys, "")

    dialog.check_wanted.connect(check)
    dialog.vouched.connect(lambda keys: program.begin(look(keys, vouched=True), "take a new key"))
    dialog.agreed.connect(lambda keys: program.begin(_change(program, renewed, keys), "open again"))
    dialog.open()


async def _change(program: Program, connection: Connection, keys: Keys) -> None:
    kept = await asyncio.to_thread(program.keychain.keep, connection.ident, keys)
    if connection.ident in program.desks:
        await program.shut(connection.ident)
    if kept is Kept.THIS_RUN and program.keychain.notice:
        program.window.say(program.keychain.notice)
    await program.open(of_account(connection, keys), keys)


def _in_doubt(doubt: Doubtful) -> str:
    one = doubt.waiting == 1
    changes, they = ("1 change waits", "it") if one else (f"{doubt.waiting} changes wait", "they")
    return (
        f"The local copy is empty, so nothing tells whose this key is, and {changes} to be sent. "
        f"With a key of another account {they} would arrive there."
    )


def _of_environment(connection: Connection) -> str:
    form = key_form(connection.profile)
    names, verb = (f"{API_KEY} and {ACCESS_KEY}", "keys come") if form.pair else (API_KEY, "key comes")
    more = " A new key begins with a local copy of its own." if form.renewed else ""
    return (
        f"The {verb.split()[0]} of “{connection.name}” {verb.split()[1]} from the environment ({names}). "
        f"Change {'them' if form.pair else 'it'} there and start the program again.{more}"
    )
