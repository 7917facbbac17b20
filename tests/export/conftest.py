"""A small local copy whose texts are hostile and whose numbers are exact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.store import Cache, Reader

NOON = 1_795_255_200
"""21 November 2026, 12:00 in Tallinn."""
LOTS = catalog.find("mrpeasy", "lots")
ORDERS = catalog.find("mrpeasy", "manufacturing-orders")


@pytest.fixture
def seen() -> Seen:
    return Seen(NOON, ZoneInfo("Europe/Tallinn"))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache.open(tmp_path / "copy" / "cache.db", "mrpeasy")
    yield opened
    opened.close()


@pytest.fixture
def reader(cache: Cache) -> Iterator[Reader]:
    opened = cache.reader()
    yield opened
    opened.close()


@pytest.fixture
def lots() -> Resource:
    return LOTS
