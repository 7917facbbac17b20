"""Opens the program's dialogs and carries out what they return."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from forge_desktop import api, settings
from forge_desktop.api.protocol import Verdict
from forge_desktop.connections import Connection, delete_local_copy, make_connection, refuse_waiting
from forge_desktop.connections.connection import of_account
from forge_desktop.connections.hook_secrets import forget_secrets
from forge_desktop.dialogs.asides import AsideLine, AsidesDialog
from forge_desktop.dialogs.connect import ConnectDialog
from forge_desktop.dialogs.connections import ConnectionLine, ConnectionsDialog
from forge_desktop.dialogs.draft import ConnectDraft, ProfileChoice
from forge_desktop.dialogs.keys import KeyLine, KeySheet
from forge_desktop.dialogs.palette import CommandPalette
from forge_desktop.dialogs.settings import SettingsDialog
from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import Failure, StorageTrouble
from forge_desktop.paths import gates_dir
from forge_desktop.session import tells_changes
from forge_desktop.shell import finding, listening, words
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.rekeying import waiting_of

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program
    from forge_desktop.shell.wiring import Wiring

_RECENT = 8


class Asking:
    """The dialogs of one program; each is opened without blocking and deletes itself."""

    def __init__(self, program: Program, wiring: Wiring) -> None:
        self._program = program
        self._wiring = wiring
        self._recent: list[str] = []

    def connect(self) -> None:
        """Ask for a new connection, let it be tried out, store it and open it."""
        self._program.begin(self._connect(), "add a connection")

    async def _connect(self) -> None:
        program = self._program
        keychain = await asyncio.to_thread(self._keychain_words)  # looking for it may take a while
        dialog = ConnectDialog(
            [
                ProfileChoice(p.name, p.label, p.dialect, p.base_url, words.SYSTEMS[p.name], p.keys)
                for p in api.PROFILES.values()
            ],
            [c.name for c in program.connections.all()],
            program.window,
            make=make_connection,
            keychain_words=keychain,
        )
        tests: list[asyncio.Task[None]] = []

        def test(draft: ConnectDraft) -> None:
            tests.append(program.tasks.start(self._try_out(dialog, draft), "connection test"))

        def drop() -> None:
            for task in tests:
                task.cancel()
            tests.clear()

        dialog.test_wanted.connect(test)
        dialog.test_dropped.connect(drop)
        dialog.agreed.connect(lambda draft: program.begin(self._add(draft), "new connection"))
        dialog.open()

    def connections(self) -> None:
        """Show the connections there are."""
        program = self._program
        dialog = ConnectionsDialog(self._lines(), program.window)
        dialog.open_wanted.connect(lambda ident: program.begin(program.open_ident(ident), "open"))
        dialog.add_wanted.connect(self.connect)
        dialog.demo_wanted.connect(lambda: program.begin(program.open_demo(), "demo"))
        dialog.listen_wanted.connect(lambda ident: listening.ask(program, ident))

        async def remove(ident: str, copy_too: bool) -> None:
            await self._remove(ident, copy_too=copy_too)
            dialog.show_connections(self._lines())

        dialog.remove_wanted.connect(lambda ident, copy: program.begin(remove(ident, copy), "remove"))
        dialog.open()

    def settings(self) -> None:
        """Show the settings; each change holds at once."""
        program = self._program
        fixed = {"theme": "the command line"} if program.options.theme else {}
        fixed |= {
            key: "the environment"
            for key in settings.Settings.model_fields
            if f"FORGE_DESKTOP_{key.upper()}" in os.environ and key not in fixed
        }
        dialog = SettingsDialog(program.settings, program.folders.root, program.window, fixed=fixed)
        dialog.changed.connect(program.change_setting)
        dialog.open()

    def keys(self) -> None:
        """Show which key does what."""
        told: dict[tuple[str, str], list[str]] = {}
        for act in self._wiring.acts():
            told.setdefault((act.section, act.title), []).extend(act.keys)
        for section, title, keys in _IN_TABLES:
            told.setdefault((section, title), []).append(keys)
        lines = [KeyLine(section, title, " or ".join(keys)) for (section, title), keys in told.items()]
        KeySheet(lines, self._program.window).open()

    def palette(self) -> None:
        """Offer every act, every page, and every record by its code or title."""
        view = self._wiring.view
        entries = finding.entries([act for act in self._wiring.acts() if act.run != self.palette], view)
        palette = CommandPalette(
            entries,
            self._program.window,
            find=None if view is None else finding.finder(view),
            recent=self._recent,
        )
        palette.ran.connect(self._ran)
        palette.open()

    def asides(self, view: DeskView, resource: Resource) -> None:
        """Show the rows of a resource that could not be read."""

        def told(rows: list[tuple[int | None, str, str, int]]) -> None:
            seen = view.desk.seen()
            lines = [AsideLine(key, reason, raw, words.when(at, seen)) for key, reason, raw, at in rows]
            AsidesDialog(resource.title, lines, self._program.window).open()

        view.desk.reading.ask(("asides", id(view)), lambda reader: reader.asides(resource), told)

    # What the answers lead to

    async def _try_out(self, dialog: ConnectDialog, draft: ConnectDraft) -> None:
        try:
            verdict = await self._program.bridge.run(lambda: self._check(draft))
        except Failure as failure:
            verdict = Verdict(ok=False, title=failure.title, message=failure.message)
        dialog.show_verdict(draft, ok=verdict.ok, title=verdict.title, message=verdict.message)

    async def _check(self, draft: ConnectDraft) -> Verdict:
        dialect = api.PROFILES[draft.profile].dialect
        client = api.open_client(
            draft.profile,
            draft.base_url,
            draft.keys,
            resources=catalog.resources(dialect),
            gate_dir=gates_dir(),
        )
        try:
            return await client.check()
        finally:
            await client.aclose()

    async def _add(self, draft: ConnectDraft) -> None:
        program = self._program
        connection = make_connection(
            name=draft.name,
            profile=draft.profile,
            base_url=draft.base_url,
            timezone=draft.timezone,
            currency=draft.currency,
        )
        connection = of_account(connection, draft.keys)
        await asyncio.to_thread(program.keychain.keep, connection.ident, draft.keys)
        program.connections.add(connection)
        if program.keychain.notice:
            program.window.say(program.keychain.notice)
        await program.open(connection, draft.keys)

    async def _remove(self, ident: str, *, copy_too: bool) -> None:
        program = self._program
        try:
            connection = program.connections.find(ident)
            await self._look_for_waiting(connection, copy_too)
            if ident in program.desks:
                await program.shut(ident)
            if copy_too:
                await asyncio.to_thread(delete_local_copy, program.folders, connection)
            program.connections.remove(ident)
            await asyncio.to_thread(program.keychain.forget, ident)
            await asyncio.to_thread(forget_secrets, program.keychain, ident)
        except Failure as failure:
            program.window.say(f"{failure.title}. {failure.message}")
        program.show_something()

    async def _look_for_waiting(self, connection: Connection, copy_too: bool) -> None:
        """Refused when something waits to be sent, which nobody would find again."""
        try:
            count = await waiting_of(self._program, connection)
        except StorageTrouble:
            if copy_too:
                raise
            return  # nobody can tell, and nothing is deleted
        refuse_waiting(connection, count)

    def _lines(self) -> list[ConnectionLine]:
        program = self._program
        shown = self._wiring.view
        stored = program.connections.all()
        known = {c.ident for c in stored}
        others = [view.desk.connection for ident, view in program.desks.items() if ident not in known]
        return [
            ConnectionLine(
                ident=c.ident,
                name=c.name,
                hint=f"{api.PROFILES[c.profile].label} · {c.base_url} · {c.timezone}",
                open=shown is not None and shown.desk.connection.ident == c.ident,
                stored=c.ident in known,
                tells=tells_changes(c),
            )
            for c in (*stored, *others)
        ]

    def _keychain_words(self) -> str:
        name = self._program.keychain.name
        if name:
            return f"The keys are kept in this system's keychain ({name}) and nowhere else."
        return "No keychain was found on this machine: the keys are kept for this run only."

    # The palette

    def _ran(self, title: str) -> None:
        self._recent = [title, *(t for t in self._recent if t != title)][:_RECENT]


_IN_TABLES = (
    ("Table", "Open the record", "Enter"),
    ("Table", "Open the record in a window of its own", "Ctrl+Enter"),
    ("Table", "Show or hide the preview", "Space"),
    ("Table", "Copy the selected rows with headings", "Ctrl+C"),
    ("Table", "Find in the first column", "just type"),
    ("Record", "Back to the table", "Esc"),
)
