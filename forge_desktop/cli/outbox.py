"""`forge-desktop outbox`: what waits to be written, and sending, trying again or discarding it."""

from __future__ import annotations

import argparse
import asyncio
from bisect import bisect_left

from forge_desktop.cli.output import Exit, Usage, note, say
from forge_desktop.cli.start import Start
from forge_desktop.cli.writing import PATIENCE, WAITS, open_session, reached, send, tell
from forge_desktop.domain.text import visible
from forge_desktop.errors import Refused
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Session

_EPILOG = """\
exit codes:
  0  done; after send: nothing waits
  1  an entry cannot be sent again or discarded
  7  after send: something still waits, for the server, for its turn, for its answer, or for a look at it
"""
_NONE = {
    "list": "The outbox is empty.",
    "retry": "There is nothing to send again.",
    "discard": "There is nothing to discard.",
}
_AGAIN = (State.REJECTED, State.REVIEW)
_HISTORY = (State.DELIVERED, State.DISCARDED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `outbox`."""
    parser.description = (
        "Everything that is to be written waits in the outbox until it has arrived.\n"
        "  list      what is in it and why\n"
        "  send      send until nothing more can be sent now\n"
        "  retry     let be sent again what was refused, was not permitted, or needs a look\n"
        "  discard   never send these"
    )
    parser.epilog = _EPILOG
    parser.add_argument(
        "act",
        nargs="?",
        default="list",
        choices=("list", "send", "retry", "discard"),
        metavar="list|send|retry|discard",
        help="what to do (default: list)",
    )
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="the entries' ids, or how they begin (retry, discard)"
    )
    parser.add_argument("--all", action="store_true", help="discard everything that can still be discarded")
    parser.add_argument("--json", action="store_true", help="print the entries as JSON")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    if args.ids and args.act in ("list", "send"):
        raise Usage(f"“outbox {args.act}” takes no ids.")
    if args.act == "discard" and bool(args.ids) == args.all:
        raise Usage("Name the entries to discard, or give --all.")
    if args.all and args.act != "discard":
        raise Usage("--all is for “outbox discard”.")
    start: Start = args.start
    with reached(start, online=args.act == "send") as (connection, keys):
        session = open_session(start, connection, keys)
        return asyncio.run(_act(session, args))


async def _act(session: Session, args: argparse.Namespace) -> int:
    async with session:
        code = Exit.OK
        if args.act == "list":
            shown = session.writes.outbox.entries()
        elif args.act == "send":
            shown = await _send(session)
        else:
            shown, code = _decide(session, args)
        tell(session, shown, as_json=args.json, none="" if code else _NONE.get(args.act, ""))
        waiting = session.writes.waiting()
        if args.act == "send" and not args.json:
            say("Nothing waits." if not waiting else f"{waiting} still wait.")
        return WAITS if args.act == "send" and waiting else code


async def _send(session: Session) -> list[Entry]:
    ids = [e.command.id for e in session.writes.outbox.entries() if e.state not in _HISTORY]
    await send(session, PATIENCE)
    return [session.writes.entry(ident) for ident in ids]


def _decide(session: Session, args: argparse.Namespace) -> tuple[list[Entry], Exit]:
    """Try again or discard; what cannot be is told, and the others are done all the same.

    What is discarded is shown in one go, because showing goes over everything that waits.
    """
    done, code = [], Exit.OK
    act = session.writes.retry if args.act == "retry" else session.writes.outbox.discard
    for entry in _chosen(session, args):
        ident = entry.command.id
        try:
            done.append(act(ident))
        except Refused as refused:
            if not args.all:
                note(f"{ident[:8]}: {refused.title}: {visible(refused.message)}")
                code = Exit.FAILED
    session.writes.show()
    return done, code


def _again(entry: Entry) -> bool:
    """True for what may come to a better end; without a reason this server never takes it."""
    return entry.state in _AGAIN or (entry.state is State.RECORDED and bool(entry.reasons))


def _chosen(session: Session, args: argparse.Namespace) -> list[Entry]:
    entries = session.writes.outbox.entries()
    if not args.ids:
        return [e for e in entries if _again(e) or (args.all and e.state not in _HISTORY)]
    by_id = {entry.command.id: entry for entry in entries}
    ids, chosen = sorted(by_id), []
    for ident in args.ids:
        place = bisect_left(ids, ident.lower())
        found = [one for one in ids[place : place + 2] if one.startswith(ident.lower())]
        if len(found) != 1:
            raise Usage(
                f"{'No entry' if not found else 'More than one entry'} begins with “{visible(ident, 40)}”."
            )
        chosen.append(by_id[found[0]])
    return chosen
