"""Shows what was just put into the outbox: its page, its row chosen, and a sentence that says how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from forge_desktop.domain.commands import Command
from forge_desktop.domain.resource import Tone
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.views.page import Page

_TRIES = 3
"""So often a page is asked again before a row that it does not show is given up."""


def show_new(view: DeskView, commands: Sequence[Command]) -> None:
    """Go to the page of these new records and choose them, as soon as they are there."""
    if not commands or not view.desk.is_open:
        return
    name = commands[-1].resource
    view.show_page(name)
    view.tabs.go_to("")
    _Choosing(view, view.page, [command.key for command in commands])
    view.desk.beat.flush()
    title = view.resources[name].singular.lower()
    many = (
        f"{len(commands)} new {view.resources[name].title.lower()} are"
        if len(commands) > 1
        else f"The new {title} is"
    )
    view.changed.note(Tone.PENDING, f"{many} in the outbox and not sent yet.")


class _Choosing(QObject):
    """Waits for the rows of a page that was asked anew, chooses the new ones and is gone."""

    def __init__(self, view: DeskView, page: Page, keys: list[int]) -> None:
        super().__init__(page)
        self._view, self._page, self._keys, self._left = view, page, keys, _TRIES
        page.table.counted.connect(self._counted)
        self._counted(0)

    def _counted(self, count: int) -> None:
        page = self._page
        rows = page.table.rows_of(self._keys)
        if rows:
            page.view.go_to(min(rows))
            if len(self._keys) > 1:
                page.view.select_keys(self._keys, None)
        elif self._left:
            self._left -= 1
            return
        page.table.counted.disconnect(self._counted)
        self.deleteLater()
