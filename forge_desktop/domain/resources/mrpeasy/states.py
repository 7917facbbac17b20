"""MRPeasy's status codes, their words and looks: the same state looks the same everywhere.

Codes: contracts/mrpeasy-api.txt per object, and those of mrpeasy-in-practice.md section 3.
"""

from __future__ import annotations

from forge_desktop.domain.resource import Choices, State, Tone

MO_STATUS = Choices(
    (
        State(code=10, label="New", icon="circle-dashed"),
        State(code=15, label="Not scheduled", icon="circle-dashed"),
        State(code=20, label="Scheduled", tone=Tone.INFO, icon="calendar-clock"),
        State(code=30, label="In progress", tone=Tone.GOOD, icon="play"),
        State(code=35, label="Paused", tone=Tone.WARN, icon="pause"),
        State(code=40, label="Done", tone=Tone.GOOD, icon="check"),
        State(code=50, label="Shipped", icon="truck"),
        State(code=60, label="Closed", icon="archive"),
        State(code=70, label="Cancelled", icon="ban", struck=True),
    )
)
MO_OPEN = (10, 15, 20, 30, 35)

PARTS_STATUS = Choices(
    (
        State(code=3, label="Not booked", icon="circle-dashed"),
        State(code=2, label="Delayed", tone=Tone.BAD, icon="circle-alert"),
        State(code=1, label="Expected", tone=Tone.WARN, icon="clock"),
        State(code=0, label="Received", tone=Tone.GOOD, icon="circle-check"),
        State(code=4, label="Requested", tone=Tone.INFO, icon="circle-arrow-up"),
    ),
    word="Parts",
)

CO_STATUS = Choices(
    (
        State(code=10, label="Quotation", icon="file-text"),
        State(code=20, label="Waiting for confirmation", icon="hourglass"),
        State(code=30, label="Confirmed", tone=Tone.INFO, icon="circle-check"),
        State(code=40, label="Waiting for production", tone=Tone.INFO, icon="calendar-clock"),
        State(code=50, label="In production", tone=Tone.GOOD, icon="play"),
        State(code=60, label="Ready for shipment", tone=Tone.GOOD, icon="package-check"),
        State(code=70, label="Shipped & invoiced", icon="truck"),
        State(code=80, label="Delivered", icon="check"),
        State(code=85, label="Archived", icon="archive"),
        State(code=90, label="Cancelled", icon="ban", struck=True),
    )
)
CO_OPEN = (10, 20, 30, 40, 50, 60)

LINE_STATUS = Choices(
    (
        State(code=10, label="Not booked", icon="circle-dashed"),
        State(code=12, label="Not enough", tone=Tone.BAD, icon="circle-alert"),
        State(code=15, label="Requested", tone=Tone.INFO, icon="circle-arrow-up"),
        State(code=20, label="Delayed", tone=Tone.BAD, icon="circle-alert"),
        State(code=25, label="Possibly delayed", tone=Tone.WARN, icon="triangle-alert"),
        State(code=30, label="Expected on time", tone=Tone.WARN, icon="clock"),
        State(code=40, label="Ready for shipment", tone=Tone.GOOD, icon="package-check"),
        State(code=50, label="Delivered", tone=Tone.GOOD, icon="check"),
    ),
    word="Readiness",
)
LINE_WORST_FIRST = (20, 12, 25, 10, 15, 30, 40, 50)

LOT_STATUS = Choices(
    (
        State(code=5, label="Requested", icon="circle-arrow-up"),
        State(code=10, label="Planned", tone=Tone.INFO, icon="calendar-clock"),
        State(code=15, label="On hold", tone=Tone.WARN, icon="pause"),
        State(code=20, label="Received", tone=Tone.GOOD, icon="circle-check"),
        State(code=25, label="Rejected", tone=Tone.BAD, icon="circle-x"),
        State(code=30, label="Cancelled", icon="ban", struck=True),
        State(code=105, label="RMA requested", icon="undo"),
        State(code=110, label="RMA planned", icon="undo"),
        State(code=115, label="RMA received", icon="undo"),
    )
)
LOT_OPEN = (10, 15, 20)

PO_STATUS = Choices(
    (
        State(code=5, label="Request for quotation", icon="file-text"),
        State(code=10, label="New", icon="circle-dashed"),
        State(code=20, label="Ordered", tone=Tone.INFO, icon="send"),
        State(code=30, label="Shipped", tone=Tone.INFO, icon="truck"),
        State(code=40, label="Received", tone=Tone.GOOD, icon="circle-check"),
        State(code=110, label="Archived", icon="archive"),
        State(code=120, label="Cancelled", icon="ban", struck=True),
    )
)
PO_OPEN = (5, 10, 20, 30)

SERIAL_STATUS = Choices(
    (
        State(code=10, label="Planned", tone=Tone.INFO, icon="calendar-clock"),
        State(code=20, label="Received", tone=Tone.GOOD, icon="circle-check"),
        State(code=30, label="Consumed", icon="check"),
        State(code=40, label="Shipped", icon="truck"),
        State(code=50, label="Written off", icon="archive"),
        State(code=60, label="Returned", tone=Tone.WARN, icon="undo"),
        State(code=70, label="RMA", tone=Tone.WARN, icon="undo"),
        State(code=80, label="Rejected", tone=Tone.BAD, icon="circle-x"),
    )
)

OPERATION_STATE = Choices(
    (
        State(code=30, label="Running", tone=Tone.GOOD, icon="play"),
        State(code=20, label="Ready", tone=Tone.INFO, icon="calendar-clock"),
        State(code=35, label="Paused", tone=Tone.WARN, icon="pause"),
        State(code=10, label="Waiting", icon="lock"),
        State(code=40, label="Done", tone=Tone.GOOD, icon="check"),
        State(code=70, label="Cancelled", icon="ban", struck=True),
    ),
    word="State",
)
"""Ours, worked out of the operation's real times, the steps before it and its order's status."""
OPERATION_OPEN = (30, 20, 35, 10)
