"""`show` speaks words: every label once, keys as codes and titles, lines inside lines as lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_desktop.cli.show import _print
from forge_desktop.domain.catalog import find
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.store import Cache
from forge_desktop.views.gathering import gather
from tests.qtmodels.shop import NOW, SEEN, detail, midnight

MO = find("mrpeasy", "manufacturing-orders")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    """A cache with one MO, its items and the lot of one part."""
    cache = Cache.open(tmp_path / "cache.db", "mrpeasy")
    put = cache.records.put
    items = ((1, "OB-40", "Oak board 40 mm"), (4, "BN-90", "Bench 90, painted"))
    told: dict[str, list[tuple[int, dict[str, Json]]]] = {
        "items": [(key, {"article_id": key, "code": code, "title": title}) for key, code, title in items],
        "users": [(1, {"user_id": 1, "username": "A. Tamm"})],
        "lots": [
            (8, {"lot_id": 8, "code": "L00008", "status": 10, "available_from": midnight(5), "article_id": 1})
        ],
    }
    for name, rows in told.items():
        put(find("mrpeasy", name), rows, now=NOW)
    lot: Json = {"lot_id": 8, "code": "L00008", "booked": "18", "consumed": "0"}
    parts: list[Json] = [{"writeoff_id": 1, "article_id": 1, "booked": "18", "consumed": "0", "lots": [lot]}]
    values = detail(3, parts=parts, status=20)
    put(MO, [(3, values)], now=NOW)
    cache.records.put_detail(MO, 3, values, now=NOW)
    yield cache
    cache.close()


def _shown(cache: Cache, capsys: pytest.CaptureFixture[str], seen: Seen = SEEN) -> list[str]:
    reader = cache.reader()
    gathered = gather(reader, MO, 3, seen)
    reader.close()
    assert gathered.record is not None
    _print(gathered, gathered.record, seen)
    return capsys.readouterr().out.splitlines()


def test_every_label_stands_once_and_says_no_key_where_there_is_a_word(
    cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    head = [line.strip() for line in _shown(cache, capsys)[1:30] if line.startswith("  ")]
    labels = [line.split("  ")[0] for line in head if "  " in line]
    assert len(set(labels)) == len(labels), labels
    assert not [label for label in labels if label.endswith("key")], labels
    assert "Item code" in labels


def test_lines_inside_lines_are_lines_under_the_name_of_what_they_lie_in(
    cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _shown(cache, capsys)
    assert not [line for line in told if "lot_id" in line or "{" in line or "pws_id" in line]
    parts, lots = told.index("Parts"), told.index("Parts: Lots")
    assert told[parts + 3].split() == ["OB-40", "Oak", "board", "40", "mm", "18", "0"]
    assert told[lots + 3].startswith("OB-40 Oak board 40 mm  L00008")
    workers = told.index("Operations: Stations: Workers")
    assert told[workers + 3].split() == ["Cut", "bench", "A.", "Tamm"]


def test_what_it_waits_for_stands_on_top(cache: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert _shown(cache, capsys)[1] == "  Waits for oak board 40 mm from L00008, due Thu 26 Nov."


def test_a_key_that_leads_nowhere_stays_a_key(cache: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    cache.records.bury(find("mrpeasy", "users"), [1], now=NOW)
    told = _shown(cache, capsys)
    assert told[told.index("Operations: Stations: Workers") + 3].split() == ["Cut", "bench", "#1"]
