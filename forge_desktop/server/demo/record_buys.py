"""Turns purchase orders into rows: sums in euros and in the vendor's currency, dates of the papers."""

from __future__ import annotations

from decimal import Decimal

from forge_desktop.server import tables
from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.log import Log
from forge_desktop.server.demo.model import CENT, ZERO, Buy
from forge_desktop.server.demo.people import BUYER, STORE
from forge_desktop.server.demo.rows import Rows
from forge_desktop.server.world import actions

TAX_PERCENT = 24
_PRICES = (
    "total_price vendor_price fees_taxable vendor_fees_taxable fees vendor_fees tax vendor_tax"
    " discount vendor_discount"
)


class BuyRows:
    """Writes purchase orders with their lines; lots refer to the number it gives them."""

    def __init__(self, rows: Rows, log_: Log, calendar: Calendar) -> None:
        self._log, self._calendar = log_, calendar
        self._orders = self._lines = 0
        self._order = rows.into(
            tables.purchase_orders,
            "pur_ord_id code vendor_id status created expected_date due_date shipped_date arrival_date"
            f" order_number order_date invoice_number invoice_date {_PRICES} tax_percent discount_percent"
            " currency currency_rate free_text",
        )
        self._line = rows.into(
            tables.purchase_order_lines,
            f"line_id pur_ord_id ord article_id description quantity vendor_quantity vendor_unit {_PRICES}",
        )

    def write(self, buy: Buy) -> None:
        """Number and write one order."""
        self._orders += 1
        buy.id = self._orders
        tax = total = ZERO
        for ord, line in enumerate(buy.lines, start=1):
            self._lines += 1
            price = line.quantity * line.price
            line_tax = (price * TAX_PERCENT / 100).quantize(CENT)
            total, tax = total + price, tax + line_tax
            packs = line.quantity / line.article.batch
            self._line(
                (self._lines, buy.id, ord, line.article.id, "", line.quantity, packs,
                 line.article.pack_name, *_prices(price, line_tax, buy.vendor.rate))
            )  # fmt: skip
        self._order(
            (buy.id, f"PO{buy.id:05d}", buy.vendor.id, buy.status, buy.created, *self._papers(buy),
             *_prices(total, tax, buy.vendor.rate), Decimal(TAX_PERCENT), ZERO, buy.vendor.currency,
             buy.vendor.rate, buy.text)
        )  # fmt: skip
        self._tell(buy)

    def _papers(self, buy: Buy) -> tuple[int | str | None, ...]:
        midnight = self._calendar.midnight
        ordered = buy.status != model.PO_NEW
        left = buy.status in (model.PO_SHIPPED, model.PO_RECEIVED)
        invoiced = buy.arrived is not None
        return (
            buy.expected,
            midnight(buy.expected, 14),
            max(midnight(buy.created), midnight(buy.expected, -3)) if left else None,
            buy.arrived,
            f"{buy.vendor.id}{buy.id:06d}" if ordered else None,
            midnight(buy.created) if ordered else None,
            f"INV-{buy.vendor.id:02d}-{buy.id:06d}" if invoiced else None,
            midnight(buy.arrived or buy.expected, -1) if invoiced else None,
        )

    def _tell(self, buy: Buy) -> None:
        code = f"PO{buy.id:05d}"
        self._log.did(buy.created, BUYER, actions.PO_CREATED, buy.id, code)
        if buy.arrived is not None:
            self._log.did(buy.arrived, STORE, actions.PO_RECEIVED, buy.id, code)


def _prices(total: Decimal, tax: Decimal, rate: Decimal) -> tuple[Decimal, ...]:
    """Every sum in euros beside the same in the vendor's currency."""
    return (total, total * rate, ZERO, ZERO, ZERO, ZERO, tax, (tax * rate).quantize(CENT), ZERO, ZERO)
