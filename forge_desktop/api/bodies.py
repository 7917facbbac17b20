"""Writes the body of a request, exactly: as PHP's `http_build_query` does, or as JSON.

Decimals travel as their text in both: a JSON number would become a binary float in most servers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from forge_desktop.api.jsontext import whole_text
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, and what it says it is."""

    kind: str
    data: bytes


def body(values: Values, style: Literal["form", "json"]) -> Body:
    """The values in the style of a profile; null inside of arrays is left out, as PHP does.

    TypeError for what cannot be sent exactly.
    """
    exact = {whole_text(name): _exact(value) for name, value in values.items()}
    if style == "json":
        text = json.dumps(exact, ensure_ascii=False, separators=(",", ":"))
        return Body("application/json", text.encode())
    return Body("application/x-www-form-urlencoded", urlencode(list(_pairs(exact))).encode())


def _exact(value: Json) -> Json:
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, dict):
        return {whole_text(name): _exact(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_exact(part) for part in value]
    if value is None or type(value) in (bool, int):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be sent exactly")


def _pairs(value: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """`name[inner][0]` and its text, for everything but null and empty arrays, which a form cannot say."""
    if isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for inner, part in parts:
            yield from _pairs(part, f"{name}[{inner}]" if name else str(inner))
    elif value is not None:
        yield name, str(int(value)) if isinstance(value, bool) else str(value)
