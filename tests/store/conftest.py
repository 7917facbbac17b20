"""A cache in a folder of its own, and readers that are closed when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from forge_desktop.store import Cache, Reader


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache lies."""
    return tmp_path / "cache.db"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache file that was built and closed; copying it is quicker than building another one."""
    built = tmp_path_factory.mktemp("empty") / "cache.db"
    Cache.open(built, "mrpeasy").close()
    return built


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
