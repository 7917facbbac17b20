"""Where a record leads: what it refers to, what belongs to it, each a link that can be pressed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from forge_desktop.domain.record import Record
from forge_desktop.domain.text import Seen
from forge_desktop.views import facts
from forge_desktop.views.gathering import Gathered, Related
from forge_desktop.views.status_chip import StatusChip
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.facts import Fact


class RelatedPane(QScrollArea):
    """Lists links in groups; drawn anew when the record was read again."""

    followed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Related records")
        self._told: object = None

    def show_related(self, gathered: Gathered, seen: Seen) -> int:
        """Show where this record leads; the answer is to how many records."""
        record = gathered.record
        assert record is not None
        links = facts.links_of(gathered.resource, record, seen)
        groups = [*gathered.related, *gathered.children]
        told = (links, groups)
        if told != self._told:
            self._told = told
            self._draw(links, groups, seen)
        return len(links) + sum(len(group.records) + group.more for group in groups)

    def _draw(self, links: list[Fact], groups: list[Related], seen: Seen) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(6)
        if links:
            column.addWidget(plain.section("Refers to"))
            for fact in links:
                column.addLayout(self._reference(fact))
        for group in groups:
            if group.records:
                column.addSpacing(10)
                column.addWidget(plain.section(group.label))
                for record in group.records:
                    column.addLayout(self._link(group, record, seen))
                if group.more:
                    column.addWidget(plain.muted(f"and {group.more} more"))
        if not links and not any(group.records for group in groups):
            column.addWidget(plain.muted("This record leads nowhere else."))
        column.addStretch(1)
        self.setWidget(inside)
        for each in (inside, self.viewport()):
            each.setAutoFillBackground(False)

    def _reference(self, fact: Fact) -> QLayout:
        row, label, link = QHBoxLayout(), plain.muted(fact.label), LinkButton(fact.value)
        label.setFixedWidth(120)
        link.setAccessibleName(f"{fact.label}: {link.label}")
        link.clicked.connect(partial(self.followed.emit, *(fact.link or ())))
        row.addWidget(label)
        row.addWidget(link)
        row.addStretch(1)
        return row

    def _link(self, group: Related, record: Record, seen: Seen) -> QLayout:
        resource = group.resource
        row = QHBoxLayout()
        row.setSpacing(12)
        link = LinkButton(facts.code_of(resource, record))
        link.clicked.connect(partial(self.followed.emit, resource.name, record.key))
        chip = StatusChip(self)
        row.addWidget(link)
        row.addWidget(chip)
        row.addWidget(plain.muted(facts.caption(resource, record, seen)))
        row.addStretch(1)
        chip.show_state(facts.state_of(resource, record))
        return row
