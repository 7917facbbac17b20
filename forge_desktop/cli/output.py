"""What commands print: tables for people, JSON for machines, errors with their exit code."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Collection, Sequence
from contextlib import suppress
from enum import IntEnum
from shutil import get_terminal_size
from types import TracebackType

from forge_desktop.connections import NoConnection
from forge_desktop.connections.hook_secrets import NoSecret
from forge_desktop.domain.text import one_line, visible
from forge_desktop.errors import Failure, NotPermitted, SignedOut, StorageTrouble, Unreachable
from forge_desktop.hooks import PortTaken


class Exit(IntEnum):
    """What the end of a command means."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    SIGNED_OUT = 4
    STORAGE = 5
    NO_CONNECTION = 6
    PORT_TAKEN = 8
    NO_SECRET = 9
    INTERRUPTED = 130


_FOREIGN = re.compile(r"[^\x00-\x7f]+")


class Usage(Failure):
    """The command was asked for something that does not exist or makes no sense."""

    title = "Wrong usage"


_CODES: tuple[tuple[type[Failure], Exit], ...] = (
    (Usage, Exit.USAGE),
    (NoConnection, Exit.NO_CONNECTION),
    (PortTaken, Exit.PORT_TAKEN),
    (NoSecret, Exit.NO_SECRET),
    (Unreachable, Exit.UNREACHABLE),
    (SignedOut, Exit.SIGNED_OUT),
    (NotPermitted, Exit.SIGNED_OUT),
    (StorageTrouble, Exit.STORAGE),
)


def code_of(failure: Failure) -> Exit:
    """The exit code of a failure."""
    return next((code for kind, code in _CODES if isinstance(failure, kind)), Exit.FAILED)


def say(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """A line about the result, for people; scripts do not see it."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def drop_output() -> None:
    """Nothing more can be written to standard output, or nobody reads it: let it go nowhere."""
    with suppress(OSError):  # it is no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(failure: Failure) -> Exit:
    """Tell a failure and return its exit code."""
    note(f"{failure.title}: {visible(failure.message)}")
    for reason in getattr(failure, "reasons", ()):
        note(f"  {one_line(reason, 1_000)}")  # a stranger's words
    return code_of(failure)


def machine(data: object) -> None:
    """A result for a machine: one JSON text."""
    say(json.dumps(data, indent=2))


def in_ascii(text: str) -> str:
    """The same JSON in letters that every console and pipe passes on, also one that is not in UTF-8."""
    return _FOREIGN.sub(lambda found: json.dumps(found[0])[1:-1], text)


class ProgressLine:
    """The line of progress on a terminal, which goes with the block; silent when nobody looks."""

    def __init__(self) -> None:
        self._seen = sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Show this instead of what stood there, cut to the width: the rest of a wrapped line would stay."""
        if self._seen:
            sys.stderr.write(f"\r\x1b[K{text[: get_terminal_size().columns - 1]}")
            sys.stderr.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._seen:
            sys.stderr.write("\r\x1b[K")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> None:
    """Columns as wide as their widest cell; those in `right` are aligned there."""
    every = [list(headers), *[list(row) for row in rows]]
    widths = [max(_width(row[column]) for row in every) for column in range(len(headers))]
    every.insert(1, ["-" * width for width in widths])
    for row in every:
        cells = [
            _fill(cell, width, at in right) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def _fill(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
