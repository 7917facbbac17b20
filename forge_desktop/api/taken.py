"""What one kind of write takes, as data, and which of the values given to it cannot be sent, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json

_UNKNOWN = "is not taken by the server here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The names one kind of write takes."""

    names: frozenset[str]
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Field that is a list of lines -> the names of each."""

    @property
    def known(self) -> frozenset[str]:
        """All names of the first level."""
        return self.names | set(self.lines)

    def takes(self, name: str) -> bool:
        """True when a field of this name can be sent."""
        return name in self.known


def wrong(values: Values, table: Taken, why_not: Callable[[str, Json], str]) -> Iterator[tuple[str, str]]:
    """Each field that cannot be sent, `products.0.sku` within a line, and why.

    `why_not`: tells by its name why a single value cannot be sent; empty when it can.
    """
    for name, value in values.items():
        if not table.takes(name):
            yield name, _UNKNOWN
        elif name in table.lines and isinstance(value, list):
            for number, line in enumerate(value):
                yield from _wrong_line(f"{name}.{number}", line, table.lines[name], why_not)
        elif why := why_not(name, value):
            yield name, why


def _wrong_line(
    place: str, line: Json, names: frozenset[str], why_not: Callable[[str, Json], str]
) -> Iterator[tuple[str, str]]:
    if not isinstance(line, dict):
        yield place, "is not a line"
        return
    for name, value in line.items():
        if why := why_not(name, value) if name in names else _UNKNOWN:
            yield f"{place}.{name}", why
