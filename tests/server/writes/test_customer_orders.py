"""New customer orders: every documented way to name what is sold, exact sums, what a status books and ships."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ..small_floor import NOW
from .conftest import Opener, Shop
from .shop import BLUE_CHAIR, RED_CHAIR, TABLE

PROFILES = ["mrpeasy-seed", "mrpeasy-current", "local"]


def order(*products: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a new order of customer 1."""
    return {"customer_id": 1, "products": list(products), **fields}


def table(quantity: str = "1", **fields: Any) -> dict[str, Any]:
    """A line about tables."""
    return {"article_id": TABLE, "quantity": quantity, **fields}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_php_form_with_lines_by_id_part_number_and_parameters_is_accepted(
    opened: Opener, profile: str
) -> None:
    shop = opened(profile)
    form = {
        "customer_id": "1",
        "reference": "PO 17 FD-7K3Q9X2M",
        "products[0][article_id]": str(TABLE),
        "products[0][quantity]": "2",
        "products[0][total_price]": "180.50",
        "products[1][sku]": "TABLE",
        "products[1][quantity]": "10",
        "products[2][product_id]": "4",
        "products[2][param][1]": "2",
        "products[2][quantity]": "1.5",
    }
    answer = shop.send("POST", "/customer-orders", form, form=True)
    assert (answer.status_code, answer.text) == (201, "1")
    row = shop.get("/customer-orders/1")
    assert (row["code"], row["reference"], row["status"]) == ("CO00001", "PO 17 FD-7K3Q9X2M", "10")
    assert (row["created"], row["customer_name"]) == (str(NOW), "Customer 1")
    lines = [
        (line["article_id"], line["quantity"], line["item_price"], line["total_price"])
        for line in row["products"]
    ]
    assert lines == [
        (TABLE, 2, Decimal("90.25"), Decimal("180.5")),
        (TABLE, 10, 90, 900),
        (BLUE_CHAIR, Decimal("1.5"), 45, Decimal("67.5")),
    ]
    assert [line["ord"] for line in row["products"]] == ["1", "2", "3"]
    assert row["total_price"] == Decimal("1148")
    assert shop.get("/customer-orders?reference=PO 17 FD-7K3Q9X2M")[0]["cust_ord_id"] == 1
    assert shop.get("/customer-orders?reference=PO 17") == []


@pytest.mark.parametrize(
    ("profile", "status"), [("mrpeasy-seed", 400), ("mrpeasy-current", 201), ("local", 201)]
)
def test_json_is_understood_where_the_profile_has_it(opened: Opener, profile: str, status: int) -> None:
    shop = opened(profile)
    answer = shop.send("POST", "/customer-orders", order(table()))
    assert answer.status_code == status
    if status == 400:
        assert "application/x-www-form-urlencoded" in answer.json()[0]


def test_amounts_in_json_may_be_numbers_or_texts_and_stay_exact(local: Shop) -> None:
    body = '{"customer_id": "1", "products": [{"article_id": 1, "quantity": 0.1, "item_price": "0.3"}]}'
    answer = local.client.post("/customer-orders", content=body, headers={"Content-Type": "application/json"})
    line = local.get(f"/customer-orders/{answer.text}")["products"][0]
    assert (line["quantity"], line["item_price"], line["total_price"]) == (
        Decimal("0.1"),
        Decimal("0.3"),
        Decimal("0.03"),
    )


def test_a_variation_that_nobody_asked_for_before_comes_into_being_once(local: Shop) -> None:
    line = {"product_id": 4, "param": {"1": 3}, "quantity": 2}
    first, second = (local.get(f"/customer-orders/{local.post('/customer-orders', order(line))}") for _ in "12")
    made = first["products"][0]["article_id"]
    assert made == second["products"][0]["article_id"]
    item = local.get(f"/items/{made}")
    assert (item["product_id"], item["code"], item["parameters"][0]["parameter_id"]) == (4, "CHAIR", 1)
    assert first["products"][0]["item_price"] == Decimal("47.5")


def test_a_part_number_with_variations_is_told_apart_by_its_parameters(local: Shop) -> None:
    key = local.post("/customer-orders", order({"sku": "CHAIR", "param": {"1": "1"}, "quantity": 1}))
    assert local.get(f"/customer-orders/{key}")["products"][0]["article_id"] == RED_CHAIR
    assert local.refused("POST", "/customer-orders", order({"sku": "CHAIR", "quantity": 1})) == [
        "products[0][sku]: 'CHAIR' has several variations; give article_id, or param"
    ]


def test_discounts_are_taken_to_the_cent_from_lines_and_from_the_order(local: Shop) -> None:
    lines = (table("3", item_price="33.33", discount_percent="12.5"), table("7", total_price="0.99"))
    key = local.post("/customer-orders", order(*lines, discount_percent="3.3"))
    row = local.get(f"/customer-orders/{key}")
    first, second = row["products"]
    assert (first["discount_sum"], first["total_price"]) == (Decimal("12.5"), Decimal("87.49"))
    assert (second["item_price"], second["total_price"]) == (Decimal("0.141429"), Decimal("0.99"))
    assert (row["discount_sum"], row["total_price"]) == (Decimal("2.92"), Decimal("85.56"))


def test_a_confirmed_order_books_the_oldest_stock_at_once(local: Shop) -> None:
    key = local.post("/customer-orders", order(table("6"), status=30))
    row = local.get(f"/customer-orders/{key}")
    line = row["products"][0]
    assert (row["status"], line["part_status"], line["part_status_txt"]) == ("30", "40", "Ready for shipment")
    assert [source["lot_code"] for source in line["source"]] == ["L00001", "L00002"]
    assert (line["cost"], row["total_cost"], row["profit"]) == (310, 310, 290)
    assert (local.stock(1), local.stock(2)) == ((0, 5), (2, 1))
    item = local.get(f"/items/{TABLE}")
    assert (item["in_stock"], item["available"], item["booked"]) == (8, 2, 6)
    places = [(place["available"], place["booked"]) for place in local.get("/lots/1")["locations"]]
    assert places == [(0, 2), (0, 3)]
    local.check_stock()


def test_what_is_not_in_stock_is_not_booked_and_has_no_cost(local: Shop) -> None:
    key = local.post(
        "/customer-orders", order(table("9"), {"sku": "CHAIR", "param": {"1": 2}, "quantity": 1}, status=30)
    )
    row = local.get(f"/customer-orders/{key}")
    assert [line["part_status"] for line in row["products"]] == ["10", "10"]
    assert [len(line["source"]) for line in row["products"]] == [2, 0]
    assert (row["total_cost"], row["profit"]) == (None, None)
    assert local.stock(7) == (9, 0)
    local.check_stock()


@pytest.mark.parametrize("status", [10, 20, 90])
def test_a_quotation_and_a_cancelled_order_book_nothing(local: Shop, status: int) -> None:
    local.post("/customer-orders", order(table("6"), status=status))
    assert local.rows("select * from bookings") == []
    assert local.stock(1) == (5, 0)


@pytest.mark.parametrize("status", [70, 80])
def test_a_shipped_order_gets_a_shipment_and_its_goods_leave_the_stock(local: Shop, status: int) -> None:
    chair = {"article_id": RED_CHAIR, "quantity": "2"}
    key = local.post("/customer-orders", order(table("6"), chair, status=status))
    row = local.get(f"/customer-orders/{key}")
    assert [(line["shipped"], line["part_status"]) for line in row["products"]] == [(6, "50"), (2, "50")]
    assert (row["status"], row["total_cost"]) == (str(status), 370)
    assert local.rows("select code, cust_ord_id, status, shipped_date from shipments") == [
        ("S00001", key, 20, NOW)
    ]
    assert (local.stock(1), local.stock(2)) == ((0, 0), (2, 0))
    assert local.get(f"/items/{TABLE}")["in_stock"] == 2
    gone = local.get(f"/serials?cust_ord_id={key}")
    assert [(serial["serial"], serial["status"]) for serial in gone] == [("SN1", "40"), ("SN2", "40")]
    local.check_stock()


def test_a_shipped_order_ships_what_it_can_and_nothing_makes_no_shipment(local: Shop) -> None:
    key = local.post("/customer-orders", order(table("20"), status=70))
    line = local.get(f"/customer-orders/{key}")["products"][0]
    assert (line["shipped"], line["part_status"], line["cost"]) == (8, "10", None)
    local.post("/customer-orders", order(table("1"), status=80))
    assert len(local.rows("select * from shipments")) == 1
    local.check_stock()


def test_numbers_go_on_and_ones_own_is_accepted_once(local: Shop) -> None:
    assert local.post("/customer-orders", order(table(), code="CO00002")) == 1
    assert local.get(f"/customer-orders/{local.post('/customer-orders', order(table()))}")["code"] == "CO00003"
    complaints = local.refused("POST", "/customer-orders", order(table(), code="CO00002"))
    assert complaints == ["code: 'CO00002' is used by another customer order"]


def test_a_date_without_a_time_is_the_last_second_of_that_day_in_the_accounts_zone(local: Shop) -> None:
    by_day = local.post("/customer-orders", order(table(), delivery_date="2026-06-30"))
    assert local.get(f"/customer-orders/{by_day}")["delivery_date"] == "1782853199"
    by_second = local.post("/customer-orders", order(table(), delivery_date=1782853100))
    assert local.get(f"/customer-orders/{by_second}")["delivery_date"] == "1782853100"


def test_creating_is_told_in_the_log_of_actions(local: Shop) -> None:
    key = local.post("/customer-orders", order(table(), status=80))
    told = [(row["object_id"], row["desciption"]) for row in local.get("/users/actions")]
    assert told == [(key, "Customer order created: CO00001"), (key, "Customer order shipped: CO00001")]


def test_an_address_of_the_customer_can_be_chosen(local: Shop) -> None:
    key = local.post(
        "/customer-orders", order(table(), shipping_address_id=10, notes="a\nb", delivery_terms="EXW")
    )
    row = local.get(f"/customer-orders/{key}")
    assert (row["shipping_address_id"], row["notes"], row["delivery_terms"]) == (10, "a\nb", "EXW")
    assert local.refused("POST", "/customer-orders", order(table(), shipping_address_id=20)) == [
        "shipping_address_id: is the address of another customer"
    ]
