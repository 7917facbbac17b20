"""A cache in a folder of its own, and readers that are closed when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import copyfile

import pytest

from forge_desktop.domain.catalog import CATALOG
from forge_desktop.store import Cache, Reader


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache lies."""
    return tmp_path / "cache.db"


@pytest.fixture(scope="session")
def empties(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A cache file of each dialect that was built and closed; copying is quicker than building another one."""
    built = {dialect: tmp_path_factory.mktemp("empty") / "cache.db" for dialect in CATALOG}
    for dialect, path in built.items():
        Cache.open(path, dialect).close()
    return built


@pytest.fixture(scope="session")
def empty(empties: Mapping[str, Path]) -> Path:
    """The one most tests are about."""
    return empties["mrpeasy"]


@pytest.fixture
def cache(path: Path, empty: Path) -> Iterator[Cache]:
    """An open, empty cache."""
    copyfile(empty, path)
    opened = Cache.open(path, "mrpeasy", patience=0.2)
    yield opened
    opened.close()


@pytest.fixture
def reader(cache: Cache) -> Iterator[Reader]:
    """A reader of that cache."""
    opened = cache.reader()
    yield opened
    opened.close()


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Cache]]:
    """Opens further caches and closes them afterwards."""
    caches: list[Cache] = []

    def open_(path: Path) -> Cache:
        caches.append(Cache.open(path, "mrpeasy", patience=0.2))
        return caches[-1]

    yield open_
    for cache in caches:
        cache.close()
