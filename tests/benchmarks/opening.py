"""How long a page takes from nothing to its first painted rows, beside the same page with constant data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from forge_desktop.domain import show
from forge_desktop.domain.record import Record
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.roles import Role
from forge_desktop.store import Cache
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState, all_columns
from tests.benchmarks import screen
from tests.benchmarks.frames import Frames
from tests.benchmarks.lots import LOTS, lots
from tests.benchmarks.prepared import SEEN, cache_in

_NOWHERE = QModelIndex()


class Constant(QAbstractTableModel):
    """As many rows as the cache has, all of them out of twenty that are always there."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self._columns = all_columns(LOTS)
        records = [Record(key, {**values, **LOTS.derive(values)}) for key, values in lots(20) if LOTS.derive]
        self._cells = [[show.cell(LOTS, column, r, SEEN) for column in self._columns] for r in records]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Role.CELL:
            return self._cells[index.row() % 20][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].label or LOTS.field(self._columns[section].field).label
        return None


class Deaf(ReaderThread):
    """Takes questions and answers none, so that a page with constant data stays as it is."""

    def ask(self, *question: Any, urgent: bool = False) -> None:
        """Nothing comes of it."""


def measure(data: Path, rows: int, rounds: int = 5) -> dict[str, float]:
    """Seconds: `page` with the cached lots, `constant` without, medians of alternating rounds."""
    screen.application()
    cache = Cache.open(cache_in(data), LOTS.dialect)
    reading, deaf = ReaderThread(cache.reader), Deaf(cache.reader)  # once per connection, as in the program
    took: dict[str, list[float]] = {"page": [], "constant": []}
    try:
        for round_ in range(rounds + 1):
            constant, real = _constant(deaf, rows), _real(reading)
            if round_:  # the first one warms fonts, icons and imports for both
                took["constant"].append(constant)
                took["page"].append(real)
    finally:
        reading.close()
        deaf.close()
        cache.close()
    return {name: screen.median(seconds) for name, seconds in took.items()}


def _real(reading: ReaderThread) -> float:
    began = perf_counter()
    page = Page(LOTS, reading, lambda: SEEN, PageState(LOTS))
    return _first_rows(page, began, lambda: bool(page.table.rowCount()))


def _constant(deaf: ReaderThread, rows: int) -> float:
    model = Constant(rows)
    began = perf_counter()
    page = Page(LOTS, deaf, lambda: SEEN, PageState(LOTS))
    page.view.setModel(model)
    return _first_rows(page, began, lambda: True)


def _first_rows(page: Page, began: float, there: Callable[[], bool]) -> float:
    waiting, ended = screen.Waiting(), list[float]()

    def painted() -> None:
        if there():
            ended.append(perf_counter())
            waiting.over()

    frames = Frames(page.view.viewport(), painted)
    window = screen.window_of(page)
    window.show()
    waiting.wait()
    frames.deleteLater()
    page.close_down()
    screen.discard(window)
    return ended[0] - began
