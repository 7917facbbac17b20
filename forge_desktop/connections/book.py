"""The list of stored connections: one JSON file without keys, shared by every window on the data folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from forge_desktop.connections.connection import Connection, NoConnection, known_zone
from forge_desktop.errors import Refused, StorageTrouble
from forge_desktop.settings.files import held, set_aside, trouble, write_whole

_ENTRY = TypeAdapter(Connection)
_Entries = list[dict[str, Any]]


class Connections:
    """The stored connections. Each change reads, changes and writes the file under a lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notice = ""
        """Empty, or one sentence for a person about a file or an entry that was damaged."""

    def all(self) -> tuple[Connection, ...]:
        """Every stored connection, in the order in which they were added."""
        return tuple(c for entry in self._read() if (c := self._sound(entry)) is not None)

    def find(self, name: str) -> Connection:
        """The connection of this name (case does not matter) or ident. NoConnection when there is none."""
        stored = self.all()
        for connection in stored:
            if name == connection.ident or name.casefold() == connection.name.casefold():
                return connection
        known = ", ".join(f"“{c.name}”" for c in stored) or "none"
        raise NoConnection(f"There is no connection “{name}”. Stored ones: {known}.")

    def add(self, connection: Connection) -> None:
        """Store one more. Refused when its name is taken."""

        def change(entries: _Entries) -> _Entries:
            if any(connection.name.casefold() == str(e.get("name")).casefold() for e in entries):
                raise Refused(f"There is already a connection “{connection.name}”.", title="The name is taken")
            return [*entries, asdict(connection)]

        self._change(change)

    def bind(self, connection: Connection, account: str) -> Connection:
        """Remember the account whose key was used first; returns the connection bound to it."""
        self._change(
            lambda entries: [
                e | {"account": account} if e.get("ident") == connection.ident else e for e in entries
            ]
        )
        return replace(connection, account=account)

    def renew(self, connection: Connection, proven: str) -> Connection:
        """Remember another key of the same account, by its fingerprint; returns the connection with it.

        The account keeps its first name, so that what waits in the outbox stays bound to it.
        """
        self._change(
            lambda entries: [
                e | {"proven": proven} if e.get("ident") == connection.ident else e for e in entries
            ]
        )
        return replace(connection, proven=proven)

    def remove(self, ident: str) -> None:
        """Forget a connection; its keys and its local copy are not touched."""
        self._change(lambda entries: [e for e in entries if e.get("ident") != ident])

    def _change(self, change: Callable[[_Entries], _Entries]) -> None:
        with held(self._path):
            data = {"connections": change(self._read())}
            write_whole(self._path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")

    def _read(self) -> _Entries:
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))["connections"]
            if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
                return entries
        except FileNotFoundError:
            return []
        except OSError as error:
            raise trouble(self._path, error) from error
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        return self._damaged()

    def _sound(self, entry: dict[str, Any]) -> Connection | None:
        """The connection of one entry; an unusable one stays in the file and is told about."""
        try:
            connection = _ENTRY.validate_python(entry)
            known_zone(connection.timezone)
            return connection
        except (ValidationError, Refused):
            self.notice = (
                f"The connection “{entry.get('name')}” in {self._path.name} is not usable; see that file."
            )
            return None

    def _damaged(self) -> _Entries:
        try:
            aside = set_aside(self._path)
        except OSError as error:
            raise StorageTrouble(f"{self._path} is damaged and cannot be moved aside.") from error
        self.notice = f"The list of connections was damaged; it was kept as {aside.name}. Add them again."
        return []
