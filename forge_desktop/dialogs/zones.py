"""A searchable list of the world's time zones, beginning with the one of this machine."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, QTimeZone
from PySide6.QtWidgets import QComboBox, QCompleter, QListView

from forge_desktop.widgets import fonts

_UTC = "UTC"


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every zone named after a place, and UTC; old abbreviations are left out, but may be typed."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (_UTC, *sorted(places))


def of_system() -> str:
    """The zone of this machine; UTC when it is not known by name."""
    told = QTimeZone.systemTimeZoneId().toStdString()
    return told if told in names() else _UTC


class _Finder(QCompleter):
    """Finds a zone by any part of its name, "new york" included."""

    def splitPath(self, path: str) -> list[str]:
        """Zones are spelled without blanks."""
        return [path.strip().replace(" ", "_")]


class ZoneInput(QComboBox):
    """A time zone, typed or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.addItems(names())
        finder = _Finder(self.model(), self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(10)
        fitting = QListView()
        fitting.setFont(fonts.font())
        fitting.setAccessibleName("Time zones that fit")
        finder.setPopup(fitting)
        self.setCompleter(finder)
        self.setCurrentText(of_system())
