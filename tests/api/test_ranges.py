"""A page is used only when its place in the list is beyond doubt."""

from __future__ import annotations

import pytest

from forge_desktop.api.mrpeasy.ranges import asked, placed
from forge_desktop.errors import BadReply


@pytest.mark.parametrize(
    ("start", "length", "prefix", "header"),
    [
        (0, 100, "", None),
        (200, 100, "", "200"),
        (10, 5, "", "10-14"),
        (0, 1, "", "0-0"),
        (200, 100, "items=", "items=200"),
        (0, 500, "items=", "items=0-499"),
    ],
)
def test_the_range_is_spelled_as_the_contract_wants(
    start: int, length: int, prefix: str, header: str | None
) -> None:
    assert asked(start, length, usual=100, prefix=prefix).get("Range") == header


@pytest.mark.parametrize(
    ("header", "status", "start", "count", "told"),
    [
        ("items 0-99/250", 206, 0, 100, (250, False)),
        ("items 200-249/250", 206, 200, 50, (250, True)),
        ("items=0-99/250", 206, 0, 100, (250, False)),
        ("0-99/250", 206, 0, 100, (250, False)),
        ("ITEMS  0 - 99 / 250", 206, 0, 100, (250, False)),
        ("items 0-2/3", 200, 0, 3, (3, True)),
        ("items 0-99/*", 206, 0, 100, (None, False)),
        ("items 0-2/*", 200, 0, 3, (None, True)),
        ("items 0-0/0", 200, 0, 0, (0, True)),
        ("items */0", 200, 0, 0, (0, True)),
        ("items 0-0/250", 206, 250, 0, (250, True)),
        (None, 200, 0, 7, (7, True)),
        (None, 200, 0, 0, (0, True)),
        (None, 200, 300, 0, (None, True)),
    ],
)
def test_honest_spellings_are_understood(
    header: str | None, status: int, start: int, count: int, told: tuple[int | None, bool]
) -> None:
    assert placed(header, status, start=start, count=count) == told


@pytest.mark.parametrize(
    ("header", "status", "start", "count"),
    [
        (None, 206, 0, 100),  # a part without a place
        (None, 200, 100, 100),  # the Range was ignored
        ("items 0-99/250", 206, 100, 100),  # another page than asked
        ("items 100-199/250", 206, 100, 99),  # rows missing on the way
        ("items 100-199/150", 206, 100, 100),  # an end beyond the end
        ("items 0-0/250", 206, 100, 0),  # no rows before the end
        ("items 5-4/250", 206, 5, 1),
        ("all of them", 206, 0, 100),
        ("items 0-99/250 and more", 206, 0, 100),
        ("items -5-99/250", 206, 0, 100),
        ("", 206, 0, 100),
        (f"items 0-{'9' * 400}/5", 206, 0, 100),
    ],
)
def test_a_page_out_of_place_is_refused(header: str | None, status: int, start: int, count: int) -> None:
    with pytest.raises(BadReply):
        placed(header, status, start=start, count=count)
