"""What each object takes when it is added and when it is changed; nothing else is ever sent.

contracts/mrpeasy-api.txt ("To add …") and contracts/mrpeasy-in-practice.md sections 2 and 6. The server ignores
a name it does not know, which would look like success; so unknown names are refused here, before sending.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forge_desktop.api import taken
from forge_desktop.api.profiles import Profile
from forge_desktop.api.taken import Taken
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Refused

_CUSTOM = re.compile(r"custom_\d{1,9}")
_KEYED = "param"
"""Of a line: parameter key -> value key, for a product of a matrix BOM."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Writable(Taken):
    """The names one object takes under one method."""

    custom: bool = False
    """Takes fields of the account's own, `custom_814`."""

    def takes(self, name: str) -> bool:
        """True when a field of this name can be sent."""
        return name in self.known or (self.custom and bool(_CUSTOM.fullmatch(name)))


_CO_CHANGE = _words("reference delivery_date notes status")
_CO = _CO_CHANGE | _words("code customer_id shipping_address_id delivery_terms discount_percent total_price")
_CO_LINE = _words(
    "ord article_id sku product_id param description quantity item_price total_price discount_percent"
)
_CUSTOMER = _words("code title reg_nr tax_nr next_contact status payment_period user_id language_id")
_MO = _words("code article_id quantity assigned_id site_id status")
_MO_MORE = _words(
    "bom_id routing_id start_date due_date cust_ord_id cust_ord_line_id no_bookings no_scheduling"
)
_MO_CHANGE = _words("code quantity assigned_id start_date due_date")
_STATUS = _words("status")

_CREATE: Mapping[str, Writable] = {
    "customer-orders": Writable(names=_CO, lines={"products": _CO_LINE}),
    "customers": Writable(names=_CUSTOMER, lines={"contact_data": _words("type value")}),
    "manufacturing-orders": Writable(names=_MO),
}
_CREATE_MORE: Mapping[str, Writable] = {
    "manufacturing-orders": Writable(names=_MO | _MO_MORE, lines={"notes": _words("text")}, custom=True),
}
"""In place of the above where a profile's orders take more."""
_UPDATE: Mapping[str, Writable] = {
    "customer-orders": Writable(names=_CO_CHANGE, lines={"products": _CO_LINE | {"line_id"}}),
    "customers": Writable(names=_CUSTOMER, lines={"contact_data": _words("line_id type value")}),
    "manufacturing-orders": Writable(names=_MO_CHANGE, lines={"notes": _words("note_id text")}, custom=True),
}


def writable(profile: Profile, resource: str, verb: Verb) -> Writable | None:
    """What such a write takes from this server; None when it does not permit it at all."""
    method = "POST" if verb is Verb.CREATE else "PUT"
    if method not in profile.methods.get(resource, frozenset()):
        return None
    if verb is Verb.CREATE:
        more = _CREATE_MORE.get(resource) if profile.orders_take_more else None
        return more or _CREATE.get(resource)
    changes = _UPDATE.get(resource)
    if verb is Verb.UPDATE or changes is None:
        return changes
    return replace(changes, names=changes.names | _STATUS) if resource in profile.statuses else None


def is_status(resource: str, values: Values) -> bool:
    """True when a change sets a status that is no field like any other."""
    changes = _UPDATE.get(resource)
    return changes is not None and "status" in values and not changes.takes("status")


def check(values: Values, table: Writable, key: int = 1) -> None:
    """Refused, naming each field that cannot be sent, before anything leaves."""
    wrong = list(taken.wrong(values, table, _why_not))
    if not values or key <= 0:
        why = "There is nothing to send." if not values else "The server does not have this record yet."
        raise Refused(why, title="This cannot be sent")
    if wrong:
        told = "; ".join(f"“{name}” {why}" for name, why in wrong[:3])
        raise Refused(f"{told}.", title="This cannot be sent", fields=tuple(wrong))


def _why_not(name: str, value: object) -> str:
    if name == _KEYED and isinstance(value, dict):
        keys = all(str(key).isdigit() and type(part) is int and part > 0 for key, part in value.items())
        return "" if keys else "is not a set of parameters with their values"
    if name.endswith("_id") and isinstance(value, int) and value < 0:
        return "still points to something that the server does not have"
    if value is None or isinstance(value, (str, int)):
        return ""
    return "is not a value that can be sent exactly"
