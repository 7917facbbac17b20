"""One page for any resource: filters, table and preview; it shows and asks, and emits wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from forge_desktop.domain import text
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.resource_table import ResourceTable
from forge_desktop.views.bands import GroupBands
from forge_desktop.views.column_menu import ColumnMenu
from forge_desktop.views.filter_bar import FilterBar
from forge_desktop.views.group_switch import GroupSwitch
from forge_desktop.views.head import PageHead
from forge_desktop.views.nothing import Hindrance, Nothing
from forge_desktop.views.page_state import PageState, all_columns
from forge_desktop.views.preview import Preview
from forge_desktop.views.selection import Selection
from forge_desktop.views.table import ResourceView
from forge_desktop.views.view_menu import ViewButton
from forge_desktop.widgets.status import StatusLine

_SETTLE = 150
"""Milliseconds after which a scroll or a selection is looked at."""
_NARROW = 1_100
"""A window narrower than this has no room for a preview beside the table, unless a person asks for it."""
_FIRST_ROWS = 0.004
"""Seconds a page that comes up waits for its rows: an empty table painted first would take as long."""
_HELD = 2_000
"""Selected rows that are selected again after another question."""


class Page(QWidget):
    """Browse one resource. The shell connects the wishes and tells age, progress and changes."""

    open_record = Signal(str, object)
    open_in_window = Signal(str, object)
    refresh = Signal()
    export = Signal(object, object)
    """A Query and the shown Columns, in their order."""
    wanted_details = Signal(object)
    """Keys of visible records whose details were never fetched."""
    helped = Signal()
    """What keeps the records from being fetched for the first time is to be put right."""
    cancelled = Signal()
    """The work that the progress line shows is to stop."""

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        state: PageState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        resource = state.resource
        self.state, self._reading = state, reading
        self._held: tuple[list[int], int | None] = ([], state.current)
        self._narrow = self._peeking = False
        self.table = ResourceTable(resource, reading, seen, all_columns(resource), self)
        self.view = ResourceView(self.table)
        self.view.bands = GroupBands(self.view, self.table, reading, seen)
        self.filters = FilterBar(resource, reading, seen)
        self.views = ViewButton(state)
        self.head = PageHead(resource, self.filters, self.views)
        self.preview = Preview(resource, reading, seen)
        self.nothing = Nothing(resource, reading, seen)
        self.status = StatusLine()
        self.selection = Selection(self.view, self.status, reading, seen)
        self.columns = ColumnMenu(self.view, state)
        self._look = QTimer(self, singleShot=True, interval=_SETTLE)
        self._look.timeout.connect(self._looked)
        self.group = GroupSwitch(resource)
        self.head.add_toggle(self.group)
        self._lay_out()
        self._connect()
        self.view.set_compact(state.compact)
        self.show_state()

    @property
    def resource(self) -> Resource:
        """What the page shows, with the unknown fields met so far."""
        return self.state.resource

    def _lay_out(self) -> None:
        self.setAccessibleName(self.resource.title)
        self.setFocusProxy(self.view)
        self._rows = QStackedWidget()
        self._rows.addWidget(self.view)
        self._rows.addWidget(self.nothing)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._rows)
        self._split.addWidget(self.preview)
        self._split.setStretchFactor(0, 1)
        self.preview.setVisible(self.state.preview_shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._split, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self.filters.changed.connect(self.table.ask)
        self.group.asked.connect(self.table.ask)
        self.views.chosen.connect(self.show_state)
        self.table.asked.connect(self._asked)
        self.table.counted.connect(self._counted)
        self.table.failed.connect(self._failed)
        self.view.opened.connect(self._open)
        self.view.opened_apart.connect(lambda key: self.open_in_window.emit(self.resource.name, key))
        self.view.previewed.connect(self.toggle_preview)
        self.view.sought.connect(lambda typed: self.selection.seek(typed, self.state.query))
        self.view.selectionModel().currentRowChanged.connect(self._current)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._look.start())
        self.view.verticalScrollBar().valueChanged.connect(lambda _: self._look.start())
        self.preview.followed.connect(self.open_record)
        self.preview.opened.connect(self._open)
        self.preview.wanted.connect(lambda key: self.wanted_details.emit([key]))
        self.columns.arranged.connect(self.views.tell)
        self.columns.filter_wished.connect(self.filters.edit)
        self.columns.compacted.connect(self.set_compact)
        self._split.splitterMoved.connect(lambda *_: self._look.start())
        self.head.columns.clicked.connect(lambda: self.columns.open_under(self.head.columns))
        self.head.export.clicked.connect(lambda: self.export.emit(self.state.query, self.view.shown_columns()))
        self.head.progress.cancelled.connect(self.cancelled)
        self.nothing.told.connect(self._told_nothing)
        self.nothing.cleared.connect(self.filters.clear)
        self.nothing.retried.connect(self.table.ask_again)
        self.nothing.refreshed.connect(self.refresh)
        self.nothing.helped.connect(self.helped)

    # What the shell tells

    @Slot(str, object)
    def changed(self, resource: str, keys: frozenset[int] | None) -> None:
        """Records changed, of this resource or of one that the preview may show."""
        if resource == self.resource.name:
            self.table.changed(keys)
        elif names := [
            f.name for f in self.resource.fields if f.ref is not None and f.ref.resource == resource
        ]:
            self.table.reworded(names)
        self.preview.changed()

    def tell_age(self, age: str) -> None:
        """How old the data is, "as of 09:42"."""
        self.head.tell_age(age)

    def tell_progress(self, sentence: str, share: int | None = None) -> None:
        """Records of this page are being fetched: how far that is; no sentence when it is over."""
        self.nothing.fetching = bool(sentence)
        if sentence:
            self.head.progress.tell(sentence, share)
        else:
            self.head.progress.done()
        self._explain_again()

    def tell_hindrance(self, hindrance: Hindrance | None) -> None:
        """The records were never fetched and do not come: why, in the place of the rows."""
        if hindrance != self.nothing.hindrance:
            self.nothing.hindrance = hindrance
            if self.table.whole:
                self._tell_count(self.table.rowCount())
            self._explain_again()

    def _explain_again(self) -> None:
        if self.table.whole and not self.table.rowCount():
            self.nothing.explain(self.state.query, self.filters.whole())

    def tell_status(self, right: str) -> None:
        """What stands at the right of the status line."""
        self.status.tell(right=right)

    @property
    def settled(self) -> bool:
        """True when all that was asked is on the screen."""
        bands = self.view.bands is None or self.view.bands.settled
        resting = bands and not self._look.isActive() and self.preview.settled
        return resting and not self._reading.any_busy() and (self.table.whole or self.nothing.unreadable)

    def refresh_looks(self) -> None:
        """The day or the zone is another one: everything that depends on it is read again."""
        self.table.ask_again()
        self.preview.changed()

    def close_down(self) -> None:
        """Keep what is arranged and ask nothing any more."""
        self._look.stop()
        self._reading.drop(("unknown", id(self)))
        self._keep()
        self.table.close()
        self.preview.close_down()
        self.filters.close_down()
        self.nothing.close_down()
        self.selection.close_down()
        if self.view.bands is not None:
            self.view.bands.close_down()

    # What a person does

    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def toggle_preview(self) -> None:
        """Show or hide the preview; in a narrow window only for now, what is remembered stays."""
        if self._narrow:
            self._peeking = not self._peeking
        else:
            self.state.preview_shown = not self.state.preview_shown
        self._show_preview()
        self._keep()

    def set_preview(self, shown: bool) -> None:
        """Show or hide the preview from now on."""
        self.state.preview_shown = shown
        self._show_preview()
        self._keep()

    def _show_preview(self) -> None:
        shown = self._peeking if self._narrow else self.state.preview_shown
        if shown == self.preview.isHidden():
            self.preview.setVisible(shown)
            self._share_room()
            self.preview.changed()

    def _share_room(self) -> None:
        wide = self.state.preview_width
        self._split.setSizes([max(200, self.width() - wide), wide])

    def show_state(self) -> None:
        """Show what the page state holds, as after choosing a view."""
        self.view.arrange(self.state.columns)
        self.table.ask(self.state.query)

    def _open(self, key: int) -> None:
        self._keep()
        self.open_record.emit(self.resource.name, key)

    # What the table tells

    def _asked(self, query: Query) -> None:
        if query != self.state.query:
            self._held = (self.view.selected_keys(_HELD), self.view.current_key())
            self.view.scrollToTop()
        self.state.query = query
        self.state.keep()
        self.filters.show_query(query)
        self.views.tell()
        self.group.show_query(query)
        self.columns.show_query(query)

    def _counted(self, count: int) -> None:
        (keys, current), self._held = self._held, ([], None)
        if current is not None or keys:
            self.view.select_keys(keys or [current or 0], current)
        if count and not self.view.currentIndex().isValid():
            self.view.go_to(0)
        self._tell_count(count)
        if count:
            self._rows.setCurrentWidget(self.view)
        else:
            self.nothing.explain(self.state.query, self.filters.whole())
        self._look.start()

    def _tell_count(self, count: int) -> None:
        """How many there are; of what was never fetched nobody knows."""
        usual = self.state.query.where == self.resource.where and not self.state.query.text
        word = "found" if self.state.query.where else ""
        if usual and self.resource.open:
            word = self.resource.open_word
        unknown = not count and self.nothing.hindrance is not None
        self.head.tell_count("" if unknown else f"{text.number_of(count)} {word}".strip())

    def _failed(self, message: str) -> None:
        self.head.tell_count("")
        self.nothing.fail(message)

    def _current(self, now: QModelIndex, before: QModelIndex) -> None:
        key = self.table.key(now.row()) if now.isValid() else None
        if key is None:
            self.preview.clear()
        else:
            self.preview.show_record(key, self.table.record(now.row()))

    def _looked(self) -> None:
        """After a scroll or selection came to rest: sum up, ask for details, remember."""
        self.selection.sum_up()
        resource, records = self.resource, [self.table.record(row) for row in self.view.rows_in_sight()]
        self._reading.ask(("unknown", id(self)), lambda reader: reader.unknown(resource), self._offer)
        if self.resource.details:
            missing = [r.key for r in records if r is not None and r.detail_at is None]
            if missing:
                self.wanted_details.emit(missing)
        self._keep()

    def _offer(self, names: Sequence[str]) -> None:
        """The server sends more than was declared: it can be shown from now on."""
        before = len(self.state.columns)
        self.state.learn(names)
        if len(self.state.columns) > before:
            self.table.extend(self.resource, all_columns(self.resource)[before:])
            self.view.arrange(self.state.columns)
            self.state.keep()

    def _told_nothing(self) -> None:
        if not self.table.rowCount() or self.nothing.unreadable:
            self._rows.setCurrentWidget(self.nothing)

    def set_compact(self, compact: bool) -> None:
        """Lower rows on one line, or rows of two lines."""
        self.state.compact = compact
        self.state.keep()
        self.view.set_compact(compact)

    def _keep(self) -> None:
        if self.preview.isVisible() and not self._narrow:
            self.state.preview_width = self.preview.width()
        self.state.current = self.view.current_key()
        self.state.keep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_room()
        self.table.set_awake(True)
        self.table.await_first_screen(_FIRST_ROWS)
        self.preview.changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < _NARROW
        if narrow != self._narrow:
            self._narrow, self._peeking = narrow, False
            self._show_preview()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.table.set_awake(False)
