"""What an entry of the action log is about: which resource, by the words of its activity.

The contract gives each activity a number and a text but no list of numbers, so the words decide
(contracts/mrpeasy-api.txt, "User actions"; the text is spelled `desciption` there).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from forge_desktop.domain.resource import Values

ACTIONS = "users/actions"

_WORDS = (
    ("manufacturing order", "manufacturing-orders"),
    ("customer order", "customer-orders"),
    ("purchase order", "purchase-orders"),
    ("stock lot", "lots"),
    ("bill of material", "boms"),
    ("routing", "routings"),
    ("customer", "customers"),
    ("stock item", "items"),
    ("item", "items"),
    ("lot", "lots"),
)
"""Longer words first: "customer order" must not read as "customer"."""


def touched(actions: Iterable[Values], known: Collection[str]) -> dict[str, set[int]]:
    """Resource name -> keys of the records these actions are about; actions that say nothing are left out."""
    found: dict[str, set[int]] = {}
    for action in actions:
        key = action.get("object_id")
        name = about(str(action.get("desciption") or action.get("description") or ""))
        if isinstance(key, int) and key > 0 and name in known:
            found.setdefault(name, set()).add(key)
    return found


def about(activity: str) -> str:
    """The resource an activity's text speaks of; empty when none is recognised."""
    words = activity.lower()
    return next((name for word, name in _WORDS if word in words), "")
