"""The row above a table: search, filter chips, more filters, and the saved views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QSizePolicy, QWidget

from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.resource import Field, Ref, Resource
from forge_desktop.domain.text import Seen, inside
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.views import filters
from forge_desktop.views.editor_of import by_word, editor
from forge_desktop.views.filter_editors import Asked, Choice
from forge_desktop.views.popup import Popup
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.flow import FlowLayout, folded
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.tokens import CHIP, SPACE

SEARCH_PAUSE = 80
"""Milliseconds without a key before a search is asked; the next one takes the place of the last."""
_MOST_CHOICES = 200
_SEARCH = 220
"""The least width of the search box."""


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
        self._more.cleared.connect(self._clear_folded)
        self._folded: list[str] = []
        """Fields whose chips have no room; they are behind "More filters"."""
        self._end: QWidget | None = None
        self.fields = QMenu(self)
        self.fields.setAccessibleName("More filters")
        self._clear = LinkButton("Clear all")
        self._clear.setFixedHeight(CHIP)
        self._clear.clicked.connect(self.clear)
        self.popup: Popup | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self.search.setMinimumWidth(_SEARCH)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._flow.setSizePolicy(policy)
        self._stacked: bool | None = None
        self._stack(False)
        for name in self._resource.chips:
            if self._resource.has(name):
                self._chip(self._resource.field(name))
        self._row.addWidget(self._more)
        self._row.addWidget(self._clear)

    def put_end(self, widget: QWidget) -> None:
        """Put a widget at the right end of the first line."""
        self._end, self._stacked = widget, None
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """One line while everything fits; else the chips get a line of their own, those without room fold."""
        shown = [name for name, chip in self._chips.items() if self._wanted(name)]
        last = [self._more.sizeHint().width()]
        if not self._clear.isHidden():
            last.append(self._clear.sizeHint().width())
        widths = [self._chips[name].sizeHint().width() for name in shown]
        end = self._end.sizeHint().width() + SPACE if self._end is not None else 0
        whole = sum(widths) + sum(last) + SPACE * (len(widths) + len(last) - 1)
        self._stack(_SEARCH + SPACE + whole + end > self.width())
        room = self.width() if self._stacked else whole
        kept = folded(widths, [self._query.condition(name) is not None for name in shown], last, room)
        self._folded = [name for name, fits in zip(shown, kept, strict=True) if not fits]
        for name, chip in self._chips.items():
            chip.setVisible(name in shown and name not in self._folded)
        using = sum(1 for name in self._folded if self._query.condition(name) is not None)
        self._more.show_filter(f"More filters: {using}" if using else "More filters", active=bool(using))

    def _wanted(self, name: str) -> bool:
        return self._query.condition(name) is not None or name in self._resource.chips

    def _stack(self, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked, grid = stacked, self._grid
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        for widget in (self.search, self._flow, *([self._end] if self._end is not None else [])):
            grid.removeWidget(widget)
        grid.addWidget(self.search, 0, 0, top)
        where = (1, 0, 1, 3) if stacked else (0, 1, 1, 1)
        grid.addWidget(self._flow, *where, middle)
        if self._end is not None:
            grid.addWidget(self._end, 0, 2, top)
        grid.setColumnStretch(0, 100 if stacked else 1)
        grid.setColumnStretch(1, 1 if stacked else 100)

    def _clear_folded(self) -> None:
        gone = set(self._folded)
        self._tell(replace(self._query, where=tuple(c for c in self._query.where if c.field not in gone)))

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
        changed = query.where != self._resource.where or bool(query.text)
        self._clear.setVisible(changed and bool(query.where or query.text))
        self._fit()
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
        field, chip = self._resource.field(name), self._chip(self._resource.field(name))
        chip.setVisible(name not in self._folded and (self._wanted(name) or not self._stacked))
        self._row.activate()
        if not by_word(field):
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
        editing = editor(asked, found, whole=whole)
        editing.changed.connect(lambda condition: self._filter(field.name, condition))
        self.popup = Popup(field.label, editing, self)
        self.popup.closed.connect(lambda: self._closed(field.name))
        chip = self._chips[field.name]
        self.popup.open_under(self._more if chip.isHidden() else chip)

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
            chip.hide()
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
        for name in self._folded:
            self._offer(self._resource.field(name), self._chips[name].label)
        if self._folded:
            menu.addSeparator()
        shown = [f for f in self._resource.fields if f.kind.scalar and f.name not in self._resource.chips]
        for field in sorted(shown, key=lambda f: f.label.casefold()):
            self._offer(field, field.label)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _offer(self, field: Field, words: str) -> None:
        action = self.fields.addAction(words.replace("&", "&&"))
        action.setToolTip(plain.tip(field.help))
        action.triggered.connect(lambda checked=False, name=field.name: self.edit(name))

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
            field, learned = self._resource.field(name), self.words.setdefault(name, {})
            for key in keys:
                learned[key] = words.get(key) or filters.value_word(self._resource, field, key, {})
            self.show_query(self._query)

        self._reading.ask(
            ("words", id(self), name), lambda reader: reader.words(ref.resource, keys, ref.show), told
        )


def _placeholder(resource: Resource) -> str:
    said = {field.ref.said for field in resource.searched if field.ref is not None}
    labels = [inside(field.label) for field in resource.searched if field.name not in said][:4]
    return f"Search {', '.join(labels)} …" if labels else "Search …"
