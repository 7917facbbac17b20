"""How one server offers a resource: path, filters, and where its answers differ from our names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forge_desktop.api.protocol import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One object of a contract, as data."""

    path: str
    """Below the base URL; also the resource's name."""
    key: str
    """Our field that holds the key of a record."""
    filters: frozenset[str] = frozenset()
    """Fields the list can be filtered by, one exact value each."""
    ranges: frozenset[str] = frozenset()
    """Fields the list can be filtered by with `_min` and `_max`, both inclusive."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name on the wire -> ours, where they differ."""
    either: frozenset[str] = frozenset()
    """Amounts that may also arrive as an array of amounts."""
    single_only: frozenset[str] = frozenset()
    """Fields that lists leave out."""

    def offer(self, page_size: int) -> Offer:
        """What the rest of the program may ask of it."""
        bounds = {f"{name}{end}" for name in self.ranges for end in ("_min", "_max")}
        return Offer(
            sliced="created" in self.ranges,
            single=True,
            filters=self.filters | bounds,
            page_size=page_size,
        )
