"""One write in progress: its transaction, its moment, who acts, and which stock it has touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, Table, insert, select, update

from forge_desktop.server import tables as t
from forge_desktop.server.world.actions import ACTIVITIES


class Refused(Exception):
    """The rules do not allow it; each complaint is a text for people that names its field first."""

    def __init__(self, *complaints: str) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


class Absent(Exception):
    """What the write is about does not exist; the text says so."""


class Act:
    """A write within one transaction. What it books or receives it names here, for `stock` to settle."""

    def __init__(self, connection: Connection, now: int, zone: ZoneInfo) -> None:
        self.connection = connection
        self.now = now
        self.zone = zone
        self.lots: set[int] = set()
        self.articles: set[int] = set()

    def add(self, table: Table, **values: Any) -> int:
        """Insert a row; its key."""
        result = self.connection.execute(insert(table).values(**values))
        keys = result.inserted_primary_key
        assert keys is not None
        return int(keys[0])

    def row(self, statement: Select[Any]) -> Any:
        """The first row, or None."""
        return self.connection.execute(statement).first()

    def rows(self, statement: Select[Any]) -> list[Any]:
        """All rows."""
        return list(self.connection.execute(statement).all())

    def set(self, table: Table, where: ColumnElement[bool], values: Mapping[str, Any]) -> None:
        """Change the rows for which that holds."""
        self.connection.execute(update(table).where(where).values(dict(values)))

    def touch(self, lots: Iterable[int]) -> None:
        """These lots have changed."""
        self.lots.update(lots)

    def user(self) -> int:
        """The user in whose name the contract's clients write: the account's first one."""
        first = self.connection.scalar(select(t.users.c.user_id).order_by(t.users.c.user_id).limit(1))
        return self.add(t.users, username="api", name="API") if first is None else int(first)

    def did(
        self,
        activity: int,
        thing: int,
        code: str,
        *,
        user: int | None = None,
        comment: str = "",
        words: str = "",
    ) -> None:
        """Write into the log of actions that somebody did this to the object of that key and code."""
        known = self.row(select(t.activities.c.activity).where(t.activities.c.activity == activity))
        if known is None:
            self.add(t.activities, activity=activity, title=ACTIVITIES[activity])
        self.add(
            t.user_actions,
            created=self.now,
            user_id=self.user() if user is None else user,
            object_id=thing,
            activity=activity,
            description=f"{words or ACTIVITIES[activity]}: {code}",
            comment=comment,
        )
