"""What we work out of a record is right for the shapes a server may send, and harmless for all others."""

from __future__ import annotations

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Child, Resource, Values
from forge_desktop.domain.scalars import Json


def derived(name: str, values: Values) -> Values:
    """Our own fields of a record of this resource."""
    derive = catalog.find("mrpeasy", name).derive
    assert derive is not None
    return derive(values)


@pytest.mark.parametrize(
    ("sent", "price", "words"),
    [
        ("480", "480", None),
        (None, None, None),
        ([], None, None),
        (
            [{"quantity": "1", "price": "520"}, {"quantity": "10", "price": "480"}],
            "480",
            "from 480.00 (2 tiers)",
        ),
        ([{"quantity": 1, "price": 3}], "3", "from 3.00 (1 tier)"),
        (["12.5", "11"], "11", "from 11.00 (2 tiers)"),
        ({"1": "12.5", "5": "9.75"}, "9.75", "from 9.75 (2 tiers)"),
        ([{"something": "else"}], None, None),
        ("words", None, None),
    ],
)
def test_a_price_is_one_number_or_the_lowest_of_its_tiers(
    sent: Json, price: str | None, words: str | None
) -> None:
    found = derived("items", {"selling_price": sent})
    assert (found["price"], found["price_tiers"]) == (price, words)


@pytest.mark.parametrize(
    ("sent", "minimum", "words"),
    [
        ("10", "10", None),
        ([{"site_id": 1, "min_quantity": "4"}, {"site_id": 2, "min_quantity": "6.5"}], "10.5", "at 2 sites"),
        ({"1": "4"}, "4", "at 1 site"),
        ([], None, None),
        (None, None, None),
    ],
)
def test_a_minimum_is_one_number_or_the_sum_of_all_sites(
    sent: Json, minimum: str | None, words: str | None
) -> None:
    found = derived("items", {"min_quantity": sent})
    assert (found["minimum"], found["minimum_sites"]) == (minimum, words)


def test_an_item_names_each_vendor_once() -> None:
    terms: Json = [{"vendor_title": "Oak & Co"}, {"vendor_title": "Oak & Co"}, {"vendor_title": "Pine"}, "odd"]
    assert derived("items", {"purchase_terms": terms})["vendors"] == "Oak & Co, Pine"


def test_a_purchase_order_can_be_found_by_what_it_orders() -> None:
    lines: Json = [{"item_title": "Screws"}, {"item_title": "", "item_code": "A1"}, {}]
    assert derived("purchase-orders", {"products": lines})["ordered_items"] == "Screws, A1"


def test_a_customer_shows_the_first_contact_of_each_kind_also_when_it_is_an_object() -> None:
    contacts: Json = [
        {"type": "address", "value": {"street_line_1": "Pikk 1", "city": "Tallinn", "postal_code": None}},
        {"type": "email", "value": ""},
        {"type": "email", "value": "a@b.example"},
        {"type": "phone", "value": "+372 1"},
        {"type": "phone", "value": "+372 2"},
    ]
    found = derived("customers", {"contact_data": contacts, "status": 20, "status_txt": "Regular"})
    assert found == {
        "status_word": "Regular",
        "phone": "+372 1",
        "email": "a@b.example",
        "address": "Pikk 1, Tallinn",
    }
    assert derived("customers", {"status": 20})["status_word"] == "Status 20"


def test_a_routing_tells_its_steps_in_order() -> None:
    lines: Json = [{"ord": 2, "description": "Sand"}, {"ord": 1, "description": "Cut"}]
    assert derived("routings", {"operations": lines}) == {"step_count": 2, "steps": "Cut → Sand"}


def test_a_parameter_tells_its_values_in_one_line() -> None:
    assert derived("parameters", {"values": [{"value": "Oak"}, {"value": "Pine"}]})["choices"] == "Oak, Pine"


def test_users_come_out_of_the_action_log() -> None:
    children = catalog.find("mrpeasy", "users/actions").children
    assert children is not None
    made = children["users"]
    assert list(made({"user_id": 7, "username": "mari"})) == [Child(7, {"user_id": 7, "username": "mari"})]
    assert list(made({"user_id": 7, "username": None})) == []
    assert list(made({"user_id": None, "username": "cron"})) == []


@pytest.mark.parametrize(
    "resource",
    [resource for dialect in catalog.CATALOG for resource in catalog.resources(dialect)],
    ids=lambda r: f"{r.dialect}:{r.name}",
)
@pytest.mark.parametrize("odd", [None, "", "text", 5, [], {}, ["x", None, 3], [{}], {"a": "b"}])
def test_deriving_never_fails_on_odd_shapes(resource: Resource, odd: Json) -> None:
    values: dict[str, Json] = {field.name: odd for field in resource.fields}
    if resource.derive is not None:
        resource.derive(values)
    if resource.hints is not None:
        list(resource.hints(values))
    for explode in (resource.children or {}).values():
        list(explode(values))
