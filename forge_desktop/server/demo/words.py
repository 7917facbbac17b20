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
