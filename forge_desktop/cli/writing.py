"""What the commands that write have in common: a session, the wait for a verdict, and how entries are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from forge_desktop.cli.output import Exit, ProgressLine, machine, note, say, table
from forge_desktop.cli.start import Start
from forge_desktop.connections import Connection
from forge_desktop.domain.catalog import named_by_texts
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.text import one_line, visible
from forge_desktop.domain.wanting import in_words, subject_of
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import Entry, State, explained
from forge_desktop.session import Session
from forge_desktop.store import Reader

PATIENCE = 15.0
"""Seconds that a command waits for what is due soon, or for a server that does not answer."""
WAITS = 7
"""Exit code: something still waits in the outbox."""
_NOT_TAKEN = (State.REJECTED, State.RECORDED)


@contextmanager
def reached(start: Start, *, online: bool) -> Iterator[tuple[Connection, Keys]]:
    """The connection and its keys; the demo's server runs only when something is to be sent."""
    connection = start.connection()
    if start.demo and not online:
        yield connection, Keys("demo", "demo")
        return
    with start.server_of(connection) as found:
        yield found


def open_session(start: Start, connection: Connection, keys: Keys) -> Session:
    """The session; tells what a person should know about its files."""
    session = Session.open(start.folders, connection, keys, quiet=start.settings.quiet_period)
    for notice in (session.cache.notice, session.writes.outbox.notice):
        if notice:
            note(notice)
    return session


async def send(session: Session, patience: float) -> None:
    """Send what can be sent now; why nothing can is told, and what waits is kept."""
    line = ProgressLine()
    end = session.feed.listen(lambda change: line.show(f"Sending: {session.writes.waiting():,} still wait"))
    try:
        with line:
            await session.push_all(patience)
    except (Unreachable, SignedOut) as failure:
        note(f"{failure.title}: {visible(failure.message)} What waits is kept and can be sent later.")
    finally:
        end()


def tell(session: Session, entries: Sequence[Entry], *, as_json: bool, none: str = "") -> None:
    """Print entries, for people or for a machine; `none` is said to people when there are none."""
    whys = session.writes.outbox.whys()
    if as_json:
        with closing(session.cache.reader()) as reader:
            called = _Called(session, reader)
            machine([_machine(called, entry, whys) for entry in entries])
        return
    if not entries:
        if none:
            say(none)
        return
    with closing(session.cache.reader()) as reader:
        called = _Called(session, reader)
        rows = [
            [
                entry.command.id[:8],
                called.what(entry),
                called.record(entry),
                entry.state.value,
                datetime.fromtimestamp(entry.command.made, UTC).strftime("%Y-%m-%d %H:%M"),
                one_line(_why(entry, whys), 400),
            ]
            for entry in entries
        ]
    table(["Id", "What", "Record", "State", "Made (UTC)", "Why"], rows)


class _Called:
    """What records are called, as far as the local copy or the outbox knows."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._reader = reader
        self._resources = {resource.name: resource for resource in session.resources}
        self._new = {e.command.key: e.command for e in session.writes.outbox.entries()}

    def what(self, entry: Entry) -> str:
        """What is wanted: "New quote for Jaanson, Jüri", "MO00012 status → Done"."""
        command = entry.command
        resource = self._resources.get(command.resource)
        if resource is None:
            return f"{command.verb} {command.resource}"
        about = subject_of(resource, command.patch)
        subject = self._text(about.resource, command.patch[about.field], about.shown) if about else ""
        return in_words(resource, command, self.record(entry), subject)

    def record(self, entry: Entry) -> str:
        """What people call the record; empty for one that no server has yet."""
        key = entry.result_key or entry.command.key
        resource = self._resources.get(entry.command.resource)
        if key < 0 or resource is None:
            return ""
        return self._text(resource.name, key, resource.code or resource.key) or _plain(resource, key)

    def ident(self, resource_name: str, key: int | None) -> int | str | None:
        """What the server calls a record; None for one that it does not have, or that was not read yet."""
        resource = self._resources.get(resource_name)
        if key is None or key < 0 or resource is None or not named_by_texts(resource.dialect):
            return key if key is not None and key > 0 else None
        return self._value(resource_name, key, resource.key) or None

    def values(self, entry: Entry) -> dict[str, Json]:
        """What is wanted, other records called as the server calls them."""
        resource, found = self._resources.get(entry.command.resource), dict(entry.command.patch)
        for field in resource.fields if resource is not None else ():
            key = found.get(field.name)
            if field.ref is not None and type(key) is int and key > 0:
                found[field.name] = self.ident(field.ref.resource, key)
        return found

    def _text(self, resource_name: str, name: Json, field: str) -> str:
        return one_line(self._value(resource_name, name, field), 60)

    def _value(self, resource_name: str, name: Json, field: str) -> str:
        resource, key = self._resources.get(resource_name), key_of(name)
        if resource is None or key is None:
            return ""
        record = self._reader.records(resource, (key,))[0]
        values = record.values if record is not None else self._new[key].patch if key in self._new else {}
        return str(values.get(field) or "")


def _plain(resource: Resource, key: int) -> str:
    """A key that means something to people."""
    return "" if named_by_texts(resource.dialect) else str(key)


def _why(entry: Entry, whys: Mapping[str, str]) -> str:
    """Why it did not arrive, as far as there is more to say than that its turn will come."""
    waits = "" if entry.state is State.READY else whys.get(entry.command.id, "")
    return "; ".join(entry.reasons) or waits


def verdict(session: Session, entries: Sequence[Entry]) -> int:
    """The exit code after sending these."""
    if any(entry.state in _NOT_TAKEN for entry in entries):
        return Exit.FAILED
    ids = {entry.command.id for entry in entries}
    return WAITS if any(e.command.id in ids for e in session.writes.still_waiting()) else Exit.OK


def _machine(called: _Called, entry: Entry, whys: Mapping[str, str]) -> dict[str, object]:
    command = entry.command
    return {
        "id": command.id,
        "resource": command.resource,
        "verb": command.verb.value,
        "key": called.ident(command.resource, command.key),
        "temporary_key": command.key if command.key < 0 else None,
        "state": entry.state.value,
        "result_key": called.ident(command.resource, entry.result_key),
        "reasons": list(entry.reasons),
        "why": whys.get(command.id) or explained(entry),
        "token": entry.token,
        "tries": entry.tries,
        "made": command.made,
        "values": called.values(entry),
    }
