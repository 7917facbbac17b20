"""The widths that were chosen for the columns of a table, and the widths they have in the room there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from forge_desktop.views.widths import asked, fitted

if TYPE_CHECKING:
    from forge_desktop.views.table import ResourceView


class Fitting:
    """Shares out the room of a view among its columns of text, and remembers what a person chose instead."""

    def __init__(self, view: ResourceView) -> None:
        self._view = view
        self._chosen: dict[int, int] = {}
        self._at_work = False

    def choose(self, widths: Mapping[int, int]) -> None:
        """These columns are to have these widths."""
        self._chosen = dict(widths)

    def own(self, number: int) -> int:
        """The width that was chosen for a column, whatever the room is."""
        return self._chosen.get(number, self._view.table.columns[number].width)

    def resized(self, number: int, before: int, width: int) -> bool:
        """Take the width that a person gave a column; False when it was hidden, shown or fitted instead."""
        if self._at_work or not before or not width:
            return False
        self._chosen[number] = width
        return True

    def fit(self) -> None:
        """Give every column its width; one that a person made wider or narrower keeps what it has."""
        view, places = self._view, range(self._view.heading.count())
        shown = [n for n in map(view.heading.logicalIndex, places) if not view.isColumnHidden(n)]
        table = view.table
        wanted = [asked(table.resource, table.columns[number], self.own(number)) for number in shown]
        self._at_work = True
        for number, width in zip(shown, fitted(wanted, view.viewport().width()), strict=True):
            if view.columnWidth(number) != width:
                view.setColumnWidth(number, width)
        self._at_work = False
