"""The head of a page: title, how many and how old, its acts, and the row of filters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.views.filter_bar import FilterBar
from forge_desktop.views.view_menu import ViewButton
from forge_desktop.widgets import plain, theme
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.plain import ElidedLabel
from forge_desktop.widgets.tokens import MARGIN


class PageHead(QWidget):
    """Everything above the rows."""

    def __init__(
        self, resource: Resource, filters: FilterBar, view: ViewButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count, self._age = "", ""
        self._title = plain.title(resource.title)
        self._said = ElidedLabel(tone=Tone.MUTED)
        self.export = QuietButton("Export", "download")
        self.columns = QuietButton("Columns", "columns-3")
        self.progress = Progress()
        self._acts = QHBoxLayout()
        self._acts.setSpacing(8)
        for button in (self.export, self.columns):
            self._acts.addWidget(button)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._title)
        top.addWidget(self._said, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(self._acts)
        filters.put_end(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 14, MARGIN, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(filters)
        column.addWidget(self.progress)

    def add_toggle(self, button: QWidget) -> None:
        """Put a switch of the table before the other acts."""
        self._acts.insertWidget(0, button)

    def add_act(self, button: QWidget) -> None:
        """Put the page's primary act at the right."""
        self._acts.addWidget(button)

    def tell_count(self, count: str) -> None:
        """How many there are."""
        self._count = count
        self._said.setText(" · ".join(part for part in (self._count, self._age) if part))

    def tell_age(self, age: str) -> None:
        """How old the data is."""
        self._age = age
        self.tell_count(self._count)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel above a hairline."""
        tokens, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.line))
