"""The outbox of one desk on screen: read anew whenever an entry moves; its pages, the rail, the bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from forge_desktop import api
from forge_desktop.domain.catalog import SYSTEMS
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Tone
from forge_desktop.errors import Failure
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Health, Link
from forge_desktop.shell import outbox_browser as browser
from forge_desktop.shell import outbox_told
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.rail import HANDOVER, OUTBOX
from forge_desktop.sync import writes as door
from forge_desktop.sync.writes import Writes
from forge_desktop.views.handover_page import HandoverPage
from forge_desktop.views.outbox_lines import Line, Told, describe
from forge_desktop.views.outbox_looks import Deed
from forge_desktop.views.outbox_page import OutboxPage

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

Edit = Callable[[DeskView, Entry], None]
_ON_THE_WAY = (State.READY, State.SENDING)


class OutboxDesk(QObject):
    """Owns the outbox page and the hand-over page of a desk, and does what a person wishes there."""

    def __init__(self, program: Program, view: DeskView, edit: Edit) -> None:
        super().__init__(view)
        self._program, self._view, self._edit = program, view, edit
        self._told: list[Told] = []
        self._asking = self._again = self._stopped = False
        self._link = view.desk.health.link
        self._batch: frozenset[str] = frozenset()
        """What waited when the server came back, while some of it is on its way."""
        self._web = api.PROFILES[view.desk.connection.profile].web
        system = SYSTEMS[view.desk.connection.dialect]
        host = browser.host(self._web)
        self.page = OutboxPage(view.resources, view.desk.seen)
        self.handover = HandoverPage(view.resources, view.desk.seen, system=system, host=host)
        for name, page in ((OUTBOX, self.page), (HANDOVER, self.handover)):
            page.wished.connect(self._wished)
            page.followed.connect(view.open_record)
            page.refresh.connect(self.refresh)
            view.room.add(name, page)
        self.handover.browsed.connect(self._browse)
        view.closing.connect(self._stop)
        view.desk.beat.changed.connect(self._heard)
        view.desk.health_changed.connect(self._healed)
        self._ask()

    def refresh(self) -> None:
        """Look at the server whether anything changed in what the entries are about."""
        for name in {one.entry.command.resource for one in self._told}:
            self._view.desk.refresh(name)

    # Reading

    def _heard(self, resource: str, keys: object) -> None:
        if resource == door.OUTBOX:
            self._ask()
        elif any(one.entry.command.resource == resource for one in self._told):
            self._describe()

    def _ask(self) -> None:
        """Read the outbox in the engine's thread; while that goes on, once more afterwards at the most."""
        if self._asking or self._stopped:
            self._again = True
            return
        self._asking = True
        self._program.tasks.start(self._read(), "outbox")

    async def _read(self) -> None:
        try:
            while self._view.desk.is_open:
                self._again = False
                read = partial(outbox_told.read, seen=self._view.desk.seen())
                told = await self._view.desk.write(read)
                if self._stopped:
                    return
                self._have(told)
                if not self._again:
                    return
        finally:
            self._asking = False

    def _stop(self) -> None:
        """The desk is closed: nothing is shown any more."""
        self._stopped = True
        self._view.desk.reading.drop(("outbox", id(self)))

    def _have(self, told: list[Told]) -> None:
        self._told = told
        states = {one.entry.command.id: one.entry.state for one in told}
        waiting = outbox_told.waiting(told)
        looks = sum(state in (State.REVIEW, State.REJECTED) for state in states.values())
        recorded = len(outbox_told.handed_over(told))
        self._view.rail.show_waiting(len(waiting), looks, recorded)
        going = (State.READY, State.RECORDED)
        self._view.changed.gone({ident for ident, state in states.items() if state not in going})
        self._tell_sending()
        self._describe()

    def _tell_sending(self) -> None:
        states = {one.entry.command.id: one.entry.state for one in self._told}
        left = sum(states.get(ident) in _ON_THE_WAY for ident in self._batch)
        if not left:
            self._batch = frozenset()
        of = len(self._batch)
        self._view.tell_outbox(len(outbox_told.waiting(self._told)), (of - left + 1, of) if left else None)

    def _healed(self, health: Health) -> None:
        back = health.link is Link.ONLINE and self._link in (Link.OFFLINE, Link.SIGNED_OUT)
        self._link = health.link
        if back:
            now = self._view.desk.seen().now
            self._batch = frozenset(
                one.entry.command.id
                for one in self._told
                if one.entry.state in _ON_THE_WAY and one.entry.not_before <= now
            )
            self._tell_sending()

    def _describe(self) -> None:
        if self._stopped:
            return
        view, told, seen = self._view, self._told, self._view.desk.seen()
        view.desk.reading.ask(
            ("outbox", id(self)), lambda reader: describe(reader, view.resources, told, seen), self._show
        )

    def _show(self, lines: Sequence[Line]) -> None:
        self.page.show_lines(lines)
        recorded = [line for line in lines if line.entry.state is State.RECORDED]
        self.handover.show_lines(recorded)
        self.page.status.tell(right=self._view.desk.connection.name)
        self.handover.status.tell(right=self._view.desk.connection.name)

    # Acting

    async def _edit_latest(self, ident: str) -> None:
        """Edit an entry as it is now; the list may still show what it was a moment ago."""
        self._edit(self._view, await self._view.desk.write(lambda writes: writes.entry(ident)))

    def _wished(self, deed: Deed, entry: Entry, number: str) -> None:
        if deed is Deed.EDIT:
            self._program.begin(self._edit_latest(entry.command.id), "outbox: edit")
            return
        key: int | None = None
        if deed is Deed.CONFIRM and entry.command.verb is Verb.CREATE and entry.result_key is None:
            key = self._found(entry, number)
            if key is None:
                return
        ident = entry.command.id
        acts: dict[Deed, Callable[[Writes], object]] = {
            Deed.RETRY: lambda writes: writes.retry(ident),
            Deed.DISCARD: lambda writes: writes.discard(ident),
            Deed.CONFIRM: lambda writes: writes.confirm(ident, key),
        }
        self._program.begin(self._act(deed, acts[deed]), f"outbox: {deed}")

    async def _act(self, deed: Deed, act: Callable[[Writes], object]) -> None:
        try:
            await self._view.desk.write(act)
        except Failure as failure:
            self._view.changed.note(Tone.WARN, failure.message)
            return
        self._view.desk.beat.flush()
        said = {
            Deed.RETRY: "It is sent as soon as it is its turn.",
            Deed.DISCARD: "Discarded. It is kept as history and never sent.",
            Deed.CONFIRM: "Ticked off. It is read back from the server.",
        }
        self._view.changed.note(Tone.INFO, said[deed])

    def _found(self, entry: Entry, number: str) -> int | None:
        """The key of the record that the person found on the server; None, and why is said, otherwise."""
        resource, deeds = self._view.resources[entry.command.resource], self.page.pane.deeds
        if not number:
            deeds.complain("Type the number it has on the server.")
            return None
        try:
            key = self._view.desk.reading.here.by_code(resource, number)
        except Failure as failure:
            deeds.complain(failure.message)
            return None
        if key is None or key < 0:
            deeds.complain(
                f"“{number}” is not in the local copy yet. It is looked for now; try again in a moment."
            )
            self._view.desk.refresh(resource.name)
            return None
        return key

    def _browse(self, line: Line) -> None:
        """Open the order in the browser; its number is on the clipboard, to be found by in any case."""
        page, command = self.handover, line.entry.command
        QGuiApplication.clipboard().setText(line.name)
        resource = self._view.resources[command.resource]
        url = browser.address(self._web.get(command.resource, ""), {resource.key: command.key})
        if not url:
            system = SYSTEMS[self._view.desk.connection.dialect]
            page.say(f"{line.name} is on the clipboard; it is found in {system} by that.")
        elif browser.browse(url):
            page.say(f"{line.name} was opened at {browser.host({'': url})}; its number is on the clipboard.")
        else:
            page.say(f"No browser opened. The address of {line.name} is {url}")
