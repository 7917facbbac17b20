"""The table of one resource: the keys of the asked order, and rows read by key where they are seen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.cell_table import CellTable
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.rows import KeyList
from forge_desktop.store.query import Reader

FIRST_SCREEN = 60
_IN_SIGHT = 32
"""Rows of it that most screens show."""
SMALL = 2_000
"""Up to so many rows, another order of them is waited for; it comes as fast as a first screen would."""
_TOPICS = ("first", "keys", "again")
_FRAME = 25
"""Milliseconds a first screen has for being painted before the worker takes a part of the machine."""
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
        self._wanted: frozenset[int] = frozenset()
        self._painted = QTimer(self, singleShot=True, interval=_FRAME)
        self._painted.timeout.connect(self._ask_whole)
        self._rest = QTimer(self, singleShot=True)
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

    @property
    def behind(self) -> bool:
        """True while records changed whose rows are still to be asked for."""
        return self._dirty and self._awake

    # Asking

    def ask(self, query: Query) -> None:
        """Show this instead. The first screen comes at once, the whole order as soon as it is read."""
        short = self._whole and self._count <= SMALL and _same_rows(self._query, query)
        self._query = query
        self.asked.emit(query)
        self._drop()
        self._dirty = False
        self._wanted = self.held()
        self.loading.emit(True)
        if short:
            self._ask_whole()
            return
        seen, resource, epoch = self._seen(), self.resource, self._source.epoch
        self._reading.ask(
            self._topic("first"),
            lambda reader: _first(reader, resource, query, seen),
            lambda found: self._first_screen(*found, epoch),
            lambda failure: self._ask_whole(),
            urgent=True,
        )

    def await_first_screen(self, seconds: float) -> None:
        """Wait for the first rows, if they are being read, for so long at most; the next events bring them."""
        self._reading.give_way(self._topic("first"), seconds)

    def ask_again(self) -> None:
        """Ask the same once more with every row read afresh, as after a failure or at midnight."""
        self._source.forget()
        if self._query is not None:
            self.ask(self._query)

    def stop(self) -> None:
        """Give up what is being asked; what is shown stays."""
        self._drop()
        self.loading.emit(False)

    def close(self) -> None:
        """Ask nothing any more."""
        self._query = None
        self.glow.clear()
        self.stop()
        self._source.close()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the order by this column; equal ones stand as they were made, and groups stay groups."""
        if self._query is None or not 0 <= column < len(self._columns):
            return
        field = self.resource.field(self._columns[column].field)
        if not field.kind.scalar:
            return
        group = self._query.sort[:1] if self.grouped and field.name != self.resource.group else ()
        step = Sort(field.name, order == Qt.SortOrder.DescendingOrder)
        self.ask(replace(self._query, sort=(*group, step)))

    def _ask_whole(self) -> None:
        """After the first screen, which is painted before the worker is busy for long."""
        query, seen, wanted = self._query, self._seen(), self._wanted
        if query is not None:
            self._reading.ask(
                self._topic("keys"),
                lambda reader: _order(reader, query, seen, wanted),
                self._arrived,
                self._refused,
            )

    def _drop(self) -> None:
        for timer in (self._rest, self._painted):
            timer.stop()
        for name in _TOPICS:
            self._reading.drop(self._topic(name))

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
        if self._painted.isActive() or any(self._reading.busy(self._topic(name)) for name in _TOPICS):
            return
        self._dirty = False
        touched, self._touched = self._touched, frozenset()
        seen, wanted = self._seen(), self.held() | (touched or frozenset())
        resource, worn, epoch = self.resource, self._source.worn(), self._source.epoch
        self._took.start()

        def follow(reader: Reader) -> tuple[KeyList, list[Record | None]]:
            return _order(reader, query, seen, wanted), reader.records(resource, worn)

        def followed(found: tuple[KeyList, list[Record | None]]) -> None:
            self._source.take(worn, found[1], epoch)
            self._follow(found[0], touched)

        self._reading.ask(self._topic("again"), follow, followed, self._refused)

    def _follow(self, keys: KeyList, touched: frozenset[int] | None) -> None:
        if keys.same(self._keys):
            self.repaint(touched)
        else:
            self.about_to_follow.emit(touched)
            self.move_to(keys)
            self.followed.emit()
            self.counted.emit(len(keys))
        self._rest.start(min(5_000, _REST * int(self._took.elapsed())))

    # Swapping key lists

    def _first_screen(self, keys: KeyList, records: Sequence[Record | None], epoch: int) -> None:
        self._source.take(keys.span(0, len(records) - 1), records, epoch)
        if len(keys) < FIRST_SCREEN:
            self._arrived(keys)
            return
        self._whole = False
        self.move_to(keys)
        self._painted.start()

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


def _same_rows(known: Query | None, query: Query) -> bool:
    return known is not None and (known.where, known.text) == (query.where, query.text)


def _first(reader: Reader, resource: Resource, query: Query, seen: Seen) -> tuple[KeyList, list[Record | None]]:
    """In the worker: the first screen with its upper rows, so that painting it waits for nothing."""
    keys = array("q", reader.first(query, seen, FIRST_SCREEN))
    return KeyList(keys), reader.records(resource, keys[:_IN_SIGHT])


def _order(reader: Reader, query: Query, seen: Seen, wanted: frozenset[int]) -> KeyList:
    """In the worker: the whole order, and where the rows stand that somebody holds on to."""
    keys = KeyList(reader.keys(query, seen))
    keys.find(wanted)
    return keys
