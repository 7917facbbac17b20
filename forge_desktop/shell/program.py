"""The running program: opens connections into desks, and closes all in order."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QApplication

from forge_desktop import log, settings
from forge_desktop.connections import Connection, Connections, Keychain, NoConnection, choose, keys_for
from forge_desktop.demo import ZONE, DemoServer
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Failure
from forge_desktop.paths import Folders
from forge_desktop.settings import WindowOptions
from forge_desktop.shell.bridge import Bridge
from forge_desktop.shell.crash import CrashHandler
from forge_desktop.shell.desk import Desk
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.screenshot import shoot
from forge_desktop.shell.tasks import Tasks
from forge_desktop.shell.welcome import Welcome
from forge_desktop.shell.window import Window
from forge_desktop.shell.wiring import Wiring
from forge_desktop.widgets import theme


class Program:
    """Owns the window, the bridge to the engine's thread, the open desks and the demo's server."""

    def __init__(
        self, application: QApplication, options: WindowOptions, clock: Callable[[], float] = time.time
    ) -> None:
        self.options = options
        self.folders = Folders(options.data_dir)
        self.folders.make()
        given = {"theme": options.theme} if options.theme else {}
        loaded = settings.load(self.folders.settings, environ=os.environ, given=given)
        self.settings = loaded.settings
        self.log = log.start(self.folders.logs, self.settings.log_level)
        self.connections = Connections(self.folders.connections)
        self.keychain = Keychain(self.log.hide)
        self.theme = theme.apply(application, self.settings.theme)
        self.window = Window(self.folders.root / "window.ini")
        if options.size:
            self.window.resize(*options.size)
        self.crash = CrashHandler(self.window.say)
        self.crash.install()
        self.tasks = Tasks(self.crash.failed)
        self.bridge = Bridge()
        self.desks: dict[str, DeskView] = {}
        self.demo: DemoServer | None = None
        self._clock = clock
        self._closed = asyncio.Event()
        self.window.closing.connect(self._closed.set)
        self.wiring = Wiring(self)
        for notice in (*loaded.notices, self.log.notice):
            if notice:
                self.window.say(notice)

    async def run(self) -> int:
        """Open what was asked for and stay until the window is closed; the exit code."""
        self.window.show()
        await self._open_first()
        if self.options.screenshot is not None:
            return await shoot(self)
        await self._closed.wait()
        return 0

    async def open_demo(self) -> None:
        """Open the demo: its cached data at once, its server as soon as it runs."""
        if self.demo is None:
            self.demo = DemoServer(self.folders)
        await self.open(self.demo.connection, self.demo.keys, ready=self._demo_ready)

    async def open(
        self, connection: Connection, keys: Keys, *, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Open a connection's desk, or show it when it is open."""
        if connection.ident in self.desks:
            self.window.put(self.desks[connection.ident])
            return
        self.log.hide(keys.api_key)
        self.log.hide(keys.access_key)
        desk = Desk(self.bridge, connection, self._clock)
        await desk.open(self.folders, keys, self.settings)
        view = DeskView(desk, self.folders.connection(connection.ident) / "layout.json", self.settings)
        self.desks[connection.ident] = view
        self.wiring.wire(view)
        view.show_page(self.options.view or view.last_page)
        self.window.put(view)
        if desk.notice:
            self.window.say(desk.notice)
        self.tasks.start(self._live(desk, ready), f"engine of {connection.name}")

    async def open_named(self, name: str | None) -> None:
        """Open a stored connection, or that of the environment."""
        connection = choose(name, self.connections, os.environ)
        if connection.ident == Connection.demo("", ZONE).ident:
            await self.open_demo()
            return
        keys = keys_for(connection, self.connections, self.keychain, os.environ)
        await self.open(connection, keys)

    async def shut(self, ident: str) -> None:
        """Close one desk and forget it; its files stay."""
        view = self.desks.pop(ident)
        view.remember()
        self.window.take(view)
        await view.desk.close()

    def show_something(self) -> None:
        """Show a desk that is open, else the welcome."""
        if isinstance(self.window.shown, DeskView):
            return
        if self.desks:
            self.window.put(next(iter(self.desks.values())))
        else:
            self._welcome("")

    def change_setting(self, key: str, value: object) -> None:
        """Keep a setting and let it hold at once."""
        try:
            settings.keep(self.folders.settings, {key: value})
        except Failure as failure:
            self.window.say(failure.message)
        self.settings = self.settings.model_copy(update={key: value})
        if key == "theme":
            self.theme.choose(str(value))
        for view in self.desks.values():
            view.take_settings(self.settings)

    async def close(self) -> None:
        """End everything, in the order opposite to the start."""
        self.window.remember()
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

    async def _open_first(self) -> None:
        try:
            if self.options.demo:
                await self.open_demo()
            else:
                await self.open_named(self.options.connection)
        except NoConnection as none:
            self._welcome("" if self.options.connection is None else none.message)
        except Failure as failure:
            self._welcome(f"{failure.title}. {failure.message}")

    def _welcome(self, notice: str) -> None:
        welcome = Welcome(notice)
        welcome.connect_wanted.connect(self.wiring.connect)
        welcome.demo_wanted.connect(lambda: self.tasks.start(self.open_demo(), "demo"))
        self.window.put(welcome)

    async def _live(self, desk: Desk, ready: Callable[[], Awaitable[None]] | None) -> None:
        if ready is not None:
            await ready()
        await desk.run()

    async def _demo_ready(self) -> None:
        assert self.demo is not None
        try:
            await asyncio.to_thread(self.demo.wait)
        except Failure as failure:
            self.window.say(f"{failure.title}. {failure.message}")
