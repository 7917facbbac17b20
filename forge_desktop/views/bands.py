"""Headings above the groups of a table: painted into room that the first row of each group has above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QElapsedTimer, QObject, QPersistentModelIndex, QRect, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView

from forge_desktop.domain import text
from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.resource_table import ResourceTable
from forge_desktop.store.query import Reader
from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.cells import PAD
from forge_desktop.widgets.table import Table

BAND = 28
MOST_ROWS = 10_000
"""A longer table only has a line between its groups: heights of that many rows are not set in time."""
_MOST_GROUPS = 200
_REST = 3
"""After looking for the groups, rest so many times as long as it took,"""
_LONGEST = 5_000
"""but no longer than this: while rows arrive, the tables need the reader more."""


@dataclass(frozen=True, slots=True)
class Band:
    """A group: the row it begins with, what it is called, and how many rows it has."""

    row: int
    word: str
    count: int


class GroupBands(QObject):
    """Follows the order a table shows. A band is no row: keys pass over it, a click on it selects nothing."""

    def __init__(
        self, view: Table, table: ResourceTable, reading: ReaderThread, seen: Callable[[], Seen]
    ) -> None:
        super().__init__(view)
        self._view, self._table, self._reading, self._seen = view, table, reading, seen
        self._bands: dict[int, Band] = {}
        self._tall: list[QPersistentModelIndex] = []
        self._took = QElapsedTimer()
        self._stale = False
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._rested)
        table.asked.connect(lambda _: self._rest.stop())
        table.counted.connect(lambda _: self._look())

    @property
    def shown(self) -> tuple[Band, ...]:
        """The bands on the table now, from top to bottom."""
        return tuple(self._bands.values())

    @property
    def settled(self) -> bool:
        """True when the bands are those of the order on screen."""
        return not self._stale

    def covers(self, y: int) -> bool:
        """True when a band lies at this height of the viewport."""
        row = self._view.rowAt(y)
        return row in self._bands and y < self._view.rowViewportPosition(row) + BAND

    def paint(self, painter: QPainter, width: int) -> None:
        """Draw the bands in sight."""
        tokens = theme.current()
        for row, band in self._bands.items():
            room = QRect(0, self._view.rowViewportPosition(row), width, BAND)
            if room.bottom() < 0 or room.top() > self._view.viewport().height():
                continue
            painter.fillRect(room, QColor(tokens.ground))
            painter.fillRect(0, room.bottom(), width, 1, QColor(tokens.line))
            strong, small = fonts.font(12, fonts.SEMIBOLD), fonts.font(12)
            painter.setFont(strong)
            paint.line(painter, room.adjusted(PAD, 0, -PAD, 0), band.word, tokens.text)
            painter.setFont(small)
            after = room.adjusted(PAD + paint.width(strong, band.word) + 10, 0, -PAD, 0)
            paint.line(painter, after, text.number_of(band.count), tokens.muted)

    def fit(self) -> None:
        """Rows have another height: give the bands their room again."""
        bands, self._bands = self._bands, {}
        self._show(bands)

    def close_down(self) -> None:
        """Ask nothing any more."""
        self._rest.stop()
        self._reading.drop(self._topic)

    def _rested(self) -> None:
        if self._stale:
            self._look()

    @property
    def _topic(self) -> tuple[str, int]:
        return "bands", id(self)

    def _look(self) -> None:
        table, query, seen = self._table, self._table.query, self._seen()
        self._stale = False
        if query is None or not table.grouped or table.rowCount() > MOST_ROWS:
            self._reading.drop(self._topic)
            self._show({})
            return
        if self._rest.isActive():
            self._stale = True
            return
        self._took.start()
        resource = table.resource
        self._reading.ask(
            self._topic,
            lambda reader: read(reader, resource, query, seen),
            lambda bands: self._told(query, bands),
        )

    def _told(self, query: Query, bands: tuple[Band, ...]) -> None:
        self._rest.start(min(_LONGEST, _REST * int(self._took.elapsed())))
        # with rows on the move the numbers differ; the order that follows is looked at again
        if query == self._table.query and sum(band.count for band in bands) == self._table.rowCount():
            self._show({band.row: band for band in bands})

    def _show(self, bands: dict[int, Band]) -> None:
        rows, high = self._view.verticalHeader(), self._view.row_height
        length = self._table.rowCount() * high + len(bands) * BAND
        fits = rows.length() == length and all(rows.sectionSize(row) == high + BAND for row in bands)
        if bands == self._bands and fits:
            return
        self._bands = bands
        if not fits:
            top = self._view.rowAt(0)
            above = self._view.rowViewportPosition(top) if top > 0 else 0
            self._level(rows, high)
            for row in bands:
                rows.resizeSection(row, high + BAND)
            self._tall = [QPersistentModelIndex(self._table.index(row, 0)) for row in bands]
            if top > 0:
                bar = self._view.verticalScrollBar()
                bar.setValue(bar.value() + self._view.rowViewportPosition(top) - above)
        self._view.viewport().update()

    def _level(self, rows: QHeaderView, high: int) -> None:
        """All rows of one height; those that were made higher are known unless they have left meanwhile."""
        for where in self._tall:
            if where.isValid():
                rows.resizeSection(where.row(), high)
        count = self._table.rowCount()
        if rows.length() == count * high:
            return
        for row in range(min(count, MOST_ROWS)):
            if rows.sectionSize(row) != high:
                rows.resizeSection(row, high)


def read(reader: Reader, resource: Resource, query: Query, seen: Seen) -> tuple[Band, ...]:
    """In the reader's thread: where each group of this order begins; nothing for too many of them."""
    name = resource.group
    values = reader.choices(resource, name, _MOST_GROUPS + 1)
    if len(values) > _MOST_GROUPS:
        return ()
    groups = [(Condition(name, Op.IN, (value,)), word) for value, word, _ in values if value not in (None, "")]
    groups.append((Condition(name, Op.EMPTY), f"No {text.inside(resource.field(name).label)}"))
    keys, found = reader.keys(query, seen), []
    for condition, word in groups:
        inside = replace(query, where=(*query.where, condition))
        first = reader.first(inside, seen, 1)
        if first:
            found.append(Band(keys.index(first[0]), text.one_line(word, 80), reader.count(inside, seen)))
    return tuple(sorted(found, key=lambda band: band.row))
