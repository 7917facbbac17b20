"""A small read-only table of lines inside a detail page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from forge_desktop.qtmodels.lines_table import Heading, Line, LinesTable
from forge_desktop.views import lines as working
from forge_desktop.views.copying import guarded
from forge_desktop.widgets.table import Table


class LinesView(Table):
    """Shows lines; Enter or a double click follows the link of a cell, Ctrl+C copies the chosen rows."""

    followed = Signal(str, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, compact=True)
        self._lines = LinesTable(self)
        self.setModel(self._lines)
        self.setAccessibleName(name)
        self.horizontalHeader().setSectionsMovable(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.setCornerWidget(QWidget())
        self.doubleClicked.connect(self._follow)

    def show_lines(self, headings: Sequence[Heading], lines: Sequence[Line]) -> None:
        """Show these instead."""
        at = self.verticalScrollBar().value()
        self.clearSpans()
        self._lines.show_lines(headings, lines)
        for row, line in enumerate(lines):
            if line.across and len(headings) > 1:
                self.setSpan(row, 0, 1, len(headings))
        for column, heading in enumerate(headings):
            self.setColumnWidth(column, working.width(heading, lines, column))
        self.verticalScrollBar().setValue(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._copied())
        else:
            super().keyPressEvent(event)

    def _follow(self, where: QModelIndex) -> None:
        link = self._lines.link(where)
        if link is not None:
            self.followed.emit(*link)

    def _copied(self) -> str:
        columns = range(self._lines.columnCount())
        heading = (self._lines.headerData(column, Qt.Orientation.Horizontal) for column in columns)
        told = ["\t".join(guarded(str(label)) for label in heading)]
        for where in sorted(self.selectionModel().selectedRows(), key=lambda index: index.row()):
            told.append("\t".join(guarded(cell.text) for cell in self._lines.line(where.row()).cells))
        return "\n".join(told) + "\n"
