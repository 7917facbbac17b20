"""Keeps the rows in sight in their place while a table follows changes, and says when none of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from forge_desktop.qtmodels.resource_table import ResourceTable

if TYPE_CHECKING:
    from forge_desktop.views.table import ResourceView


class Anchor(QObject):
    """Before a table takes another order, remembers a row in sight that did not change; then scrolls to it."""

    def __init__(self, view: ResourceView, table: ResourceTable) -> None:
        super().__init__(view)
        self._view, self._table = view, table
        self._key: int | None = None
        self._above = 0
        self._sight: list[int | None] | None = None
        self._rows = -1
        """How many there were before; -1 when nobody follows anything."""
        table.about_to_follow.connect(self._hold)
        table.followed.connect(self._put_back)

    def still(self) -> bool:
        """True when Qt lays out anew only because rows came and went out of sight: the picture stays right."""
        return self._sight is not None and self._sight == self._keys_in_sight()

    def laid_out(self) -> None:
        """The rows were laid out: after they have moved, Qt puts that off once, and any other means more."""
        if self._rows < 0:
            self._sight = None

    def _keys_in_sight(self) -> list[int | None]:
        return [self._table.key(row) for row in self._view.rows_in_sight()]

    def _hold(self, touched: frozenset[int] | None) -> None:
        self._rows, keys = self._table.rowCount(), self._keys_in_sight()
        named = touched is not None and touched.isdisjoint(keys) and not self._table.grouped
        self._sight = keys if named else None
        self._key = None
        view = self._view
        if not view.verticalScrollBar().value():
            return  # at the top one wants to see what is new there
        first = view.rowAt(0)
        current = view.currentIndex().row()
        last = view.rowAt(view.viewport().height() - 1)
        rows = [current] if first <= current <= last else []
        for row in (*rows, *range(max(0, first), max(first, last) + 1)):
            key = self._table.key(row)
            if key is not None and touched is not None and key not in touched:
                self._key, self._above = key, view.rowViewportPosition(row)
                return

    def _put_back(self) -> None:
        if self._rows == self._table.rowCount():
            self._sight = None  # Qt put nothing off
        self._rows = -1
        row = None if self._key is None else self._table.row_of(self._key)
        if row is not None:
            shift = self._view.rowViewportPosition(row) - self._above
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + shift)
            if shift:
                self._sight = None  # Qt pushed the picture along
