"""Stays with a new record: when the server has named it, the keyboard goes on with it under its new key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from forge_desktop.domain.commands import Command
from forge_desktop.domain.resource import Tone
from forge_desktop.errors import Failure
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.views.facts import code_of
from forge_desktop.views.page import Page

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program


class Arriving(QObject):
    """Waits until the pending row is gone; a person who went elsewhere meanwhile is left there.

    A server may be quicker than the page, and the pending row never on screen: its record is waited for then.
    """

    def __init__(self, program: Program, view: DeskView, page: Page, command: Command) -> None:
        super().__init__(page)
        self._program, self._view, self._page, self._command = program, view, page, command
        self._before = page.view.current_key()
        self._there = page.table.row_of(command.key) is not None
        self._here = self._gone = self._over = False
        page.table.about_to_follow.connect(self._hold)
        page.table.followed.connect(self._followed)
        page.table.counted.connect(self._counted)
        self._counted()

    @Slot(object)
    def _hold(self, touched: object) -> None:
        if not self._gone:
            self._here = self._page.view.current_key() == self._command.key

    @Slot()
    def _followed(self) -> None:
        there = self._page.table.row_of(self._command.key) is not None
        self._there = self._there or there
        if there or self._gone or not self._there:
            return
        self._gone = True
        if self._here:
            self._ask()
        else:
            self._end()

    @Slot()
    def _counted(self) -> None:
        if self._page.table.row_of(self._command.key) is not None:
            self._there = True
        elif not self._there:
            self._ask()

    def _ask(self) -> None:
        if self._view.desk.is_open and not self._over:
            self._program.tasks.start(self._go_on(), "new record")

    async def _go_on(self) -> None:
        try:
            entry = await self._view.desk.write(lambda writes: writes.entry(self._command.id))
        except Failure:
            return  # whoever keeps the outbox or reads the copy says so; the row is only not followed
        if not isValid(self) or self._over or not self._view.desk.is_open:
            return
        key = entry.result_key
        if self._gone or (key is not None and self._page.table.row_of(key) is not None):
            if key is not None and self._stayed():
                self._show(key)
            self._end()

    def _stayed(self) -> bool:
        """True when the keyboard is where it was when the record was made."""
        if self._there:
            return self._here
        return self._before is None or self._page.view.current_key() == self._before

    def _end(self) -> None:
        self._over = True
        self.deleteLater()

    def _show(self, key: int) -> None:
        row = self._page.table.row_of(key)
        record = self._view.desk.reading.here.record(self._page.resource, key)
        if row is not None and record is not None:
            self._page.view.go_to(row)
            self._view.changed.note(Tone.GOOD, f"{code_of(self._page.resource, record)} has arrived.")
