"""What is wrong with a new order is said field by field, all at once, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from forge_desktop.server.mrpeasy.writes.body import MOST_FIELDS, read_form
from forge_desktop.server.receiving import LONGEST_BODY

from .conftest import Opener, Shop
from .shop import GONE, LEG, TABLE

PROFILES = ["mrpeasy-seed", "mrpeasy-current", "local"]
LINE = {"article_id": TABLE, "quantity": "1"}
GOOD = {"customer_id": 1, "products": [LINE]}
MAKE = {"article_id": TABLE, "quantity": "1", "assigned_id": 1}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_complaint_of_an_order_comes_at_once_and_names_its_field(opened: Opener, profile: str) -> None:
    form = {
        "customer_id": "99",
        "status": "35",
        "delivery_date": "tomorrow",
        "products[0][sku]": "NO-SUCH",
        "products[0][quantity]": "0",
        "products[1][article_id]": str(GONE),
        "products[1][quantity]": "1,5",
        "products[2][quantity]": "1e30",
        "discount_percent": "101",
    }
    assert opened(profile).refused("POST", "/customer-orders", form, form=True) == [
        "customer_id: there is no customer 99",
        "delivery_date: 'tomorrow' is neither unix seconds nor a date like 2026-01-31",
        "discount_percent: must not be more than 100",
        "status: 35 is not a status that an order can be created with",
        "products[0][sku]: there is no item with the part number 'NO-SUCH'",
        "products[0][quantity]: must be more than 0",
        "products[1][article_id]: item 6 is deleted",
        "products[1][quantity]: '1,5' is not a number",
        "products[2][article_id]: is required, or sku, or product_id with param",
        "products[2][quantity]: must not be more than 999999999",
    ]


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("-1", "must be more than 0"),
        (0, "must be more than 0"),
        ("0.0000001", "decimal places"),
        ("1.2345678", "decimal places"),
        ("1" * 61, "not a number"),
        ("1000000000", "more than 999999999"),
        ("1e999999999", "more than 999999999"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
        ("\u0663", "not a number"),
        ("many", "not a number"),
        (True, "not a number"),
        ([1], "single value"),
        ({"a": 1}, "single value"),
        ("", "is required"),
        (None, "is required"),
    ],
)
def test_a_quantity_that_is_none_is_refused(local: Shop, quantity: Any, words: str) -> None:
    for path, body, field in (
        ("/customer-orders", GOOD | {"products": [LINE | {"quantity": quantity}]}, "products[0][quantity]"),
        ("/manufacturing-orders", MAKE | {"quantity": quantity}, "quantity"),
    ):
        (complaint,) = local.refused("POST", path, body)
        assert complaint.startswith(f"{field}: ")
        assert words in complaint


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"customer_id": ""}, "customer_id: is required"),
        ({"customer_id": "one"}, "customer_id: 'one' is not a whole number"),
        ({"customer_id": {"a": "b"}}, "customer_id: must be a single value"),
        ({"products": []}, "products: at least one is required"),
        ({"products": None}, "products: is required"),
        ({"products": "x"}, "products: must be an array"),
        ({"products": ["x"]}, "products: must be an array of objects"),
        ({"products": {"a": LINE}}, "products: must be an array"),
        ({"reference": "x" * 256}, "reference: is longer than 255 characters"),
        ({"notes": "x" * 10_001}, "notes: is longer than 10000 characters"),
        ({"reference": "a\u0000b"}, "reference: contains characters that cannot be stored"),
        ({"reference": ["x"]}, "reference: must be a single value"),
        ({"reference": True}, "reference: must be a text"),
        ({"status": "Confirmed"}, "status: 'Confirmed' is not a whole number"),
        ({"delivery_date": "2026-02-30"}, "delivery_date: '2026-02-30' is neither unix seconds nor a date"),
        ({"delivery_date": -5}, "delivery_date: lies outside the years 1970 to 2099"),
        ({"delivery_date": 99999999999}, "delivery_date: lies outside the years 1970 to 2099"),
        ({"delivery_date": True}, "delivery_date: 'True' is neither"),
        ({"discount_percent": "-1"}, "discount_percent: must not be less than 0"),
        ({"total_price": "99.99"}, "total_price: is not what the lines come to: 100"),
        ({"shipping_address_id": 5}, "shipping_address_id: there is no address 5"),
    ],
)
def test_a_field_of_an_order_that_is_wrong_is_refused(
    local: Shop, fields: dict[str, Any], complaint: str
) -> None:
    (found,) = local.refused("POST", "/customer-orders", GOOD | fields)
    assert found.startswith(complaint)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"article_id": 99}, "products[0][article_id]: there is no item 99"),
        ({"article_id": 0}, "products[0][article_id]: must be between 1 and"),
        ({"article_id": TABLE, "sku": "LEG"}, "products[0][sku]: names another item than article_id"),
        ({"article_id": "", "product_id": 77}, "products[0][product_id]: there is no product 77"),
        ({"article_id": "", "product_id": 6}, "products[0][product_id]: product 6 is deleted"),
        ({"article_id": "", "product_id": 4}, "products[0][param][1]: is required"),
        ({"article_id": "", "product_id": 4, "param": {"1": 9}}, "products[0][param][1]: has no value 9"),
        ({"article_id": "", "product_id": 4, "param": "red"}, "products[0][param]: must be a map"),
        ({"article_id": "", "sku": "GONE"}, "products[0][sku]: the item 'GONE' is deleted"),
        ({"item_price": "-1"}, "products[0][item_price]: must not be less than 0"),
        ({"item_price": "5", "total_price": "6"}, "products[0][total_price]: does not follow from"),
        ({"total_price": "6.001"}, "products[0][total_price]: is not in whole cents"),
        ({"quantity": 999999999, "item_price": 999999999}, "products[0][quantity]: makes the line dearer"),
    ],
)
def test_a_field_of_a_line_that_is_wrong_is_refused(
    local: Shop, fields: dict[str, Any], complaint: str
) -> None:
    (found,) = local.refused("POST", "/customer-orders", GOOD | {"products": [LINE | fields]})
    assert found.startswith(complaint)


def test_a_wrong_parameter_is_named_beside_the_one_that_is_missing(local: Shop) -> None:
    line = {"product_id": 4, "param": {"7": 1}, "quantity": 1}
    assert local.refused("POST", "/customer-orders", GOOD | {"products": [line]}) == [
        "products[0][param][7]: is not a parameter of this product",
        "products[0][param][1]: is required",
    ]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"article_id": ""}, "article_id: is required"),
        ({"article_id": 99}, "article_id: there is no item 99"),
        ({"article_id": GONE}, "article_id: item GONE is deleted"),
        ({"article_id": LEG}, "article_id: item LEG is bought, not made"),
        ({"assigned_id": None}, "assigned_id: is required"),
        ({"assigned_id": 99}, "assigned_id: there is no user 99"),
        ({"site_id": 9}, "site_id: there is no site 9"),
        ({"status": 30}, "status: an order can be created with 10, 15, 20 only"),
        ({"bom_id": 2}, "bom_id: belongs to another product"),
        ({"routing_id": 9}, "routing_id: there is no routing 9"),
        ({"due_date": "soon"}, "due_date: 'soon' is neither"),
        ({"cust_ord_id": 5}, "cust_ord_id: there is no customer order 5"),
        ({"no_bookings": "perhaps"}, "no_bookings: 'perhaps' is neither 1 nor 0"),
        ({"quantity": "900000000"}, "quantity: would take longer than five years to make"),
        ({"quantity": "0.0000001"}, "quantity: has more than 6 decimal places"),
    ],
)
def test_a_field_of_a_manufacturing_order_that_is_wrong_is_refused(
    local: Shop, fields: dict[str, Any], complaint: str
) -> None:
    (found,) = local.refused("POST", "/manufacturing-orders", MAKE | fields)
    assert found.startswith(complaint)


def test_an_empty_body_misses_everything_that_is_required(local: Shop) -> None:
    assert local.refused("POST", "/customer-orders") == ["customer_id: is required", "products: is required"]
    assert local.refused("POST", "/manufacturing-orders") == [
        "article_id: is required",
        "quantity: is required",
        "assigned_id: is required",
    ]
    assert local.refused("POST", "/customers") == ["title: is required"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b'"text"'),
        ("application/json", b'{"quantity": NaN}'),
        ("application/json", b'{"quantity": 1e9999999999999999999}'),
        ("application/json", b'{"quantity": 1e-9999999999999999999}'),
        ("application/json", b'{"notes": "a", "notes": "b"}'),
        ("application/json", b'{"quantity": ' + b"9" * 5000 + b"}"),
        ("application/json", b'{"a":' * 100_000),
        ("application/json", b'{"a":' * 20 + b"1" + b"}" * 20),
        ("application/json", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"a=\xff"),
        ("application/x-www-form-urlencoded", b"a[b][c][d][e][f][g][h][i]=1"),
        ("application/x-www-form-urlencoded", b"a=1&" * 10_001),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/xml", b"<a/>"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_one_text(local: Shop, kind: str, body: bytes) -> None:
    answer = local.client.post("/customer-orders", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert len(answer.json()) == 1


def test_a_key_with_more_digits_than_any_number_is_answered(local: Shop) -> None:
    text = b"customer_id=1&products[" + b"9" * 5000 + b"][quantity]=1&products[][quantity]=1"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert local.client.post("/customer-orders", content=text, headers=kind).status_code == 400


def test_brackets_count_on_as_php_does_through_ten_thousand_of_them() -> None:
    text = b"a[][x]=1&a[][x]=2&a[5]=3&a[]=4&a[b]=5&a[007]=6&a[]=7&a[" + b"9" * 5000 + b"]=8&a[]=9"
    lines = {"0": {"x": "1"}, "1": {"x": "2"}, "5": "3", "6": "4", "b": "5", "007": "6", "8": "7"}
    assert read_form(text) == {"a": lines | {"9" * 5000: "8", "9": "9"}}
    many = read_form(b"&".join([b"a[]=1"] * MOST_FIELDS))
    assert list(many["a"]) == [str(number) for number in range(MOST_FIELDS)]


def test_a_body_without_end_is_refused_before_it_is_read_as_anything(local: Shop) -> None:
    answer = local.client.post("/customers", content=b"title=" + b"x" * LONGEST_BODY)
    assert answer.status_code == 413
    assert local.post("/customers", {"title": "Next"}) == 3


def test_what_the_contract_does_not_know_is_ignored(local: Shop) -> None:
    key = local.post("/customer-orders", GOOD | {"colour": {"of": ["the", "moon"]}, "cust_ord_id": 77})
    assert key == 1


def test_a_lone_surrogate_in_json_is_refused_and_kills_nothing(local: Shop) -> None:
    body = b'{"title": "a\\ud800b"}'
    answer = local.client.post("/customers", content=body, headers={"Content-Type": "application/json"})
    assert answer.json() == ["title: contains characters that cannot be stored"]
