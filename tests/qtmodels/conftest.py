"""A shop with a real cache and reader thread for tests of tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .shop import Shop


@pytest.fixture
def shop(qapp: object, tmp_path: Path) -> Iterator[Shop]:
    """An empty shop; closed after the test, whatever happened."""
    shop = Shop(tmp_path / "cache.db")
    yield shop
    shop.close()
