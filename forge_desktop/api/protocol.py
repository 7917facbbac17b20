"""What the rest of the program may ask of a server, and what it gets back; both dialects fulfil it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import Failure

RAW_LENGTH = 4_000
"""Characters kept of a row that could not be used."""


class Lane(IntEnum):
    """Who goes first when several requests wait for their turn."""

    USER = 0
    VISIBLE = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row, under the names of the domain's fields; fields we do not know are kept as sent."""

    key: int
    values: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that could not be used, with the reason and what of it can be shown."""

    key: int | None
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: rows and asides together are what the server sent."""

    rows: tuple[Row, ...]
    asides: tuple[Aside, ...]
    first: int
    total: int | None
    """Length of the whole list; None when the server did not tell."""
    whole: bool
    """Nothing lies beyond this page."""
    same: tuple[int, ...] = ()
    """Keys of rows that came with a known text; they are not among `rows`."""
    prints: Mapping[int, int] = field(default_factory=dict)
    """Fingerprints of the texts of good rows by key, when somebody asked with known ones."""
    next: str = ""
    """The cursor of what follows, where lists are followed by cursors."""

    @property
    def keys(self) -> list[int]:
        """Keys of all rows of the page, those set aside included."""
        asides = [aside.key for aside in self.asides if aside.key is not None]
        return [*self.same, *(row.key for row in self.rows), *asides]

    @property
    def count(self) -> int:
        """Rows that the server sent."""
        return len(self.rows) + len(self.asides) + len(self.same)


@dataclass(frozen=True, slots=True)
class Offer:
    """How this server offers a resource."""

    sliced: bool
    """The list can be cut by `created_min` and `created_max`."""
    single: bool
    """One record can be asked for by its key."""
    filters: frozenset[str]
    """Our field names, and `name_min`/`name_max`, by which the server can filter."""
    page_size: int
    cursors: bool = False
    """The list is followed from page to page by what each one tells; no index leads into it."""
    texts: bool = False
    """Records are called by texts, not by numbers."""
    changed: str = ""
    """Our field that says when a record was changed last, where every record has it."""
    created: str = ""
    """Our field that says when a record was made, where lists cannot be cut by it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a connection test, in words."""

    ok: bool
    title: str
    message: str
    failure: Failure | None = None
    """What went wrong, for whoever has to tell kinds of it apart."""


class Client(Protocol):
    """A server as the program sees it. All errors are those of `forge_desktop.errors`."""

    @property
    def sent(self) -> int:
        """Requests sent so far."""

    @property
    def server_time(self) -> int | None:
        """What the server's clock said in its last good answer, UTC seconds; None when it did not tell."""

    @property
    def server_now(self) -> int | None:
        """The same, and the time since then by a clock that nobody can set: what the server's says by now."""

    @property
    def has_keys(self) -> bool:
        """True when the server honours idempotency keys: the same key twice creates one record."""

    def offer(self, resource: str) -> Offer | None:
        """How the server offers this resource; None when it does not."""

    async def page(
        self,
        resource: str,
        *,
        start: int = 0,
        where: Mapping[str, str | int] = ...,
        lane: Lane = Lane.BACKGROUND,
        length: int | None = None,
        known: Mapping[int, int] | None = None,
        cursor: str = "",
    ) -> Page:
        """The part of the list that begins at index `start`, at most `length` rows or the usual page.

        `cursor`: where lists have cursors, what the part before told as its `next`.
        `known`: fingerprints of texts, by key, that need not be read again.
        """

    async def one(self, resource: str, key: int | str, *, lane: Lane = Lane.BACKGROUND) -> Row:
        """The single record, with the fields that lists leave out. Missing when the server has none.

        `key`: what the server calls it, a number or a text.
        """

    def may(self, resource: str, verb: Verb) -> bool:
        """Whether this server permits such a write at all."""

    def takes(self, resource: str, verb: Verb) -> frozenset[str]:
        """The fields that such a write takes here, those of the account's own (`custom_814`) apart."""

    async def create(
        self, resource: str, values: Values, *, lane: Lane = Lane.USER, idempotency: str = ""
    ) -> int:
        """The key of the new record. Sent at most once, never repeated here.

        NotSent, Busy, Down: nothing happened there, `retry_after` tells how long to wait. AnswerLost: it may
        have been created. Refused, with `fields`: the values are wrong. NotPermitted, SignedOut: not so here.
        """

    async def update(self, resource: str, key: int | str, values: Values, *, lane: Lane = Lane.USER) -> None:
        """Change these fields of a record; null empties one. Sent once, with the failures of `create`.

        Missing when there is no such record, Conflict when it is locked. NotPermitted, before anything is sent,
        for a status where `may(resource, Verb.STATUS)` says no.
        """

    async def check(self) -> Verdict:
        """Whether the server can be used with this key, in words."""

    async def aclose(self) -> None:
        """Give every connection and file back."""
