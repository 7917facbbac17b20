"""The append-only second copy: one line of JSON and a checksum for every step, on the disk first."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from forge_desktop.errors import StorageTrouble
from forge_desktop.outbox.entry import Entry, unpacked, written
from forge_desktop.settings.files import trouble, write_whole

FORMAT = 1
_LINE = re.compile(rb'\{"crc":"([0-9a-f]{8})","line":(.*)\}', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lines:
    """What the second copy holds."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """The newest readable revision of each."""
    gone: frozenset[str] = frozenset()
    """Old history that was let go."""
    bad: tuple[tuple[int, bytes], ...] = ()
    """Lines that cannot be trusted, by their place in the file."""
    numbers: tuple[int, ...] = ()
    """Of the readable lines, in the file's order."""
    tail: int = 0
    """Unreadable lines after the last readable one, one of them perhaps cut off by a crash."""
    torn: bytes = b""
    """A last line without an end: what a crash leaves, and nothing that anybody was told is in it."""
    end: int = 0
    """Bytes up to the end of the last whole line."""

    @property
    def last(self) -> int:
        """The number of the last readable line."""
        return max(self.numbers, default=0)

    def whole(self, since: int | None = None) -> bool:
        """True when no line is missing or unreadable; only of those after line `since`, when that is told."""
        if since is None:
            first = self.numbers[0] if self.numbers else 1
            return not self.bad and not self.torn and self.numbers == tuple(range(first, self.last + 1))
        return set(range(since + 1, self.last + 1)) <= set(self.numbers) and (
            not self.tail or self.last + self.tail <= since
        )

    def without_torn(self, line: int | None) -> Lines:
        """The same to a whole first copy that knows of `line`: an unreadable line behind it is a torn one.

        When the power goes, the end of a line may be on the disk and its middle not; nobody was told of it.
        """
        if self.tail != 1 or len(self.bad) != 1 or self.torn or self.last != line:
            return self
        torn = self.bad[0][1]
        return replace(self, bad=(), tail=0, torn=torn, end=self.end - len(torn) - 1)


def look(path: Path) -> Lines:
    """Read the second copy as far as it can be read. StorageTrouble when a newer program wrote it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Lines()
    except OSError as error:
        raise trouble(path, error) from error
    *lines, rest = data.split(b"\n")
    entries: dict[str, Entry] = {}
    gone: set[str] = set()
    bad, numbers, tail = [], [], 0
    for place, line in enumerate(lines, 1):
        told = _told(line, path)
        if told is None:
            bad.append((place, line))
            tail += 1
            continue
        number, found, left = told
        tail = 0
        numbers.append(number)
        gone |= left
        for entry in found:
            known = entries.get(entry.command.id)
            if known is None or known.rev < entry.rev:
                entries[entry.command.id] = entry
    return Lines(
        {ident: entry for ident, entry in entries.items() if ident not in gone},
        frozenset(gone),
        tuple(bad),
        tuple(numbers),
        tail,
        rest,
        len(data) - len(rest),
    )


def rewrite(path: Path, entries: Sequence[Entry], number: int) -> Lines:
    """Replace the second copy at once by one that holds these entries, one per line."""
    text = b"".join(_line(number + place, [entry], ()) for place, entry in enumerate(entries, 1))
    write_whole(path, text.decode("ascii"))
    _settle_folder(path.parent)
    numbers = tuple(range(number + 1, number + len(entries) + 1))
    return Lines({entry.command.id: entry for entry in entries}, numbers=numbers, end=len(text))


class Journal:
    """The open second copy. A line counts when `append` has returned; the last one can be taken back."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self._path = path
        self._number = self._before = lines.last + lines.tail
        self._end = self._start = lines.end
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(handle, "r+b", buffering=0)

    @property
    def number(self) -> int:
        """The number of the last line."""
        return self._number

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self._end

    def append(self, entries: Iterable[Entry], gone: Iterable[str]) -> int:
        """Write one step behind the last whole line and wait for the disk; returns its number. OSError."""
        self._start, self._before = self._end, self._number
        line = _line(self._number + 1, entries, gone)
        self._file.seek(self._end)
        self._file.truncate()
        rest = memoryview(line)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        os.fsync(self._file.fileno())
        self._end += len(line)
        self._number += 1
        return self._number

    def undo(self) -> None:
        """Take the last line back, because the step did not happen after all."""
        self._end, self._number = self._start, self._before
        with suppress(OSError):  # the next line is written over it
            self._file.truncate(self._end)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _line(number: int, entries: Iterable[Entry], gone: Iterable[str]) -> bytes:
    docs = ",".join(map(written, entries))
    text = f'{{"format":{FORMAT},"number":{number},"gone":{json.dumps(list(gone))},"entries":[{docs}]}}'
    body = text.encode("ascii")
    return b'{"crc":"%08x","line":%s}\n' % (crc32(body), body)


def _told(line: bytes, path: Path) -> tuple[int, list[Entry], set[str]] | None:
    match = _LINE.fullmatch(line)
    if match is None or crc32(match[2]) != int(match[1], 16):
        return None
    told: dict[str, Any] = json.loads(match[2])
    if told["format"] > FORMAT:
        raise StorageTrouble(
            f"{path} was made by a newer version of this program. Update the program to use it.",
            title="The outbox is newer than this program",
        )
    return told["number"], [unpacked(each) for each in told["entries"]], set(told["gone"])


def _settle_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows has no way to do this, and needs none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
