"""Texts of the demo world; some look like markup on purpose, to show that notes are never taken for it."""

from __future__ import annotations

REFERENCES = ("PO {}", "Order {}", "", "", "Project Lumi", "Spring fair", "{}/A", "Room refit {}")
TERMS = ("FCA Tallinn", "DAP", "DAP, tail lift needed", "Picked up by customer", "EXW")
LINE_TEXTS = (
    "",
    "",
    "",
    "",
    "Felt glides grey",
    "Same oak tone as last time",
    "Pack in pairs",
    "Deliver to back door",
)
CO_NOTES = (
    "Call before delivery.",
    "<b>urgent</b> & fragile",
    "Customer agreed to a part delivery.",
    'Invoice "c/o" the architect; prices < last year\'s.',
    "Opening of the house is two days after delivery: no later.",
)
MO_NOTES = (
    "Two coats, 30 min between. Customer sample hangs at the rack.",
    "<b>urgent</b> & fragile",
    "Board moisture 9 %, fine.",
    "Use the boards from rack A-02 first.",
    "Edge chipped on one piece, turned to the inside.",
    "<script>alert('oak')</script> was the name of the file, drawing attached to the traveller.",
    "Press is slow today, one hour more.",
)
ACTIVITIES = {
    1: "Customer order created",
    2: "Customer order changed",
    3: "Customer order shipped",
    11: "Manufacturing order created",
    12: "Manufacturing order changed",
    13: "Manufacturing order started",
    14: "Manufacturing order finished",
    21: "Purchase order created",
    22: "Purchase order changed",
    23: "Purchase order received",
    31: "Customer created",
    32: "Customer changed",
    41: "Stock item created",
    42: "Stock item changed",
    51: "User signed in",
}
