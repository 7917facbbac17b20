"""`forge-desktop list`: records of the local copy as a table or as JSON; needs no server."""

from __future__ import annotations

import argparse
import sys
import time

from forge_desktop import export
from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, Usage, in_ascii, note, table
from forge_desktop.cli.start import Start, age, local_copy
from forge_desktop.domain import text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.show import cell
from forge_desktop.domain.text import Seen

_SCREEN = 50
"""Rows of a table when nobody asked for more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `list`."""
    parser.description = (
        "List records of the local copy; no server is needed. Without a condition the default view of the\n"
        "window's page is listed (what is still open). A table ends after "
        f"{_SCREEN} rows, JSON does not."
    )
    parser.epilog = f"{asking.names()}\n\n{asking.HELP}"
    parser.add_argument("name", metavar="NAME", help="what to list, like customer-orders, lots, quotes or jobs")
    asking.add_arguments(parser, every="every record, not only those of the default view")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many records, 0 for all")
    parser.add_argument("--json", action="store_true", help="print whole records as JSON")


def run(args: argparse.Namespace) -> int:
    """List."""
    start: Start = args.start
    connection = start.connection()
    resource = asking.find(connection.dialect, args.name)
    seen = Seen(int(time.time()), connection.zone)
    query = asking.question(resource, args, seen, default_view=True)
    limit = _limit(args)
    with local_copy(start, connection, resource) as reader:
        keys = reader.keys(asking.check(query, resource, reader), seen)
        shown = keys if limit is None else keys[:limit]
        records = export.stream(reader, resource, shown, detail=args.json and resource.details)
        if args.json:
            sys.stdout.writelines(map(in_ascii, export.lines(resource, records)))
            return Exit.OK
        _table(resource, list(records), seen)
        note(_summary(len(shown), len(keys), age(reader, resource), seen))
    return Exit.OK


def _limit(args: argparse.Namespace) -> int | None:
    if args.limit is None:
        return None if args.json or args.all else _SCREEN
    if args.limit < 0:
        raise Usage("--limit is 0 or more.")
    return args.limit or None


def _table(resource: Resource, records: list[Record], seen: Seen) -> None:
    columns = [column for column in resource.columns if column.shown]
    fields = [resource.field(column.field) for column in columns]
    table(
        [column.label or field.label for column, field in zip(columns, fields, strict=True)],
        [[cell(resource, column, record, seen).text for column in columns] for record in records],
        right={at for at, field in enumerate(fields) if field.kind.right},
    )


def _summary(shown: int, found: int, checked: int | None, seen: Seen) -> str:
    count = f"{found:,} found" if shown == found else f"{shown:,} of {found:,}; --limit 0 shows all"
    if checked is None:
        return f"{count} · not loaded completely yet"
    return f"{count} · as of {text.moment(checked, seen)}"
