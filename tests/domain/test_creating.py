"""The last look at what a person wants created: pending keys, and what the order forms hand over."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from forge_desktop.domain.creating import Checked
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.scalars import Json
from forge_desktop.outbox.queue import FIRST_KEY

ZONE = ZoneInfo("Europe/Tallinn")
TAKES = frozenset({"customer_id", "products", "reference"})
LINE: dict[str, Json] = {"article_id": 1, "quantity": "1.5"}


def test_a_customer_that_is_still_to_be_created_can_be_pointed_to() -> None:
    order = {"customer_id": FIRST_KEY, "products": [LINE]}
    checked = Checked(CUSTOMER_ORDERS, order, TAKES, ZONE, (FIRST_KEY,))
    assert checked.wrong == []
    assert checked.values == order


@pytest.mark.parametrize("key", [FIRST_KEY, -1, 0])
def test_any_other_temporary_key_is_no_customer(key: int) -> None:
    checked = Checked(CUSTOMER_ORDERS, {"customer_id": key, "products": [LINE]}, TAKES, ZONE, (FIRST_KEY - 1,))
    assert [field for field, _ in checked.wrong] == ["customer_id"]


@pytest.mark.parametrize("name", ["custom_a\ud800", "custom_\n"])
def test_a_field_of_somebodys_own_has_a_name_that_can_be_sent(name: str) -> None:
    order = {"customer_id": 1, "products": [LINE], name: "x"}
    assert [field for field, _ in Checked(CUSTOMER_ORDERS, order, TAKES, ZONE).wrong] == [name]
