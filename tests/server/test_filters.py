"""Every documented filter finds exactly the rows that have the value, and nothing else is a filter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from . import contract_text as contract
from .conftest import KEYS, Starter
from .test_objects import every_row

FILTERS = contract.filters()
LIST_WHOLE = {"Range": "0-999"}
_rows: dict[str, list[dict[str, Any]]] = {}


def all_rows(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """Every row of the list, read once."""
    if path not in _rows:
        _rows[path] = every_row(client, path)
    return _rows[path]


def plain(value: Any) -> str:
    """A value as it stands in a query."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return str(value[0]["price"])  # price tiers: filtered by the price of one piece
    return str(value)


def asked(client: httpx.Client, path: str, query: str) -> list[dict[str, Any]]:
    """What the list answers to a query: at most 1,000 rows."""
    answer = client.get(f"/{path}?{query}", headers=LIST_WHOLE)
    assert answer.status_code in (200, 206), answer.text
    rows: list[dict[str, Any]] = answer.json(parse_float=Decimal)
    total = int(answer.headers["Content-Range"].rpartition("/")[2])
    assert len(rows) == min(total, 1000)
    return rows


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, name, kind in FILTERS if kind == "="])
def test_an_exact_filter_finds_exactly_the_rows_with_that_value(
    client: httpx.Client, path: str, name: str
) -> None:
    rows = all_rows(client, path)
    values = sorted({plain(row[name]) for row in rows if row[name] is not None})
    assert len(values) > 1, "the small world shows no difference"
    value = values[len(values) // 2]
    found = asked(client, path, f"{name}={quote(value)}")
    assert found == [row for row in rows if row[name] is not None and plain(row[name]) == value]
    assert 0 < len(found) < len(rows)


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, name, kind in FILTERS if kind == "~"])
def test_a_range_filter_includes_both_of_its_ends(client: httpx.Client, path: str, name: str) -> None:
    rows = all_rows(client, path)

    def value(row: dict[str, Any]) -> Decimal | None:
        return None if row[name] is None else Decimal(plain(row[name]))

    values = sorted({found for row in rows if (found := value(row)) is not None})
    assert len(values) > 1, "the small world shows no difference"
    low, high = values[len(values) // 3], values[2 * len(values) // 3]
    for query, smallest, largest in (
        (f"{name}_min={low}", low, values[-1]),
        (f"{name}_max={high}", values[0], high),
        (f"{name}_min={low}&{name}_max={high}", low, high),
    ):
        wanted = [row for row in rows if (found := value(row)) is not None and smallest <= found <= largest]
        assert asked(client, path, query) == wanted[:1000]
        assert wanted


def test_amounts_are_compared_exactly_to_the_last_digit(client: httpx.Client) -> None:
    def count(query: str) -> int:
        return len(asked(client, "lots", f"lot_id=7&{query}"))

    assert count("item_cost_min=7.123456&item_cost_max=7.123456") == 1
    assert count("item_cost_min=7.1234560000001") == 0
    assert count("item_cost_max=7.1234559999999") == 0
    assert count("item_cost_min=-1e30&item_cost_max=1e30") == 1
    assert count("item_cost_min=1e400") == 0


def test_several_filters_must_all_hold(client: httpx.Client) -> None:
    rows = asked(client, "lots", "item_code=A00002&status=20&quantity_min=100&created_max=1779998800")
    assert rows
    for row in rows:
        assert (row["item_code"], row["status"]) == ("A00002", "20")
        assert row["quantity"] >= 100
        assert int(row["created"]) <= 1779998800


@pytest.mark.parametrize(
    "query",
    ["limit=2", "offset=5", "page=3", "limit=2&offset=5", "colour=red", "unit=pcs", "status_txt=Received", "="],
)
def test_everything_that_is_no_documented_filter_is_silently_ignored(client: httpx.Client, query: str) -> None:
    assert client.get(f"/lots?{query}").text == client.get("/lots").text


def test_a_slash_before_the_query_changes_nothing(client: httpx.Client) -> None:
    assert client.get("/lots/?status=10").text == client.get("/lots?status=10").text


@pytest.mark.parametrize("path", ["boms", "routings", "units", "work-centers", "work-center-types"])
def test_objects_without_documented_filters_have_none(client: httpx.Client, path: str) -> None:
    key = contract.fields(path)[0]
    everything = client.get(f"/{path}").text
    assert client.get(f"/{path}?{key}=999&code=none&title=none").text == everything


def test_arrays_in_the_query_ask_for_any_of_their_values(client: httpx.Client) -> None:
    plain_array = asked(client, "lots", "status[]=10&status[]=25")
    assert {row["status"] for row in plain_array} == {"10", "25"}
    keyed = asked(client, "customer-orders", "cust_ord_id[3]=3&cust_ord_id[5]=5")
    assert {row["cust_ord_id"] for row in keyed} == {3, 5}
    escaped = asked(client, "lots", "code%5B%5D=L00003&code%5B%5D=L00004")
    assert {row["code"] for row in escaped} == {"L00003", "L00004"}
    linked = asked(client, "lots", "item_code[]=A00001&item_code[]=A00002")
    assert {row["item_code"] for row in linked} == {"A00001", "A00002"}


def test_the_seed_profile_takes_arrays_too_for_the_clients_that_send_them(started: Starter) -> None:
    with httpx.Client(base_url=started(profile="mrpeasy-seed").url, headers=KEYS) as client:
        assert {row["status"] for row in client.get("/lots?status[]=10").json()} == {"10"}


def test_of_a_repeated_plain_parameter_the_last_value_counts(client: httpx.Client) -> None:
    rows = asked(client, "lots", "status=10&status=25")
    assert {row["status"] for row in rows} == {"25"}


def test_an_empty_value_asks_for_rows_without_one(client: httpx.Client) -> None:
    assert all(row["man_ord_id"] is None for row in asked(client, "lots", "man_ord_id="))
    assert len(asked(client, "lots", "man_ord_id=")) == 991


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("lot_id=abc", "lot_id"),
        ("status=1.5", "status"),
        ("created_min=yesterday", "created_min"),
        ("quantity_min=many", "quantity_min"),
        ("quantity_max=NaN", "quantity_max"),
        ("quantity_max=Infinity", "quantity_max"),
        ("lot_id=" + "9" * 400, "lot_id"),
        ("quantity_min=" + "9" * 400, "quantity_min"),
        ("created_min=", "created_min"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_an_array_of_reasons(
    client: httpx.Client, query: str, name: str
) -> None:
    answer = client.get(f"/lots?{query}")
    assert answer.status_code == 400
    reasons = answer.json()
    assert len(reasons) == 1
    assert reasons[0].startswith(f"{name}: ")


def test_every_wrong_filter_has_its_own_reason(client: httpx.Client) -> None:
    answer = client.get("/items?is_raw=perhaps&article_id=x")
    assert answer.status_code == 400
    assert len(answer.json()) == 2


def test_texts_are_compared_whole_and_hostile_ones_do_nothing(client: httpx.Client) -> None:
    assert asked(client, "items", "code=A0000") == []
    assert asked(client, "items", "code=" + quote("' OR 1=1 --")) == []
    assert asked(client, "items", "code=%00%ff") == []
