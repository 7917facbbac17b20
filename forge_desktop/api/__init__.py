"""Speaks HTTP with a server as its client, and makes what comes back ours; the only room that does.

Context: two systems offer the same things under different paths, signings and limits, and answer in every shape
a PHP program can produce; a broken or hostile answer must cost one row or one page, never the program.
Decision: a profile (`profiles`) and a table of endpoints (`mrpeasy.endpoints`) are data; `transport` lets one
bounded answer in, `jsontext`, `values` and `wire` check each row once and set bad ones aside; `gate` keeps the
one request in flight and the window per key, across all processes of this machine. Errors are those of
`errors`. `rawrows` leaves out rows whose text is known. A write (`bodies`, `taken`) leaves at most once, and
`receipts` says what its answer means.
Rejected: pydantic for rows (measured: a JSON number goes through a binary float and loses digits after the
17th, duplicate names pass unseen), a helper package for retries (waiting is part of the gate's lanes),
repeating a write here (only the outbox knows whether the first one may have arrived).
Consequence: above this room nobody has heard of httpx, a wire name or a profile's permissions.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from forge_desktop.api.address import normalise_base_url
from forge_desktop.api.profiles import PROFILES
from forge_desktop.api.protocol import Client
from forge_desktop.domain.keys import Keys, check_keys
from forge_desktop.domain.resource import Resource

if TYPE_CHECKING:
    import httpx

    from forge_desktop.api.gate import Clock, Limits, Sleep

_UTC = ZoneInfo("UTC")

__all__ = ["PROFILES", "Keys", "forget_gate", "normalise_base_url", "open_client"]


def open_client(
    profile: str,
    base_url: str,
    keys: Keys,
    *,
    resources: Sequence[Resource],
    gate_dir: Path,
    zone: ZoneInfo = _UTC,
    limits: Limits | None = None,
    clock: Clock = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    chance: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Client:
    """A client of the server at this address; nothing is sent yet. Refused when address or keys cannot be used.

    `zone`: where the account's days begin, for servers that tell days without it. `limits`, `clock`, `sleep`,
    `chance` and `transport` are for tests of time, randomness and the network.
    """
    from forge_desktop.api.opening import open_any  # late: the network library takes 0.2 s to load

    return open_any(
        PROFILES[profile],
        normalise_base_url(base_url),
        check_keys(keys, PROFILES[profile].keys),
        resources,
        gate_dir,
        zone=zone,
        limits=limits,
        clock=clock,
        sleep=sleep,
        chance=chance or random.Random(),
        transport=transport,
    )


def forget_gate(base_url: str, keys: Keys, gate_dir: Path) -> None:
    """Take away the files that count the requests of a key which will never be used again."""
    from forge_desktop.api import gatefiles
    from forge_desktop.api.opening import secret

    gatefiles.forget(gate_dir, secret(base_url, keys))
