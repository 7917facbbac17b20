"""What the outbox and the hand-over page share: a head, a table or a sentence in its place, and a pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.text import Seen
from forge_desktop.views.outbox_lines import Line
from forge_desktop.views.outbox_list import EntryList
from forge_desktop.views.outbox_looks import Deed
from forge_desktop.views.outbox_pane import EntryPane
from forge_desktop.widgets import plain, theme
from forge_desktop.widgets.empty import EmptyState
from forge_desktop.widgets.plain import ElidedLabel
from forge_desktop.widgets.status import StatusLine
from forge_desktop.widgets.tokens import MARGIN, PREVIEW


class _Panel(QWidget):
    """The panel above a hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.line))


class _Nothing(EmptyState):
    """The ground the rows would have."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.current().panel))


class AsidePage(QWidget):
    """A page beside those of the resources. It shows and asks; whoever made it acts."""

    wished = Signal(object, object, str)
    """Deed, entry, and for a confirmation the number it has on the server."""
    followed = Signal(str, object)
    refresh = Signal()

    def __init__(
        self,
        title: str,
        listed: EntryList,
        resources: Mapping[str, Resource],
        seen: Callable[[], Seen],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seen = seen
        self.list = listed
        self.pane = EntryPane(resources, seen)
        self.nothing = _Nothing()
        self.status = StatusLine()
        self.acts = QHBoxLayout()
        self.below = QHBoxLayout()
        self._said = ElidedLabel(tone=Tone.MUTED)
        self._lines: dict[int, Line] = {}
        self.setAccessibleName(title)
        self.setFocusProxy(listed)
        self._lay_out(title)
        listed.chosen.connect(self._chosen)
        listed.chosen.connect(lambda _: self.status.tell(left=""))
        listed.edited.connect(partial(self.pane.deeds.ask, Deed.EDIT))
        listed.deleted.connect(partial(self.pane.deeds.ask, Deed.DISCARD))
        listed.menu.aboutToShow.connect(self.fill_menu)
        self.pane.wished.connect(self.wished)
        self.pane.followed.connect(self.followed)
        self.pane.deeds.refused.connect(lambda why: self.status.tell(left=why))

    @property
    def line(self) -> Line | None:
        """The chosen entry."""
        key = self.list.key()
        return self._lines.get(key) if key is not None else None

    def put_lines(self, lines: Sequence[Line]) -> None:
        """These are shown now; rows are put into the list by whoever knows their columns."""
        self._lines = {line.entry.seq: line for line in lines}

    def show_state(self, said: str) -> None:
        """Say how many there are, show rows or the sentence in their place, and the chosen entry."""
        self._said.setText(said)
        self._rows.setCurrentWidget(self.list if self.list.table.rowCount() else self.nothing)
        self.pane.setVisible(self.list.table.rowCount() > 0)
        self._chosen(self.list.key())

    def focus_search(self) -> None:
        """Put the keyboard where entries are looked for."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fill_menu(self) -> None:
        """The chosen entry's acts, as in the pane."""
        menu = self.list.menu
        menu.clear()
        for deed in Deed:
            if self.pane.deeds.offers(deed):
                label = self.pane.deeds.button(deed).label.replace("&", "&&")
                menu.addAction(label).triggered.connect(partial(self._ask, deed))
        if self.line is not None and self.line.link is not None:
            menu.addAction("Open the record").triggered.connect(self.open_record)

    def open_record(self) -> None:
        """Wish for the record that the chosen entry is about."""
        if self.line is not None and self.line.link is not None:
            self.followed.emit(*self.line.link)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as Space does; Esc goes back to the table."""
        focused = self.window().focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _ask(self, deed: Deed) -> None:
        self.pane.deeds.ask(deed)

    def _chosen(self, key: int | None) -> None:
        line = self._lines.get(key) if key is not None else None
        if line is None:
            self.pane.clear()
        else:
            self.pane.show_line(line)

    def _lay_out(self, title: str) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(plain.title(title))
        top.addWidget(self._said, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(self.acts)
        self.below.setSpacing(8)
        head = _Panel()
        inside = QVBoxLayout(head)
        inside.setContentsMargins(MARGIN, 14, MARGIN, 12)
        inside.setSpacing(12)
        inside.addLayout(top)
        inside.addLayout(self.below)
        self._rows = QStackedWidget()
        self._rows.addWidget(self.list)
        self._rows.addWidget(self.nothing)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self._rows)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setSizes([900, PREVIEW + 40])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(split, 1)
        column.addWidget(self.status)
