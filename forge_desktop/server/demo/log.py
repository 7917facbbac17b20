"""The log of user actions: gathered in any order, numbered and written in the order of time."""

from __future__ import annotations

from heapq import heappop, heappush

from forge_desktop.server import tables
from forge_desktop.server.demo.rows import Rows
from forge_desktop.server.world.actions import ACTIVITIES


class Log:
    """Actions wait here until everything before them is known."""

    def __init__(self, rows: Rows) -> None:
        self._add = rows.into(
            tables.user_actions, "log_id created user_id object_id activity description comment"
        )
        self._waiting: list[tuple[int, int, int, int, str]] = []
        self._number = 0

    def did(self, created: int, user: int, activity: int, thing: int, code: str) -> None:
        """Somebody did something to the object of that number and code."""
        heappush(self._waiting, (created, activity, thing, user, code))

    def write_until(self, instant: int) -> None:
        """Number and write what happened before that instant."""
        while self._waiting and self._waiting[0][0] < instant:
            created, activity, thing, user, code = heappop(self._waiting)
            self._number += 1
            text = f"{ACTIVITIES[activity]}: {code}"
            self._add((self._number, created, user, thing, activity, text, ""))
