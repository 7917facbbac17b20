"""Puts an outbox together from its two copies, whatever is left of them, and keeps the originals."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from forge_desktop.outbox import database
from forge_desktop.outbox.database import Contents, Damaged, clipped
from forge_desktop.outbox.entry import Entry, changed
from forge_desktop.outbox.journal import Lines
from forge_desktop.outbox.moves import by_place
from forge_desktop.outbox.states import State
from forge_desktop.paths import touch_private

_OLD = (
    "It was rescued from a damaged file and may have been sent already. Look at the server before you send it."
)


@dataclass(frozen=True, slots=True)
class Merged:
    """What both copies know together."""

    entries: tuple[Entry, ...]
    """In the order of the queue."""
    lost: tuple[Damaged, ...]
    """What neither copy can show whole."""


def merged(contents: Contents, lines: Lines, journal: str, now: int) -> Merged:
    """The newest revision of each entry. One that may have gone further needs a look before it is sent."""
    found = dict(lines.entries)
    for ident, entry in contents.entries.items():
        known = found.get(ident)
        if ident not in lines.gone and (known is None or known.rev < entry.rev):
            found[ident] = entry
    doubted = _doubted(contents, lines, found)
    entries = by_place(_asked(entry, now) if ident in doubted else entry for ident, entry in found.items())
    return Merged(tuple(entries), _lost(contents, lines, {entry.seq for entry in entries}, journal))


def _doubted(contents: Contents, lines: Lines, found: Mapping[str, Entry]) -> Set[str]:
    """Entries of which a newer revision may have been lost in both copies."""
    if contents.line is None or not lines.whole(since=contents.line):
        return found.keys()  # nothing tells whether the second copy lacks its end
    if lines.torn and contents.line < lines.last:
        return found.keys()  # a crash tears the line after the first copy's last one; this is an end cut off
    if contents.whole or (lines.whole() and lines.last >= contents.line):
        return frozenset()
    return found.keys() - contents.entries.keys()


def _lost(contents: Contents, lines: Lines, places: Set[int], journal: str) -> tuple[Damaged, ...]:
    if contents.whole and not contents.fresh:
        return ()
    pieces = [damaged for seq, damaged in contents.bad if seq not in places]
    pieces += [Damaged(f"line {place} of {journal}", clipped(raw)) for place, raw in lines.bad]
    if lines.torn:
        pieces.append(Damaged(f"the end of {journal}", clipped(lines.torn)))
    return tuple(pieces)


def originals(files: Iterable[Path]) -> dict[Path, bytes]:
    """What the files hold before anything opens them: opening alone may write into a damaged one."""
    return {file: file.read_bytes() for file in files if file.exists()}


def put_aside(found: Mapping[Path, bytes]) -> str:
    """Keep damaged files under the first free number beside them; returns what they are called now."""
    number = 1
    while any(_aside(file, number).exists() for file in found):
        number += 1
    for file, content in found.items():
        draft = _aside(file, number).with_name(f"{file.name}.draft")
        touch_private(draft)
        with draft.open("wb") as copy:
            copy.write(content)
            copy.flush()
            os.fsync(copy.fileno())
        draft.replace(_aside(file, number))
    return ", ".join(_aside(file, number).name for file in found)


def remove(path: Path) -> None:
    """Make room for a new first copy; everything in it lies in the second copy and aside by now."""
    for file in reversed(database.files(path)):
        file.unlink()


def _aside(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}.damaged-{number}")


def _asked(entry: Entry, now: int) -> Entry:
    if entry.state not in (State.READY, State.BLOCKED):
        return entry
    return changed(entry, state=State.REVIEW, reached=True, reasons=(_OLD,), changed_at=now)
