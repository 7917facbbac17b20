"""The pair of secrets a connection signs its requests with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The account's key and its secret; printing them shows nothing."""

    api_key: str
    access_key: str = ""

    def __repr__(self) -> str:
        return "Keys(…)"
