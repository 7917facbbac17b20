"""`forge-desktop create`: new orders and customers out of a file, queued like any other write."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, Usage
from forge_desktop.cli.start import Start
from forge_desktop.cli.writing import EPILOG, PATIENCE, open_session, reached, send, tell, verdict
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.creating import CREATABLE, Checked
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.errors import Refused
from forge_desktop.session import Session

_LARGEST_FILE = 32 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `create`."""
    parser.description = (
        "Create orders or customers out of a JSON file: one object or a list, field names of the API.\n"
        "All are checked before any is queued; then they wait in the outbox like any other write."
    )
    parser.epilog = EPILOG
    parser.add_argument("name", choices=CREATABLE, metavar="NAME", help=", ".join(CREATABLE))
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE.json", help="- for standard input"
    )
    parser.add_argument("--send", action="store_true", help="send them and wait for the verdict")
    parser.add_argument("--json", action="store_true", help="print what became of them as JSON")


def run(args: argparse.Namespace) -> int:
    """Create."""
    start: Start = args.start
    resource = asking.find(start.connection().dialect, args.name)
    given = _read(args.source)
    with reached(start, online=args.send) as (connection, keys):
        session = open_session(start, connection, keys)
        return asyncio.run(_create(session, resource, given, args))


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
    for number, one in enumerate(given):
        checked = Checked(resource, one, takes, session.connection.zone)
        found.append(checked.values)
        place = f"{number}." if len(given) > 1 else ""
        reasons += [f"{place}{field}: {why}".lstrip(":").strip() for field, why in checked.wrong]
    if reasons:
        raise Refused("Nothing was queued:", title="The file cannot be used", reasons=tuple(reasons[:100]))
    return found


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
