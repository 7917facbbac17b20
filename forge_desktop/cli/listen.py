"""`forge-desktop listen`: keeps the local copy up to date without a window, at once when changes are told."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from types import FrameType

from forge_desktop.cli.output import Exit, Usage, note, say
from forge_desktop.cli.start import Start
from forge_desktop.cli.writing import open_session
from forge_desktop.connections import Connection, choose
from forge_desktop.connections.hook_secrets import (
    SECOND,
    SECRET,
    NoSecret,
    read_secrets,
    secrets_of_environment,
)
from forge_desktop.domain.changes import Change
from forge_desktop.domain.text import one_line
from forge_desktop.hooks import LOOPBACK, Heard, Listening, Secrets, kept
from forge_desktop.hooks.kept import is_loopback
from forge_desktop.session import Health, Link, Session, check_tells_changes
from forge_desktop.store import Reader

_RARELY = 60.0
"""Seconds between two complaints of one sort."""
_FEW, _MANY = 5, 100
"""So many records of one change are named, for people and for machines."""
_COMPLAINTS = {
    "unknown": "An event of a kind that is not followed was told.",
    "unreadable": "Something signed was told that is no event.",
    "forged": "A delivery came whose signature does not fit: is the secret the one of this address?",
    "turned_away": "Something knocked that is no delivery; it got no answer of use.",
}
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `listen`."""
    parser.description = (
        "Keep the local copy of a connection up to date until Ctrl+C, and hear its server's webhooks\n"
        "meanwhile: a change is here within a second. What waits in the outbox is sent too. The address\n"
        "that is printed last is to be registered at the server, for every event (*)."
    )
    parser.epilog = (
        f"The secret (whsec_…) comes from the keychain or from {SECRET},\n"
        f"a second one for the time of a rotation from {SECOND}.\n\n"
        "exit codes:\n"
        "  0  ended by Ctrl+C or a polite kill\n"
        "  1  the server of this connection tells no changes, or the host cannot be listened on\n"
        "  5  another program has the connection open, or its files cannot be used\n"
        "  6  no such connection, or its keys are missing\n"
        "  8  another program uses the port\n"
        "  9  there is no secret, or none that can be used"
    )
    add = parser.add_argument
    add("name", nargs="?", metavar="NAME", help="the connection, when several are stored")
    add("--host", default=LOOPBACK, help="address to listen on (default: this machine only)")
    add("--port", type=int, help="port to listen on, 0 for any free one (default: always the same one)")
    words = (
        "a name under which this machine is reached, as that of a relay with HTTPS; may be given several times"
    )
    add("--host-name", action="append", default=[], metavar="HOST", help=words)
    add("--json", action="store_true", help="print one JSON object per line: the address, then what happens")


def run(args: argparse.Namespace) -> int:
    """Listen until the end."""
    start: Start = args.start
    if args.port is not None and not 0 <= args.port <= 65_535:
        raise Usage("--port must be between 0 and 65535.")
    if not args.host:
        raise Usage("--host must name an address of this machine, or be left out.")
    named = choose(args.name, start.connections, start.environ) if args.name else start.connection()
    check_tells_changes(named)
    with start.server_of(named) as (connection, keys):
        listening = kept.settled(start.folders.connection(connection.ident))
        if args.port is not None:
            listening = replace(listening, port=args.port)
        listening = replace(listening, hosts=(*listening.hosts, *args.host_name))
        secrets = _secrets(start, connection, listening.registered(args.host))
        session = open_session(start, connection, keys)
        return asyncio.run(_listen(session, args, listening, secrets))


def _secrets(start: Start, connection: Connection, address: str) -> Secrets:
    """Those of the environment, else those of the keychain. NoSecret when there are none."""
    secrets = secrets_of_environment(start.environ) or read_secrets(start.keychain, connection.ident)
    if secrets is None:
        raise NoSecret(
            f"Without a secret nobody knows who tells the changes of “{connection.name}”. Register {address} "
            f"at the server and set {SECRET} to the secret (whsec_…) it shows then, or give it in the window."
        )
    for secret in secrets.active:
        start.log.hide(secret)
    return secrets


async def _listen(session: Session, args: argparse.Namespace, listening: Listening, secrets: Secrets) -> int:
    async with session:
        with closing(session.cache.reader()) as reader, _ended() as ended:
            told = _Telling(session, reader, as_json=args.json)
            engine = session.engine(health=told.health)
            session.feed.listen(told.changed)
            listener = await session.listen(listening, secrets, host=args.host, heard=told.heard)
            relayed = listening.registered(args.host) if listening.hosts else ""
            told.address(listener.address, relayed, loopback=is_loopback(args.host))
            running = asyncio.create_task(engine.run())
            ending = asyncio.create_task(ended.wait())
            await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            if running.done():
                running.result()
            counts = listener.counts
    note(f"Ended. {counts.in_words()}, {counts.repeated:,} came again.")
    return Exit.OK


@contextmanager
def _ended() -> Iterator[asyncio.Event]:
    """An event that comes with Ctrl+C or a polite kill."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def end(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(ended.set)

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield ended
    finally:
        for number, old in before.items():
            signal.signal(number, old)


class _Telling:
    """Prints what happens, one line each."""

    def __init__(self, session: Session, reader: Reader, *, as_json: bool) -> None:
        self._reader, self._json = reader, as_json
        self._resources = {resource.name: resource for resource in session.resources}
        self._name = session.connection.name
        self._link = Link.UNKNOWN
        self._complained: dict[str, float] = {}

    def address(self, address: str, relayed: str, *, loopback: bool) -> None:
        """Where it listens, and what a relay before it is to be registered as."""
        if not loopback:
            note("Other machines can reach this address, and it is not encrypted; a relay should add TLS.")
        told, words = {"address": address}, f"Listening for changes of “{self._name}” at\n{address}"
        if relayed:
            told["relayed"] = relayed
            words += f"\nto which the relay passes on\n{relayed}"
        self._line(dict(told), words)

    def heard(self, heard: Heard) -> None:
        """What became of a delivery."""
        if heard.hint is not None:
            name = "" if heard.hint.name is None else str(heard.hint.name)
            told: dict[str, object] = {
                "event": heard.event,
                "resource": heard.hint.resource,
                "id": name or None,
            }
            self._line(told, f"{_clock()}  {heard.event} {name}".rstrip())
        elif heard.outcome in _COMPLAINTS and self._is_due(heard.outcome):
            self._line({"not_taken": heard.outcome, "event": heard.event}, "", note=_COMPLAINTS[heard.outcome])

    def changed(self, change: Change) -> None:
        """What became different in the local copy."""
        resource = self._resources.get(change.resource)
        if resource is None:
            return
        found = self._reader.records(resource, change.keys[:_MANY])
        records = [record for record in found if record is not None]
        ids = [record.get(resource.key) for record in records]
        codes = [one_line(str(record.get(resource.code) or record.get(resource.key)), 40) for record in records]
        more = len(change.keys) - _FEW
        words = ", ".join(codes[:_FEW]) + (f" and {more} more" if more > 0 else "")
        told = {"changed": change.resource, "records": len(change.keys), "ids": ids}
        self._line(told, f"{_clock()}  {resource.title}: {words or 'some'} changed")

    def health(self, health: Health) -> None:
        """How the connection stands, when that is another way than before."""
        if health.link is not self._link:
            self._link = health.link
            self._line({"link": health.link.value, "message": health.message}, "", note=_link(health))

    def _is_due(self, what: str) -> bool:
        now = time.monotonic()
        if what in self._complained and now - self._complained[what] < _RARELY:
            return False
        self._complained[what] = now
        return True

    def _line(self, data: dict[str, object], words: str, *, note: str = "") -> None:
        if self._json:
            say(json.dumps(data))
        elif words:
            say(words)
        else:
            sys.stderr.write(f"{_clock()}  {note}\n")
        sys.stdout.flush()


def _link(health: Health) -> str:
    if health.link is Link.ONLINE:
        return "The server answers."
    return f"{health.link.value.capitalize()}: {one_line(health.message, 240)}"


def _clock() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
