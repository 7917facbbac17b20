"""The running program: opens connections into desks, and closes all in order."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Coroutine

from PySide6.QtWidgets import QApplication

from forge_desktop import log
from forge_desktop.api.gate import Limits
from forge_desktop.connections import (
    Connection,
    Connections,
    Doubtful,
    Keychain,
    KeysMissing,
    NoConnection,
    Unproven,
    choose,
    keys_for,
)
from forge_desktop.connections.connection import of_account
from forge_desktop.connections.environment import URL
from forge_desktop.demo import ZONE, DemoServer
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Failure
from forge_desktop.paths import Folders
from forge_desktop.settings import Settings, WindowOptions, keep, load
from forge_desktop.settings.files import trouble
from forge_desktop.shell import listening, rekeying
from forge_desktop.shell.bridge import Bridge
from forge_desktop.shell.crash import LastResort
from forge_desktop.shell.desk import Desk
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.screenshot import shoot
from forge_desktop.shell.tasks import Tasks
from forge_desktop.shell.welcome import Welcome
from forge_desktop.shell.window import Window
from forge_desktop.shell.wiring import Wiring
from forge_desktop.widgets import theme

DEMO = Connection.demo("", ZONE).ident
_AFTER_A_BUG = 30.0
"""Seconds until an engine that a bug ended is started again."""


class Program:
    """Owns the window, the bridge to the engine's thread, the open desks and the demo's server."""

    def __init__(
        self,
        application: QApplication,
        options: WindowOptions,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
    ) -> None:
        self.options = options
        self.folders = Folders(options.data_dir)
        self.settings, notices = self._load_settings()
        self.log = log.start(self.folders.logs, self.settings.log_level)
        self.connections = Connections(self.folders.connections)
        self.keychain = Keychain(self.log.hide)
        self.theme = theme.apply(application, self.settings.theme)
        self._picture = options.screenshot is not None
        """Only a picture is wanted: it neither shows nor changes what a person arranged."""
        self.window = Window(self.folders.root / "window.ini", restored=not self._picture)
        if options.size:
            self.window.resize(*options.size)
        self.crash = LastResort(self.window)
        self.crash.told.connect(self.window.say)
        self.crash.install()
        self.tasks = Tasks(self.crash.failed)
        self.bridge = Bridge(self.crash.in_loop)
        self.desks: dict[str, DeskView] = {}
        self.demo: DemoServer | None = None
        self.failure: Failure | None = None
        """Why the start could not open a connection."""
        self._clock, self._monotonic, self._limits = clock, monotonic, limits
        self._opening: set[str] = set()
        self._closed = asyncio.Event()
        self.window.closing.connect(self._closed.set)
        self.wiring = Wiring(self)
        for notice in (*notices, self.log.notice):
            if notice:
                self.window.say(notice)

    async def run(self) -> int:
        """Open what was asked for and stay until the window is closed; the exit code."""
        asyncio.get_running_loop().set_exception_handler(self.crash.in_loop)
        self.window.show()
        await self.open_first()
        if self.options.screenshot is not None:
            return await shoot(self)
        await self._closed.wait()
        return 0

    def begin(self, work: Coroutine[None, None, None], name: str) -> None:
        """Start something a person asked for; an expected failure is said in the window."""

        async def doing() -> None:
            try:
                await work
            except Failure as failure:
                self.window.say(_in_words(failure))
                self.show_something()
                self._ask_missing(failure)

        self.tasks.start(doing(), name)

    async def open_first(self) -> None:
        """Open what this start asks for, else what was shown last; a failure is said on the welcome."""
        try:
            if self.options.demo:
                await self.open_demo()
            elif (last := self._last()) is not None:
                await self.open_ident(last)
            else:
                await self.open_named(self.options.connection)
        except Failure as failure:
            self.failure = failure
            unknown = isinstance(failure, NoConnection) and self._last() is None
            quiet = unknown and self.options.connection is None and not os.environ.get(URL)
            self._welcome("" if quiet else _in_words(failure), again=not unknown)
            self._ask_missing(failure)

    async def open_demo(self) -> None:
        """Open the demo: its cached data at once, its server as soon as it runs."""
        if self.demo is None:
            try:
                self.demo = DemoServer(self.folders)
            except OSError as error:
                raise trouble(self.folders.demo, error) from error
        await self.open(self.demo.connection, self.demo.keys, ready=self._demo_ready)

    async def open_ident(self, ident: str) -> None:
        """Open the demo or a stored connection."""
        await (self.open_demo() if ident == DEMO else self.open_named(ident))

    async def open_named(self, name: str | None) -> None:
        """Open a stored connection, or that of the environment."""
        connection = choose(name, self.connections, os.environ)
        try:
            keys = await asyncio.to_thread(keys_for, connection, self.connections, self.keychain, os.environ)
        except Unproven as new:
            keys = new.keys
            connection = await rekeying.proven(self, connection, keys)
        await self.open(of_account(connection, keys), keys)

    async def open(
        self, connection: Connection, keys: Keys, *, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Open a connection's desk, or show it when it is open."""
        if connection.ident in self.desks:
            self.window.put(self.desks[connection.ident])
            return
        if connection.ident in self._opening:
            return
        self.log.hide(keys.api_key)
        self.log.hide(keys.access_key)
        desk = Desk(self.bridge, connection, self._clock, self._limits, monotonic=self._monotonic)
        self._opening.add(connection.ident)
        try:
            await desk.open(self.folders, keys, self.settings)
        finally:
            self._opening.discard(connection.ident)
        layout = self.folders.connection(connection.ident) / "layout.json"
        view = DeskView(desk, None if self._picture else layout, self.settings)
        desk.setParent(view)  # its timers end with the view, in this thread, not where garbage is collected
        self.desks[connection.ident] = view
        self.wiring.wire(view)
        view.complained.connect(self.window.say)
        self.window.put(view)
        view.show_page(self.options.view or view.last_page)
        for notice in (self.connections.notice, desk.notice, view.layouts.notice):
            if notice:
                self.window.say(notice)
        self.tasks.start(self._live(desk, ready), f"engine of {connection.name}")
        if not self._picture:
            listening.begin(self, desk)

    async def shut(self, ident: str) -> None:
        """Close one desk and forget it; its files stay."""
        view = self.desks.pop(ident)
        for work in tuple(view.working.values()):
            work.cancel()
        await asyncio.gather(*view.working.values(), return_exceptions=True)
        view.remember()
        await view.desk.close()
        self.window.take(view)

    def show_something(self) -> None:
        """Show a desk that is open, else the welcome."""
        if isinstance(self.window.shown, (DeskView, Welcome)):
            return
        if self.desks:
            self.window.put(next(iter(self.desks.values())))
        else:
            self._welcome("")

    def change_setting(self, key: str, value: object) -> None:
        """Keep a setting and let it hold at once."""
        try:
            keep(self.folders.settings, {key: value})
        except Failure as failure:
            self.window.say(failure.message)
        self.settings = self.settings.model_copy(update={key: value})
        if key == "theme":
            self.theme.choose(str(value))
        if key == "log_level":
            self.log.set_level(str(value))
        for view in self.desks.values():
            view.take_settings(self.settings)

    async def close(self) -> None:
        """End everything, in the order opposite to the start."""
        shown = self.window.shown
        if not self._picture:
            self.window.remember(shown.desk.connection.ident if isinstance(shown, DeskView) else "")
        await self.tasks.cancel()
        for view in self.desks.values():
            view.remember()
            await view.desk.close()
        self.desks.clear()
        self.bridge.close()
        if self.demo is not None:
            self.demo.stop()
        self.crash.uninstall()
        self.window.hide()
        self.window.deleteLater()
        self.log.close()

    def _ask_missing(self, failure: Failure) -> None:
        """Ask for the keys of a stored connection when they are missing, or nothing tells whose they are."""
        if isinstance(failure, (KeysMissing, Doubtful)) and not self._picture:
            rekeying.ask_missing(self, failure.connection)

    def _load_settings(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings in force; with a data folder that cannot be used, the defaults and why."""
        given = {"theme": self.options.theme} if self.options.theme else {}
        try:
            self.folders.make()
            loaded = load(self.folders.settings, environ=os.environ, given=given)
        except OSError as error:
            return Settings.model_validate(given), (trouble(self.folders.root, error).message,)
        except Failure as failure:
            return Settings.model_validate(given), (failure.message,)
        return loaded.settings, loaded.notices

    def _last(self) -> str | None:
        """Ident of the connection to open when this start names none: the one shown last, if still there."""
        if self.options.connection is not None or os.environ.get(URL):
            return None
        stored = [connection.ident for connection in self.connections.all()]
        last = self.window.last_connection
        return last if last in (*stored, DEMO) else stored[0] if stored else None

    def _welcome(self, notice: str, *, again: bool = False) -> None:
        welcome = Welcome(notice, again=again)
        welcome.connect_wanted.connect(self.wiring.connect)
        welcome.demo_wanted.connect(lambda: self.begin(self.open_demo(), "demo"))
        welcome.again_wanted.connect(lambda: self.begin(self.open_first(), "once more"))
        self.window.put(welcome)
        welcome.setFocus()

    async def _live(self, desk: Desk, ready: Callable[[], Awaitable[None]] | None) -> None:
        """Let a desk's engine run; one that a bug ended is started again, after the bug was told."""
        if ready is not None:
            await ready()
        while True:
            try:
                await desk.run()
            except Exception as bug:
                self.crash.failed(bug)
            await asyncio.sleep(_AFTER_A_BUG)

    async def _demo_ready(self) -> None:
        assert self.demo is not None
        try:
            await asyncio.to_thread(self.demo.wait)
        except Failure as failure:
            self.window.say(_in_words(failure))


def _in_words(failure: Failure) -> str:
    return f"{failure.title}. {failure.message}"
