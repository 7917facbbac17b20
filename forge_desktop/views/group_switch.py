"""The switch that puts the rows of a page into groups, and back into a plain list."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import QuietButton


class GroupSwitch(QuietButton):
    """Groups are the first step of the order; hidden for a resource that has none."""

    asked = Signal(object)
    """The Query with or without groups."""

    def __init__(self, resource: Resource, parent: QWidget | None = None) -> None:
        self._name = resource.group
        self._query = Query(resource.name)
        label = resource.field(resource.group).label.lower() if resource.group else ""
        super().__init__(f"By {label}", "group", parent)
        self.setCheckable(True)
        self.setToolTip(plain.tip(f"Group the rows by {label}"))
        if not resource.group:
            self.hide()
        self.clicked.connect(self._regroup)

    def show_query(self, query: Query) -> None:
        """Say whether the rows are grouped now."""
        self._query = query
        self.setChecked(bool(query.sort) and query.sort[0].field == self._name)

    def _regroup(self, grouped: bool) -> None:
        steps = tuple(step for step in self._query.sort if step.field != self._name)
        self.asked.emit(replace(self._query, sort=(Sort(self._name), *steps) if grouped else steps))
