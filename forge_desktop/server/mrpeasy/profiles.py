"""What each profile of the server allows, as data: page sizes, bodies, open methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forge_desktop.server.options import ProfileName

_READ = frozenset({"GET"})
_ADD = frozenset({"GET", "POST"})
_EDIT = frozenset({"GET", "POST", "PUT"})
_ALL = frozenset({"GET", "POST", "PUT", "DELETE"})

_SEED: dict[str, frozenset[str]] = {
    "boms": _ALL,
    "customer-orders": _ADD,
    "customers": _ADD,
    "items": _ALL,
    "lots": _READ,
    "manufacturing-orders": _ADD,
    "parameters": _ALL,
    "product-groups": _ALL,
    "purchase-orders": _READ,
    "relations": _ALL,
    "report": _READ,
    "routings": _ALL,
    "serials": _READ,
    "stock/inventory": _READ,
    "units": _ALL,
    "users/actions": _READ,
    "users/actions/list": _READ,
    "work-center-types": _ALL,
    "work-centers": _ALL,
}
_CURRENT = _SEED | {"customer-orders": _EDIT, "customers": _EDIT, "manufacturing-orders": _ALL}


@dataclass(frozen=True)
class Profile:
    """One way of offering the contract."""

    longest_page: int  # rows, when a longer Range asks for them
    methods: Mapping[str, frozenset[str]]
    json_bodies: bool  # JSON beside forms
    order_extras: bool  # manufacturing orders are posted with BOM, routing, dates, customer order …
    order_status: bool  # … and their status can be set, their operations started and finished
    archives_items: bool  # DELETE of an item only marks it as deleted
    usual_page: int = 100


PROFILES: Mapping[ProfileName, Profile] = {
    "mrpeasy-seed": Profile(
        longest_page=100,
        methods=_SEED,
        json_bodies=False,
        order_extras=False,
        order_status=False,
        archives_items=False,
    ),
    "mrpeasy-current": Profile(
        longest_page=1000,
        methods=_CURRENT,
        json_bodies=True,
        order_extras=True,
        order_status=False,
        archives_items=True,
    ),
    "local": Profile(
        longest_page=1000,
        methods=_CURRENT,
        json_bodies=True,
        order_extras=True,
        order_status=True,
        archives_items=True,
    ),
}
