"""A connection on screen: rail, state bar, its pages made on demand, and records opened beside them as tabs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from forge_desktop.domain import catalog, text
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import Failure
from forge_desktop.session import Health, Progress
from forge_desktop.settings import Settings
from forge_desktop.shell import words
from forge_desktop.shell.desk import Desk
from forge_desktop.shell.layouts import Layouts
from forge_desktop.shell.rail import Rail
from forge_desktop.shell.record_windows import RecordWindows
from forge_desktop.shell.tabs import Tabs
from forge_desktop.store import Reader
from forge_desktop.views.detail import Detail
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.tokens import RAIL

_SECOND = 1_000
_QUIET = 400
"""Milliseconds after a change before counts and ages are read again."""


class DeskView(QWidget):
    """Navigation of one connection. Pages and details are handed to the wiring as they are made."""

    page_made = Signal(object)
    detail_made = Signal(object)

    def __init__(self, desk: Desk, layout: Path, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.resources = {r.name: r for r in catalog.resources(desk.connection.dialect)}
        self.pages: dict[str, Page] = {}
        self.banner = Banner()
        self.layouts = Layouts(layout, self._complain, self)
        self._settings = settings
        sections = catalog.sections(desk.connection.dialect)
        self.rail = Rail(desk.connection.name, desk.connection.timezone, sections)
        self.rail.chosen.connect(self.show_page)
        self._pages = QStackedWidget()
        self.tabs = Tabs(self._pages)
        self.windows = RecordWindows(desk.connection.name)
        self._lay_out()
        self._progress: Progress | None = None
        self._ages: dict[str, int] = {}
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._read_facts)
        self._tick = QTimer(self, interval=_SECOND)
        self._tick.timeout.connect(self._tell_status)
        self._day = desk.seen().today
        desk.beat.changed.connect(self._changed)
        desk.progressed.connect(self._progressed, Qt.ConnectionType.QueuedConnection)
        desk.health_changed.connect(self._healed, Qt.ConnectionType.QueuedConnection)
        self.banner.acted.connect(lambda: self.desk.refresh(self.page.resource.name))
        self._tick.start()
        self._read_facts()

    @property
    def page(self) -> Page:
        """The page on screen, or behind the record on screen."""
        shown = self._pages.currentWidget()
        assert isinstance(shown, Page)
        return shown

    @property
    def last_page(self) -> str:
        """Name of the page that was shown last time."""
        told = self.layouts.load("_last_page")
        return told if isinstance(told, str) and told in self.resources else next(iter(self.resources))

    def show_page(self, name: str) -> None:
        """Show the page of a resource; it is made the first time. An unknown name shows the last one."""
        resource = self.resources.get(name) or self.resources[self.last_page]
        if resource.name not in self.pages:
            self.pages[resource.name] = self._make_page(resource)
        self._pages.setCurrentWidget(self.pages[resource.name])
        self.rail.show_chosen(resource.name)
        self.tabs.show_first(resource.title, resource.icon)
        self.layouts.save("_last_page", resource.name)
        self.desk.view(resource.parent or resource.name)
        self._tell_status()

    def open_record(self, name: str, key: int) -> None:
        """Open a record in a tab beside the page, or show its tab when it is open."""
        resource = self.resources.get(name)
        if resource is None or self.tabs.go_to(f"{name}/{key}"):
            return
        detail = self.make_detail(resource, key)
        self.tabs.add(f"{name}/{key}", detail, resource.singular, resource.icon)

    def close_record(self, detail: Detail) -> None:
        """Go back from a record: its tab or window is closed, the page stays as it was."""
        if not self.windows.close_one(detail):
            self.tabs.close_of(detail)

    def make_detail(self, resource: Resource, key: int) -> Detail:
        """The detail of a record, wired; it goes into a tab or a window of its own."""
        detail = Detail(resource, self.desk.reading, self.desk.seen)
        self.detail_made.emit(detail)
        detail.show_record(key)
        return detail

    def take_settings(self, settings: Settings) -> None:
        """Settings were changed: what concerns the pages holds at once."""
        if settings.compact_rows != self._settings.compact_rows:
            for page in self.pages.values():
                page.set_compact(settings.compact_rows)
        self._settings = settings
        self.desk.take_settings(settings)

    def filled(self) -> bool:
        """True when the page on screen shows what the server has: loaded, read, and its preview complete."""
        page = self.page
        told = self._progress
        name = page.resource.parent or page.resource.name
        if page.resource.name not in self._ages or (told is not None and told.resource == name):
            return False
        return page.table.whole and not self.desk.reading.any_busy()

    def remember(self) -> None:
        """Keep the arrangement of all pages, and ask nothing any more."""
        self._tick.stop()
        self._quiet.stop()
        self.tabs.close_all()
        self.windows.close_all()
        for page in self.pages.values():
            page.close_down()
        self.layouts.save("_rail", self._split.sizes()[0])
        self.layouts.write()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.tabs, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.rail)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        told = self.layouts.load("_rail")
        width = told if isinstance(told, int) and 64 <= told <= 480 else RAIL
        self._split.setSizes([width, 1200])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _make_page(self, resource: Resource) -> Page:
        def load() -> object:
            return self.layouts.load(resource.name)

        def save(told: object) -> None:
            self.layouts.save(resource.name, told)

        fresh = load() is None
        state = PageState(resource, load, save)
        if fresh:
            state.compact, state.preview_shown = self._settings.compact_rows, self._settings.preview
        page = Page(resource, self.desk.reading, self.desk.seen, state)
        self._pages.addWidget(page)
        self._tell_age(page)
        self.page_made.emit(page)
        return page

    # What the engine tells

    def _changed(self, resource: str, keys: frozenset[int] | None) -> None:
        for page in self.pages.values():
            page.changed(resource, keys)
        for detail in (*self.tabs.details(), *self.windows.details()):
            detail.changed()
        if not self._quiet.isActive():
            self._quiet.start()

    def _progressed(self, progress: Progress) -> None:
        self._progress = None if progress.finished else progress
        for name, page in self.pages.items():
            parent = page.resource.parent
            mine = progress.resource == (parent or name) and (progress.what == "details" or not parent)
            if mine and progress.finished:
                page.tell_progress("")
            elif mine and (progress.what == "rows" or parent):
                title = page.resource.title if progress.what == "rows" else "Orders read"
                share = progress.done * 1000 // progress.total if progress.total else None
                page.tell_progress(words.progress(progress, title), share)
        self._tell_status()
        if not self._quiet.isActive():
            self._quiet.start()

    def _healed(self, health: Health) -> None:
        self._tell_health(health)
        self._tell_status()
        if not self._quiet.isActive():
            self._quiet.start()

    def _tell_health(self, health: Health) -> None:
        told = words.banner(health, min(self._ages.values(), default=None), self.desk.seen())
        if told is None:
            self.banner.clear()
        else:
            tone, icon, sentence, action = told
            self.banner.say(tone, sentence, icon=icon, action=action)

    def _tell_status(self) -> None:
        seen = self.desk.seen()
        right = words.status(self.desk.connection.name, self.desk.health, seen)
        progress = self._progress
        if progress is not None and progress.resource in self.resources:
            right = f"{words.progress(progress, self.resources[progress.resource].title)} · {right}"
        for page in self.pages.values():
            page.tell_status(right)
        if seen.today != self._day:
            self._day = seen.today
            for page in self.pages.values():
                page.refresh_looks()

    # Counts and ages, read in the reader's thread

    def _read_facts(self) -> None:
        seen = self.desk.seen()
        resources = [r for r in self.resources.values() if r.main]

        def read(reader: Reader) -> tuple[dict[str, int], dict[str, int]]:
            ages = {r.name: reader.mark(f"checked:{r.parent or r.name}") for r in resources}
            counts = {
                r.name: reader.count(Query(r.name, where=r.where), seen)
                for r in resources
                if r.open and r.where
            }
            return {name: at for name, at in ages.items() if isinstance(at, int)}, counts

        self.desk.reading.ask(("facts", id(self)), read, self._facts_read, self._complain_of)

    def _facts_read(self, told: tuple[dict[str, int], dict[str, int]]) -> None:
        self._ages, counts = told
        for name, count in counts.items():
            self.rail.set_count(name, count)
        for page in self.pages.values():
            self._tell_age(page)
        self._tell_health(self.desk.health)

    def _tell_age(self, page: Page) -> None:
        at = self._ages.get(page.resource.name)
        seen = self.desk.seen()
        if at is None:
            page.tell_age("")
            return
        day = "" if at >= seen.today else f"{text.day(at, seen)} "
        page.tell_age(f"as of {day}{text.clock(at, seen.zone)}")

    def _complain_of(self, failure: Failure) -> None:
        self._complain(failure.message)

    def _complain(self, sentence: str) -> None:
        window = self.window()
        if hasattr(window, "say"):
            window.say(sentence)
