"""Opens the files of an outbox: locked for this process, of this account, both copies whole and alike."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from forge_desktop.outbox import database, journal, rescue
from forge_desktop.outbox.ballast import Ballast
from forge_desktop.outbox.copies import Copies
from forge_desktop.outbox.database import Contents, Damaged
from forge_desktop.outbox.entry import Entry
from forge_desktop.outbox.journal import Journal, Lines
from forge_desktop.outbox.trouble import in_words, other_account
from forge_desktop.paths import make_private
from forge_desktop.settings.files import held

_PATIENCE = 1.0
"""Seconds for a program that is just ending; another one that is at work will not let go."""
_LARGEST = 8 << 20
"""Bytes from which the second copy is written anew at a start, without the steps in between."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An outbox ready for use."""

    copies: Copies
    entries: tuple[Entry, ...]
    damaged: tuple[Damaged, ...]
    notice: str


def opened(path: Path, account: str, now: int, keep: ExitStack) -> Opened:
    """Open or begin an outbox; everything opened is closed by `keep`. StorageTrouble, and nothing changed."""
    make_private(path.parent)
    keep.enter_context(held(path, patience=_PATIENCE))
    second = path.with_suffix(".journal")
    with in_words(path):
        found = rescue.originals((*database.files(path), second))
        lines = journal.look(second)
        existed = path.exists()
        connection = database.connect(path)
        keep.callback(connection.close)
        contents = database.look(connection, path)
        if contents.whole:
            lines = lines.without_torn(contents.line)
        told = {contents.account, *(e.account for e in (*contents.entries.values(), *lines.entries.values()))}
        if told - {None, account}:
            raise other_account(path)
        known = rescue.merged(contents, lines, second.name, now)
        notice = _notice(existed, contents, lines)
        if not contents.whole or lines.bad or (existed and contents.fresh and lines.entries):
            aside = rescue.put_aside(found)
            notice = f"{notice} The originals were kept as {aside}."
        lines = _second(second, contents, lines, known.entries)
        if not contents.whole:
            connection.close()
            rescue.remove(path)
            connection = database.connect(path)
            keep.callback(connection.close)
            database.look(connection, path)
        steps = Journal(second, lines)
        keep.callback(steps.close)
        _first(connection, account, known, contents, steps.number)
    ballast = Ballast(path.with_suffix(".ballast"))
    ballast.load()
    copies = Copies(path, connection, steps, ballast)
    return Opened(copies, known.entries, (*contents.damaged, *known.lost), notice)


def _second(path: Path, contents: Contents, lines: Lines, entries: tuple[Entry, ...]) -> Lines:
    """The second copy, written anew where it is damaged, lacks something or has grown long."""
    known = {ident: entry.rev for ident, entry in lines.entries.items()}
    lacks = any(known.get(entry.command.id) != entry.rev for entry in entries)
    if not (lacks or lines.bad or not contents.whole or lines.end > _LARGEST):
        return lines
    return journal.rewrite(path, entries, max(lines.last + lines.tail, contents.line or 0))


def _first(
    connection: sqlite3.Connection, account: str, known: rescue.Merged, contents: Contents, line: int
) -> None:
    """Bring the first copy up to what is known."""
    had = {} if not contents.whole else {ident: entry.rev for ident, entry in contents.entries.items()}
    newer = [entry for entry in known.entries if had.get(entry.command.id) != entry.rev]
    gone = had.keys() - {entry.command.id for entry in known.entries}
    damaged = known.lost if contents.whole else (*contents.damaged, *known.lost)
    if contents.account == account and contents.line == line and not (newer or gone or damaged):
        return
    connection.execute("BEGIN IMMEDIATE")
    database.save(connection, newer, gone)
    database.keep_damaged(connection, damaged)
    database.note(connection, "account", account)
    database.note(connection, "line", str(line))
    connection.execute("COMMIT")


def _notice(existed: bool, contents: Contents, lines: Lines) -> str:
    if not contents.whole:
        return (
            "The outbox was damaged; everything readable in it and in its second copy was put together again."
        )
    if lines.bad:
        return "The second copy of the outbox was damaged and was written anew."
    if contents.fresh and lines.entries:
        return "The outbox was missing and was put together again from its second copy."
    return ""
