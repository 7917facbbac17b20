"""Whatever is written in whatever order: stock adds up, nothing is negative, sums are exact."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from .conftest import Opener, Shop
from .shop import BLUE_CHAIR, LEG, RED_CHAIR, TABLE, TOP

STEPS = 40


class History:
    """Random writes of every kind; remembers the keys it got."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.rng = shop, Random(seed)
        self.sales: list[int] = []
        self.makes: list[int] = []
        self.answers: dict[int, int] = {}

    def step(self) -> None:
        """One write; it is accepted or refused in words, never anything else."""
        choice = self.rng.choice(
            (self.sell, self.sell, self.make, self.resell, self.remake, self.work, self.cancel)
        )
        answer = choice()
        if answer is None:
            return
        method, path, body = answer
        got = self.shop.send(method, path, body)
        assert got.status_code in (201, 202, 204, 400), (method, path, body, got.text)
        self.answers[got.status_code] = self.answers.get(got.status_code, 0) + 1
        if got.status_code == 201:
            (self.sales if "customer" in path else self.makes).append(int(got.text))

    def amount(self) -> str:
        """A quantity, sometimes with odd decimals."""
        return str(self.rng.choice((1, 2, 3, 5, 8, Decimal("0.333333"), Decimal("1.5"), Decimal("2.000001"))))

    def line(self) -> dict[str, Any]:
        """A line of a customer order."""
        article = self.rng.choice((TABLE, TABLE, RED_CHAIR, BLUE_CHAIR, LEG, TOP))
        line: dict[str, Any] = {"article_id": article, "quantity": self.amount()}
        if self.rng.random() < 0.5:
            line |= {"item_price": str(Decimal(self.rng.randint(0, 99_999)) / 100)}
        if self.rng.random() < 0.3:
            line |= {"discount_percent": str(Decimal(self.rng.randint(0, 10_000)) / 100)}
        return line

    def sell(self) -> Any:
        """A new customer order."""
        lines = [self.line() for _ in range(self.rng.randint(1, 3))]
        status = self.rng.choice((10, 30, 30, 30, 70, 80, 90))
        percent = str(self.rng.choice((0, 0, 5, Decimal("3.33"))))
        body = {"customer_id": 1, "status": status, "products": lines, "discount_percent": percent}
        return "POST", "/customer-orders", body

    def make(self) -> Any:
        """A new manufacturing order, sometimes for an open line."""
        article = self.rng.choice((TABLE, RED_CHAIR))
        body = {"article_id": article, "quantity": self.amount(), "assigned_id": 1}
        body["status"] = self.rng.choice((10, 20, 20))
        if self.sales and self.rng.random() < 0.5:
            order = self.shop.get(f"/customer-orders/{self.rng.choice(self.sales)}")
            fitting = [line["line_id"] for line in order["products"] if line["article_id"] == article]
            if fitting:
                body["cust_ord_line_id"] = fitting[0]
        return "POST", "/manufacturing-orders", body

    def resell(self) -> Any:
        """A change of a customer order's lines or status."""
        if not self.sales:
            return None
        path = f"/customer-orders/{self.rng.choice(self.sales)}"
        if self.rng.random() < 0.5:
            return "PUT", path, {"status": self.rng.choice((10, 20, 30, 80, 90))}
        lines = [{"line_id": line["line_id"]} for line in self.shop.get(path)["products"]]
        for line in lines:
            if self.rng.random() < 0.6:
                line["quantity"] = self.amount()
        if self.rng.random() < 0.3:
            lines = lines[1:]
        return "PUT", path, {"products": [*lines, self.line()]}

    def remake(self) -> Any:
        """A change of a manufacturing order's status or quantity."""
        if not self.makes:
            return None
        path = f"/manufacturing-orders/{self.rng.choice(self.makes)}"
        if self.rng.random() < 0.3:
            return "PUT", path, {"quantity": self.amount()}
        return "PUT", path, {"status": self.rng.choice((10, 20, 30, 35, 40, 40, 40, 60, 70))}

    def work(self) -> Any:
        """Somebody at an operation."""
        if not self.makes:
            return None
        path = f"/manufacturing-orders/{self.rng.choice(self.makes)}"
        operations = self.shop.get(path)["operations"]
        if not operations:
            return None
        verb = self.rng.choice(("start", "start", "pause", "finish"))
        body = {"user_id": self.rng.choice((1, 2)), "quantity": self.rng.choice(("", "0.5"))}
        return "POST", f"{path}/operations/{self.rng.choice(operations)['operation_id']}/{verb}", body

    def cancel(self) -> Any:
        """DELETE of a manufacturing order, rarely."""
        if not self.makes or self.rng.random() < 0.7:
            return None
        return "DELETE", f"/manufacturing-orders/{self.rng.choice(self.makes)}", None


def check_sums(shop: Shop) -> None:
    """Totals, discounts and profits of every customer order, reckoned anew from what can be read."""
    cent = Decimal("0.01")
    for order in shop.get("/customer-orders"):
        whole = Decimal(0)
        for line in order["products"]:
            gross = line["total_price"] + line["discount_sum"]
            assert abs(line["quantity"] * line["item_price"] - gross) <= cent / 2
            assert line["total_price"] == Decimal(line["total_price"]).quantize(cent)
            whole += line["total_price"]
        assert order["total_price"] + order["discount_sum"] == whole
        costs = [line["cost"] for line in order["products"]]
        assert order["total_cost"] == (None if None in costs else sum(costs))
        if order["total_cost"] is not None:
            assert order["profit"] == order["total_price"] - order["total_cost"]


def check_lines(shop: Shop) -> None:
    """What lines have booked and shipped never exceeds what they want, and says so."""
    booked = "(select coalesce(sum(quantity), 0) from bookings b where b.line_id = l.line_id)"
    used = "(select coalesce(sum(consumed), 0) from bookings b where b.line_id = l.line_id)"
    assert not shop.rows(f"select * from customer_order_lines l where {booked} > quantity or {used} != shipped")
    assert not shop.rows(
        f"select * from customer_order_lines l where (part_status = 10) != ({booked} < quantity)"
    )
    parts = "(select coalesce(sum(quantity), 0) from bookings b where b.writeoff_id = p.writeoff_id)"
    assert not shop.rows(f"select * from mo_parts p where {parts} > quantity")


@pytest.mark.parametrize("seed", range(8))
def test_after_any_history_everything_adds_up(opened: Opener, seed: int) -> None:
    shop = opened()
    history = History(shop, seed)
    for _ in range(STEPS):
        history.step()
        shop.check_stock()
    check_sums(shop)
    check_lines(shop)
    assert set(history.answers) >= {201, 202, 400}
