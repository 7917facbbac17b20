"""ForgeMRP's status words and their looks: the same state looks the same everywhere.

Words: contracts/forgemrp-assumptions.md. None of them is published; one that is not here is shown as sent.
Their order is that of the work, which tables sort by and filters list; what was not declared comes last.
"""

from __future__ import annotations

from forge_desktop.domain.query import Condition, Op
from forge_desktop.domain.resource import Choices, State, Tone

_DRAFT = State(code="draft", label="Draft", icon="pencil")
_SENT = State(code="sent", label="Sent", tone=Tone.INFO, icon="send")
_CANCELLED = State(code="cancelled", label="Cancelled", icon="ban", struck=True)
_IN_PROGRESS = State(code="in_progress", label="In progress", tone=Tone.GOOD, icon="play")
_ON_HOLD = State(code="on_hold", label="On hold", tone=Tone.WARN, icon="pause")
_COMPLETED = State(code="completed", label="Completed", tone=Tone.GOOD, icon="check")

QUOTE_STATUS = Choices(
    (
        _DRAFT,
        _SENT,
        State(code="approved", label="Approved", tone=Tone.GOOD, icon="circle-check"),
        State(code="declined", label="Declined", icon="circle-x", struck=True),
        State(code="expired", label="Expired", icon="hourglass", struck=True),
    )
)
QUOTE_OPEN = ("draft", "sent")
QUOTE_WANTED = ("draft", "sent", "approved")
"""Those that somebody still has to do something about, as long as no job was made from them."""

JOB_STATUS = Choices(
    (
        State(code="pending", label="Pending", icon="circle-dashed"),
        State(code="released", label="Released", tone=Tone.INFO, icon="calendar-clock"),
        _IN_PROGRESS,
        _ON_HOLD,
        _COMPLETED,
        _CANCELLED,
    )
)
JOB_OPEN = ("pending", "released", "in_progress", "on_hold")
JOB_OVER = ("completed", "cancelled")

PRIORITY = Choices(
    (
        State(code="low", label="Low", tone=Tone.MUTED, icon="arrow-down"),
        State(code="normal", label="Normal", tone=Tone.MUTED, icon="minus"),
        State(code="high", label="High", tone=Tone.INFO, icon="arrow-up"),
        State(code="urgent", label="Urgent", tone=Tone.INFO, icon="triangle-alert"),
    ),
    word="Priority",
)

WORK_ORDER_STATUS = Choices(
    (
        State(code="blocked", label="Blocked", icon="lock"),
        State(code="pending", label="Pending", tone=Tone.INFO, icon="circle-dashed"),
        State(code="programming", label="Programming", tone=Tone.GOOD, icon="sliders-horizontal"),
        State(code="setup", label="Setup", tone=Tone.GOOD, icon="wrench"),
        State(code="running", label="Running", tone=Tone.GOOD, icon="play"),
        _IN_PROGRESS,
        _ON_HOLD,
        _COMPLETED,
        _CANCELLED,
    )
)
"""The phases programming, setup and running are those of the vendor's help pages."""
WORK_ORDER_OPEN = ("blocked", "pending", "programming", "setup", "running", "in_progress", "on_hold")

PO_STATUS = Choices(
    (
        _DRAFT,
        _SENT,
        State(code="acknowledged", label="Acknowledged", tone=Tone.INFO, icon="check-check"),
        State(code="partially_received", label="Partially received", tone=Tone.WARN, icon="package"),
        State(code="received", label="Received", tone=Tone.GOOD, icon="circle-check"),
        _CANCELLED,
    )
)
PO_OPEN = ("draft", "sent", "acknowledged", "partially_received")

RFQ_STATUS = Choices(
    (
        _DRAFT,
        _SENT,
        State(code="responded", label="Responded", tone=Tone.GOOD, icon="message-square-text"),
        State(code="closed", label="Closed", icon="archive"),
        _CANCELLED,
    )
)
RFQ_OPEN = ("draft", "sent", "responded")

STOCK = Choices(
    (
        State(code="available", label="Available", tone=Tone.GOOD, icon="circle-check"),
        State(code="allocated", label="All allocated", tone=Tone.INFO, icon="bookmark"),
        State(code="short", label="Short", tone=Tone.BAD, icon="circle-alert"),
        State(code="none", label="Used up", icon="circle-dashed"),
    ),
    word="Stock",
)
"""Ours, worked out of what is on hand and what of it is allocated."""
STOCK_OPEN = ("available", "allocated", "short")


def not_over(choices: Choices, wanted: tuple[str, ...]) -> Condition:
    """The default filter by status: all but what is surely over; a word that is not declared may not be."""
    return Condition("status", Op.NOT_IN, tuple(s.code for s in choices.states if s.code not in wanted))
