"""Whether a connection listens and where, kept in its folder; the path once drawn stays what was registered."""

from __future__ import annotations

import json
import secrets
import socket
from dataclasses import asdict, dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from forge_desktop.paths import make_private
from forge_desktop.settings.files import held, set_aside, trouble, write_whole

FILE, MEMORY = "listening.json", "heard.txt"
"""Names of the files in a connection's folder: this choice, and which bodies were taken."""
LOOPBACK = "127.0.0.1"
_log = structlog.stdlib.get_logger("hooks")


def _new_path() -> str:
    return f"/{secrets.token_urlsafe(24)}"


@dataclass(frozen=True, slots=True)
class Listening:
    """How one connection listens: off until somebody wants it. The secrets lie in the keychain."""

    on: bool = False
    port: int = 0
    """0: none was chosen yet; a listener takes any free one."""
    hosts: tuple[str, ...] = ()
    """Names under which this machine is reached besides those of loopback, as behind a relay."""
    path: str = field(default_factory=_new_path)

    def registered(self, host: str = LOOPBACK) -> str:
        """What is to be registered at the server: the relay's address where there is one, else our own."""
        return f"https://{self.hosts[-1]}{self.path}" if self.hosts else self.address(host)

    def address(self, host: str = LOOPBACK) -> str:
        """Where deliveries arrive, when it listens on this host."""
        name = socket.gethostname() if is_everywhere(host) else f"[{host}]" if ":" in host else host
        return f"http://{name}:{self.port}{self.path}"


_WHOLE = TypeAdapter(Listening)


def settled(folder: Path) -> Listening:
    """As `load`, with a port: the first time one that is free now is chosen and kept."""
    found = load(folder)
    if found.port:
        return found
    with socket.create_server((LOOPBACK, 0)) as free:
        return keep(folder, replace(found, port=free.getsockname()[1]))


def load(folder: Path) -> Listening:
    """What is kept in this connection's folder; the first time a path is drawn and kept."""
    file = folder / FILE
    try:
        found = _WHOLE.validate_json(file.read_bytes())
        if _is_sound(found):
            return found
    except FileNotFoundError:
        return keep(folder, Listening())
    except OSError as error:
        raise trouble(file, error) from error
    except ValidationError:
        pass
    try:
        _log.warning("what was chosen for listening was damaged", kept=set_aside(file).name)
    except OSError as error:
        raise trouble(file, error) from error
    return keep(folder, Listening())


def keep(folder: Path, listening: Listening) -> Listening:
    """Write it down; returns the same. StorageTrouble when it cannot be written."""
    try:
        make_private(folder)
    except OSError as error:
        raise trouble(folder, error) from error
    with held(folder / FILE):
        write_whole(folder / FILE, json.dumps(asdict(listening), indent=2) + "\n")
    return listening


def _is_sound(found: Listening) -> bool:
    long_enough = found.path.startswith("/") and len(found.path) >= 20 and found.path.isascii()
    return long_enough and 0 <= found.port <= 65_535


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_everywhere(host: str) -> bool:
    """Whether it stands for every address of this machine, and is none that anybody could call."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
