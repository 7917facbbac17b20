"""Adds and changes records of an MRPeasy server: one request each, judged once, never repeated."""

from __future__ import annotations

from functools import partial

from forge_desktop.api import receipts
from forge_desktop.api.asking import Asking
from forge_desktop.api.bodies import body
from forge_desktop.api.mrpeasy import writes
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.mrpeasy.writes import Writable
from forge_desktop.api.profiles import Profile
from forge_desktop.api.protocol import Lane
from forge_desktop.api.receipts import Sent
from forge_desktop.api.transport import Reply
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Failure, NotPermitted


class Writing:
    """The writing half of a client."""

    def __init__(self, profile: Profile, asking: Asking) -> None:
        self._profile = profile
        self._asking = asking

    @property
    def has_keys(self) -> bool:
        """True where the profile names a header for idempotency keys."""
        return bool(self._profile.key_header)

    def takes(self, resource: str, verb: Verb) -> frozenset[str]:
        """The fields that such a write takes; none when it is not permitted."""
        table = writes.writable(self._profile, resource, verb)
        return table.known if table else frozenset()

    async def create(self, resource: str, values: Values, lane: Lane, idempotency: str) -> int:
        """The key of the new record."""
        table = self._permitted(resource, Verb.CREATE)
        given = {name: value for name, value in values.items() if value is not None}
        writes.check(given, table)
        header = self._profile.key_header
        headers = {header: idempotency} if header and idempotency else {}
        endpoint, sent = ENDPOINTS[resource], self._sent("POST", table)
        judge = partial(_created, sent=sent, name=endpoint.key)
        data = body(given, self._profile.bodies)
        reply = await self._asking.write("POST", endpoint.path, data, headers, lane, judge)
        key = receipts.new_key(reply, endpoint.key)
        assert key is not None  # the judge saw it
        return key

    async def update(self, resource: str, key: int, values: Values, lane: Lane) -> None:
        """Change these fields of one record."""
        table = self._permitted(resource, Verb.STATUS if writes.is_status(resource, values) else Verb.UPDATE)
        writes.check(values, table, key)
        endpoint = ENDPOINTS[resource]
        form = self._profile.bodies == "form"  # it has neither null nor empty arrays: an empty text empties
        given = {name: "" if form and value in (None, []) else value for name, value in values.items()}
        judge = partial(_changed, sent=self._sent("PUT", table), name=endpoint.key, key=key)
        data = body(given, self._profile.bodies)
        await self._asking.write("PUT", f"{endpoint.path}/{int(key)}", data, {}, lane, judge)

    def _permitted(self, resource: str, verb: Verb) -> Writable:
        table = writes.writable(self._profile, resource, verb)
        if table is None:
            what = "a status to be set from outside" if verb is Verb.STATUS else "this to be written"
            raise NotPermitted(f"This server ({self._profile.label}) does not permit {what}.")
        return table

    def _sent(self, method: str, table: Writable) -> Sent:
        return Sent(method, self._asking.host, self._asking.clean, table.known)


def _created(reply: Reply, *, sent: Sent, name: str) -> Failure | None:
    wrong = receipts.failure(reply, sent)
    if wrong is None and receipts.new_key(reply, name) is None:
        return receipts.unreadable(sent.host)
    return wrong


def _changed(reply: Reply, *, sent: Sent, name: str, key: int) -> Failure | None:
    wrong = receipts.failure(reply, sent)
    if wrong is None and not receipts.says_nothing_else(reply, name, key):
        return receipts.unreadable(sent.host)
    return wrong
