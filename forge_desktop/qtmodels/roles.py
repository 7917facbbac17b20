"""The roles under which our table models answer, beside Qt's own."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class Role(IntEnum):
    """What a view or delegate may ask of an index."""

    CELL = _FIRST + 1
    """domain.show.Cell: everything there is to paint; None while the row is still being read."""
    RECORD = _FIRST + 2
    """domain.record.Record of the row, or None."""
    KEY = _FIRST + 3
    """The record's key (int)."""
    LATE = _FIRST + 4
    """True for a record that is open past its due day."""
    GLOW = _FIRST + 5
    """How much of a changed cell's glow remains, 0.0 to 1.0."""
