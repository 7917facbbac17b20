"""Puts a client together out of a profile: signed headers, transport, gate and the dialect's own reader."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx

from forge_desktop.api.address import is_loopback
from forge_desktop.api.asking import Asking
from forge_desktop.api.forgemrp.client import ForgemrpClient
from forge_desktop.api.gate import Clock, Gate, Limits, Sleep
from forge_desktop.api.mrpeasy.client import MrpeasyClient
from forge_desktop.api.profiles import Profile
from forge_desktop.api.protocol import Client
from forge_desktop.api.transport import Transport
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.resource import Resource

_ANNOUNCED = Limits(requests=1_000, seconds=10.0, burst=1.0)
"""Where the server tells what it still allows, our own count only stops a mistake of ours."""


def open_any(
    profile: Profile,
    base_url: str,
    keys: Keys,
    resources: Sequence[Resource],
    gate_dir: Path,
    *,
    zone: ZoneInfo,
    limits: Limits | None,
    clock: Clock,
    sleep: Sleep,
    chance: random.Random,
    transport: httpx.AsyncBaseTransport | None,
) -> Client:
    """The client of this profile's dialect."""
    usual = _ANNOUNCED if profile.announced else Limits()
    gate = Gate(gate_dir, secret(base_url, keys), limits or usual, clock=clock, sleep=sleep)
    way = Transport(base_url, signed(profile, keys), transport=transport)
    asking = Asking(way, gate, keys, clock=clock, sleep=sleep, chance=chance)
    if profile.dialect == "forgemrp":
        return ForgemrpClient(asking, resources, zone)
    return MrpeasyClient(profile, asking, resources)


def secret(base_url: str, keys: Keys) -> str:
    """What the limits are counted by; the vendor's hosts share them per key."""
    parts = urlsplit(base_url)
    shop = parts.netloc if is_loopback(parts.hostname or "") else ""
    return f"{shop}\0{keys.api_key}"


def signed(profile: Profile, keys: Keys) -> Mapping[str, str]:
    """The headers that show the keys, the way this kind of server wants them."""
    if profile.auth == "bearer":
        return {"Authorization": f"Bearer {keys.api_key}"}
    if profile.auth == "basic":
        pair = base64.b64encode(f"{keys.api_key}:{keys.access_key}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {"api_key": keys.api_key, "access_key": keys.access_key}
