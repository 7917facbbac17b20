"""Every documented object shows every documented field, in lists and alone, spelled as the contract has it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from . import contract_text as contract
from .conftest import KEYS, Starter

PATHS = sorted(contract.OBJECTS)
ARRAYS = [
    (path, array, names, single)
    for single, source in ((False, contract.ARRAYS), (True, contract.SINGLE_ARRAYS))
    for path, arrays in source.items()
    for array, names in arrays.items()
]


def every_row(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """All rows of a list, however many pages it has."""
    rows: list[dict[str, Any]] = []
    while True:
        answer = client.get(f"/{path}", headers={"Range": f"{len(rows)}"})
        page = answer.json(parse_float=Decimal)
        rows += page
        if not page or answer.status_code == 200:
            return rows


def every_single(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """The first objects of a list, each asked for alone."""
    key = contract.fields(path)[0]
    rows = every_row(client, path)[-20:]
    return [client.get(f"/{path}/{row[key]}").json(parse_float=Decimal) for row in rows]


def entries(row: dict[str, Any], array: str) -> Iterator[Any]:
    """The entries of `a.b.c` in an object."""
    first, _, rest = array.partition(".")
    for entry in row[first]:
        if rest:
            yield from entries(entry, rest)
        else:
            yield entry


def with_words(names: list[str]) -> set[str]:
    """The names and the siblings that carry the words of statuses."""
    return set(names) | {f"{name}_txt" for name in contract.STATUS_FIELDS & set(names)}


@pytest.mark.parametrize("path", PATHS)
def test_a_list_shows_exactly_the_documented_fields(client: httpx.Client, path: str) -> None:
    wanted = with_words(contract.fields(path)) | {
        name for name in contract.ARRAYS.get(path, {}) if "." not in name
    }
    if path == "work-centers":
        wanted |= {"site_id"}  # mrpeasy-in-practice.md §2: sites are read off the work centers
    rows = every_row(client, path)
    assert rows
    assert all(set(row) == wanted for row in rows)


@pytest.mark.parametrize("path", PATHS)
def test_a_single_object_is_the_row_of_the_list_with_the_single_only_arrays(
    client: httpx.Client, path: str
) -> None:
    key = contract.fields(path)[0]
    more = {name for name in contract.SINGLE_ARRAYS.get(path, {}) if "." not in name}
    differs = {"min_quantity"} if path == "items" else set()  # a number in lists, per site alone
    for row in every_row(client, path)[-5:]:
        answer = client.get(f"/{path}/{row[key]}")
        assert answer.status_code == 200
        found = answer.json(parse_float=Decimal)
        assert set(found) == set(row) | more
        assert all(found[name] == row[name] for name in set(row) - differs)


@pytest.mark.parametrize("path", PATHS)
def test_every_documented_field_has_a_value_somewhere(client: httpx.Client, path: str) -> None:
    rows = every_row(client, path)
    for name in contract.fields(path):
        assert any(row[name] is not None for row in rows), name


@pytest.mark.parametrize(("path", "array", "names", "single"), ARRAYS)
def test_an_array_has_entries_with_exactly_the_documented_fields(
    client: httpx.Client, path: str, array: str, names: str, single: bool
) -> None:
    source = contract.SINGLE_ARRAYS if single else contract.ARRAYS
    below = {name.split(".")[-1] for name in source[path] if name.rpartition(".")[0] == array}
    rows = every_single(client, path) if single else every_row(client, path)
    found = [entry for row in rows for entry in entries(row, array)]
    assert found
    for entry in found:
        if names:
            assert set(entry) == with_words(names.split()) | below
        else:
            assert type(entry) is int


def test_statuses_times_and_order_numbers_travel_as_strings_and_ids_as_integers(client: httpx.Client) -> None:
    order = client.get("/manufacturing-orders/1").json()
    assert (order["status"], order["status_txt"]) == ("15", "Not scheduled")
    assert (order["part_status"], order["part_status_txt"]) == ("1", "Expected")
    assert order["created"] == "1779913600"
    assert (order["man_ord_id"], order["operations"][0]["stations"][0]["station_id"]) == (1, 1)
    assert order["operations"][0]["ord"] == "1"
    assert order["operations"][0]["real_finish_date"] is None


def test_a_code_without_a_word_is_called_by_its_number(client: httpx.Client) -> None:
    assert client.get("/customers/2").json()["status_txt"] == "Active"
    assert client.get("/customers/3").json()["status_txt"] == "Status 77"


def test_older_clients_can_have_all_ids_as_strings(started: Starter) -> None:
    server = started(string_ids=True)
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        order = client.get("/customer-orders/1").json()
        assert (order["cust_ord_id"], order["customer_id"]) == ("1", "2")
        assert order["products"][0]["line_id"] == "11"
        assert client.get("/boms/1").json()["routings"] == ["1"]
        assert client.get("/items/1").json()["min_quantity"][0]["site_id"] == "1"
        assert client.get("/lots/100").json()["man_ord_id"] is None


def test_amounts_are_written_digit_by_digit_as_json_numbers(client: httpx.Client) -> None:
    text = client.get("/lots/7").text
    assert '"quantity":0.875,' in text
    assert '"item_cost":7.123456,' in text
    assert '"avg_cost":7.000001' in client.get("/items/1").text
    assert '"quantity":0.333333' in client.get("/boms/1").text


def test_price_tiers_arrive_as_an_array_and_one_price_as_a_number(client: httpx.Client) -> None:
    assert client.get("/items/1").json(parse_float=Decimal)["selling_price"] == Decimal("19.99")
    assert client.get("/items/2").json()["selling_price"] is None
    tiers = client.get("/items/3").json(parse_float=Decimal)["selling_price"]
    assert tiers == [{"quantity": 1, "price": Decimal("59.97")}, {"quantity": 10, "price": Decimal("49.9")}]


def test_the_minimum_is_of_one_site_in_lists_and_of_all_sites_alone(client: httpx.Client) -> None:
    def of_list(**params: str) -> str:
        row = client.get("/items", params={"article_id": "4", **params}).json()[0]
        return str(row["min_quantity"])

    assert (of_list(), of_list(site_id="2"), of_list(site_id="x")) == ("4", "8", "4")
    alone = client.get("/items/4").json()["min_quantity"]
    assert alone == [{"site_id": 1, "min_quantity": "4"}, {"site_id": 2, "min_quantity": "8"}]


def test_an_order_without_a_chosen_address_shows_its_customers_default_one(client: httpx.Client) -> None:
    chosen, default = client.get("/customer-orders/1").json(), client.get("/customer-orders/2").json()
    assert (chosen["shipping_address_id"], chosen["shipping_address"]) == (21, "1 Street, Town 2")
    assert (default["shipping_address_id"], default["shipping_address"]) == (None, "0 Street, Town 3")


def test_what_a_part_has_booked_is_the_sum_of_its_lots(client: httpx.Client) -> None:
    for order in every_single(client, "manufacturing-orders"):
        for part in order["parts"]:
            assert part["booked"] == sum(lot["booked"] for lot in part["lots"])
            assert part["consumed"] == sum(lot["consumed"] for lot in part["lots"])


def test_the_list_of_activities_is_not_taken_for_an_action(client: httpx.Client) -> None:
    rows = client.get("/users/actions/list").json()
    assert rows == [
        {"activity": 10, "title": "Created a customer order"},
        {"activity": 20, "title": "Changed a manufacturing order"},
    ]
    assert client.get("/users/actions/2").json()["desciption"] == "did something"


def test_markup_and_strange_letters_come_back_as_they_were(client: httpx.Client) -> None:
    assert client.get("/manufacturing-orders/1").json()["notes"][0]["text"] == "<b>careful</b>"
    assert client.get("/units/2").json()["title"] == "m²"
