"""Turns wishes into acts: what a page, a record, the rail or a key asks for is done here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from forge_desktop.domain.commands import Verb
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.text import inside
from forge_desktop.outbox import Entry
from forge_desktop.shell import exporting, rekeying
from forge_desktop.shell.acts import Act, bind
from forge_desktop.shell.asking import Asking
from forge_desktop.shell.changing import Changing
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.ordering import Ordering
from forge_desktop.shell.outbox_desk import OutboxDesk
from forge_desktop.shell.rail import HANDOVER, OUTBOX
from forge_desktop.views.detail import Detail
from forge_desktop.views.page import Page
from forge_desktop.views.row_menu import RowMenu

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

_ORDINALS = ("first", "second", "third", "fourth")
"""Pages that have a key of their own, in the order of the rail, whichever system the desk is of."""


class Wiring:
    """Connects the desks of a program; keeps no state of its own but the dialogs that are open."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._asking = Asking(program, self)
        self._changing = Changing(program, lambda: self.view)
        self.ordering = Ordering(program, lambda: self.view)
        bind(self.acts(), program.window)

    def wire(self, view: DeskView) -> None:
        """Connect a desk just opened, and each page and record it makes from now on."""
        self._changing.wire(view)
        OutboxDesk(self._program, view, self._edit)
        view.page_made.connect(lambda page: self._wire_page(view, page))
        view.detail_made.connect(lambda detail: self._wire_detail(view, detail))
        view.rail.connections_wanted.connect(self.connections)
        view.rail.settings_wanted.connect(self._asking.settings)
        view.banner.key_wanted.connect(lambda: rekeying.change_key(self._program, view.desk.connection))
        view.banner.deletions_wanted.connect(view.desk.accept_deletions)
        view.banner.asides_wanted.connect(lambda name: self._asking.asides(view, view.resources[name]))

    def connect(self) -> None:
        """Ask for a new connection."""
        self._asking.connect()

    def connections(self) -> None:
        """Show the connections there are."""
        self._asking.connections()

    @property
    def view(self) -> DeskView | None:
        """The desk on screen; None while the welcome is."""
        shown = self._program.window.shown
        return shown if isinstance(shown, DeskView) else None

    def acts(self) -> list[Act]:
        """All that can be done by key; drawn as shortcuts, key sheet and palette."""
        return [
            *(self._to_main(number) for number in range(len(_ORDINALS))),
            Act("Go to the outbox", "Pages", ("Ctrl+Shift+U",), self._going(OUTBOX)),
            Act("Go to what is left to hand over", "Pages", ("Ctrl+Shift+H",), self._going(HANDOVER)),
            *self._changing.acts(),
            *self.ordering.acts(),
            Act("Search this page", "Table", ("Ctrl+F",), self._search),
            Act("Search this page", "Table", ("/",), self._search, typed=True),
            Act("Show or hide the preview", "Table", ("Ctrl+Shift+P",), self._preview),
            Act("Export what is shown", "Table", ("Ctrl+E",), self._export),
            Act("Refresh this page", "Table", ("F5",), self._refresh),
            Act("Refresh this record", "Table", ("Ctrl+R",), self._refresh_record),
            Act("Close the tab", "Window", ("Ctrl+W",), lambda: self._tabs(0)),
            Act("Next tab", "Window", ("Ctrl+Tab",), lambda: self._tabs(1)),
            Act("Previous tab", "Window", ("Ctrl+Shift+Tab",), lambda: self._tabs(-1)),
            Act("Find a record or do anything", "Window", ("Ctrl+K",), self._asking.palette),
            Act("Connections", "Window", ("Ctrl+Shift+O",), self.connections),
            Act("Next open connection", "Window", ("F6",), self._program.window.desks.go_on),
            Act("Settings", "Window", ("Ctrl+,",), self._asking.settings),
            Act("Keys", "Window", ("F1",), self._asking.keys),
            Act("Keys", "Window", ("?",), self._asking.keys, typed=True),
            Act("Quit", "Window", ("Ctrl+Q",), self._program.window.close_soon),
        ]

    def _wire_page(self, view: DeskView, page: Page) -> None:
        page.open_record.connect(view.open_record)
        page.open_in_window.connect(lambda name, key: self._own_window(view, name, key))
        page.refresh.connect(lambda: view.desk.refresh(page.resource.name))
        page.wanted_details.connect(lambda keys: view.desk.want_details(page.resource.name, keys))
        rows = RowMenu(page)
        self._changing.wire_page(view, page, rows)
        self.ordering.wire_page(view, page)
        page.export.connect(lambda query, columns: self._export_page(view, page, query, columns))

    def _wire_detail(self, view: DeskView, detail: Detail) -> None:
        detail.open_record.connect(view.open_record)
        detail.wanted_details.connect(lambda keys: view.desk.want_details(detail.resource.name, keys))
        detail.closed.connect(lambda: view.close_record(detail))
        self._changing.wire_detail(view, detail)
        self.ordering.wire_detail(view, detail)

    def _edit(self, view: DeskView, entry: Entry) -> None:
        """Ask anew for something that waits in the outbox."""
        if entry.command.verb is Verb.STATUS:
            self._changing.edit(view, entry)
        elif entry.command.verb is Verb.CREATE:
            self.ordering.edit(view, entry)

    def _own_window(self, view: DeskView, name: str, key: int) -> None:
        if name in view.resources:
            view.windows.open(view.make_detail(view.resources[name], key))

    def _export_page(self, view: DeskView, page: Page, query: Query, columns: list[Column]) -> None:
        delimiter = self._program.settings.delimiter

        def chosen(path: Path, form: exporting.Form) -> None:
            if page in view.working:
                page.status.tell(left="The export before this one is still running")
                return
            work = exporting.Exporting(page, view.desk, delimiter)
            task = self._program.tasks.start(work.run(query, columns, path, form), "export")
            view.working[page] = task
            task.add_done_callback(lambda done: view.working.pop(page, None))

        exporting.ask_for_file(page, chosen)

    def _to_main(self, number: int) -> Act:
        """To one of the first pages of the desk on screen; named as that desk names it."""
        there = self._main(number)
        words = f"the {_ORDINALS[number]} page" if there is None else inside(there.title)

        def go() -> None:
            if self.view is not None and (resource := self._main(number)) is not None:
                self.view.show_page(resource.name)

        return Act(f"Go to {words}", "Pages", (f"Ctrl+{number + 1}",), go)

    def _main(self, number: int) -> Resource | None:
        resources = () if self.view is None else self.view.resources.values()
        return next(islice((one for one in resources if one.main), number, None), None)

    def _going(self, name: str) -> Callable[[], None]:
        def go() -> None:
            if self.view is not None:
                self.view.show_page(name)

        return go

    def _search(self) -> None:
        if self.view is not None and self.view.room.aside is not None:
            self.view.room.aside.focus_search()
        elif self.view is not None:
            self.view.tabs.go_to("")
            self.view.page.focus_search()

    def _preview(self) -> None:
        if self.view is not None:
            self.view.page.toggle_preview()

    def _export(self) -> None:
        if self.view is not None:
            self.view.page.head.export.click()

    def _refresh(self) -> None:
        if self.view is not None and self.view.room.aside is not None:
            self.view.room.aside.refresh.emit()
        elif self.view is not None:
            self.view.desk.refresh(self.view.page.resource.name)

    def _refresh_record(self) -> None:
        if self.view is None:
            return
        detail = self.view.tabs.on_record
        if detail is not None:
            detail.refresh()
        elif (key := self.view.page.view.current_key()) is not None:
            self.view.desk.want_details(self.view.page.resource.name, [key])

    def _tabs(self, step: int) -> None:
        if self.view is None:
            return
        if step:
            self.view.tabs.step(step)
        else:
            self.view.tabs.close_tab()
