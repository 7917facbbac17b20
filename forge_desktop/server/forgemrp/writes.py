"""What can be written, by path and method: which names a body may have, and what carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forge_desktop.server.forgemrp import clients, jobs, quotes
from forge_desktop.server.forgemrp.assumed import THINGS
from forge_desktop.server.forgemrp.form import Form
from forge_desktop.server.world.act import Act


@dataclass(frozen=True)
class Write:
    """One kind of write. `carry_out` gets the key of the row, 0 for a new one, and returns it."""

    names: tuple[str, ...]
    carry_out: Callable[[Act, Form, int], int]


def _post(path: str) -> tuple[str, ...]:
    return tuple(field.name for field in THINGS[path].fields if field.post)


def _patch(path: str) -> tuple[str, ...]:
    return tuple(field.name for field in THINGS[path].fields if field.patch)


WRITES: Mapping[tuple[str, str], Write] = {
    ("clients", "POST"): Write(_post("clients"), clients.create),
    ("quotes", "POST"): Write(_post("quotes"), quotes.create),
    ("quotes", "PATCH"): Write(_patch("quotes"), quotes.change),
    ("jobs", "POST"): Write(_post("jobs"), jobs.create),
    ("jobs", "PATCH"): Write(_patch("jobs"), jobs.change),
}
