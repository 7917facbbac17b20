"""Answers in the contract's envelope: `{"data": …}`, `{"data": […], "next_cursor": …}`, `{"error": {…}}`."""

from __future__ import annotations

import json
from typing import Any

from forge_desktop.server.answer import Answer
from forge_desktop.server.exact import dumps
from forge_desktop.server.forgemrp.assumed import CODES


class Wrong(Exception):
    """The request is answered with an error: status and what people are told."""

    def __init__(self, status: int, *messages: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(status, *messages)
        self.answer = error(status, *messages, headers=headers)


def error(status: int, *messages: str, headers: tuple[tuple[str, str], ...] = (), code: str = "") -> Answer:
    """The envelope of an error; several complaints become one message. A 429 always says how long to wait."""
    if status == 429 and not any(name == "Retry-After" for name, _ in headers):
        headers = (*headers, ("Retry-After", "1"))
    message = "; ".join(messages)
    body = {"error": {"code": code or CODES[status], "message": message}}
    return Answer(status, json.dumps(body).encode(), headers)


def one(row: dict[str, Any], status: int = 200) -> Answer:
    """A single object."""
    return Answer(status, dumps({"data": row}).encode())


def several(rows: list[dict[str, Any]], cursor: str | None) -> Answer:
    """A page of a list."""
    return Answer(200, dumps({"data": rows, "next_cursor": cursor}).encode())
