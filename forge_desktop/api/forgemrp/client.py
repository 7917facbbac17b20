"""A ForgeMRP server as a client: pages by cursor, single records, a connection test, and the door to writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote
from zoneinfo import ZoneInfo

from forge_desktop.api.asking import Asking
from forge_desktop.api.contract import Endpoint
from forge_desktop.api.forgemrp import assumed, reading
from forge_desktop.api.forgemrp.assumed import THINGS, camel
from forge_desktop.api.forgemrp.writing import Writing, lacking
from forge_desktop.api.jsontext import whole_text
from forge_desktop.api.protocol import Lane, Offer, Page, Row, Verdict
from forge_desktop.api.wire import Decoder
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import key_of
from forge_desktop.domain.text import one_line
from forge_desktop.errors import BadReply, Failure, Missing, NotPermitted, Refused

_NOTHING: Mapping[str, str | int] = MappingProxyType({})


class ForgemrpClient:
    """Fulfils `protocol.Client` for the ForgeMRP contract."""

    def __init__(self, asking: Asking, resources: Sequence[Resource], zone: ZoneInfo) -> None:
        self._asking = asking
        self._offered = {r.name: r for r in resources if r.name in THINGS}
        spelled = reading.spelled(zone)
        self._decoders = {
            name: Decoder(resource, Endpoint(path=THINGS[name].path, key="id"), spelled, camel, asking.clean)
            for name, resource in self._offered.items()
        }
        changes = asking.host != assumed.VENDOR
        self._writing = Writing(asking, self._offered, zone, changes=changes)
        self._made: dict[tuple[str, int], str] = {}
        """What the server called the records that were made here: nobody else knows it before they are read."""

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
        """Every POST carries an idempotency key (contracts/forgemrp-api.txt, "Idempotency")."""
        return True

    def offer(self, resource: str) -> Offer | None:
        """How the server offers the resource; None for derived and unknown ones."""
        if resource not in self._offered:
            return None
        return Offer(
            sliced=False,
            single=True,
            filters=frozenset(),
            page_size=assumed.PAGE,
            cursors=True,
            texts=True,
            changed="updated_at",
            created="created_at",
        )

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
        """The part of the list that follows the cursor, or its beginning; `start` only counts."""
        return await self._page(resource, start, where, lane, length or assumed.PAGE, cursor)

    async def one(self, resource: str, key: int | str, *, lane: Lane = Lane.BACKGROUND) -> Row:
        """The single record."""
        name = self._name(resource, key)
        try:
            reply = await self._asking.get(f"{THINGS[resource].path}/{_safe(name)}", _NOTHING, {}, lane)
        except NotPermitted as failure:
            raise lacking(resource, "view", failure) from None
        shown = one_line(name, 60)
        rows, asides = self._decoders[resource].rows([reading.one(reply.body)])
        if asides:
            raise BadReply(f"The record {shown} of “{resource}” cannot be read: {asides[0].reason}.")
        if rows[0].values.get("id") != name:
            raise BadReply(f"The server was asked for record {shown} and sent another one.")
        return rows[0]

    def may(self, resource: str, verb: Verb) -> bool:
        """Whether such a write is permitted."""
        return bool(self.takes(resource, verb))

    def takes(self, resource: str, verb: Verb) -> frozenset[str]:
        """The fields that such a write takes."""
        table = self._writing.taken(resource, verb)
        return table.known if table is not None else frozenset()

    async def create(
        self, resource: str, values: Values, *, lane: Lane = Lane.USER, idempotency: str = ""
    ) -> int:
        """The key of the new record; sent at most once."""
        name = await self._writing.create(resource, values, lane, idempotency)
        key = key_of(name)
        assert key is not None
        self._made[resource, key] = name
        return key

    async def update(self, resource: str, key: int | str, values: Values, *, lane: Lane = Lane.USER) -> None:
        """Change these fields of one record; sent at most once."""
        name = self._name(resource, key)
        await self._writing.update(resource, name, _safe(name), values, lane)

    async def check(self) -> Verdict:
        """Ask each list for one row and say what this key may see.

        A list that is not there, or is none, ends the test only when no other list is better: where the lists
        are is our guess.
        """
        seen, unseen = [], []
        odd: dict[str, Failure] = {}
        for name, resource in self._offered.items():
            try:
                await self._page(name, 0, _NOTHING, Lane.USER, 1, "", once=True)
            except NotPermitted:
                unseen.append(resource.title)
            except (BadReply, Refused) as failure:
                odd[resource.title] = failure
            except Failure as failure:
                return Verdict(False, failure.title, failure.message, failure)
            else:
                seen.append(resource.title)
        host = self._asking.host
        if seen:
            parts = [f"{host} answers and accepts the key."]
            parts += [f"The key may see: {', '.join(seen)}."] if unseen or odd else []
            parts += [f"It may not see: {', '.join(unseen)}."] if unseen else []
            parts += [f"The server does not offer as expected: {', '.join(odd)}."] if odd else []
            return Verdict(True, "Connected", " ".join(parts))
        if odd:
            first = next(iter(odd.values()))
            return Verdict(False, first.title, first.message, first)
        why = f"{host} knows the key, but it has no scope to see anything. Give it quotes.view, for a start."
        return Verdict(False, "The key may see nothing", why, NotPermitted(why))

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
        cursor: str,
        *,
        once: bool = False,
    ) -> Page:
        if where or resource not in self._offered:
            raise ValueError(f"ForgeMRP cannot be asked for {resource} by {', '.join(where) or 'name'}")
        query: dict[str, str | int] = {"limit": size, **({"cursor": cursor} if cursor else {})}
        try:
            reply = await self._asking.get(THINGS[resource].path, query, {}, lane, once=once)
        except NotPermitted as failure:
            raise lacking(resource, "view", failure) from None
        except Missing:
            if cursor:
                raise Refused("The server does not know any more where its list went on.") from None
            raise BadReply(
                f"The server has no list “{resource}” at this address. Does the address end with the version, "
                "like /api/v1?",
                title="No such list on the server",
            ) from None
        sent, following = reading.page(reply.body)
        rows, asides = self._decoders[resource].rows(sent)
        return Page(rows, asides, start, None, not following, next=following)

    def _name(self, resource: str, key: int | str) -> str:
        """What the server calls the record."""
        name = key if isinstance(key, str) else self._made.get((resource, key))
        if resource not in self._offered or not name:
            raise BadReply(f"What the server calls this record of “{resource}” is not known yet.")
        return name


def _safe(name: str) -> str:
    """An id in an address: a stranger's text must not lead anywhere else."""
    if name in (".", "..") or len(name) > reading.LONGEST_ID or whole_text(name) != name:
        raise BadReply("The server gave a record an id that cannot stand in an address.")
    return quote(name, safe="")
