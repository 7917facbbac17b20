"""What each kind of server is like, as data: address, signing, spelling of ranges, page size, open methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forge_desktop.domain.keys import PAIR, KeyForm

_READ = frozenset({"GET"})
_ADD = frozenset({"GET", "POST"})
_EDIT = frozenset({"GET", "POST", "PUT"})
_ALL = frozenset({"GET", "POST", "PUT", "DELETE"})

_SEED: Mapping[str, frozenset[str]] = {
    "customer-orders": _ADD,
    "manufacturing-orders": _ADD,
    "lots": _READ,
    "items": _ALL,
    "serials": _READ,
    "purchase-orders": _READ,
    "customers": _ADD,
    "boms": _ALL,
    "routings": _ALL,
    "product-groups": _ALL,
    "units": _ALL,
    "parameters": _ALL,
    "relations": _ALL,
    "work-centers": _ALL,
    "work-center-types": _ALL,
    "users/actions": _READ,
}
_CURRENT: Mapping[str, frozenset[str]] = {
    **_SEED,
    "customer-orders": _EDIT,
    "manufacturing-orders": _ALL,
    "customers": _EDIT,
}
_PAGES_OF_MRPEASY: Mapping[str, str] = {
    "items": "https://app.mrpeasy.com/articles/view/{product_id}",
    "manufacturing-orders": "https://app.mrpeasy.com/manufacturing-orders/view/{man_ord_id}",
}
"""The contract tells that of items ("product_id can be seen in URL"); that of orders is assumed to be alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of server."""

    name: str
    label: str
    dialect: str
    base_url: str
    """Offered when a connection is made; up to and including the version."""
    auth: Literal["headers", "basic", "bearer"]
    keys: KeyForm = PAIR
    writers_read: bool = False
    """Whoever may write something may read it, too: what a key may not see, it cannot create either."""
    webhooks: bool = False
    """It can tell by itself what changed."""
    announced: bool = False
    """It tells with each answer how many requests it still allows, so that we need not count them ourselves."""
    bodies: Literal["form", "json"] = "json"
    range_prefix: str = ""
    """Before the numbers of a Range header."""
    usual_page: int = 100
    """Rows of a page when none are asked for."""
    page_size: int = 100
    """Rows of a page that we ask for."""
    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    orders_take_more: bool = False
    """New manufacturing orders take BOM, routing, dates and a customer order."""
    statuses: frozenset[str] = frozenset()
    """Resources whose status can be set by a PUT of it alone."""
    key_header: str = ""
    """Header of an idempotency key, where such keys are honoured."""
    web: Mapping[str, str] = field(default_factory=dict)
    """Where a record can be seen in a browser: an address with a field of the record in it."""


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            name="mrpeasy-seed",
            label="MRPeasy, as documented",
            dialect="mrpeasy",
            base_url="https://app.mrpeasy.com/rest/v1",
            auth="headers",
            bodies="form",
            range_prefix="",
            usual_page=100,
            page_size=100,
            methods=_SEED,
            orders_take_more=False,
            web=_PAGES_OF_MRPEASY,
        ),
        Profile(
            name="mrpeasy-current",
            label="MRPeasy, as it is today",
            dialect="mrpeasy",
            base_url="https://api.mrpeasy.com/rest/v1",
            auth="basic",
            bodies="json",
            range_prefix="items=",
            usual_page=100,
            page_size=500,
            methods=_CURRENT,
            orders_take_more=True,
            web=_PAGES_OF_MRPEASY,
        ),
        Profile(
            name="local",
            label="Forge Desktop's own server",
            dialect="mrpeasy",
            base_url="http://127.0.0.1:8765/rest/v1",
            auth="headers",
            bodies="form",
            range_prefix="items=",
            usual_page=100,
            page_size=500,
            methods=_CURRENT,
            statuses=frozenset({"manufacturing-orders"}),
            orders_take_more=True,
        ),
        Profile(
            name="forgemrp",
            label="ForgeMRP",
            dialect="forgemrp",
            base_url="https://app.forgemrp.com/api/v1",
            auth="bearer",
            keys=KeyForm(
                pair=False,
                pattern=r"fmrp_[a-z]+_[^\s_]+_\S+_[^\s_]+",  # the secret's own alphabet is not told
                looks="which begins with fmrp_live_ and has three more parts",
                renewed=True,
            ),
            writers_read=True,
            webhooks=True,
            announced=True,
        ),
    )
}
"""Permissions: contracts/mrpeasy-api.txt and contracts/mrpeasy-in-practice.md section 2; ForgeMRP's are in
`forgemrp.assumed`."""
