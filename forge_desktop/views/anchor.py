"""Keeps the rows in sight in their place while a table follows changes above them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from forge_desktop.qtmodels.resource_table import ResourceTable
from forge_desktop.widgets.table import Table


class Anchor(QObject):
    """Before a table takes another order, remembers a row in sight that did not change; then scrolls to it."""

    def __init__(self, view: Table, table: ResourceTable) -> None:
        super().__init__(view)
        self._view, self._table = view, table
        self._key: int | None = None
        self._above = 0
        table.about_to_follow.connect(self._hold)
        table.followed.connect(self._put_back)

    def _hold(self, touched: frozenset[int] | None) -> None:
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
        row = None if self._key is None else self._table.row_of(self._key)
        if row is not None:
            shift = self._view.rowViewportPosition(row) - self._above
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + shift)
