"""The dark rail at the left: which connection this is, its pages by section, and the program's own acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Resource, Section, Tone
from forge_desktop.widgets import theme
from forge_desktop.widgets.rail import RailButton, RailSection
from forge_desktop.widgets.rail_head import RailHead
from forge_desktop.widgets.tokens import RAIL, RAIL_ICONS

OUTBOX, HANDOVER = "outbox", "hand-over"
"""Names of the pages that stand beside those of the resources."""
CLOSED = "not visible to this key"


class Rail(QWidget):
    """Emits `chosen(resource name)`; the head opens the list of connections, the foot the settings."""

    chosen = Signal(str)
    connections_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self,
        name: str,
        zone: str,
        sections: Mapping[Section, Sequence[Resource]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pages")
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 10)
        column.setSpacing(0)
        head = RailHead("Forge Desktop", f"{name} · {zone}")
        head.clicked.connect(self.connections_wanted)
        column.addWidget(head)
        self._area = self._pages(sections)
        column.addWidget(self._area, 1)
        column.addWidget(_Hairline(self._area))
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 6, 10, 0)
        self.handover = self._aside("To hand over", "clipboard-list", HANDOVER)
        self.outbox = self._aside("Outbox", "arrow-up-from-line", OUTBOX)
        foot.setSpacing(1)
        foot.addWidget(self.handover)
        foot.addWidget(self.outbox)
        self.show_waiting(0, 0, 0)
        settings = RailButton("Settings", "settings")
        settings.setCheckable(False)
        settings.clicked.connect(self.settings_wanted)
        foot.addWidget(settings)
        column.addLayout(foot)
        self.setMinimumWidth(RAIL_ICONS)

    def show_chosen(self, name: str) -> None:
        """Mark the page that is shown; none for a name without a button."""
        for resource, button in self._buttons.items():
            button.setChecked(resource == name)

    def show_waiting(self, waiting: int, looks: int, recorded: int) -> None:
        """How many changes have not arrived, need somebody, or are left to be entered by hand."""
        self.outbox.set_label(_waiting(waiting, looks))
        self.outbox.set_tone(Tone.PENDING if waiting else Tone.WARN if looks else None)
        self.handover.set_count(recorded or None)
        self.handover.set_tone(Tone.PENDING if recorded else None)
        self.handover.setVisible(recorded > 0 or self.handover.isChecked())

    def set_count(self, name: str, count: int | None) -> None:
        """How many records of a page still need somebody."""
        if (button := self._buttons.get(name)) is not None:
            button.set_count(count)

    def set_closed(self, names: Collection[str]) -> None:
        """Mark the pages of what the key may not see; they can be looked at all the same."""
        for name, button in self._buttons.items():
            button.set_closed(CLOSED if name in names else "")

    def sizeHint(self) -> QSize:
        """As look.md says."""
        return QSize(RAIL, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The dark ground of both themes."""
        _fill(self)

    def _pages(self, sections: Mapping[Section, Sequence[Resource]]) -> QScrollArea:
        inside = _Ground()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 0, 10, 0)
        column.setSpacing(1)
        for section, resources in sections.items():
            column.addWidget(RailSection(section.value))
            for resource in resources:
                column.addWidget(self._button(resource))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Pages by section")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _aside(self, label: str, icon: str, name: str) -> RailButton:
        button = RailButton(label, icon)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._buttons[name] = button
        return button

    def _button(self, resource: Resource) -> RailButton:
        button = RailButton(resource.title, resource.icon)
        button.clicked.connect(lambda: self.chosen.emit(resource.name))
        self._buttons[resource.name] = button
        return button


class _Ground(QWidget):
    """What scrolls: the rail's own ground under the buttons."""

    def paintEvent(self, event: QPaintEvent) -> None:
        _fill(self)


class _Hairline(QWidget):
    """Parts what scrolls from what does not, while there is more than fits."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__()
        self._bar = area.verticalScrollBar()
        self._bar.rangeChanged.connect(self.update)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        shown = self._bar.maximum() > 0
        QPainter(self).fillRect(self.rect(), QColor(tokens.navigation_chosen if shown else tokens.navigation))


def _waiting(waiting: int, looks: int) -> str:
    told = "1 change waiting" if waiting == 1 else f"{waiting} changes waiting"
    if not looks:
        return told if waiting else "Outbox"
    need = "1 needs a look" if looks == 1 else f"{looks} need a look"
    return f"{waiting} waiting, {need}" if waiting else need


def _fill(widget: QWidget) -> None:
    QPainter(widget).fillRect(widget.rect(), QColor(theme.current().navigation))
