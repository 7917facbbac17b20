"""The table of one resource: the keys of the asked order, and rows read by key where they are seen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.cell_table import CellTable
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.rows import KeyList
from forge_desktop.store.query import Reader

FIRST_SCREEN = 60
SMALL = 20_000
"""Up to so many known rows the whole order is waited for; it comes as fast as a first screen would."""
_REST = 3
"""After re-reading an order, rest so many times as long as it took."""


class ResourceTable(CellTable):
    """Rows of a resource in the order and filter asked last; follows changes without ever being reset."""

    counted = Signal(int)
    """The whole order is there and has so many rows."""
    loading = Signal(bool)
    asked = Signal(object)
    """Another Query is asked, by whomever."""
    about_to_follow = Signal(object)
    """Rows are about to move because records changed: their keys, None for too many to name."""
    followed = Signal()

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(resource, reading, seen, columns, parent)
        self._reading = reading
        self._seen = seen
        self._whole = False
        self._awake = True
        self._touched: frozenset[int] | None = frozenset()
        self._dirty = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._ask_again)
        self._took = QElapsedTimer()

    @property
    def query(self) -> Query | None:
        """What was asked last."""
        return self._query

    @property
    def whole(self) -> bool:
        """True when the whole order is there, not only its first screen."""
        return self._whole

    # Asking

    def ask(self, query: Query) -> None:
        """Show this instead. The first screen comes at once, the whole order as soon as it is read."""
        self._query = query
        self.asked.emit(query)
        self._reading.drop(self._topic("again"))
        self._rest.stop()
        self._dirty = False
        self.loading.emit(True)
        seen, wanted = self._seen(), self.held()
        if not (self._whole and self._count <= SMALL):
            self._reading.ask(
                self._topic("first"),
                lambda reader: reader.first(query, seen, FIRST_SCREEN),
                lambda keys: self._first_screen(KeyList(array("q", keys))),
            )
        self._reading.ask(
            self._topic("keys"),
            lambda reader: _order(reader, query, seen, wanted),
            self._arrived,
            self._refused,
        )

    def ask_again(self) -> None:
        """Ask the same once more with every row read afresh, as after a failure or at midnight."""
        self._source.forget()
        if self._query is not None:
            self.ask(self._query)

    def stop(self) -> None:
        """Give up what is being asked; what is shown stays."""
        for name in ("first", "keys", "again"):
            self._reading.drop(self._topic(name))
        self._rest.stop()
        self.loading.emit(False)

    def close(self) -> None:
        """Ask nothing any more."""
        self._query = None
        self.glow.clear()
        self.stop()
        self._source.close()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the order by this column, then by the record's code; groups stay groups."""
        if self._query is None or not 0 <= column < len(self._columns):
            return
        field = self.resource.field(self._columns[column].field)
        if not field.kind.scalar:
            return
        group = self._query.sort[:1] if self.grouped and field.name != self.resource.group else ()
        steps = [*group, Sort(field.name, order == Qt.SortOrder.DescendingOrder)]
        if self.resource.code and self.resource.code != field.name:
            steps.append(Sort(self.resource.code))
        self.ask(replace(self._query, sort=tuple(steps)))

    # Following changes

    def changed(self, keys: frozenset[int] | None) -> None:
        """These records changed (None: too many to name): show them, and ask where they stand now."""
        self._touched = None if keys is None or self._touched is None else self._touched | keys
        self._source.stale(keys)
        self._dirty = True
        if self._awake:
            self._ask_again()

    def reworded(self, names: Collection[str]) -> None:
        """The words behind the keys in these fields may be others now."""
        if self._query is not None and any(step.field in names for step in self._query.sort):
            self.changed(None)
            return
        self._source.stale(None)
        self.repaint(None)

    def set_awake(self, awake: bool) -> None:
        """A hidden table sleeps: it remembers that something changed and asks when it is shown."""
        self._awake = awake
        if awake and self._dirty:
            self._ask_again()

    def _ask_again(self) -> None:
        query = self._query
        if query is None or not self._dirty or not self._awake or self._rest.isActive():
            return
        if self._reading.busy(self._topic("again")) or self._reading.busy(self._topic("keys")):
            return
        self._dirty = False
        touched, self._touched = self._touched, frozenset()
        seen, wanted = self._seen(), self.held() | (touched or frozenset())
        self._took.start()
        self._reading.ask(
            self._topic("again"),
            lambda reader: _order(reader, query, seen, wanted),
            lambda keys: self._followed(keys, touched),
            self._refused,
        )

    def _followed(self, keys: KeyList, touched: frozenset[int] | None) -> None:
        if keys.same(self._keys):
            self.repaint(touched)
        else:
            self.about_to_follow.emit(touched)
            self.move_to(keys)
            self.followed.emit()
            self.counted.emit(len(keys))
        self._rest.start(min(5_000, _REST * int(self._took.elapsed())))

    # Swapping key lists

    def _first_screen(self, keys: KeyList) -> None:
        self._whole = False
        self.move_to(keys)

    def _arrived(self, keys: KeyList) -> None:
        self._whole = True
        self.move_to(keys)
        self.loading.emit(False)
        self.counted.emit(len(keys))
        if self._dirty:
            self._ask_again()

    def _refused(self, failure: Failure) -> None:
        self.loading.emit(False)
        self.failed.emit(failure.message)

    def _topic(self, name: str) -> tuple[str, int]:
        return name, id(self)


def _order(reader: Reader, query: Query, seen: Seen, wanted: frozenset[int]) -> KeyList:
    """In the worker: the whole order, and where the rows stand that somebody holds on to."""
    keys = KeyList(reader.keys(query, seen))
    keys.find(wanted)
    return keys
