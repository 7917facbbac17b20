"""Everything this client assumes beyond the published contract, in one table: change data here, not code.

contracts/forgemrp-assumptions.md. Stated are the envelope of lists, `limit` and `cursor`, `id`, `created_at`,
`updated_at`, the `name` of clients, the scopes quotes.view, quotes.create and clients.create, and `clientId` in
the body of a new quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forge_desktop.api.taken import Taken

PAGE = 100
"""Rows asked for at once: what the contract's own sample asks for. What a server grants is its own affair."""
VENDOR = "app.forgemrp.com"
"""Its own host: only what is published is written there; changes (PATCH) are not."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One resource: where it is, and what may be written of it."""

    path: str
    """Also the resource's name, and what its scopes begin with."""
    create: Taken | None = None
    change: Taken | None = None


_LINES = {"lines": _words("description part_number quantity unit_price")}
_PARTY = Taken(names=_words("name email phone address notes"))

THINGS: Mapping[str, Thing] = {
    thing.path: thing
    for thing in (
        Thing(
            path="quotes",
            create=Taken(names=_words("client_id status valid_until currency notes"), lines=_LINES),
            change=Taken(names=_words("client_id status valid_until currency notes"), lines=_LINES),
        ),
        Thing(
            path="jobs",
            create=Taken(names=_words("quote_id client_id part_number quantity due_date priority status")),
            change=Taken(names=_words("status quantity due_date priority")),
        ),
        Thing(path="clients", create=_PARTY),
        Thing(path="suppliers"),
        Thing(path="purchase-orders"),
        Thing(path="rfqs"),
        Thing(path="inventory"),
    )
}
AMOUNTS = _words("quantity unit_price")
"""Names whose values travel as JSON numbers."""


def scope(resource: str, verb: str) -> str:
    """The scope that a request needs: quotes.view, quotes.create, quotes.update."""
    return f"{THINGS[resource].path}.{verb}"


def camel(name: str) -> str:
    """`client_id` as the contract's sample of a request spells it: `clientId`."""
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
