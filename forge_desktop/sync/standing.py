"""How the connection stands: told in words whenever it changes, and which lists are in trouble of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Resource
from forge_desktop.errors import Failure, NotPermitted, Unreachable
from forge_desktop.sync import apart, gone, refresh
from forge_desktop.sync.actions import ACTIONS
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.state import Health, Link

_SOON = 60.0
"""Seconds until a list is tried again at which the server failed; a refusal lasts longer."""


class Standing:
    """The health of one connection. `online` is called when the server answers after a time without."""

    def __init__(self, ground: Ground, patience: float, tell: Callable[[Health], None]) -> None:
        self.health = Health()
        self.online: Callable[[], None] = lambda: None
        self._ground = ground
        self._patience = patience
        self._tell = tell
        self._troubled: dict[str, tuple[Failure, float]] = {}

    def failed(self, link: Link, failure: Failure, seconds: float) -> None:
        """Nothing goes on for so long."""
        now = self._ground.now
        self._set(Health(link, failure.message, now, now + int(seconds), unseen=self._unseen()))

    def worked(self) -> None:
        """The server answered: say so, and what is wrong nevertheless."""
        if self.health.link is not Link.ONLINE:
            self.online()
        now, named, unseen = self._ground.now, {r.name: r for r in self._ground.resources}, self._unseen()
        others = {name: failure for name, (failure, _) in self._troubled.items() if name not in unseen}
        told = [f"{named[name].title}: {failure.message}" for name, failure in others.items()]
        if unseen and not told:
            all_told = f"This key may see nothing here. {next(iter(unseen.values()))}"
        else:
            all_told = next(iter(told), "")
        if all_told and len(self._troubled) == sum(1 for r in named.values() if self._ground.offers(r)):
            self._set(Health(Link.TROUBLE, all_told, now, unseen=unseen))
            return
        notice = " ".join([*told, *gone.words(self._ground)])
        suspicious = tuple(resource.name for resource in gone.suspicious(self._ground))
        self._set(Health(Link.ONLINE, since=now, notice=notice, unseen=unseen, suspicious=suspicious))

    async def one_list(self, resource: Resource, work: Awaitable[object]) -> None:
        """Do something for one resource; when only that one cannot be had, the others go on."""
        try:
            await work
        except Failure as failure:
            if not await apart.is_own(self._ground, resource, failure):
                raise
            pause = min(_SOON, self._patience) if isinstance(failure, Unreachable) else self._patience
            self._troubled[resource.name] = (failure, asyncio.get_running_loop().time() + pause)
        else:
            self._troubled.pop(resource.name, None)
        self.worked()

    async def follow_log(self, lane: Lane) -> None:
        """What people did since the last look; without permission for the log the rest goes on without it."""
        log = self._ground.named(ACTIONS)
        if log is not None and not self.is_troubled(log):
            await self.one_list(log, refresh.by_actions(self._ground, lane=lane))

    def is_troubled(self, resource: Resource) -> bool:
        """True while this list is left alone because it could not be read."""
        if resource.name not in self._troubled:
            return False
        return asyncio.get_running_loop().time() < self._troubled[resource.name][1]

    def forgive(self) -> None:
        """Try every list again: a person asked for it."""
        self._troubled = {name: (failure, 0.0) for name, (failure, _) in self._troubled.items()}

    def _unseen(self) -> dict[str, str]:
        """The lists that this key may not see, with the words for it."""
        kept = ((name, failure) for name, (failure, _) in self._troubled.items())
        return {name: failure.message for name, failure in kept if isinstance(failure, NotPermitted)}

    def _set(self, health: Health) -> None:
        told = self.health
        if (health.link, health.message) == (told.link, told.message):
            health = replace(health, since=told.since)
        if health != told:
            self.health = health
            self._tell(health)
