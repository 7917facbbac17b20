"""What can go wrong, by what to do about it; each error carries words fit for a person.

Failure
 ├─ Unreachable      wait: no network, maintenance, rate limit, not the server we expected
 ├─ SignedOut        ask: the key is wrong or revoked
 │   └─ NotPermitted the key is right but lacks the permission for this one thing
 ├─ Refused          show and keep: the server understood and said no
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


class SignedOut(Failure):
    """The key was refused; nothing is sent with it until somebody looks."""

    title = "The key was refused"


class NotPermitted(SignedOut):
    """The key may not do this; other things may still be done with it."""


class Refused(Failure):
    """The server understood the request and refused it."""

    title = "The server refused this"

    def __init__(self, message: str, *, title: str | None = None, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message, title=title)
        self.reasons = reasons
        """The server's own words, one per complaint. Plain text, never to be trusted as markup."""


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
