"""The row above a table: search, filter chips, more filters, and the saved views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.resource import Field, Ref, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.views import filters
from forge_desktop.views.filter_editors import (
    Asked,
    CheckEditor,
    Choice,
    DayEditor,
    Editor,
    NumberEditor,
    TextEditor,
)
from forge_desktop.views.popup import Popup
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.tokens import CHIP

SEARCH_PAUSE = 80
"""Milliseconds without a key before a search is asked; the next one takes the place of the last."""
_MOST_CHOICES = 200


class FilterBar(QWidget):
    """Shows what is filtered and lets it be changed; `changed` carries the new Query."""

    changed = Signal(object)

    def __init__(
        self, resource: Resource, reading: ReaderThread, seen: Callable[[], Seen], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._resource, self._reading, self._seen = resource, reading, seen
        self._query = Query(resource.name)
        self.words: dict[str, dict[str | int | None, str]] = {}
        """Words behind the values of list filters, by field."""
        self.search = SearchBox(_placeholder(resource))
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE)
        self._pause.timeout.connect(self._searched)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.textChanged.connect(lambda text: None if text else self._searched())
        self._chips: dict[str, FilterChip] = {}
        self._flow = QWidget()
        self._row = FlowLayout(self._flow)
        self._more = FilterChip("More filters")
        self._more.clicked.connect(self._offer_more)
        self.fields = QMenu(self)
        self.fields.setAccessibleName("More filters")
        self._clear = LinkButton("Clear all")
        self._clear.setFixedHeight(CHIP)
        self._clear.clicked.connect(self.clear)
        self.popup: Popup | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.search.setMinimumWidth(220)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._flow.setSizePolicy(policy)
        row.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._flow, 100, Qt.AlignmentFlag.AlignVCenter)
        for name in self._resource.chips:
            if self._resource.has(name):
                self._chip(self._resource.field(name))
        self._row.addWidget(self._more)
        self._row.addWidget(self._clear)

    def show_query(self, query: Query) -> None:
        """Say what is filtered now."""
        self._query = query
        if not self._pause.isActive() and self.search.text().strip() != query.text:
            self.search.setText(query.text)
        for condition in query.where:
            if self._resource.has(condition.field):
                self._chip(self._resource.field(condition.field))
        for name, chip in self._chips.items():
            filtered = query.condition(name)
            chip.show_filter(self._label(name, filtered), active=filtered is not None)
            chip.setVisible(filtered is not None or name in self._resource.chips)
        changed = query.where != self._resource.where or bool(query.text)
        self._clear.setVisible(changed and bool(query.where or query.text))
        self._learn(query)

    def clear(self) -> None:
        """No filter and no search any more."""
        self._pause.stop()
        self._tell(replace(self._query, where=(), text=""))

    def close_down(self) -> None:
        """Ask nothing any more."""
        self._pause.stop()
        self._reading.drop(("choices", id(self)))
        for name in self._chips:
            self._reading.drop(("words", id(self), name))

    def whole(self) -> str:
        """The whole filter in words."""
        return filters.whole(self._resource, self._query, self._seen(), self.words)

    def edit(self, name: str) -> None:
        """Open the editor of this field's filter, under its chip."""
        field = self._resource.field(name)
        self._chip(field).setVisible(True)
        self._row.activate()
        if not _by_word(field):
            self._open(field, (), whole=True)
            return
        self._reading.ask(
            ("choices", id(self)),
            lambda reader: reader.choices(self._resource, name, _MOST_CHOICES),
            lambda found: self._open(field, found, whole=len(found) < _MOST_CHOICES),
        )

    def _open(self, field: Field, found: Sequence[Choice], *, whole: bool) -> None:
        if not self.isVisible():
            return
        self.words.setdefault(field.name, {}).update({value: word for value, word, _ in found})
        asked = Asked(self._resource, field, self._query.condition(field.name), self._seen())
        editor = _editor(asked, found, whole)
        editor.changed.connect(lambda condition: self._filter(field.name, condition))
        self.popup = Popup(field.label, editor, self)
        self.popup.closed.connect(lambda: self._closed(field.name))
        self.popup.open_under(self._chips[field.name])

    def _closed(self, name: str) -> None:
        self.popup = None
        self.show_query(self._query)
        chip = self._chips[name]
        (chip if chip.isVisible() else self._more).setFocus(Qt.FocusReason.PopupFocusReason)

    def _filter(self, name: str, condition: Condition | None) -> None:
        chip = self._chips[name]
        chip.show_filter(self._label(name, condition), active=condition is not None)
        self._tell(self._query.with_condition(name, condition))

    def _chip(self, field: Field) -> FilterChip:
        chip = self._chips.get(field.name)
        if chip is None:
            chip = self._chips[field.name] = FilterChip(self._label(field.name, None))
            chip.clicked.connect(lambda: self.edit(field.name))
            chip.cleared.connect(lambda: self._filter(field.name, None))
            self._row.addWidget(chip)
            for last in (self._more, self._clear):
                self._row.removeWidget(last)
                self._row.addWidget(last)
        return chip

    def _label(self, name: str, condition: Condition | None) -> str:
        field = self._resource.field(name)
        return filters.chip(self._resource, field, condition, self._seen(), self.words.get(name, {}))

    def _offer_more(self) -> None:
        menu = self.fields
        menu.clear()
        shown = [f for f in self._resource.fields if f.kind.scalar and f.name not in self._resource.chips]
        for field in sorted(shown, key=lambda f: f.label.casefold()):
            action = menu.addAction(field.label.replace("&", "&&"))
            action.setToolTip(plain.tip(field.help))
            action.triggered.connect(lambda checked=False, name=field.name: self.edit(name))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _searched(self) -> None:
        self._pause.stop()
        text = self.search.text().strip()
        if text != self._query.text:
            self._tell(replace(self._query, text=text))

    def _tell(self, query: Query) -> None:
        if query != self._query:
            self._query = query
            self.changed.emit(query)

    def _learn(self, query: Query) -> None:
        """Ask for the words behind keys that a saved filter holds."""
        for condition in query.where:
            known = self.words.get(condition.field, {})
            if condition.op not in (Op.IN, Op.NOT_IN) or not self._resource.has(condition.field):
                continue
            ref = self._resource.field(condition.field).ref
            unknown = [v for v in condition.values if isinstance(v, int) and v not in known]
            if ref is not None and unknown:
                self._ask_words(condition.field, ref, unknown)

    def _ask_words(self, name: str, ref: Ref, keys: list[int]) -> None:
        def told(words: dict[int, str]) -> None:
            self.words.setdefault(name, {}).update({key: words.get(key) or str(key) for key in keys})
            self.show_query(self._query)

        self._reading.ask(
            ("words", id(self), name), lambda reader: reader.words(ref.resource, keys, ref.show), told
        )


def _placeholder(resource: Resource) -> str:
    labels = [field.label.lower() for field in resource.searched][:4]
    return f"Search {', '.join(labels)} …" if labels else "Search …"


def _by_word(field: Field) -> bool:
    """True when the values that occur are offered to choose from."""
    return field.choices is None and (field.kind.textual or field.ref is not None or field.kind is Kind.CHOICE)


def _editor(asked: Asked, found: Sequence[Choice], whole: bool) -> Editor:
    field = asked.field
    if field.choices is not None:
        return CheckEditor(asked, [(state.code, state.label, 0) for state in field.choices.states])
    if field.kind is Kind.FLAG:
        return CheckEditor(asked, [(1, "Yes", 0), (0, "No", 0)])
    if field.kind.timed:
        return DayEditor(asked)
    if field.ref is not None or field.kind is Kind.CHOICE:
        return CheckEditor(asked, found, all_listed=whole)
    if field.kind.textual:
        return TextEditor(asked, found, all_listed=whole)
    return NumberEditor(asked)
