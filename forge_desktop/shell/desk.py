"""One open connection in the window: its session in the engine's thread, its reading thread, its changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal

from forge_desktop.api.gate import Limits
from forge_desktop.connections import Connection
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.hooks import Heard, Listening, Secrets
from forge_desktop.paths import Folders
from forge_desktop.qtmodels.feed import Beat
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.session import Health, Session
from forge_desktop.settings import Settings
from forge_desktop.settings.files import trouble
from forge_desktop.shell.bridge import Bridge
from forge_desktop.store import Reader
from forge_desktop.sync.engine import Engine, Rhythm
from forge_desktop.sync.writes import Writes

if TYPE_CHECKING:
    from forge_desktop.hooks.listener import Listener

Result = TypeVar("Result")


class Desk(QObject):
    """A session as the window sees it. Signals come in the window's thread."""

    progressed = Signal(object)
    """Progress of a load."""
    health_changed = Signal(object)
    """Health of the connection: what `health` is from now on."""
    paused_changed = Signal(bool)
    listening_changed = Signal()
    misheard = Signal()
    """The first delivery since listening began whose signature does not fit."""
    _health_told = Signal(object)
    """Health of the connection, from the engine's thread."""

    def __init__(
        self,
        bridge: Bridge,
        connection: Connection,
        clock: Callable[[], float],
        limits: Limits | None = None,
        parent: QObject | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self.health = Health()
        self.notice = ""
        """Empty, or what happened to the local copy when it was opened."""
        self.offered: frozenset[str] = frozenset()
        """Resources that this server has lists of."""
        self.sends_status: frozenset[str] = frozenset()
        """Resources whose status this server takes."""
        self.resources: tuple[Resource, ...] = ()
        """All that this dialect has."""
        self.takes: dict[str, frozenset[str]] = {}
        """Resource -> the fields that a new record of it takes; none where nothing can be created."""
        self.paused = False
        self.listener: Listener | None = None
        """Hears what the server tells by itself; lives in the engine's thread."""
        self.beat = Beat(self)
        self.reading: ReaderThread
        self._bridge = bridge
        self._clock, self._limits, self._monotonic = clock, limits, monotonic
        self._zone = ZoneInfo(connection.timezone)
        self._session: Session | None = None
        self._engine: Engine | None = None
        self._health_told.connect(self._remember, Qt.ConnectionType.QueuedConnection)

    def seen(self) -> Seen:
        """Now, in the connection's zone."""
        return Seen(int(self._clock()), self._zone)

    async def open(self, folders: Folders, keys: Keys, settings: Settings) -> None:
        """Open the local copy; what is cached can be read as soon as this returns. Nothing is sent yet.

        StorageTrouble when the local copy cannot be used.
        """
        rhythm = Rhythm(cycle=float(settings.refresh_seconds))

        async def opening() -> tuple[Session, Engine]:
            session = Session.open(
                folders,
                self.connection,
                keys,
                clock=self._clock,
                limits=self._limits,
                monotonic=self._monotonic,
            )
            engine = session.engine(rhythm=rhythm, report=self.progressed.emit, health=self._health_told.emit)
            return session, engine

        try:
            session, self._engine = await self._bridge.run(opening)
        except OSError as error:
            raise trouble(folders.connection(self.connection.ident), error) from error
        self._session = session
        self.resources = session.resources
        offers = ((r.name, session.client.offer(r.parent or r.name)) for r in session.resources)
        self.offered = frozenset(name for name, offer in offers if offer is not None)
        self.sends_status = frozenset(
            r.name for r in session.resources if session.client.may(r.name, Verb.STATUS)
        )
        self.takes = {r.name: session.client.takes(r.name, Verb.CREATE) for r in session.resources}
        self.notice = session.cache.notice
        session.feed.listen(self.beat.tell)
        self.reading = ReaderThread(session.cache.reader, self)

    def make_reader(self) -> Reader:
        """A connection to the cache for another thread, which closes it."""
        assert self._session is not None
        return self._session.cache.reader()

    async def run(self) -> None:
        """Let the engine load and refresh until this is cancelled."""
        assert self._engine is not None
        await self._bridge.run(self._engine.run)

    async def write(self, act: Callable[[Writes], Result]) -> Result:
        """Do something at the door for writes, in the engine's thread. StorageTrouble: it was not kept."""
        session = self._session
        assert session is not None

        async def acting() -> Result:
            return act(session.writes)

        return await self._bridge.run(acting)

    @property
    def is_open(self) -> bool:
        """False before it was opened and after it was closed."""
        return self._session is not None

    def view(self, resource: str) -> None:
        """This resource is being looked at."""
        if self._engine is not None:
            self._bridge.post(self._engine.view, resource)

    def refresh(self, resource: str) -> None:
        """Look now whether anything changed in this resource; ends a pause too."""
        self.resume()
        if self._engine is not None:
            self._bridge.post(self._engine.refresh, resource)

    def accept_deletions(self, resources: Sequence[str]) -> None:
        """What is missing of these on the server was really deleted there, a person says."""
        if self._engine is not None:
            for name in resources:
                self._bridge.post(self._engine.accept_deletions, name)

    def pause(self) -> None:
        """Load nothing by itself until `resume` or a refresh; what was fetched stays."""
        if self._engine is not None and not self.paused:
            self.paused = True
            self._bridge.post(self._engine.pause)
            self.paused_changed.emit(True)

    def resume(self) -> None:
        """Go on with what `pause` cut short."""
        if self._engine is not None and self.paused:
            self.paused = False
            self._bridge.post(self._engine.resume)
            self.paused_changed.emit(False)

    def want_details(self, resource: str, keys: list[int]) -> None:
        """These records are on screen and lack their details; those that no server has yet have none."""
        known = [key for key in keys if key > 0]
        if self._engine is not None and known:
            self._bridge.post(self._engine.want_details, resource, known)

    def take_settings(self, settings: Settings) -> None:
        """Another rhythm of refreshing, perhaps."""
        if self._engine is not None:
            self._bridge.post(self._engine.set_cycle, float(settings.refresh_seconds))

    async def listen(self, listening: Listening, secrets: Secrets) -> None:
        """Hear from now on what the server tells by itself. PortTaken, or another Failure."""
        session, forged = self._session, False
        if session is None:
            return  # closed while its secret was looked for

        def heard(heard: Heard) -> None:
            nonlocal forged
            if heard.outcome == "forged" and not forged:
                forged = True
                self.misheard.emit()

        await self.stop_listening()
        listener = await self._bridge.run(lambda: session.listen(listening, secrets, heard=heard))
        if self._session is session:  # else the listener went with it
            self.listener = listener
            self.listening_changed.emit()

    async def stop_listening(self) -> None:
        """Hear nothing any more."""
        if self._session is not None and self.listener is not None:
            self.listener = None
            await self._bridge.run(self._session.stop_listening)
            self.listening_changed.emit()

    async def close(self) -> None:
        """Stop the engine, then the reading, then close the files."""
        if self._session is not None:
            self.reading.close()
            await self._bridge.run(self._session.close)
            self._session = self._engine = self.listener = None

    def _remember(self, health: Health) -> None:
        """Everybody who shows it is told before anything else happens here: no two of them contradict."""
        self.health = health
        self.health_changed.emit(health)
