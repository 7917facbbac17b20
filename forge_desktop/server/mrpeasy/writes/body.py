"""Turns the body of a write into nested values: forms as PHP's http_build_query writes them, or JSON."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from forge_desktop.server import exact

MOST_FIELDS = 10_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"\[([^\[\]]*)\]")

Values = dict[str, Any]


class BadBody(Exception):
    """The body cannot be read at all; the text says why."""


def read(body: bytes, content_type: str, *, json_allowed: bool) -> Values:
    """The body's values by name; an empty body has none."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return {}
    if kind in (FORM, ""):
        return read_form(body)
    if kind == JSON and json_allowed:
        return read_json(body)
    allowed = f"{FORM} or {JSON}" if json_allowed else FORM
    raise BadBody(f"The body must be {allowed}, not {kind[:80]}")


def read_form(body: bytes) -> Values:
    """`a[0][b]=1` as {"a": {"0": {"b": "1"}}}; `a[]` counts on; of a repeated name the last value stays."""
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except UnicodeDecodeError:
        raise BadBody("The body is not UTF-8") from None
    except ValueError:
        raise BadBody(f"The body has more than {MOST_FIELDS} fields") from None
    found = _Array()
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        keys = [match[1], *_KEY.findall(match[2])] if match else [name]
        if len(keys) > exact.DEEPEST:
            raise BadBody(f"{name[:80]}: nested too deep")
        _put(found, keys, value)
    return found


class _Array(dict[str, Any]):
    """Values by their keys in brackets; counts on as PHP does, so that a long body is read in one go."""

    after = 0

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        if _NUMBER.fullmatch(key):
            self.after = max(self.after, int(key) + 1)

    def key(self, given: str) -> str:
        """The key that is given, or the one that PHP gives to `[]`."""
        return given or str(self.after)


def _put(values: _Array, keys: list[str], value: str) -> None:
    for given in keys[:-1]:
        key = values.key(given)
        inner = values.get(key)
        if not isinstance(inner, _Array):
            inner = values[key] = _Array()
        values = inner
    values[values.key(keys[-1])] = value


def read_json(body: bytes) -> Values:
    """An object whose numbers with a fraction are exact decimals; `[]` is PHP's empty object."""
    try:
        values = exact.loads(body)
    except exact.BadJson as error:
        raise BadBody(str(error)) from None
    if values == []:
        return {}
    if not isinstance(values, dict):
        raise BadBody("The body must be a JSON object")
    return values
