"""`forge-desktop create`: new orders, quotes, jobs and clients out of a file, queued like any other write."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from forge_desktop.cli import asking
from forge_desktop.cli.asking import SYSTEMS
from forge_desktop.cli.output import Exit, Usage, note
from forge_desktop.cli.start import Start, age
from forge_desktop.cli.writing import EPILOG, PATIENCE, open_session, reached, send, tell, verdict
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.creating import CREATABLE, Checked
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import key_of
from forge_desktop.domain.text import inside, visible
from forge_desktop.errors import Refused
from forge_desktop.outbox import State
from forge_desktop.session import Session

_LARGEST_FILE = 32 << 20
_NAMES = "\n".join(["names:", *(f"  {name:<9} {', '.join(CREATABLE[d])}" for d, name in SYSTEMS.items())])
_WANTED = (State.READY, State.SENDING, State.UNKNOWN, State.REVIEW, State.REJECTED, State.BLOCKED)
"""Where a new record may stand so that another one may point to it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `create`."""
    parser.description = (
        "Create orders, customers, quotes, jobs or clients out of a JSON file: one object or a list, field\n"
        "names of the API. All are checked before any is queued; then they wait in the outbox like any other\n"
        "write. A new record may point to one that waits there by its temporary_key (--json tells it)."
    )
    parser.epilog = f"{_NAMES}\n\n{EPILOG}"
    every = [name for names in CREATABLE.values() for name in names]
    parser.add_argument("name", choices=every, metavar="NAME", help="what to create, see below")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE.json", help="- for standard input"
    )
    parser.add_argument("--send", action="store_true", help="send them and wait for the verdict")
    parser.add_argument("--json", action="store_true", help="print what became of them as JSON")


def run(args: argparse.Namespace) -> int:
    """Create."""
    start: Start = args.start
    resource = _creatable(start.connection().dialect, args.name)
    given = _read(args.source)
    with reached(start, online=args.send) as (connection, keys):
        session = open_session(start, connection, keys)
        return asyncio.run(_create(session, resource, given, args))


def _creatable(dialect: str, name: str) -> Resource:
    if name not in CREATABLE[dialect]:
        names = ", ".join(CREATABLE[dialect])
        raise Usage(f"“{name}” cannot be created in {SYSTEMS[dialect]}. Names are: {names}.")
    return asking.find(dialect, name)


async def _create(session: Session, resource: Resource, given: list[object], args: argparse.Namespace) -> int:
    async with session:
        wanted = _checked(session, resource, given)
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
        return verdict(session, entries) if args.send else Exit.OK


def _checked(session: Session, resource: Resource, given: list[object]) -> list[Values]:
    """All of them in order, or none. Refused names what is wrong, and where."""
    takes = session.client.takes(resource.name, Verb.CREATE)
    if not takes:
        raise Refused(
            f"This server does not let {resource.title.lower()} be created.", title="Not permitted here"
        )
    found: list[Values] = []
    reasons: list[str] = []
    pending = _pending(session, resource)
    for number, one in enumerate(given):
        checked = Checked(resource, one, takes, session.connection.zone, pending)
        found.append(checked.values)
        place = f"{number}." if len(given) > 1 else ""
        reasons += [f"{place}{field}: {why}".lstrip(":").strip() for field, why in checked.wrong]
    if reasons:
        raise Refused("Nothing was queued:", title="The file cannot be used", reasons=tuple(reasons[:100]))
    for words in _unknown(session, resource, found):
        note(words)
    return found


def _pending(session: Session, resource: Resource) -> list[int]:
    """The temporary keys that a reference may hold: of new records of other kinds that are still wanted."""
    there = {field.ref.resource for field in resource.fields if field.ref is not None}
    commands = [entry.command for entry in session.writes.outbox.entries(*_WANTED)]
    return [c.key for c in commands if c.verb is Verb.CREATE and c.resource in there]


def _unknown(session: Session, resource: Resource, wanted: Sequence[Values]) -> Iterator[str]:
    """Who is pointed to and not in the local copy, though its list is: a slip, or newer than the copy.

    Only told, for the server alone knows.
    """
    known = {r.name: r for r in session.resources}
    reader = session.cache.reader()
    try:
        for field in resource.fields:
            other = known.get(field.ref.resource) if field.ref is not None else None
            if other is None or age(reader, other) is None:
                continue
            asked = dict.fromkeys(name for one in wanted if (name := one.get(field.name)) is not None)
            keys = [key_of(name) or 0 for name in asked]
            for name, record in zip(asked, reader.records(other, keys), strict=True):
                if record is None:
                    said = f"no {inside(other.singular)} “{visible(str(name), 80)}”"
                    yield f"{field.name}: the local copy has {said}; the server will tell."
    finally:
        reader.close()


def _read(source: str) -> list[object]:
    try:
        if source == "-":
            text = sys.stdin.read(_LARGEST_FILE)
        else:
            if Path(source).stat().st_size > _LARGEST_FILE:
                raise Usage(f"{source} is larger than 32 MB.")
            text = Path(source).read_text(encoding="utf-8-sig")
        found: Any = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twice
        )
    except OSError as error:
        raise Usage(f"{source} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError) as error:
        raise Usage(f"{source} is no JSON: {str(error)[:200]}") from None
    objects = found if isinstance(found, list) else [found]
    if not objects:
        raise Usage(f"There is nothing in {source}.")
    return objects


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is given twice")
    return found
