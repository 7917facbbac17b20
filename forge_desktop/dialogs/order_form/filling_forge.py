"""Turns what waits for ForgeMRP in the outbox back into what was typed; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_desktop.dialogs.order_form.filling import amount, day
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.text import Seen

_QUOTE = ("client_id", "status", "valid_until", "currency", "notes", "lines")
_LINE = ("description", "part_number", "quantity", "unit_price")
_JOB = ("quote_id", "client_id", "part_number", "quantity", "due_date", "priority", "status")
_WAITS = "…"
"""Stands where the words behind a key come a moment later."""
_CLIENT = ("name", "email", "phone", "address", "notes")


def of_client(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a client's form."""
    return {**{name: patch.get(name) for name in _CLIENT}, "more": _others(patch, _CLIENT)}


def of_quote(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a quote's form."""
    lines = patch.get("lines")
    return {
        "until": day(patch.get("valid_until"), seen),
        "currency": patch.get("currency"),
        "status": patch.get("status"),
        "notes": patch.get("notes"),
        "lines": [_line(one) for one in lines if isinstance(one, dict)] if isinstance(lines, list) else [],
        "more": _others(patch, _QUOTE),
        **_of_party(patch.get("client_id")),
    }


def _line(line: Mapping[str, Json]) -> dict[str, Any]:
    return {
        "code": line.get("part_number") or "",
        "description": line.get("description") or "",
        "quantity": amount(line.get("quantity")),
        "price": amount(line.get("unit_price")),
        "more": _others(line, _LINE),
    }


def of_job(patch: Mapping[str, Json], seen: Seen) -> dict[str, Any]:
    """The state of a job's form."""
    quote = patch.get("quote_id")
    return {
        "quote": key_of(quote),
        "quote_name": quote if isinstance(quote, str) else "",
        "quote_text": _WAITS if quote else "",
        "part": patch.get("part_number"),
        "quantity": amount(patch.get("quantity")) or "1",
        "due": day(patch.get("due_date"), seen),
        "priority": patch.get("priority"),
        "status": patch.get("status"),
        "more": _others(patch, _JOB),
        **_of_party(patch.get("client_id")),
    }


def _of_party(ref: Json) -> dict[str, Any]:
    """Whom it is for; what is known of them is asked for anew."""
    name = ref if isinstance(ref, str) else ""
    return {"client": key_of(ref), "client_name": name, "client_text": _WAITS if ref else ""}


def _others(patch: Mapping[str, Json], ours: tuple[str, ...]) -> dict[str, Json]:
    return {name: value for name, value in patch.items() if name not in ours}
