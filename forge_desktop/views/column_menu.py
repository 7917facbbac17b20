"""Which columns a page shows: view and page state in step, the chooser, and the menu of a heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from forge_desktop.domain import text
from forge_desktop.domain.query import Query
from forge_desktop.views.columns import ColumnChooser
from forge_desktop.views.page_state import ColumnState, PageState, standard
from forge_desktop.views.popup import Popup
from forge_desktop.views.table import ResourceView


class ColumnMenu(QObject):
    """Arranges the columns of a view as its page state says, and the other way round."""

    arranged = Signal()
    """The page state holds other columns now."""
    filter_wished = Signal(str)
    compacted = Signal(bool)

    def __init__(self, view: ResourceView, state: PageState) -> None:
        super().__init__(view)
        self._view, self._state = view, state
        self.popup: Popup | None = None
        self.menu = QMenu(view)
        view.arranged.connect(self._take)
        view.heading_menu.connect(self._offer)

    def show_query(self, query: Query) -> None:
        """Mark the columns that sort and filter the rows."""
        self._view.show_order(query)
        names = {condition.field for condition in query.where}
        columns = enumerate(self._view.table.columns)
        self._view.heading.mark(frozenset(number for number, column in columns if column.field in names))

    def open_under(self, control: QWidget) -> None:
        """Open the column chooser."""
        table = self._view.table
        labels = {column.field: table.label(number) for number, column in enumerate(table.columns)}
        helps = {column.field: table.resource.field(column.field).help for column in table.columns}
        chooser = ColumnChooser(self._state.columns, labels, helps, compact=self._state.compact)
        chooser.changed.connect(self._set)
        chooser.compacted.connect(self.compacted)
        chooser.reset.connect(self._reset)
        chooser.reset.connect(lambda: chooser.show_columns(self._state.columns))
        self.popup = Popup("Columns", chooser, control)
        self.popup.closed.connect(lambda: control.setFocus(Qt.FocusReason.PopupFocusReason))
        self.popup.open_under(control)

    def _take(self, columns: tuple[ColumnState, ...]) -> None:
        if columns != self._state.columns:
            self._state.columns = columns
            self._state.keep()
            self.arranged.emit()

    def _set(self, columns: tuple[ColumnState, ...]) -> None:
        self._view.arrange(columns)
        self._take(columns)

    def _reset(self) -> None:
        self._set(standard(self._state.resource))

    def _hide(self, name: str) -> None:
        columns = tuple(replace(c, shown=c.shown and c.field != name) for c in self._state.columns)
        if any(column.shown for column in columns):
            self._set(columns)

    def _offer(self, number: int, at: QPoint) -> None:
        table = self._view.table
        name = table.columns[number].field
        menu = self.menu
        menu.clear()
        label = text.one_line(table.label(number))
        menu.setAccessibleName(label)
        _entry(menu, "Sort ascending", lambda: table.sort(number, Qt.SortOrder.AscendingOrder))
        _entry(menu, "Sort descending", lambda: table.sort(number, Qt.SortOrder.DescendingOrder))
        menu.addSeparator()
        _entry(menu, f"Filter by {label} …", lambda: self.filter_wished.emit(name))
        _entry(menu, f"Hide {label}", lambda: self._hide(name))
        menu.addSeparator()
        _entry(menu, "Columns …", lambda: self.open_under(self._view.heading))
        _entry(menu, "Reset columns", self._reset)
        menu.popup(at)


def _entry(menu: QMenu, words: str, act: Callable[[], None]) -> None:
    menu.addAction(words.replace("&", "&&")).triggered.connect(lambda: act())
