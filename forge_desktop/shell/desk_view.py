"""A connection on screen: rail, state bar, its pages made on demand, and records opened beside them as tabs."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Resource
from forge_desktop.session import Health, Link, Progress
from forge_desktop.settings import Settings
from forge_desktop.shell import desk_facts, unseen, words
from forge_desktop.shell.desk import Desk
from forge_desktop.shell.desk_facts import DeskFacts, FactsReading
from forge_desktop.shell.layouts import Layouts
from forge_desktop.shell.outbox_bar import UndoBar
from forge_desktop.shell.outbox_room import Room
from forge_desktop.shell.rail import Rail
from forge_desktop.shell.rail_split import RailSplit
from forge_desktop.shell.record_windows import RecordWindows
from forge_desktop.shell.state_bar import Standing, StateBar
from forge_desktop.shell.tabs import Tabs
from forge_desktop.views.detail import Detail
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState
from forge_desktop.widgets.tokens import RAIL

_SECOND = 1_000
_GOING = (Link.ONLINE, Link.UNKNOWN)


class DeskView(QWidget):
    """Navigation of one connection. Pages and details are handed to the wiring as they are made."""

    page_made = Signal(object)
    detail_made = Signal(object)
    closing = Signal()
    complained = Signal(str)
    """Something about the program's own files is to be said."""

    def __init__(
        self, desk: Desk, layout: Path | None, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.resources = {r.name: r for r in catalog.resources(desk.connection.dialect)}
        self.pages: dict[str, Page] = {}
        self.banner = StateBar(desk.seen)
        self.layouts = Layouts(layout, self.complained.emit, self)
        self.working: dict[Page, asyncio.Task[None]] = {}
        """Exports under way; their progress stands on the page until they end."""
        self._settings = settings
        sections = catalog.sections(desk.connection.dialect)
        self.rail = Rail(desk.connection.name, desk.connection.timezone, sections)
        self.rail.chosen.connect(self.show_page)
        self._pages = QStackedWidget()
        self.tabs = Tabs(self._pages)
        self.windows = RecordWindows(desk.connection.name)
        self.changed = UndoBar(desk.seen)
        self.room = Room(self.banner, self.tabs, self.changed)
        self._outbox: tuple[int, tuple[int, int] | None] = (0, None)
        self._lay_out()
        self._progress: Progress | None = None
        self._facts = DeskFacts()
        self._reading = FactsReading(desk.reading, tuple(self.resources.values()), desk.seen, self)
        self._reading.came.connect(self._facts_read)
        self._reading.failed.connect(self.complained)
        self._tick = QTimer(self, interval=_SECOND)
        self._tick.timeout.connect(self._tell_status)
        self._day = desk.seen().today
        desk.beat.changed.connect(self._changed)
        desk.progressed.connect(self._progressed, Qt.ConnectionType.QueuedConnection)
        desk.health_changed.connect(self._healed)
        desk.paused_changed.connect(self._paused)
        desk.listening_changed.connect(self._tell_status)
        self.banner.try_wanted.connect(lambda: desk.refresh(self.page.resource.name))
        self.banner.resume_wanted.connect(desk.resume)
        self.setWindowTitle(f"{desk.connection.name} – Forge Desktop")
        self._tick.start()
        self._reading.now()

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

    def tell_outbox(self, waiting: int, sending: tuple[int, int] | None) -> None:
        """How many changes have not arrived, and which of those that waited goes out now."""
        self._outbox = (waiting, sending)
        self._tell_standing()

    def show_page(self, name: str) -> None:
        """Show the page of a resource; it is made the first time. An unknown name shows the last one."""
        if name in self.room.asides and self._pages.currentWidget() is None:
            self.show_page("")  # there is always one behind
        if self.room.show_aside(name):
            self.rail.show_chosen(name)
            return
        resource = self.resources.get(name) or self.resources[self.last_page]
        if resource.name not in self.pages:
            self.pages[resource.name] = self._make_page(resource)
        self._pages.setCurrentWidget(self.pages[resource.name])
        self._pages.setFocusProxy(self.pages[resource.name])
        self._pages.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rail.show_chosen(resource.name)
        self.tabs.show_first(resource.title, resource.icon)
        self.layouts.save("_last_page", resource.name)
        self.desk.view(resource.parent or resource.name)
        self._tell_all()

    def open_record(self, name: str, key: int) -> None:
        """Open a record in a tab beside the page, or show its tab when it is open."""
        if (resource := self.resources.get(name)) is None:
            return
        if self.room.aside is not None:
            self.show_page(self.page.resource.name)
        if self.tabs.go_to(f"{name}/{key}"):
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
        for page in self.pages.values():
            if settings.compact_rows != self._settings.compact_rows:
                page.set_compact(settings.compact_rows)
            if settings.preview not in (self._settings.preview, page.state.preview_shown):
                page.set_preview(settings.preview)
            page.table.glow.allowed = not settings.reduced_motion
        self._settings = settings
        self.desk.take_settings(settings)

    def filled(self) -> bool:
        """True when the page on screen shows all the server has for it: rows, other records' words, details."""
        page, told = self.page, self._progress
        name = page.resource.parent or page.resource.name
        loading = told is not None and (told.resource, told.what) == (name, "rows")
        wanted = desk_facts.behind(page.resource, self.resources.get(page.resource.parent)) | {name}
        wanted -= unseen.names(self.desk.health, self.resources.values())
        unknown = (
            self.desk.health.link is Link.UNKNOWN or not self._facts.ages.keys() >= wanted & self.desk.offered
        )
        if unknown or loading or name in self._facts.lacking or self.desk.beat.waiting or page.table.behind:
            return False
        return page.settled and not self._reading.waiting and not page.table.glow.anything

    def remember(self) -> None:
        """Keep the arrangement of all pages, and ask nothing any more."""
        self.closing.emit()
        self._tick.stop()
        self._reading.stop()
        self.changed.stop()
        self.tabs.close_all()
        self.windows.close_all()
        for page in self.pages.values():
            page.close_down()
        self.layouts.save("_rail", self._split.kept)
        self.layouts.write()

    def _lay_out(self) -> None:
        told = self.layouts.load("_rail")
        width = told if isinstance(told, int) and 64 <= told <= 480 else RAIL
        self._split = RailSplit(self.rail, self.room, width)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _make_page(self, resource: Resource) -> Page:
        load = partial(self.layouts.load, resource.name)
        fresh = load() is None
        state = PageState(resource, load, partial(self.layouts.save, resource.name))
        if fresh:
            state.compact, state.preview_shown = self._settings.compact_rows, self._settings.preview
        page = Page(resource, self.desk.reading, self.desk.seen, state)
        page.table.glow.allowed = not self._settings.reduced_motion
        page.helped.connect(lambda: self._help(page))
        page.cancelled.connect(lambda: None if page in self.working else self.desk.pause())
        self._pages.addWidget(page)
        page.tell_age(words.age(self._facts.ages.get(resource.name), self.desk.seen()))
        self.page_made.emit(page)
        return page

    # What the engine tells

    def _changed(self, resource: str, keys: frozenset[int] | None) -> None:
        for page in self.pages.values():
            page.changed(resource, keys)
        for detail in (*self.tabs.details(), *self.windows.details()):
            detail.changed()
        self._reading.soon()

    def _progressed(self, progress: Progress) -> None:
        if self.desk.paused:
            return  # told before the pause arrived
        self._progress = None if progress.finished else progress
        for name, page in self.pages.items():
            parent = page.resource.parent
            mine = progress.resource == (parent or name) and (progress.what == "details" or not parent)
            if page in self.working or not mine:
                continue
            if progress.finished:
                page.tell_progress("")
            elif progress.what == "rows" or parent:
                title = f"{self.resources[parent].title} read" if parent else page.resource.title
                share = progress.done * 1000 // progress.total if progress.total else None
                page.tell_progress(words.progress(progress, title), share)
        self._tell_status()
        self._reading.soon()

    def _paused(self, paused: bool) -> None:
        self._progress = None
        self._tell_all()

    def _healed(self, health: Health) -> None:
        if health.link not in _GOING:
            self._progress = None  # it goes on when the server does
        self.rail.set_closed(unseen.names(health, self.resources.values()))
        self._tell_all()
        self._reading.soon()

    def _tell_all(self) -> None:
        self._tell_waiting()
        self._tell_standing()
        self._tell_status()

    def _tell_waiting(self) -> None:
        """Pages of what was never fetched say that it comes, as long as it does."""
        health, progress = self.desk.health, self._progress
        coming = not self.desk.paused and health.link in _GOING
        for name, page in self.pages.items():
            loading = progress is not None and progress.resource == (page.resource.parent or name)
            if not loading and page not in self.working:
                waits = coming and name not in self._facts.ages and not unseen.why(health, page.resource)
                page.tell_progress(words.waiting(page.resource) if waits else "")
            told = unseen.hindrance(health, page.resource, coming=coming, paused=self.desk.paused)
            page.tell_hindrance(None if name in self._facts.ages else told)

    def _help(self, page: Page) -> None:
        """What the page offers to do about its lack of rows: look again, or what the bar offers."""
        if self.desk.health.link in _GOING and unseen.why(self.desk.health, page.resource):
            self.desk.refresh(page.resource.name)
        else:
            self.banner.acted.emit()

    def _tell_standing(self) -> None:
        if self._pages.currentWidget() is None:
            return
        resource, facts = self.page.resource, self._facts
        age = facts.ages.get(resource.name)
        closed = unseen.titles(self.desk.health, self.resources.values())
        standing = Standing(self.desk.health, age, self.desk.paused, facts.asides, *self._outbox, closed)
        self.banner.show_standing(standing, resource, self.resources.get(resource.parent))

    def _tell_status(self) -> None:
        seen, desk = self.desk.seen(), self.desk
        right = words.status(desk.connection.name, desk.health, seen, listening=desk.listener is not None)
        if (progress := self._progress) is not None and progress.resource in self.resources:
            right = f"{words.progress(progress, self.resources[progress.resource].title)} · {right}"
        for page in self.pages.values():
            page.tell_status(right)
        if seen.today != self._day:
            self._day = seen.today
            for page in self.pages.values():
                page.refresh_looks()
            self._reading.now()

    # What was read of the local copy

    def _facts_read(self, facts: DeskFacts) -> None:
        self._facts = facts
        for name, count in facts.counts.items():
            self.rail.set_count(name, count if name in facts.ages else None)
        self._tell_waiting()
        for page in self.pages.values():
            page.tell_age(words.age(facts.ages.get(page.resource.name), self.desk.seen()))
        self._tell_standing()
