"""An MRPeasy server as a client: pages by Range, single records, a connection test, and the door to writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forge_desktop.api import jsontext, rawrows
from forge_desktop.api.asking import Asking
from forge_desktop.api.contract import Endpoint
from forge_desktop.api.jsontext import Raw
from forge_desktop.api.mrpeasy import ranges
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.mrpeasy.writing import Writing
from forge_desktop.api.profiles import Profile
from forge_desktop.api.protocol import Lane, Offer, Page, Row, Verdict
from forge_desktop.api.rawrows import Rows
from forge_desktop.api.wire import Decoder
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.errors import BadReply, Failure, Missing

_NOTHING: Mapping[str, str | int] = MappingProxyType({})
_TESTED = "units"
"""The list a connection test asks for one row of: every account has it, and it is short."""


class MrpeasyClient:
    """Fulfils `protocol.Client` for the MRPeasy contract."""

    def __init__(self, profile: Profile, asking: Asking, resources: Sequence[Resource]) -> None:
        self._profile = profile
        self._asking = asking
        self._writing = Writing(profile, asking)
        offered = {r.name: r for r in resources if r.name in ENDPOINTS and "GET" in profile.methods[r.name]}
        self._offers = {name: ENDPOINTS[name].offer(profile.page_size) for name in offered}
        self._decoders = {
            name: Decoder(resource, ENDPOINTS[name], clean=asking.clean) for name, resource in offered.items()
        }

    @property
    def sent(self) -> int:
        """Requests sent so far."""
        return self._asking.sent

    @property
    def server_time(self) -> int | None:
        """What the server's clock said in its last good answer."""
        return self._asking.server_time

    @property
    def server_now(self) -> int | None:
        """What the server's clock says by now."""
        return self._asking.server_now

    @property
    def has_keys(self) -> bool:
        """MRPeasy knows no idempotency keys; a profile that does names their header."""
        return self._writing.has_keys

    def offer(self, resource: str) -> Offer | None:
        """How this server offers the resource; None for derived and unknown ones."""
        return self._offers.get(resource)

    async def page(
        self,
        resource: str,
        *,
        start: int = 0,
        where: Mapping[str, str | int] = _NOTHING,
        lane: Lane = Lane.BACKGROUND,
        length: int | None = None,
        known: Mapping[int, int] | None = None,
        cursor: str = "",
    ) -> Page:
        """The part of the list from index `start` on, checked row by row."""
        size = length or self._profile.page_size
        return await self._page(resource, start, where, lane, size, known=known)

    async def one(self, resource: str, key: int | str, *, lane: Lane = Lane.BACKGROUND) -> Row:
        """The single record, with the fields that lists leave out."""
        endpoint = self._endpoint(resource)
        reply = await self._asking.get(f"{endpoint.path}/{int(key)}", _NOTHING, {}, lane)
        sent = jsontext.parse(reply.body)
        found = sent if isinstance(sent, list) and len(sent) == 1 else [sent]
        rows, asides = self._decoders[resource].rows(found)
        if asides:
            raise BadReply(f"The record {key} of “{resource}” cannot be read: {asides[0].reason}.")
        if rows[0].key != int(key):
            raise BadReply(f"The server was asked for record {key} and sent {rows[0].key}.")
        return rows[0]

    def may(self, resource: str, verb: Verb) -> bool:
        """Whether the profile permits such a write."""
        return bool(self.takes(resource, verb))

    def takes(self, resource: str, verb: Verb) -> frozenset[str]:
        """The fields that such a write takes."""
        return self._writing.takes(resource, verb)

    async def create(
        self, resource: str, values: Values, *, lane: Lane = Lane.USER, idempotency: str = ""
    ) -> int:
        """The key of the new record; sent at most once."""
        return await self._writing.create(resource, values, lane, idempotency)

    async def update(self, resource: str, key: int | str, values: Values, *, lane: Lane = Lane.USER) -> None:
        """Change these fields of one record; sent at most once."""
        await self._writing.update(resource, int(key), values, lane)

    async def check(self) -> Verdict:
        """Ask for one row, once, and say what came of it."""
        try:
            await self._page(_TESTED, 0, _NOTHING, Lane.USER, 1, once=True)
        except Failure as failure:
            return Verdict(False, failure.title, failure.message, failure)
        return Verdict(True, "Connected", f"{self._asking.host} answers and accepts the key.")

    async def aclose(self) -> None:
        """Give the connection and the gate's files back."""
        await self._asking.aclose()

    async def _page(
        self,
        resource: str,
        start: int,
        where: Mapping[str, str | int],
        lane: Lane,
        size: int,
        *,
        once: bool = False,
        known: Mapping[int, int] | None = None,
    ) -> Page:
        endpoint = self._endpoint(resource)
        self._check_filters(resource, where)
        part = ranges.asked(start, size, usual=self._profile.usual_page, prefix=self._profile.range_prefix)
        try:
            reply = await self._asking.get(endpoint.path, where, part, lane, once=once)
        except Missing:
            raise BadReply(
                f"The server has no list “{resource}” at this address. Does the address end with the version, "
                "like /rest/v1?",
                title="No such list on the server",
            ) from None
        decoder = self._decoders[resource]
        read = rawrows.read(reply.body, decoder, known) if known is not None else None
        if read is None:
            read = Rows(*decoder.rows(_list(jsontext.parse(reply.body))))
        told = reply.headers.get("content-range")
        total, whole = ranges.placed(told, reply.status, start=start, count=read.count)
        return Page(read.rows, read.asides, start, total, whole, read.same, read.prints)

    def _endpoint(self, resource: str) -> Endpoint:
        if resource not in self._offers:
            raise ValueError(f"{self._profile.name} offers no {resource}")
        return ENDPOINTS[resource]

    def _check_filters(self, resource: str, where: Mapping[str, str | int]) -> None:
        unknown = set(where) - self._offers[resource].filters
        if unknown:  # the server would ignore it and send everything
            raise ValueError(f"{resource} cannot be filtered by {', '.join(sorted(unknown))}")


def _list(sent: Raw) -> list[Raw]:
    """The rows of a list; PHP writes an array with gaps as an object whose names are numbers."""
    if isinstance(sent, list):
        return sent
    if isinstance(sent, dict) and all(name.isdigit() for name in sent):
        return list(sent.values())
    raise BadReply("The server was asked for a list and sent something else.")
