"""The words for the status codes of the contract; a code without a word is called by its number."""

from __future__ import annotations

from collections.abc import Mapping

CUSTOMER_ORDER: Mapping[int, str] = {
    10: "Quotation",
    20: "Waiting for confirmation",
    30: "Confirmed",
    40: "Waiting for production",
    50: "In production",
    60: "Ready for shipment",
    70: "Shipped & invoiced",
    80: "Delivered",
    85: "Archived",
    90: "Cancelled",
}
CUSTOMER_ORDER_LINE: Mapping[int, str] = {
    10: "Not booked",
    12: "Not enough",
    15: "Requested",
    20: "Delayed",
    25: "Possibly delayed",
    30: "Expected on time",
    40: "Ready for shipment",
    50: "Delivered",
}
MANUFACTURING_ORDER: Mapping[int, str] = {
    10: "New",
    15: "Not scheduled",
    20: "Scheduled",
    30: "In progress",
    35: "Paused",
    40: "Done",
    50: "Shipped",
    60: "Closed",
    70: "Cancelled",
}
MANUFACTURING_ORDER_PARTS: Mapping[int, str] = {
    0: "Received",
    1: "Expected",
    2: "Delayed",
    3: "Not booked",
    4: "Requested",
}
PURCHASE_ORDER: Mapping[int, str] = {
    5: "RFQ",
    10: "New",
    20: "Ordered",
    30: "Shipped",
    40: "Received",
    110: "Archived",
    120: "Cancelled",
}
LOT: Mapping[int, str] = {
    5: "Requested",
    10: "Planned",
    15: "On hold",
    20: "Received",
    25: "Rejected",
    30: "Cancelled",
}
SERIAL: Mapping[int, str] = {
    10: "Planned",
    20: "Received",
    30: "Consumed",
    40: "Shipped",
    50: "Written off",
    60: "Returned",
    70: "RMA",
    80: "Rejected",
}
CUSTOMER: Mapping[int, str] = {  # the account's own setting; these are the words of our accounts
    1: "Prospect",
    2: "Active",
    3: "Resting",
}


def word(words: Mapping[int, str], code: int) -> str:
    """The word for a code, or the code itself in words."""
    return words.get(code, f"Status {code}")
