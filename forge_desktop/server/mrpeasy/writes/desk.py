"""The desk where writes are handed in: checks that the profile allows them, one transaction each, answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forge_desktop.server.answer import Answer, refusal
from forge_desktop.server.forgemrp.changes import Changes
from forge_desktop.server.mrpeasy import extensions
from forge_desktop.server.mrpeasy.catalog import RESOURCES
from forge_desktop.server.mrpeasy.profiles import Profile
from forge_desktop.server.mrpeasy.writes import body, customer_orders, manufacturing_orders, objects
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world import booking
from forge_desktop.server.world.act import Absent, Act, Refused

_ID = re.compile(r"\d{1,18}")
_CREATED, _CHANGED, _DELETED = 201, 202, 204
_MO = "manufacturing-orders"
_CREATE = {"customer-orders": customer_orders.create, _MO: manufacturing_orders.create}
_CHANGE = {"customer-orders": customer_orders.change, _MO: manufacturing_orders.change}


@dataclass(frozen=True)
class Write:
    """A request that wants to change something: the object's path, what follows it, and the body."""

    method: str
    name: str
    rest: str
    body: bytes
    content_type: str


class Desk:
    """Takes one write at a time, so that numbers are given once on any database."""

    def __init__(self, changes: Changes, profile: Profile, zone: ZoneInfo, clock: Callable[[], float]) -> None:
        self._changes = changes
        self._profile = profile
        self._zone = zone
        self._clock = clock

    def answer(self, write: Write) -> Answer:
        """Carry the write out; whatever is refused has changed nothing."""
        work = extensions.work_path(write.rest) if self._profile.order_status and write.name == _MO else None
        refused = None if work and write.method == "POST" else self._refused(write)
        if refused is not None:
            return refused
        try:
            values = body.read(write.body, write.content_type, json_allowed=self._profile.json_bodies)
            with self._changes.writing() as transaction:
                act = Act(transaction.connection, int(self._clock()), self._zone)
                answer = self._carry_out(act, write, work, Form(values))
                booking.finish(act)
        except body.BadBody as error:
            return refusal(400, str(error))
        except Refused as error:
            return refusal(400, *error.complaints)
        except IntegrityError:  # an entry was taken out of an array that something else refers to
            return refusal(
                400, f"{write.name}: what is left out is used by other objects and cannot be deleted"
            )
        except Absent as error:
            return refusal(404, str(error))
        return answer

    def _refused(self, write: Write) -> Answer | None:
        """The answer to a method that is disabled, or has no meaning at this path."""
        methods = self._profile.methods[write.name]
        at_home = write.method == "POST" if not write.rest else write.method in ("PUT", "DELETE")
        if write.method in methods and at_home:
            return None
        if write.method not in methods:
            text = f"Method {write.method} is disabled for {write.name}"
        else:
            text = f"Method {write.method} is for {write.name} {'without' if write.rest else 'with'} an ID"
        return refusal(405, text, headers=(("Allow", ", ".join(sorted(methods))),))

    def _carry_out(self, act: Act, write: Write, work: tuple[int, int, str] | None, form: Form) -> Answer:
        if work is not None:
            extensions.work(act, work, form)
            return Answer(_CHANGED)
        name = write.name
        if write.method == "POST":
            create = _CREATE.get(name)
            key = create(act, form, self._profile) if create else objects.create(act, RESOURCES[name], form)
            return Answer(_CREATED, str(key).encode())
        key = self._existing(act, write)
        if write.method == "PUT":
            change = _CHANGE.get(name)
            if change:
                change(act, key, form, self._profile)
            else:
                objects.change(act, RESOURCES[name], key, form)
            return Answer(_CHANGED)
        if name == _MO:
            manufacturing_orders.remove(act, key)
        else:
            objects.remove(act, RESOURCES[name], key, archive=self._profile.archives_items)
        return Answer(_DELETED)

    def _existing(self, act: Act, write: Write) -> int:
        resource = RESOURCES[write.name]
        key = int(write.rest) if _ID.fullmatch(write.rest) else None
        column = resource.rows.key
        if key is None or act.row(select(column).where(column == key)) is None:
            raise Absent(f"{resource.title} {write.rest[:20]} is not found")
        return key
