"""`forge-desktop show`: everything the local copy knows of one record; needs no server."""

from __future__ import annotations

import argparse
import time

from forge_desktop import export
from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, note, say, table
from forge_desktop.cli.start import Start, local_copy
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.domain.show import plain_text, value_text
from forge_desktop.domain.text import Seen, moment, one_line, visible
from forge_desktop.errors import Missing
from forge_desktop.store import Reader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `show`."""
    parser.description = "Show everything the local copy knows of one record; no server is needed."
    parser.add_argument("name", metavar="NAME", help="what it is, like customer-orders, lots or operations")
    parser.add_argument("record", metavar="KEY", help="the record's code, like MO00012, or its key")
    parser.add_argument("--json", action="store_true", help="print the record as JSON")


def run(args: argparse.Namespace) -> int:
    """Show."""
    start: Start = args.start
    connection = start.connection()
    resource = asking.find(connection.dialect, args.name)
    seen = Seen(int(time.time()), connection.zone)
    with local_copy(start, connection, resource) as reader:
        record = _find(reader, resource, args.record)
    if args.json:
        say(export.record_text(resource, record))
    else:
        _print(resource, record, seen)
    return Exit.OK


def _find(reader: Reader, resource: Resource, asked: str) -> Record:
    """By code first: a code may be made of digits alone."""
    key = reader.by_code(resource, asked)
    if key is None and asked.isascii() and asked.isdigit() and len(asked) <= 18:
        key = int(asked)
    record = None if key is None else reader.record(resource, key)
    if record is None:
        raise Missing(
            f"The local copy has no {resource.singular.lower()} “{visible(asked, 80)}”.", title="Not found"
        )
    return record


def _print(resource: Resource, record: Record, seen: Seen) -> None:
    code = record.get(resource.code) if resource.code else None
    say(f"{resource.singular} {one_line(str(code or record.key))}")
    scalars = [field for field in resource.fields if field.kind is not Kind.LINES]
    width = max(len(field.label) for field in scalars)
    for field in scalars:
        shown = visible(plain_text(field, record, seen))
        if shown:
            say(f"  {field.label:<{width}}  {shown.replace(chr(10), chr(10) + ' ' * (width + 4))}")
    for field in resource.fields:
        if field.kind is Kind.LINES:
            _lines(field, record.get(field.name), seen)
    _others(resource, record)
    if resource.details and record.detail_at is None:
        note("The details of this record were not fetched yet.")
    elif record.detail_at is not None:
        note(f"Details as of {moment(record.detail_at, seen)}.")


def _lines(field: Field, value: Json, seen: Seen) -> None:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    told = [part for part in field.fields if any(row.get(part.name) not in (None, "", []) for row in rows)]
    if not told:
        return
    say()
    say(field.label)
    cells = [[one_line(value_text(part, row.get(part.name), seen), 60) for part in told] for row in rows]
    right = {at for at, part in enumerate(told) if part.kind.right}
    table([part.label for part in told], cells, right=right)


def _others(resource: Resource, record: Record) -> None:
    """What the server sent beyond the declared fields."""
    others = {name: value for name, value in record.values.items() if not resource.has(name)}
    if any(value not in (None, "", []) for value in others.values()):
        say()
        say("Also sent by the server")
        for name, value in others.items():
            if value not in (None, "", []):
                say(f"  {one_line(name)}: {one_line(str(value))}")
