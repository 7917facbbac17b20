"""What a rogue says in the words of the contract."""

from __future__ import annotations

import json
from typing import Any

from tests.api.rogue import Rogue, reply


def page(*rows: Any, following: Any = None, **headers: str) -> bytes:
    """A list and the cursor of what follows."""
    return reply(json.dumps({"data": list(rows), "next_cursor": following}), **headers)


def error(status: int, code: str, message: str, **headers: str) -> bytes:
    """A refusal in the contract's envelope."""
    return reply(json.dumps({"error": {"code": code, "message": message}}), status, **headers)


def limits(limit: int, remaining: int, reset: int) -> dict[str, str]:
    """The three headers."""
    return {
        "ratelimit_limit": str(limit),
        "ratelimit_remaining": str(remaining),
        "ratelimit_reset": str(reset),
    }


def lines(server: Rogue) -> list[str]:
    """The first line of each request."""
    return [head.split("\r\n")[0] for head in server.heads]
