"""`forge-desktop connections`: list, add, rekey, remove and test them; keys never pass through arguments."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from dataclasses import asdict

from forge_desktop.api.protocol import Verdict
from forge_desktop.cli.output import Exit, Usage, code_of, machine, note, say, table
from forge_desktop.cli.start import Start
from forge_desktop.connections import (
    ACCESS_KEY,
    API_KEY,
    Connection,
    Kept,
    NoConnection,
    Unproven,
    check_keys,
    delete_local_copy,
    fingerprint,
    from_environment,
    key_form,
    keys_of_environment,
    make_connection,
    of_account,
    same_account,
    waiting,
)
from forge_desktop.connections.hook_secrets import forget_secrets
from forge_desktop.domain.keys import KeyForm, Keys
from forge_desktop.errors import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `connections`."""
    parser.description = (
        "List, add, rekey, remove and test connections. Their keys lie in the system's keychain alone."
    )
    acts = parser.add_subparsers(dest="act", metavar="", title="what to do (default: list)")
    listing = acts.add_parser("list", help="list the stored connections", description="List the connections.")
    parser.set_defaults(json=False)
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    _add_arguments(acts.add_parser("add", help="store a new connection"))
    _rekey_arguments(acts.add_parser("rekey", help="give a connection the next key of its account"))
    words = "Forget a connection, its keys and its local copy; the server is not touched."
    remove = acts.add_parser("remove", help="forget a connection", description=words)
    remove.add_argument("name", metavar="NAME", help="the connection to forget")
    words = "Ask the server once and say in words what is wrong."
    test = acts.add_parser("test", help="try a connection", description=words)
    test.add_argument("name", metavar="NAME", nargs="?", help="the connection to try; default: the one in use")
    test.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Store a new connection. Its keys are taken from FORGE_DESKTOP_API_KEY and FORGE_DESKTOP_ACCESS_KEY "
        "(ForgeMRP has the first alone), or asked for on the terminal without showing them; there is no "
        "argument for them, because every user of a machine can read the arguments of a program."
    )
    add = parser.add_argument
    add("name", metavar="NAME", help="the word for this connection")
    add("--url", required=True, help="the server's address up to and including the version")
    add("--profile", default="mrpeasy-seed", help="mrpeasy-seed (default), mrpeasy-current, local or forgemrp")
    add("--timezone", required=True, help="the account's time zone, like Europe/Tallinn")
    add("--currency", default="", help="the account's currency, like EUR")


def _rekey_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Give a connection the next key of its account; its local copy and what waits to be sent stay. "
        "Keys are taken from the environment or asked for, as by “add”. A key that is another text than the "
        "one before is tried on a record of the local copy, which only the same account can see. While the "
        "connection is open in another program, nothing is changed (exit code 5)."
    )
    parser.add_argument("name", metavar="NAME", help="the connection")
    words = "where the local copy is empty and something waits to be sent: I know that it is the same account"
    parser.add_argument("--same-account", action="store_true", help=words)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    start: Start = args.start
    if args.act == "add":
        return _add(start, args)
    if args.act == "rekey":
        return _rekey(start, args.name, vouched=args.same_account)
    if args.act == "remove":
        return _remove(start, args.name)
    if args.act == "test":
        return _test(start, args.name, as_json=args.json)
    return _list(start, as_json=args.json)


def _list(start: Start, *, as_json: bool) -> int:
    brought = from_environment(start.environ)
    every = ([brought[0]] if brought else []) + list(start.connections.all())
    if start.connections.notice:
        note(start.connections.notice)
    if as_json:
        machine([asdict(connection) for connection in every])
    elif every:
        rows = [[c.name, c.profile, c.base_url, c.timezone] for c in every]
        table(["Name", "Profile", "Address", "Time zone"], rows)
    else:
        note("No connection is stored. Add one with “forge-desktop connections add”.")
    return Exit.OK


def _add(start: Start, args: argparse.Namespace) -> int:
    try:
        connection = make_connection(
            name=args.name,
            profile=args.profile,
            base_url=args.url,
            timezone=args.timezone,
            currency=args.currency,
        )
    except Refused as refused:
        raise Usage(refused.message, title=refused.title) from None
    form = key_form(connection.profile)
    keys = _given(start, form)
    start.connections.add(of_account(connection, keys))
    kept = start.keychain.keep(connection.ident, keys)
    if kept is Kept.KEYCHAIN:
        lies = "keys lie" if form.pair else "key lies"
        say(f"“{connection.name}” was stored; its {lies} in {start.keychain.name}.")
    else:
        say(f"“{connection.name}” was stored without its {'keys' if form.pair else 'key'}.")
        note(start.keychain.notice)
    return Exit.OK


def _rekey(start: Start, name: str, *, vouched: bool) -> int:
    connection = start.connections.find(name)
    waiting(start.folders, connection)  # nothing is changed while another program has it open
    form = key_form(connection.profile)
    keys = _given(start, form)
    renewed = _is_renewed(start, connection, keys, vouched=vouched)
    kept = start.keychain.keep(connection.ident, keys)
    if kept is not Kept.KEYCHAIN and start.keychain.name:
        raise NoConnection(
            f"The keychain ({start.keychain.name}) did not take {'them' if form.pair else 'it'}. "
            "Unlock it and try again.",
            title="The new keys were not stored" if form.pair else "The new key was not stored",
        )
    if renewed:
        start.connections.renew(connection, fingerprint(connection, keys))
    word, lie, were = ("keys", "lie", "were") if form.pair else ("key", "lies", "was")
    if kept is Kept.KEYCHAIN:
        say(f"The new {word} of “{connection.name}” {lie} in {start.keychain.name}.")
    else:
        say(f"The new {word} of “{connection.name}” can be used, but {were} not stored.")
        note(start.keychain.notice)
    return Exit.OK


def _is_renewed(start: Start, connection: Connection, keys: Keys, *, vouched: bool) -> bool:
    """True for another text than before that is of the same account. SignedOut when it is not, or who knows."""
    try:
        same_account(connection, keys)
    except Unproven:
        start.prove(connection, keys, vouched=vouched)
        return True
    return False


def _given(start: Start, form: KeyForm) -> Keys:
    """The keys out of the environment, else out of a person's hands; the log never shows them."""
    keys = keys_of_environment(start.environ, form) or _asked(form)
    start.hide(keys)
    return keys


def _asked(form: KeyForm) -> Keys:
    if not sys.stdin.isatty():
        names = f"{API_KEY} and {ACCESS_KEY}" if form.pair else API_KEY
        raise NoConnection(f"Set {names}, or run this on a terminal to be asked.", title="The keys are missing")
    try:
        keys = Keys(getpass.getpass("API key: "), getpass.getpass("Access key: ") if form.pair else "")
    except EOFError:
        raise NoConnection("No key was typed; nothing was changed.", title="The keys are missing") from None
    return check_keys(keys, form)


def _remove(start: Start, name: str) -> int:
    connection = start.connections.find(name)
    delete_local_copy(start.folders, connection)
    start.keychain.forget(connection.ident)
    forget_secrets(start.keychain, connection.ident)
    start.connections.remove(connection.ident)
    say(f"“{connection.name}” was removed with its keys and its local copy.")
    return Exit.OK


def _test(start: Start, name: str | None, *, as_json: bool) -> int:
    meant = start.connection() if name is None else start.connections.find(name)
    with start.server_of(meant) as (connection, keys):
        verdict = asyncio.run(check(connection, keys))
    if as_json:
        told = {"ok": verdict.ok, "title": verdict.title, "message": verdict.message}
        machine({"connection": connection.name} | told)
    else:
        say(f"{connection.name}: {verdict.title}. {verdict.message}")
    return code_of_verdict(verdict)


async def check(connection: Connection, keys: Keys) -> Verdict:
    """Ask the server once whether it can be used."""
    from forge_desktop import session  # late: listing needs no engine

    return await session.check(connection, keys)


def code_of_verdict(verdict: Verdict) -> Exit:
    """The exit code of a test: the one with which any other command would end at the same failure."""
    if verdict.failure is not None:
        return code_of(verdict.failure)
    return Exit.OK if verdict.ok else Exit.UNREACHABLE
