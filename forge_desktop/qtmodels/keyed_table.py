"""A table model over a list of keys that takes another order without being reset."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

from forge_desktop.qtmodels.rows import KeyList

_ROWS = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
_LAYOUT = ("QList<QPersistentModelIndex>", "QAbstractItemModel::LayoutChangeHint")
"""The form of Qt's signal that says that only rows move: selections then hold a mark per row, not per cell."""
_NOWHERE = QModelIndex()


class KeyedTable(QAbstractTableModel):
    """Rows are keys. Whoever holds on to a row (selection, current row) is moved along with its key."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = KeyList()
        self._count = 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def key(self, row: int) -> int | None:
        """The key of the record in this row."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: int) -> int | None:
        """Where this record stands in the current order."""
        return self._keys.where((key,)).get(key)

    def rows_of(self, keys: Collection[int]) -> list[int]:
        """Where these records stand, in the order of the rows; those that are not shown are left out."""
        return sorted(self._keys.where(keys).values())

    def move_to(self, keys: KeyList) -> None:
        """Take another order: rows are moved by key, added at the end or taken from it, never reset."""
        had, old = self._count, self._keys
        if len(keys) > had:
            self.beginInsertRows(_NOWHERE, had, len(keys) - 1)
            self._count = len(keys)
            if keys.begins_with(old):
                self._keys = keys
            self.endInsertRows()
        if self._keys is not keys and not old.begins_with(keys):
            self._reorder(keys)
        if len(keys) < had:
            self.beginRemoveRows(_NOWHERE, len(keys), had - 1)
            self._count, self._keys = len(keys), keys
            self.endRemoveRows()
        self._keys = keys

    def _reorder(self, keys: KeyList) -> None:
        _form(self.layoutAboutToBeChanged).emit([], _ROWS)
        before = self.persistentIndexList()
        held = [self._keys[i.row()] if i.row() < len(self._keys) else None for i in before]
        where = keys.where({key for key in held if key is not None})
        self._keys = keys
        after = [
            self.createIndex(where[key], index.column()) if key in where else QModelIndex()
            for key, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        _form(self.layoutChanged).emit([], _ROWS)

    def held(self) -> frozenset[int]:
        """Keys of the rows somebody holds on to: the selection and the current row."""
        rows = {index.row() for index in self.persistentIndexList()}
        return frozenset(self._keys[row] for row in rows if row < len(self._keys))


def _form(signal: Any) -> Any:
    """WORKAROUND: PySide's own type hints do not know that a signal's form can be chosen."""
    return signal[_LAYOUT]
