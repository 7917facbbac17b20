"""Every resource the program knows, listed by hand so that a reader and a frozen build find it."""

from __future__ import annotations

import hashlib
from difflib import get_close_matches

from forge_desktop.domain.resource import Resource, Section
from forge_desktop.domain.resources.forgemrp import RESOURCES as FORGEMRP
from forge_desktop.domain.resources.mrpeasy import RESOURCES as MRPEASY

CATALOG: dict[str, tuple[Resource, ...]] = {"mrpeasy": MRPEASY, "forgemrp": FORGEMRP}

SYSTEMS = {"mrpeasy": "MRPeasy", "forgemrp": "ForgeMRP"}
"""Dialect -> what people call the system that speaks it."""

_ALIKE = (
    frozenset({"customer-orders", "quotes", "orders"}),
    frozenset({"manufacturing-orders", "jobs"}),
    frozenset({"operations", "work-orders"}),
    frozenset({"lots", "items", "inventory"}),
    frozenset({"customers", "clients"}),
    frozenset({"suppliers", "vendors"}),
)
"""Names by which the systems, and people, call the same thing."""

TEXTS = frozenset({"forgemrp"})
"""Dialects in which records are called by texts, not by numbers."""


def named_by_texts(dialect: str) -> bool:
    """Whether the ids of this dialect are texts that mean nothing by themselves."""
    return dialect in TEXTS


def resources(dialect: str) -> tuple[Resource, ...]:
    """The resources of one dialect, in the order of the rail. KeyError for an unknown dialect."""
    return CATALOG[dialect]


def find(dialect: str, name: str) -> Resource:
    """The resource of this name. KeyError when the dialect has none."""
    for resource in CATALOG[dialect]:
        if resource.name == name:
            return resource
    raise KeyError(name)


def meant(dialect: str, name: str) -> tuple[str, ...]:
    """The resources that somebody may mean by a name that this dialect does not have."""
    known = [resource.name for resource in CATALOG[dialect]]
    asked = name.casefold().replace("_", "-")
    alike = next((names for names in _ALIKE if asked in names), frozenset())
    return tuple(n for n in known if n in alike) or tuple(get_close_matches(asked, known, 1, 0.7))


def sections(dialect: str) -> dict[Section, tuple[Resource, ...]]:
    """The resources that stand in the rail, by section, empty sections left out."""
    shown = [r for r in CATALOG[dialect] if r.main]
    return {s: tuple(r for r in shown if r.section is s) for s in Section if any(r.section is s for r in shown)}


def fingerprint(dialect: str) -> str:
    """Changes whenever what the cache holds of a dialect would change; another value drops the cache."""
    told = [
        (
            r.name,
            r.key,
            r.parent,
            [(f.name, f.kind, f.search, f.derived, f.detail, repr(f.ref)) for f in r.fields],
        )
        for r in CATALOG[dialect]
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
