"""What the commands that write have in common: a session, the wait for a verdict, and how entries are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from forge_desktop.cli.output import Exit, machine, note, say, table
from forge_desktop.cli.start import Start
from forge_desktop.connections import Connection
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.text import one_line, visible
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Session

PATIENCE = 15.0
"""Seconds that a command waits for what is due soon, or for a server that does not answer."""
WAITS = 7
"""Exit code: something still waits in the outbox."""
EPILOG = """\
exit codes:
  0  nothing waits in the outbox
  1  the server refused something (create --send)
  7  something still waits: for the server, for its turn, for its answer, or for somebody to look at it
"""


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
    try:
        await session.push_all(patience)
    except (Unreachable, SignedOut) as failure:
        note(f"{failure.title}: {visible(failure.message)} What waits is kept and can be sent later.")


def tell(session: Session, entries: Sequence[Entry], *, as_json: bool) -> None:
    """Print entries, for people or for a machine."""
    if as_json:
        machine([_machine(session, entry) for entry in entries])
        return
    if not entries:
        say("The outbox is empty.")
        return
    rows = [
        [
            entry.command.id[:8],
            f"{entry.command.verb} {entry.command.resource}",
            str(entry.result_key or (entry.command.key if entry.command.key > 0 else "")),
            entry.state.value,
            datetime.fromtimestamp(entry.command.made, UTC).strftime("%Y-%m-%d %H:%M"),
            one_line(" ".join(entry.reasons), 120),
        ]
        for entry in entries
    ]
    table(["Id", "What", "Key", "State", "Made (UTC)", "Why"], rows)


def verdict(session: Session, entries: Sequence[Entry]) -> int:
    """The exit code after sending these."""
    if any(entry.state is State.REJECTED for entry in entries):
        return Exit.FAILED
    ids = {entry.command.id for entry in entries}
    return WAITS if any(e.command.id in ids for e in session.writes.still_waiting()) else Exit.OK


def _machine(session: Session, entry: Entry) -> dict[str, object]:
    command = entry.command
    return {
        "id": command.id,
        "resource": command.resource,
        "verb": command.verb.value,
        "key": command.key if command.key > 0 else None,
        "state": entry.state.value,
        "result_key": entry.result_key,
        "reasons": list(entry.reasons),
        "why": session.writes.outbox.why(command.id),
        "token": entry.token,
        "tries": entry.tries,
        "made": command.made,
        "values": dict(command.patch),
    }
