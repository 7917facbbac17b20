"""The fixtures of this room; nothing of the machine reaches its tests."""

from __future__ import annotations

import pytest

from tests.shell.fixtures import lead, own_surroundings, serve

__all__ = ["lead", "own_surroundings", "serve"]


@pytest.fixture(autouse=True)
def _everywhere(own_surroundings: None) -> None:
    """Every test of this room."""
