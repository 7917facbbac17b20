"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

ProfileName = Literal["mrpeasy-seed", "mrpeasy-current", "local"]


@dataclass(frozen=True)
class ServerOptions:
    """Everything that can be chosen; the defaults are a demo for this machine only."""

    database: str  # a path, or any SQLAlchemy URL
    profile: ProfileName = "local"
    host: str = "127.0.0.1"
    port: int = 0  # 0: any free one
    api_key: str = field(default="demo", repr=False)
    access_key: str = field(default="demo", repr=False)
    timezone: str = "Europe/Tallinn"  # the account's own: dates without a time mean its midnight
    demo: bool = True  # fill an empty database with the demo world
    scale: int | None = None  # number of stock lots of the demo world
    seed: int = 1
    faults: str = ""  # "busy,down=0.1,slow,cut,lost,late"
    fault_seed: int = 0
    late_seconds: float = 2.0  # how long after hanging up a late request is executed
    string_ids: bool = False  # ids as digit strings, for older clients
    requests_per_window: int = 100
    window_seconds: float = 10.0
    one_in_flight: bool = True
    forge_requests: int = 300  # of one ForgeMRP key in a window
    forge_window: float = 60.0  # seconds
    webhook_first_wait: float = 5.0  # seconds after the first try that failed; doubled after each other
    now: int | None = None  # frozen time, for tests


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
