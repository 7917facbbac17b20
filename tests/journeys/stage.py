"""Where a journey takes place: a server that speaks a dialect, and the program that is led there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from forge_desktop.connections import environment
from forge_desktop.server.database import writing
from forge_desktop.server.demo.papers import write_papers
from forge_desktop.server.forgemrp import keys as forge_keys
from forge_desktop.server.running import RunningServer
from tests.journeys.dialects import Dialect
from tests.server.small_floor import NOW
from tests.shell.fixtures import Serve
from tests.shell.living import Clock, Story, live, options

Lead = Callable[[dict[str, str]], None]


class Stage:
    """Sets up what nearly every journey needs, and plays stories on one data folder."""

    def __init__(
        self, application: QApplication, folder: Path, serve: Serve, dialect: Dialect, lead: Lead
    ) -> None:
        self.dialect = dialect
        self.folder = folder / "data"
        self.serve = serve
        self.application = application
        self._lead = lead

    def open(self, *, tiny: bool = False, **told: object) -> RunningServer:
        """A server, and the environment of the program leads there."""
        server = self.serve(tiny=tiny, **told)
        if tiny:
            with writing(server.engine) as connection:
                write_papers(connection, NOW, seed=1)
        url, keys = self.dialect.url(server), self.dialect.keys(server.engine)
        self._lead(self.dialect.environment(url, keys))
        return server

    def refuse(self, server: RunningServer) -> None:
        """From now on the server does not take the key of the program any more."""
        if self.dialect.scoped:
            for key in forge_keys.listed(server.engine):
                forge_keys.revoke(server.engine, key.key_id)
        else:
            self._lead({environment.ACCESS_KEY: "another-access-key"})

    def play(self, story: Story, view: str | None = None, clock: Clock | None = None) -> None:
        """Start the program, tell the story, and let it end in order."""
        assert live(self.application, options(self.folder, view), story, clock) == 0
