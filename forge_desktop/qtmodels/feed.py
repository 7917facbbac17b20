"""One beat for all tables: changes told from any thread are gathered and passed on together."""

from __future__ import annotations

from threading import Lock

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from forge_desktop.domain.changes import Change

BEAT = 100
"""Milliseconds from the first change to passing all of them on."""
TOO_MANY = 2_000
"""More keys than this are not named any more: whoever listens asks again."""


class Beat(QObject):
    """Gathers changes and emits each resource once per beat, in the window's thread.

    `changed(resource, keys)`: keys is a frozenset of int, or None for "too many to name".
    """

    changed = Signal(str, object)
    _told = Signal()

    def __init__(self, parent: QObject | None = None, *, beat: int = BEAT) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._gathered: dict[str, set[int] | None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(beat)
        self._timer.timeout.connect(self.flush)
        self._told.connect(self._start, Qt.ConnectionType.QueuedConnection)

    def tell(self, change: Change) -> None:
        """Take a change; may be called in any thread."""
        with self._lock:
            first = not self._gathered
            known = self._gathered.get(change.resource, set())
            if known is None or not change.keys:
                self._gathered[change.resource] = None
            else:
                known.update(change.keys)
                self._gathered[change.resource] = known if len(known) <= TOO_MANY else None
        if first:
            self._told.emit()

    @property
    def waiting(self) -> bool:
        """True while changes are gathered that nobody who listens knows of."""
        with self._lock:
            return bool(self._gathered)

    @Slot()
    def flush(self) -> None:
        """Pass on what was gathered, now."""
        self._timer.stop()
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        for resource, keys in gathered.items():
            self.changed.emit(resource, None if keys is None else frozenset(keys))

    @Slot()
    def _start(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
