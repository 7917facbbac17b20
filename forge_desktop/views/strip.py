"""The few facts right under a record's name: its dates, and links to the orders and lots around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.facts import Fact
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.tokens import SMALL_PX, SPACE

_GAP = 28
_AIR = 2
"""Above and below a value, as much as a link needs for its ring."""


class Strip(QWidget):
    """Facts side by side, each under its label; as many lines as the room asks for."""

    followed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self, gap=_GAP, below=SPACE)
        self._told: tuple[Fact, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Dates and links")
        self.hide()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these instead; nothing at all when there are none."""
        if tuple(facts) == self._told:
            return
        self._told = tuple(facts)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for fact in facts:
            self._row.addWidget(self._cell(fact))
        self.setVisible(bool(facts))
        self.updateGeometry()

    def _cell(self, fact: Fact) -> QWidget:
        cell = QWidget(self)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        label = plain.PlainLabel(fact.label, tone=Tone.MUTED, px=SMALL_PX)
        label.setContentsMargins(LinkButton.INSET if fact.link is not None else 0, 0, 0, 0)
        column.addWidget(label)
        if fact.link is None:
            value = plain.PlainLabel(fact.value, tone=fact.tone, selectable=True)
            value.setAccessibleName(f"{fact.label}: {value.text()}")
            value.setContentsMargins(0, _AIR, 0, _AIR)
            value.setToolTip(plain.tip(fact.tip))
            column.addWidget(value)
        else:
            link = LinkButton(fact.value)
            link.setAccessibleName(f"{fact.label}: {link.label}")
            link.setToolTip(plain.tip(fact.tip))
            link.clicked.connect(partial(self.followed.emit, *fact.link))
            column.addWidget(link)
        return cell
