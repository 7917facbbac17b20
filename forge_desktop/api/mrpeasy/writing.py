"""Adds and changes records of an MRPeasy server: one request each, judged once, never repeated."""

from __future__ import annotations

from functools import partial

from forge_desktop.api import receipts
from forge_desktop.api.asking import Asking
from forge_desktop.api.bodies import body
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.mrpeasy.writes import CREATE, STATUS, UPDATE, Writable, check
from forge_desktop.api.profiles import Profile
from forge_desktop.api.protocol import Lane
from forge_desktop.api.receipts import Sent
from forge_desktop.api.transport import Reply
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Failure, NotPermitted

_METHOD = {Verb.CREATE: "POST", Verb.UPDATE: "PUT", Verb.STATUS: "PUT"}


class Writing:
    """The writing half of a client."""

    def __init__(self, profile: Profile, asking: Asking) -> None:
        self._profile = profile
        self._asking = asking

    @property
    def has_keys(self) -> bool:
        """True where the profile names a header for idempotency keys."""
        return bool(self._profile.key_header)

    def may(self, resource: str, verb: Verb) -> bool:
        """What the profile's methods and the object's own table both permit."""
        open_methods = self._profile.methods.get(resource, frozenset())
        return _METHOD[verb] in open_methods and self._writable(resource, verb) is not None

    async def create(self, resource: str, values: Values, lane: Lane, idempotency: str) -> int:
        """The key of the new record."""
        writable = self._permitted(resource, Verb.CREATE)
        given = {name: value for name, value in values.items() if value is not None}
        check(given, writable)
        header = self._profile.key_header
        headers = {header: idempotency} if header and idempotency else {}
        endpoint, sent = ENDPOINTS[resource], self._sent("POST", writable)
        judge = partial(_created, sent=sent, name=endpoint.key)
        data = body(given, self._profile.bodies)
        reply = await self._asking.write("POST", endpoint.path, data, headers, lane, judge)
        key = receipts.new_key(reply, endpoint.key)
        assert key is not None  # the judge saw it
        return key

    async def update(self, resource: str, key: int, values: Values, lane: Lane) -> None:
        """Change these fields of one record."""
        writable = self._permitted(resource, Verb.STATUS if set(values) == STATUS.names else Verb.UPDATE)
        check(values, writable)
        endpoint = ENDPOINTS[resource]
        form = self._profile.bodies == "form"  # a form has no null: an empty text empties a field
        given = {name: "" if form and value is None else value for name, value in values.items()}
        judge = partial(_changed, sent=self._sent("PUT", writable), name=endpoint.key, key=key)
        path = f"{endpoint.path}/{int(key)}"
        await self._asking.write("PUT", path, body(given, self._profile.bodies), {}, lane, judge)

    def _writable(self, resource: str, verb: Verb) -> Writable | None:
        if verb is Verb.STATUS:
            return STATUS if resource in self._profile.statuses else None
        return (CREATE if verb is Verb.CREATE else UPDATE).get(resource)

    def _permitted(self, resource: str, verb: Verb) -> Writable:
        writable = self._writable(resource, verb)
        if verb is Verb.STATUS and writable is None:
            writable = self._status_in_update(resource)
        if writable is None or _METHOD[verb] not in self._profile.methods.get(resource, frozenset()):
            raise NotPermitted(f"{self._profile.label} does not permit this.")
        return writable

    def _status_in_update(self, resource: str) -> Writable | None:
        """The table of an object whose status is a field like any other."""
        writable = UPDATE.get(resource)
        return writable if writable and STATUS.names <= writable.names else None

    def _sent(self, method: str, writable: Writable) -> Sent:
        known = writable.names | set(writable.lines)
        return Sent(method, self._asking.host, self._asking.clean, known)


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
