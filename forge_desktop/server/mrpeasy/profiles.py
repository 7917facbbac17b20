"""What each profile of the server allows, as data: ways to sign in, page sizes, arrays, open methods."""

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

    basic_auth: bool  # HTTP Basic beside the pair of headers
    longest_page: int  # rows, when a longer Range asks for them
    arrays: bool  # name[]=1&name[]=2 in queries
    methods: Mapping[str, frozenset[str]]
    usual_page: int = 100


PROFILES: Mapping[ProfileName, Profile] = {
    "mrpeasy-seed": Profile(basic_auth=False, longest_page=100, arrays=False, methods=_SEED),
    "mrpeasy-current": Profile(basic_auth=True, longest_page=1000, arrays=True, methods=_CURRENT),
    "local": Profile(basic_auth=True, longest_page=1000, arrays=True, methods=_CURRENT),
}
