"""Keeps what is typed into a form in a file, a second after the last key, until it is agreed to or dropped."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import clock, day
from forge_desktop.errors import StorageTrouble
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.drafts import Drafts

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

_PAUSE = 1_000
_ORDER = count(1)
"""Later ones are newer, in all forms of this program."""


class DraftKeeping(QObject):
    """One form's draft."""

    def __init__(self, program: Program, view: DeskView, form: OrderForm, name: str) -> None:
        super().__init__(form)
        self._program, self._form, self._name = program, form, name
        self._seen = view.desk.seen
        self._drafts = Drafts(program.folders.connection(view.desk.connection.ident))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._later)
        form.drafted.connect(self._pause.start)
        form.dropped.connect(self.forget)
        form.finished.connect(self.now)
        program.window.closing.connect(self.now)

    def restore(self) -> None:
        """Show what was typed before the form was closed, or the program ended, without a yes."""
        found = self._drafts.load(self._name)
        if found is not None:
            state, at = found
            seen = self._seen()
            today = seen.today <= at
            when = clock(at, seen.zone) if today else f"{day(at, seen)} {clock(at, seen.zone)}"
            self._form.restored(state, f"draft of {when}")
        self._pause.stop()

    def now(self) -> None:
        """Keep it at once, when there is anything left to keep."""
        if self._pause.isActive():
            self._pause.stop()
            try:
                self._drafts.keep(self._name, self._form.state(), self._seen().now, next(_ORDER))
            except StorageTrouble as trouble:
                self._program.window.say(f"The draft could not be kept. {trouble.message}")

    def forget(self) -> None:
        """It is not wanted any more."""
        if isValid(self):
            self._pause.stop()
        self._drafts.forget(self._name, next(_ORDER))

    def _later(self) -> None:
        state, now, order = self._form.state(), self._seen().now, next(_ORDER)
        self._program.tasks.start(self._keep(state, now, order), "draft")

    async def _keep(self, state: dict[str, Any], now: int, order: int) -> None:
        try:
            await asyncio.to_thread(self._drafts.keep, self._name, state, now, order)
        except StorageTrouble as trouble:
            if isValid(self._form):
                self._form.tell_draft(f"draft not kept: {trouble.title.lower()}", Tone.BAD)
            return
        if isValid(self._form):
            self._form.tell_draft(f"draft kept {clock(now, self._seen().zone)}")
