"""Items, BOMs, routings and the other objects open in the seed: created, changed, deleted, or refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from .conftest import Opener, Shop
from .shop import BLUE_CHAIR, GONE, LEG, RED_CHAIR, TABLE, TOP

PLAIN: dict[str, dict[str, Any]] = {
    "units": {"title": "kg"},
    "product-groups": {"title": "Wood"},
    "parameters": {
        "title": "Length",
        "changes_quantity": True,
        "values": [{"value": "long", "selling_price": "1.5"}],
    },
    "relations": {
        "title": "Cloth",
        "lines": [{"article_id": LEG, "values": [{"parameter_id": 1, "value_id": 2}]}],
    },
    "work-center-types": {"title": "Press"},
    "work-centers": {"title": "Press 1", "type_id": 1, "site_id": 1},
    "items": {"title": "Nail", "is_raw": True, "unit_id": 1, "selling_price": "0.05", "min_quantity": "500"},
    "boms": {"product_id": TABLE, "routings": [1], "components": [{"article_id": LEG, "quantity": "3"}]},
    "routings": {
        "product_id": TABLE,
        "boms": [1],
        "operations": [
            {"type_id": 1, "fixed_time": 5, "sequence": [0]},
            {"type_id": 2, "variable_time": "0.5", "overlap": 2, "sequence": [1]},
        ],
    },
}


def shown(sent: Any, got: Any) -> bool:
    """Whether what was sent is what is shown, in the contract's types."""
    if isinstance(sent, dict):
        return all(shown(value, got[name]) for name, value in sent.items())
    if isinstance(sent, list):
        return len(sent) == len(got) and all(map(shown, sent, got))
    if isinstance(got, Decimal):
        return Decimal(str(sent)) == got
    return bool(sent == got) or str(sent) == str(got)


@pytest.mark.parametrize("path", sorted(PLAIN))
def test_an_object_is_created_changed_and_deleted(opened: Opener, path: str) -> None:
    shop = opened("mrpeasy-current")
    key = shop.post(f"/{path}", PLAIN[path])
    assert shown(PLAIN[path], shop.get(f"/{path}/{key}"))
    if "title" in PLAIN[path]:
        shop.put(f"/{path}/{key}", {"title": "Other"})
        assert shown({**PLAIN[path], "title": "Other"}, shop.get(f"/{path}/{key}"))
    if path == "items":
        return
    answer = shop.send("DELETE", f"/{path}/{key}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert shop.send("DELETE", f"/{path}/{key}").status_code == 404
    assert shop.client.get(f"/{path}/{key}").status_code == 404


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("product-groups", "AG00002"),
        ("items", "A00009"),
        ("boms", "BO00003"),
        ("work-center-types", "WCT00003"),
    ],
)
def test_what_has_a_number_gets_the_next_one(local: Shop, path: str, codes: str) -> None:
    assert local.get(f"/{path}/{local.post(f'/{path}', PLAIN[path])}")["code"] == codes
    assert local.refused("POST", f"/{path}", {**PLAIN[path], "code": codes}) == [
        f"code: {codes!r} is used already"
    ]


def test_the_seed_takes_forms_only_with_phps_brackets(opened: Opener) -> None:
    shop = opened("mrpeasy-seed")
    form = {
        "product_id": "1",
        "title": "Second",
        "routings[]": "1",
        "components[0][article_id]": str(LEG),
        "components[0][quantity]": "2.5",
        "components[5][article_id]": str(TOP),
        "components[5][quantity]": "1",
    }
    row = shop.get(f"/boms/{shop.post('/boms', form, form=True)}")
    assert [(part["article_id"], part["quantity"], part["ord"]) for part in row["components"]] == [
        (LEG, Decimal("2.5"), "1"),
        (TOP, 1, "2"),
    ]
    assert row["routings"] == [1]


def test_components_are_updated_by_id_created_without_and_deleted_when_left_out(local: Shop) -> None:
    legs, tops = (part["component_id"] for part in local.get("/boms/1")["components"])
    local.put("/boms/1", {"title": "T", "product_id": 4})
    assert [part["component_id"] for part in local.get("/boms/1")["components"]] == [legs, tops]
    local.put(
        "/boms/1",
        {"components": [{"component_id": tops, "quantity": 2}, {"article_id": RED_CHAIR, "quantity": 1}]},
    )
    row = local.get("/boms/1")
    first, second = sorted(row["components"], key=lambda part: part["component_id"])
    assert row["product_id"] == 1
    assert (first["component_id"], first["article_id"], first["quantity"]) == (tops, TOP, 2)
    assert second["article_id"] == RED_CHAIR
    assert local.refused("PUT", "/boms/1", {"components": [{"component_id": legs, "quantity": 1}]})
    key = local.post("/manufacturing-orders", {"article_id": TABLE, "quantity": 1, "assigned_id": 1})
    parts = local.get(f"/manufacturing-orders/{key}")["parts"]
    assert {part["article_id"] for part in parts} == {TOP, RED_CHAIR}


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("units", {}, "title: is required"),
        ("items", {"title": "x", "unit_id": 9}, "unit_id: there is no unit 9"),
        ("items", {"title": "x", "is_raw": "maybe"}, "is_raw: 'maybe' is neither 1 nor 0"),
        ("items", {"title": "x", "selling_price": "dear"}, "selling_price: 'dear' is not a number"),
        ("items", {"title": "x", "selling_price": [{"price": 1}]}, "selling_price[0][quantity]: is required"),
        ("boms", {"product_id": 1}, "components: is required"),
        (
            "boms",
            {"product_id": 99, "components": [{"article_id": 2, "quantity": 1}]},
            "product_id: there is no",
        ),
        (
            "boms",
            {"product_id": 1, "components": [{"quantity": 1}]},
            "components[0][article_id]: is required, or",
        ),
        ("boms", {"product_id": 1, "components": [{"article_id": 2}]}, "components[0][quantity]: is required"),
        ("routings", {"product_id": 1, "operations": []}, "operations: at least one is required"),
        ("routings", {"product_id": 1, "operations": [{"type_id": 7}]}, "operations[0][type_id]: there is no"),
        ("work-centers", {"title": "x"}, "type_id: is required"),
    ],
)
def test_an_object_that_is_wrong_is_refused(
    local: Shop, path: str, body: dict[str, Any], complaint: str
) -> None:
    (found,) = local.refused("POST", f"/{path}", body)
    assert found.startswith(complaint)


@pytest.mark.parametrize(
    ("path", "user"),
    [
        ("units/1", "items"),
        ("product-groups/1", "items"),
        ("parameters/1", "item parameters"),
        ("relations/1", "bom components"),
        ("work-center-types/1", "work centers"),
        ("items/1", "lots"),
    ],
)
def test_what_is_used_cannot_be_deleted(opened: Opener, path: str, user: str) -> None:
    shop = opened("mrpeasy-seed")
    (complaint,) = shop.refused("DELETE", f"/{path}")
    assert "cannot be deleted: used by" in complaint
    assert user in complaint


def test_a_value_that_a_variation_has_cannot_be_left_out(local: Shop) -> None:
    (complaint,) = local.refused("PUT", "/parameters/1", {"values": [{"value_id": 3, "value": "green"}]})
    assert "cannot be deleted" in complaint


@pytest.mark.parametrize(("profile", "archived"), [("mrpeasy-current", True), ("mrpeasy-seed", False)])
def test_a_deleted_item_is_archived_or_gone(opened: Opener, profile: str, archived: bool) -> None:
    shop = opened(profile)
    assert shop.send("DELETE", f"/items/{GONE}").status_code == 204
    assert (shop.client.get(f"/items/{GONE}").status_code == 200) is archived
    if archived:
        assert shop.send("DELETE", "/items/2").status_code == 204
        assert shop.get("/items/2")["deleted"] is True


def test_price_tiers_and_minimums_are_written_as_they_are_read(local: Shop) -> None:
    tiers = [{"quantity": "10", "price": "4"}, {"quantity": "1", "price": "5"}]
    local.put("/items/2", {"selling_price": tiers, "min_quantity": "7"})
    row = local.get("/items/2")
    assert row["selling_price"] == [{"quantity": 1, "price": 5}, {"quantity": 10, "price": 4}]
    assert row["min_quantity"] == "7"
    local.put("/items/2", {"selling_price": "6.5"})
    assert local.get("/items/2")["selling_price"] == Decimal("6.5")
    local.put("/items/2", {"selling_price": ""})
    assert local.get("/items/2")["selling_price"] is None


def test_what_variations_share_is_changed_at_all_of_them(local: Shop) -> None:
    local.put(f"/items/{RED_CHAIR}", {"title": "Armchair", "code": "CHAIR", "avg_cost": "31"})
    blue = local.get(f"/items/{BLUE_CHAIR}")
    assert (blue["title"], blue["avg_cost"]) == ("Armchair", 30)
    assert local.refused("PUT", f"/items/{BLUE_CHAIR}", {"code": "TABLE"}) == ["code: 'TABLE' is used already"]
