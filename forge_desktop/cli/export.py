"""`forge-desktop export`: records of the local copy into a CSV, XLSX or JSON file; needs no server."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from forge_desktop import export
from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, Usage, machine, note, say
from forge_desktop.cli.start import Start, local_copy
from forge_desktop.domain.text import Seen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `export`."""
    parser.description = (
        "Write records of the local copy into a file; no server is needed. Without a condition every record\n"
        "is written. Field names are those of the API. CSV and XLSX hold every known field that fits a cell:\n"
        "states and references as codes and keys, dates in the connection's time zone; then every other field\n"
        "that the server sent, lists as JSON in one cell. JSON holds whole records with their lines: decimals\n"
        "as numbers with exactly their digits, times as UTC seconds."
    )
    parser.epilog = f"{asking.names()}\n\n{asking.HELP}"
    parser.add_argument("name", metavar="NAME", help="what to export, like lots, quotes or jobs")
    parser.add_argument("--format", required=True, choices=export.FORMATS, help="the kind of file")
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="FILE",
        help="the file to write; an old one is replaced when the new one is whole",
    )
    asking.add_arguments(parser, every="every record (as without any condition)")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def run(args: argparse.Namespace) -> int:
    """Export."""
    start: Start = args.start
    connection = start.connection()
    resource = asking.find(connection.dialect, args.name)
    if str(args.output) == "-":
        raise Usage(
            f"Name a file to export to; “forge-desktop list {resource.name} --all --json” prints instead."
        )
    seen = Seen(int(time.time()), connection.zone)
    query = asking.question(resource, args, seen, default_view=False)
    with local_copy(start, connection, resource) as reader:
        done = export.write(
            reader,
            export.for_scripts(resource, reader),
            asking.check(query, resource, reader),
            seen,
            args.output.expanduser(),
            form=args.format,
            delimiter=start.settings.delimiter,
        )
    if args.json:
        machine({"file": str(done.path), "rows": done.rows, "cut": done.cut})
    else:
        say(f"{done.rows:,} records were written to {done.path}.")
    if done.cut:
        note(f"{done.cut:,} texts were longer than a cell can hold and were cut; JSON and CSV hold them whole.")
    return Exit.OK
