"""What can go wrong, by what to do about it; each error carries words fit for a person.

Failure
 ├─ Unreachable      wait: no network, not the server we expected
 │   ├─ NotSent      a write that never left: it can be sent again as it is
 │   ├─ Busy         429: another request of the key is under way, or its window is full; not executed
 │   └─ Down         503: maintenance; not executed
 ├─ AnswerLost       look first: a write left and nobody knows what became of it
 ├─ SignedOut        ask: the key is wrong or revoked
 ├─ Refused          show and keep: the server understood and said no
 │   ├─ NotPermitted this one thing may not be done here, by this key or at all
 │   ├─ Conflict     the record changed or is locked meanwhile
 │   └─ Missing      the record does not exist (404)
 ├─ BadReply         report: the server answered something the contract does not know
 └─ StorageTrouble   the local file is locked, newer, damaged or the disk is full
"""

from __future__ import annotations


class Failure(Exception):
    """An expected failure with a title and a sentence a person can act on."""

    title = "Something went wrong"

    def __init__(self, message: str, *, title: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if title is not None:
            self.title = title


class Unreachable(Failure):
    """The server cannot be used now; the same request may work later."""

    title = "The server cannot be reached"

    def __init__(self, message: str, *, title: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, title=title)
        self.retry_after = retry_after
        """Seconds the server asked to wait, when it said so."""


class NotSent(Unreachable):
    """A write never reached the server; nothing happened there."""


class Busy(Unreachable):
    """Another request of the key is under way, or its window is full (429)."""

    title = "The server is busy"


class Down(Unreachable):
    """The server is under maintenance (503)."""

    title = "The server is under maintenance"


class AnswerLost(Failure):
    """A write was sent and no usable answer came: it may have been executed, now or a little later."""

    title = "The answer was lost"


class SignedOut(Failure):
    """The key was refused; nothing is sent with it until somebody looks."""

    title = "The key was refused"


class Refused(Failure):
    """The server understood the request and refused it."""

    title = "The server refused this"

    def __init__(
        self,
        message: str,
        *,
        title: str | None = None,
        reasons: tuple[str, ...] = (),
        fields: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message, title=title)
        self.reasons = reasons
        """The server's own words, one per complaint. Plain text, never to be trusted as markup."""
        self.fields = fields
        """Those complaints that name a field (`products.0.sku` for one of a line), with the words."""


class NotPermitted(Refused):
    """This may not be done here, whatever the values; other things may still be done."""

    title = "Not permitted here"


class Conflict(Refused):
    """The record was changed or locked meanwhile."""

    title = "The record changed meanwhile"


class Missing(Refused):
    """The record does not exist on the server."""

    title = "Not found on the server"


class BadReply(Failure):
    """The answer is not what the contract says; it was not used."""

    title = "The server answered something unexpected"


class StorageTrouble(Failure):
    """A local file cannot be used; the message names it and says what to do."""

    title = "The local copy cannot be used"
