"""Cache files of many lots, built once per folder and used again as long as the cache is made the same way."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

from forge_desktop.connections import Connection
from forge_desktop.connections.environment import from_environment
from forge_desktop.domain.catalog import fingerprint
from forge_desktop.domain.text import Seen
from forge_desktop.paths import Folders
from forge_desktop.store.schema import VERSION, Schema
from tests.benchmarks import lots

SEEN = Seen(lots.NOW, ZoneInfo("Europe/Tallinn"))
ENVIRONMENT = {
    "FORGE_DESKTOP_URL": "http://127.0.0.1:9/rest/v1",
    "FORGE_DESKTOP_PROFILE": "mrpeasy-seed",
    "FORGE_DESKTOP_API_KEY": "benchmark",
    "FORGE_DESKTOP_ACCESS_KEY": "benchmark",
    "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
}
"""A connection whose server is never there, so that a start shows what is cached and nothing else."""


def folder_of(folder: Path, rows: int) -> Path:
    """The program's data folder with so many lots in the cache of its one connection."""
    return folder / f"{rows}-lots"


def cache_in(data: Path) -> Path:
    """The cache file of the connection in a data folder."""
    return Folders(data).cache(_connection().ident)


def filled(folder: Path, rows: int) -> Path:
    """A data folder with so many lots; filled now if it is not there or was made by another schema."""
    data = folder_of(folder, rows)
    path, note = cache_in(data), data / "made-by"
    if note.is_file() and note.read_text("utf-8") == _stamp():
        return data
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    sys.stderr.write(f"Filling a cache with {rows:,} lots, kept for the next run in {data} …\n")
    lots.fill(path, rows)
    note.write_text(_stamp(), "utf-8")
    sys.stderr.write(f"Filled in {time.perf_counter() - began:.0f} s.\n")
    return data


def _connection() -> Connection:
    found = from_environment(ENVIRONMENT)
    assert found is not None
    return found[0]


def _stamp() -> str:
    table = Schema(lots.LOTS.dialect).table(lots.LOTS.name)
    told = repr((VERSION, fingerprint(lots.LOTS.dialect), table.early, table.late, table.searched))
    return f"{crc32(told.encode() + Path(lots.__file__).read_bytes()):08x}"
