"""`forge-desktop create`: new orders, quotes, jobs and clients out of a file, queued like any other write."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from forge_desktop.cli import asking, given
from forge_desktop.cli.output import Exit, Usage, note
from forge_desktop.cli.start import Start, age
from forge_desktop.cli.writing import PATIENCE, open_session, reached, send, tell, verdict
from forge_desktop.domain.catalog import SYSTEMS
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.creating import CREATABLE, Checked
from forge_desktop.domain.resource import Field, Resource, Values
from forge_desktop.domain.scalars import key_of
from forge_desktop.domain.text import inside, visible
from forge_desktop.errors import Refused
from forge_desktop.outbox import State
from forge_desktop.session import Session
from forge_desktop.store import Reader

_NAMES = "\n".join(["names:", *(f"  {name:<9} {', '.join(CREATABLE[d])}" for d, name in SYSTEMS.items())])
_EPILOG = """\
a file for quotes (names may be spelled clientId as well):
  {"client_id": "cli_3lct…", "valid_until": "2026-12-24", "notes": "For the hall",
   "lines": [{"description": "Oak top", "quantity": "2.5", "unit_price": "49.90"}]}
a file for customer-orders:
  {"customer_id": 12, "reference": "Hall", "products": [{"article_id": 7, "quantity": 2}]}

exit codes:
  0  all of it was queued; with --send it has arrived
  1  something in the file cannot be used and nothing was queued, or the server refused something
  2  the file is no JSON, or there is nothing of this name
  5  another Forge Desktop has the connection open, and it alone may write then
  7  with --send: something still waits, for the server, for its turn, for its answer, or for a look at it
"""
_WANTED = (State.READY, State.SENDING, State.UNKNOWN, State.REVIEW, State.REJECTED, State.BLOCKED)
"""Where a new record may stand so that another one may point to it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `create`."""
    parser.description = (
        "Create orders, customers, quotes, jobs or clients out of a JSON file: one object or a list, field\n"
        "names of the API. All are checked before any is queued; then they wait in the outbox like any other\n"
        "write. A new record may point to one that waits there by its temporary_key (--json tells it)."
    )
    parser.epilog = f"{_NAMES}\n\n{_EPILOG}"
    parser.add_argument("name", metavar="NAME", help="what to create, like customer-orders or quotes")
    words = "the records in JSON, written in UTF-8; - for standard input"
    parser.add_argument("--from", dest="source", required=True, metavar="FILE.json", help=words)
    parser.add_argument("--send", action="store_true", help="send them and wait for the verdict")
    parser.add_argument("--json", action="store_true", help="print what became of them as JSON")


def run(args: argparse.Namespace) -> int:
    """Create."""
    start: Start = args.start
    resource = _creatable(start.connection().dialect, args.name)
    objects = given.read(args.source)
    with reached(start, online=args.send) as (connection, keys):
        session = open_session(start, connection, keys)
        return asyncio.run(_create(session, resource, objects, args))


def _creatable(dialect: str, name: str) -> Resource:
    if name not in CREATABLE[dialect]:
        known = asking.known(dialect, name, CREATABLE[dialect])
        raise Usage(f"“{name}” cannot be created in {SYSTEMS[dialect]}. {known}")
    return asking.find(dialect, name)


async def _create(session: Session, resource: Resource, objects: list[object], args: argparse.Namespace) -> int:
    async with session:
        wanted = _checked(session, resource, objects)
        _warn_of_doubles(session, resource, wanted)
        made = int(time.time())
        entries = [
            session.writes.submit(
                command(resource.name, Verb.CREATE, session.writes.next_key(), one, made=made)
            )
            for one in wanted
        ]
        if args.send:
            await send(session, PATIENCE + args.start.settings.quiet_period)
        entries = [session.writes.entry(entry.command.id) for entry in entries]
        tell(session, entries, as_json=args.json)
        if not (args.send or args.json):
            wait = "1 waits" if len(entries) == 1 else f"{len(entries)} wait"
            note(f"{wait} in the outbox; the window sends from there, and so does “forge-desktop outbox send”.")
        return verdict(session, entries) if args.send else Exit.OK


def _checked(session: Session, resource: Resource, objects: list[object]) -> list[Values]:
    """All of them in order, or none. Refused names what is wrong, and where."""
    takes = session.client.takes(resource.name, Verb.CREATE)
    if not takes:
        raise Refused(
            f"This server does not let {resource.title.lower()} be created.", title="Not permitted here"
        )
    found: list[Values] = []
    reasons: list[str] = []
    pending = _pending(session, resource)
    for number, one in enumerate(objects):
        checked = Checked(resource, one, takes, session.connection.zone, pending)
        found.append(checked.values)
        place = f"{number}." if len(objects) > 1 else ""
        reasons += [f"{f'{place}{field}'.rstrip('.') or 'all of it'}: {why}" for field, why in checked.wrong]
    slips, doubts = _astray(session, resource, found)
    reasons += slips
    if reasons:
        raise Refused("Nothing was queued:", title="The file cannot be used", reasons=tuple(reasons[:100]))
    for words in doubts:
        note(words)
    return found


def _warn_of_doubles(session: Session, resource: Resource, wanted: Sequence[Values]) -> None:
    """Say when the same was created before: the second run of a file makes everything a second time."""
    entries = session.writes.outbox.entries(*_WANTED, State.DELIVERED)
    made = [e for e in entries if e.command.verb is Verb.CREATE and e.command.resource == resource.name]
    known = {_fingerprint(entry.command.patch): entry for entry in reversed(made)}
    again = [known.get(_fingerprint(one)) for one in wanted]
    first = next((entry for entry in again if entry is not None), None)
    if first is not None:
        count = sum(entry is not None for entry in again)
        what = "The same was" if len(wanted) == 1 else f"{count} of these {len(wanted)} were"
        when = datetime.fromtimestamp(first.command.made, UTC).strftime("%Y-%m-%d %H:%M")
        ident = f"{first.command.id[:8]}, {first.state.value}"
        note(f"{what} made before, on {when} UTC ({ident}); now there is another one of each.")


def _pending(session: Session, resource: Resource) -> list[int]:
    """The temporary keys that a reference may hold: of new records of other kinds that are still wanted."""
    there = {field.ref.resource for field in resource.fields if field.ref is not None}
    commands = [entry.command for entry in session.writes.outbox.entries(*_WANTED)]
    return [c.key for c in commands if c.verb is Verb.CREATE and c.resource in there]


def _fingerprint(values: Values) -> str:
    return json.dumps(values, sort_keys=True)


def _astray(session: Session, resource: Resource, wanted: Sequence[Values]) -> tuple[list[str], list[str]]:
    """Who is pointed to and not in the local copy, though its list is: sure slips, and who may be newer.

    Of those only the server knows.
    """
    slips: list[str] = []
    doubts: list[str] = []
    with closing(session.cache.reader()) as reader:
        for field, other in _pointing(session, resource, reader):
            asked = dict.fromkeys(name for one in wanted if (name := one.get(field.name)) is not None)
            keys = [key_of(name) or 0 for name in asked]
            for name, record in zip(asked, reader.records(other, keys), strict=True):
                if record is not None:
                    continue
                said = f"{inside(other.singular)} “{visible(str(name), 80)}”"
                key = reader.by_code(other, name) if isinstance(name, str) else None
                (called,) = (None,) if key is None else reader.records(other, (key,))
                if called is None:
                    doubts.append(f"{field.name}: the local copy has no {said}; the server will tell.")
                else:
                    ident = called.get(other.key) or called.key  # temporary while it waits to be created itself
                    slips.append(f"{field.name}: is no id; the {said} has the id {ident}")
    return slips, doubts


def _pointing(session: Session, resource: Resource, reader: Reader) -> Iterator[tuple[Field, Resource]]:
    """The fields that point to records of lists that were fetched whole."""
    known = {r.name: r for r in session.resources}
    for field in resource.fields:
        other = known.get(field.ref.resource) if field.ref is not None else None
        if other is not None and age(reader, other) is not None:
            yield field, other
