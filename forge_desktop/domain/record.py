"""One checked row as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forge_desktop.domain.scalars import Json


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a resource: what the server sent, what we worked out, and the words behind its keys."""

    key: int
    values: Mapping[str, Json]
    names: Mapping[str, str] = field(default_factory=dict)
    """For fields that refer to another record: the word people read instead of the key. Also for the field that
    says the same, when the server did not send it."""
    detail_at: int | None = None
    """When the fields that only the single record has were fetched; None when never."""
    pending: str = ""
    """How the person's own change of it stands: `ready`, `sending`, `unknown`, `review`, `blocked`, `recorded`,
    `delivered` when it arrived and was not read back yet; empty when it is just what the server said."""
    theirs: Mapping[str, Json] = field(default_factory=dict)
    """What the server said of the fields that are pending; their names are those of the pending fields."""

    def get(self, name: str) -> Json:
        """The value of a field; None when the server did not send it."""
        return self.values.get(name)

    def word(self, name: str) -> Json:
        """The readable name behind a reference, else the value itself."""
        return self.names.get(name) or self.values.get(name)
