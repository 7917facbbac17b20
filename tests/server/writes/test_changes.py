"""PUT and DELETE of orders and customers: what may change, what follows, what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ..small_floor import DAY, NOW
from .conftest import Opener, Shop
from .shop import JAAN, LEG, MARI, OPENING, RED_CHAIR, TABLE

CO, MO = "/customer-orders/1", "/manufacturing-orders/1"


def sell(shop: Shop, quantity: str = "6", status: int = 30) -> dict[str, Any]:
    """A customer order for tables, the first one, as it can be read."""
    line = {"article_id": TABLE, "quantity": quantity}
    shop.post("/customer-orders", {"customer_id": 1, "status": status, "products": [line]})
    row: dict[str, Any] = shop.get(CO)
    return row


def make(shop: Shop, **fields: Any) -> dict[str, Any]:
    """An order for two tables, the first one, as it can be read."""
    shop.post("/manufacturing-orders", {"article_id": TABLE, "quantity": 2, "assigned_id": MARI, **fields})
    row: dict[str, Any] = shop.get(MO)
    return row


# ---------------------------------------------------------------- customer orders
@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
def test_reference_notes_and_delivery_date_of_an_order_can_be_changed(opened: Opener, profile: str) -> None:
    shop = opened(profile)
    before = sell(shop)
    shop.put(CO, {"reference": "new", "notes": "", "delivery_date": "2026-06-30", "customer_id": 2})
    after = shop.get(CO)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"reference", "delivery_date"}
    assert (after["reference"], after["delivery_date"]) == ("new", "1782853199")
    assert shop.get("/users/actions")[-1]["desciption"] == "Customer order changed: CO00001"


def test_lines_are_updated_by_id_added_without_and_removed_when_left_out(local: Shop) -> None:
    line = sell(local)["products"][0]["line_id"]
    local.put(
        CO, {"products": [{"line_id": line, "quantity": "2"}, {"sku": "LEG", "quantity": 3, "item_price": 5}]}
    )
    row = local.get(CO)
    found = [
        (each["article_id"], each["quantity"], each["total_price"], each["part_status"])
        for each in row["products"]
    ]
    assert found == [(TABLE, 2, 200, "40"), (LEG, 3, 15, "40")]
    assert row["products"][0]["line_id"] == line
    assert (row["total_price"], row["total_cost"], row["status_txt"]) == (215, 106, "Ready for shipment")
    assert (local.stock(1), local.stock(2)) == ((3, 2), (3, 0))
    local.put(CO, {"products": [{"sku": "LEG", "quantity": 1}]})
    assert [each["article_id"] for each in local.get(CO)["products"]] == [LEG]
    assert local.stock(1) == (5, 0)
    local.check_stock()


def test_more_of_a_line_keeps_what_it_has_and_books_the_rest(local: Shop) -> None:
    line = sell(local, "4")["products"][0]["line_id"]
    local.put(CO, {"products": [{"line_id": line, "quantity": 7}]})
    assert [source["lot_id"] for source in local.get(CO)["products"][0]["source"]] == [1, 2]
    assert local.get(CO)["total_price"] == 700
    local.put(CO, {"products": [{"line_id": line, "sku": "CHAIR", "param": {"1": 1}}]})
    (changed,) = local.get(CO)["products"]
    assert (changed["article_id"], changed["quantity"], changed["part_status"]) == (RED_CHAIR, 7, "10")
    assert (local.stock(1), local.stock(6)) == ((5, 0), (0, 4))
    local.check_stock()


def test_confirming_books_going_back_gives_back_and_delivering_ships(local: Shop) -> None:
    sell(local, status=10)
    seen = []
    for status in (30, 20, 30, 90, 10, 80):
        local.put(CO, {"status": status})
        seen.append((local.stock(1), local.get(CO)["status"]))
        local.check_stock()
    assert [stock for stock, _ in seen] == [(0, 5), (5, 0), (0, 5), (5, 0), (5, 0), (0, 0)]
    assert [status for _, status in seen] == ["30", "20", "30", "90", "10", "80"]
    assert local.get(CO)["products"][0]["shipped"] == 6
    assert len(local.rows("select * from shipments")) == 1


@pytest.mark.parametrize(
    ("first", "status", "words"),
    [
        (10, 40, "is not set by hand"),
        (10, 70, "is not set by hand"),
        (80, 30, "which is not undone"),
        (80, 90, "which is not undone"),
        (90, 30, "cannot get status 30"),
        (60, 30, "confirmed already"),
    ],
)
def test_a_status_of_an_order_that_cannot_follow_is_refused(
    local: Shop, first: int, status: int, words: str
) -> None:
    sell(local, status=first)
    (complaint,) = local.refused("PUT", CO, {"status": status})
    assert complaint.startswith("status: ")
    assert words in complaint


def test_an_order_that_is_not_all_in_stock_cannot_be_delivered(local: Shop) -> None:
    sell(local, "9")
    assert local.refused("PUT", CO, {"status": 80}) == [
        "status: 1 of TABLE (line 1) are not in stock, so the order cannot be delivered"
    ]


def test_what_has_been_shipped_in_part_stays(local: Shop) -> None:
    line = sell(local, "9", status=70)["products"][0]["line_id"]
    assert local.refused("PUT", CO, {"status": 90})
    assert local.refused("PUT", CO, {"products": [{"line_id": line, "quantity": 3}]})


@pytest.mark.parametrize(
    ("products", "complaint"),
    [
        ([], "products: at least one is required"),
        ([{"line_id": 77, "quantity": 1}], "products[0][line_id]: the order has no line 77"),
        ([{"line_id": 1, "quantity": 0}], "products[0][quantity]: must be more than 0"),
        ([{"line_id": 1}, {"line_id": 1}], "products: the same line_id is given twice"),
    ],
)
def test_wrong_lines_of_a_change_are_refused(local: Shop, products: list[Any], complaint: str) -> None:
    sell(local)
    assert complaint in local.refused("PUT", CO, {"products": products})


# ---------------------------------------------------------------- manufacturing orders
@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
def test_another_quantity_explodes_books_plans_and_costs_anew(opened: Opener, profile: str) -> None:
    shop = opened(profile)
    make(shop)
    shop.put(MO, {"quantity": "5", "assigned_id": JAAN, "due_date": "2026-07-01", "code": "X-1"})
    row = shop.get(MO)
    assert (row["quantity"], row["assigned_id"], row["due_date"], row["code"]) == (5, JAAN, "1782853200", "X-1")
    assert [part["booked"] for part in row["parts"]] == [20, Decimal("5.25")]
    assert [step["planned_duration"] for step in row["operations"]] == [23, 25]
    assert row["finish_date"] == str(OPENING + 48 * 60)
    assert row["total_cost"] == 40 + Decimal("52.5") + Decimal("5.5") + Decimal("6.44") + 1 + Decimal("7.5")
    assert (shop.stock(row["lot_id"]), shop.stock(3)) == ((5, 0), (80, 20))
    shop.put(MO, {"quantity": 1})
    assert (shop.stock(row["lot_id"]), shop.stock(3)) == ((1, 0), (96, 4))
    shop.check_stock()


def test_another_start_plans_anew_and_only_before_work_has_begun(local: Shop) -> None:
    make(local)
    local.put(MO, {"start_date": OPENING + 3 * DAY})
    assert local.get(MO)["operations"][0]["planned_start_date"] == str(OPENING + 3 * DAY)
    local.put(MO, {"status": 30})
    assert local.refused("PUT", MO, {"quantity": 3, "start_date": NOW}) == [
        "quantity: cannot be changed once work on the order has begun"
    ]
    local.put(MO, {"quantity": 2, "due_date": NOW + DAY, "assigned_id": JAAN})
    local.put(MO, {"status": 70})
    assert local.refused("PUT", MO, {"due_date": NOW}) == [
        "due_date: the order is closed or cancelled and cannot be changed"
    ]


def test_less_than_what_is_promised_to_a_customer_is_refused(local: Shop) -> None:
    line = sell(local, "10")["products"][0]["line_id"]
    make(local, cust_ord_line_id=line)
    assert local.refused("PUT", MO, {"quantity": 1}) == ["quantity: 2 of the order's lot are promised already"]


def test_notes_are_added_and_changed_by_their_id(local: Shop) -> None:
    make(local, notes="first")
    local.put(MO, {"notes": "second"})
    first, second = local.get(MO)["notes"]
    local.put(MO, {"notes": [{"note_id": first["note_id"], "text": "changed"}, {"text": "third"}]})
    notes = local.get(MO)["notes"]
    assert [note["text"] for note in notes] == ["changed", second["text"], "third"]
    assert (notes[0]["last_modifier"], notes[1]["last_modified"]) == ("mari", None)
    assert local.refused("PUT", MO, {"notes": [{"note_id": 77, "text": "x"}]}) == [
        "notes[0][note_id]: the order has no note 77"
    ]


@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
def test_deleting_a_manufacturing_order_cancels_it_once_nothing_was_used(opened: Opener, profile: str) -> None:
    shop = opened(profile)
    make(shop)
    answer = shop.send("DELETE", MO)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (shop.get(MO)["status"], shop.stock(3)) == ("70", (100, 0))
    shop.check_stock()
    assert shop.send("DELETE", MO).status_code == 204
    assert shop.send("DELETE", "/manufacturing-orders/99").status_code == 404


def test_a_manufacturing_order_that_is_done_cannot_be_deleted(local: Shop) -> None:
    make(local)
    local.put(MO, {"status": 40})
    (complaint,) = local.refused("DELETE", MO)
    assert complaint.startswith("The order cannot be deleted: the order is Done")


def test_the_accounts_own_fields_are_kept_and_shown_where_they_were_set(opened: Opener) -> None:
    shop = opened("mrpeasy-current")
    assert make(shop, custom_814="oak", custom_7="1.50")["custom_814"] == "oak"
    shop.put(MO, {"custom_814": "", "custom_9": "1780000000"})
    row = shop.get("/manufacturing-orders")[0]
    assert {name: row[name] for name in row if name.startswith("custom_")} == {
        "custom_7": "1.50",
        "custom_814": None,
        "custom_9": "1780000000",
    }
    assert not [name for name in shop.get("/lots/1") if name.startswith("custom_")]
    seed = opened("mrpeasy-seed")
    form = {"article_id": str(TABLE), "quantity": "1", "assigned_id": "1", "custom_814": "oak"}
    key = seed.post("/manufacturing-orders", form, form=True)
    assert "custom_814" not in seed.get(f"/manufacturing-orders/{key}")


# ---------------------------------------------------------------- customers
@pytest.mark.parametrize("profile", ["mrpeasy-seed", "mrpeasy-current", "local"])
def test_a_customer_is_created_with_a_number_and_contacts(opened: Opener, profile: str) -> None:
    shop = opened(profile)
    form = {
        "title": "Õunapuu & Sons <b>",
        "next_contact": "2026-06-01",
        "payment_period": "14",
        "contact_data[0][type]": "email",
        "contact_data[0][value]": "a@example.com",
    }
    row = shop.get(f"/customers/{shop.post('/customers', form, form=True)}")
    assert (row["code"], row["title"], row["created"]) == ("CU00003", "Õunapuu & Sons <b>", str(NOW))
    assert (row["next_contact"], row["payment_period"]) == ("1780261200", 14)
    assert [(line["type"], line["value"]) for line in row["contact_data"]] == [("email", "a@example.com")]
    assert shop.get("/users/actions")[0]["desciption"] == "Customer created: CU00003"
    assert shop.refused("POST", "/customers", {"title": "x", "code": "CU00001"}, form=True) == [
        "code: 'CU00001' is used already"
    ]
    wrong = {"contact_data[0][type]": "pigeon", "contact_data[0][value]": "x", "user_id": "99"}
    assert shop.refused("POST", "/customers", {"title": "x", **wrong}, form=True) == [
        "user_id: there is no user 99"
    ]


def test_a_customer_can_be_changed_where_the_profile_has_it(opened: Opener) -> None:
    shop = opened("mrpeasy-current")
    shop.put("/customers/1", {"title": "New name", "contact_data": [{"type": "phone", "value": "1"}]})
    line = shop.get("/customers/1")["contact_data"][0]["line_id"]
    shop.put("/customers/1", {"contact_data": [{"line_id": line, "value": "2"}]})
    row = shop.get("/customers/1")
    assert (row["title"], row["code"], row["contact_data"][0]["value"]) == ("New name", "CU00001", "2")
    assert shop.refused("PUT", "/customers/1", {"title": ""}) == ["title: is required"]
    assert shop.refused("PUT", "/customers/1", {"contact_data": [{"type": "pigeon", "value": "1"}]}) == [
        "contact_data[0][type]: must be one of phone, fax, skype, email, web, address, other"
    ]


def test_what_does_not_exist_cannot_be_changed(local: Shop) -> None:
    for path in ("/customer-orders/99", "/customers/abc", "/manufacturing-orders/1/2", "/items/9999"):
        assert local.send("PUT", path, {"title": "x"}).status_code == 404
