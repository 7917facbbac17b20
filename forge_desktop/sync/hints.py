"""What somebody hinted at: looked at once, and then, whatever comes, no oftener than every five seconds.

The first hint of a resource leads to its question at once; those within the next seconds are gathered into
one later question. One record is asked for by its name; of several, or of who knows which, the list is looked
at, as when a person asks for it. Single records never wait for a long list of another resource.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import key_of
from forge_desktop.errors import BadReply, Missing, Refused
from forge_desktop.sync import load
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.pauses import wait_at_most
from forge_desktop.sync.single import fetch
from forge_desktop.sync.standing import Standing

EVERY = 5.0
"""Seconds from the end of one question to the next about the same resource; as long as it took, if longer."""
_TROUBLED = 60.0
"""Seconds until a list is tried again at which alone the server failed."""
Name = int | str | None


class Hints:
    """Kept until they were followed, also by the next start; `ones` and `lists` are works of the engine."""

    def __init__(
        self,
        ground: Ground,
        standing: Standing,
        look: Callable[[Resource], Awaitable[None]],
        going: asyncio.Event,
    ) -> None:
        """`look`: what a wish to look at a list leads to; `going`: cleared while the engine is paused."""
        self._ground, self._standing, self._look, self._going = ground, standing, look, going
        self._wanted: dict[str, tuple[Resource, Name]] = {
            resource.name: (resource, None)
            for resource in ground.resources
            if ground.mark(_mark(resource)) is not None
        }
        self._rests: dict[str, float] = {}
        """Resource → when it may be asked for again; for ever while it is being asked for."""
        self._came = {False: asyncio.Event(), True: asyncio.Event()}

    def add(self, resource: Resource, name: Name) -> None:
        """This record changed, by the server's own name for it; None: any of them."""
        if resource.name not in self._wanted:
            self._ground.set_mark(_mark(resource), 1)
        _, before = self._wanted.get(resource.name, (resource, name))
        self._wanted[resource.name] = (resource, name if name == before and self._single(resource) else None)
        self._wake()

    async def ones(self) -> None:
        """Follow the next hint at a single record, or wait for one."""
        await self._next(whole=False)

    async def lists(self) -> None:
        """Follow the next hint at a list, or wait for one."""
        await self._next(whole=True)

    async def _next(self, *, whole: bool) -> None:
        await self._going.wait()
        due = [
            (self._rests.get(r.name, 0.0), r) for r, name in self._wanted.values() if (name is None) == whole
        ]
        at, resource = min(due, key=lambda one: one[0], default=(float("inf"), None))
        if resource is not None and at <= _now():
            await self._follow(resource, self._wanted.pop(resource.name)[1])
            return
        came = self._came[whole]
        came.clear()
        await (came.wait() if at == float("inf") else wait_at_most(came, at - _now()))

    async def _follow(self, resource: Resource, name: Name) -> None:
        """Ask; what could not be asked now is wanted still."""
        begun, rest, keep = _now(), EVERY, True

        async def bring() -> None:
            nonlocal keep
            try:
                await (self._look(resource) if name is None else self._one(resource, name))
                keep = False
            except (Refused, BadReply):  # the server's last word on it
                keep = False
                raise

        self._rests[resource.name] = float("inf")
        try:
            if name is not None or self._is_loaded(resource):
                await self._standing.one_list(resource, bring())
                rest = _TROUBLED if keep else EVERY
        finally:
            self._rests[resource.name] = _now() + max(rest, _now() - begun)
            if keep:
                self.add(resource, name)
            elif resource.name not in self._wanted:
                self._ground.set_mark(_mark(resource), None)
            self._wake()

    async def _one(self, resource: Resource, name: int | str) -> None:
        ground, offer = self._ground, self._ground.client.offer(resource.name)
        name = str(name) if offer is not None and offer.texts else name
        key = key_of(name)
        if key is not None and ground.has(resource, key):
            await fetch(ground, resource, key, lane=Lane.USER)
            return
        with suppress(Missing):  # nobody here has heard of it: there is nothing to hide
            try:
                ground.keep_one(resource, await ground.client.one(resource.name, name, lane=Lane.USER))
            except BadReply:  # of this record alone: what else changed, the list tells
                self.add(resource, None)

    def _is_loaded(self, resource: Resource) -> bool:
        """False while the first load has not passed by: it may be beyond what changed."""
        return load.is_complete(self._ground, resource) or not self._ground.offers(resource)

    def _single(self, resource: Resource) -> bool:
        offer = self._ground.client.offer(resource.name)
        return offer is not None and offer.single

    def _wake(self) -> None:
        for came in self._came.values():
            came.set()


def _mark(resource: Resource) -> str:
    return f"hinted:{resource.name}"


def _now() -> float:
    return asyncio.get_running_loop().time()
