"""Turns what waits for ForgeMRP in the outbox back into what was typed; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen

_CLIENT = ("name", "email", "phone", "address", "notes")


def of_client(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a client's form."""
    return {**{name: patch.get(name) for name in _CLIENT}, "more": _others(patch, _CLIENT)}


def _others(patch: Mapping[str, Json], ours: tuple[str, ...]) -> dict[str, Json]:
    return {name: value for name, value in patch.items() if name not in ours}
