"""`forge-desktop show`: everything the local copy knows of one record; needs no server."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from forge_desktop import export
from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, in_ascii, note, say, table
from forge_desktop.cli.start import Start, local_copy
from forge_desktop.domain import catalog, readiness
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource, Values
from forge_desktop.domain.scalars import Kind, key_of, whole
from forge_desktop.domain.show import is_open, label, plain_text, value_text
from forge_desktop.domain.text import Seen, moment, one_line, visible
from forge_desktop.errors import Missing
from forge_desktop.store import Reader
from forge_desktop.views.gathering import Gathered, gather, lines_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `show`."""
    parser.description = "Show everything the local copy knows of one record; no server is needed."
    parser.epilog = asking.names()
    parser.add_argument("name", metavar="NAME", help="what it is, like customer-orders, lots, quotes or jobs")
    parser.add_argument("record", metavar="KEY", help="what people call it, like MO00012, or its key or id")
    parser.add_argument("--json", action="store_true", help="print the record as JSON")


def run(args: argparse.Namespace) -> int:
    """Show."""
    start: Start = args.start
    connection = start.connection()
    resource = asking.find(connection.dialect, args.name)
    seen = Seen(int(time.time()), connection.zone)
    with local_copy(start, connection, resource) as reader:
        record = _find(reader, resource, args.record)
        gathered = gather(reader, resource, record.key, seen)
    if args.json:
        say(in_ascii(export.record_text(resource, record)))
    else:
        _print(gathered, record, seen)
    return Exit.OK


def _find(reader: Reader, resource: Resource, asked: str) -> Record:
    """By code first: a code may be made of digits alone."""
    key = reader.by_code(resource, asked)
    if key is None and catalog.named_by_texts(resource.dialect):
        key = key_of(asked)
    elif key is None:
        key = whole(asked)
    record = None if key is None else reader.record(resource, key)
    if record is None:
        raise Missing(
            f"The local copy has no {resource.singular.lower()} “{visible(asked, 80)}”.", title="Not found"
        )
    return record


def _print(gathered: Gathered, record: Record, seen: Seen) -> None:
    resource = gathered.resource
    code = record.get(resource.code) if resource.code else None
    say(f"{resource.singular} {one_line(str(code or record.key))}")
    waits = gathered.readiness and readiness.sentence(gathered.readiness, seen)
    if waits and is_open(resource, record):
        say(f"  {waits[:1].upper()}{waits[1:]}.")
    scalars = [field for field in resource.fields if field.kind is not Kind.LINES]
    told = {(label(resource, f, record), visible(plain_text(f, record, seen))): None for f in scalars}
    width = max(len(name) for name, _ in told)
    for name, shown in told:
        if shown:
            say(f"  {name:<{width}}  {shown.replace(chr(10), chr(10) + ' ' * (width + 4))}")
    for field in resource.fields:
        if field.kind is Kind.LINES:
            rows = [("", line) for line in lines_of(record.get(field.name))]
            _lines((field,), rows, _Words(gathered, seen))
    _others(resource, record)
    if resource.details and record.detail_at is None:
        note("The details of this record were not fetched yet.")
    elif record.detail_at is not None:
        note(f"Details as of {moment(record.detail_at, seen)}.")


class _Words:
    """The cells of lines in words: an item's code with its title instead of its key."""

    def __init__(self, gathered: Gathered, seen: Seen) -> None:
        self._gathered, self._seen = gathered, seen

    def cell(self, field: Field, line: Values) -> str:
        """One value of a line; a key whose record is not in the local copy stays a key, "#4"."""
        value = line.get(field.name)
        key = key_of(value)
        if field.ref is None or key is None:
            return one_line(value_text(field, value, self._seen), 60)
        link = (field.ref.resource, key)
        found = (self._gathered.words.get(link), self._gathered.titles.get(link))
        return one_line(" ".join(dict.fromkeys(word for word in found if word)), 60) or f"#{value}"


def _lines(path: tuple[Field, ...], rows: Sequence[tuple[str, Values]], words: _Words) -> None:
    """A table of lines, each after the name of the line it lies in; then one of the lines inside them."""
    fields = [f for f in path[-1].fields if f.kind.scalar and (f.kind is not Kind.ID or f.ref is not None)]
    columns = {
        f.label.removesuffix(" key"): [words.cell(f, line) for _, line in rows] for f in reversed(fields)
    }
    columns = {name: cells for name, cells in reversed(columns.items()) if any(cells)}
    if not columns:
        return
    right = {f.label for f in fields if f.kind.right}
    names = [_name(fields, line, words) for _, line in rows]
    outer = {path[-2].label: [name for name, _ in rows]} if len(path) > 1 else {}
    told = outer | columns
    say()
    say(": ".join(field.label for field in path))
    cells = [list(row) for row in zip(*told.values(), strict=True)]
    table(list(told), cells, right={at for at, name in enumerate(told) if name in right})
    for inner in path[-1].fields:
        if inner.kind is Kind.LINES:
            inside = [
                (name, one)
                for name, (_, line) in zip(names, rows, strict=True)
                for one in lines_of(line.get(inner.name))
            ]
            _lines((*path, inner), inside, words)


def _name(fields: Sequence[Field], line: Values, words: _Words) -> str:
    """What a line is called: its item, else its first text, other reference or code."""
    items = [f for f in fields if f.ref is not None and f.ref.resource == "items"]
    texts = [f for f in fields if f.kind in (Kind.TEXT, Kind.NOTE)]
    rest = [f for f in fields if f.kind.textual or f.ref is not None]
    return next((said for f in (*items, *texts, *rest) if (said := words.cell(f, line))), "")


def _others(resource: Resource, record: Record) -> None:
    """What the server sent beyond the declared fields."""
    others = {name: value for name, value in record.values.items() if not resource.has(name)}
    if any(value not in (None, "", []) for value in others.values()):
        say()
        say("Also sent by the server")
        for name, value in others.items():
            if value not in (None, "", []):
                say(f"  {one_line(name)}: {one_line(str(value))}")
