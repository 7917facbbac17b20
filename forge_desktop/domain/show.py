"""How a record's field looks in a cell: text, second line, tone, icon and bar, without any widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from forge_desktop.domain import text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Field, Look, Resource, Tone
from forge_desktop.domain.scalars import Json, Kind, exact, key_of
from forge_desktop.domain.text import Seen

AWAY = "not in the local copy"
"""What stands for a record that another one refers to, when it is not known here and its name tells nothing."""
_HUNDRED = Decimal(100)
_PENDING = {"recorded": "only here", "review": "needs a look"}
_ARRIVED = "delivered"
"""The pending state of a write that arrived and is only not read back yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Everything a painter needs to know of one cell. All text is plain text."""

    text: str = ""
    second: str = ""
    look: Look = Look.AUTO
    tone: Tone = Tone.PLAIN
    second_tone: Tone = Tone.MUTED
    icon: str = ""
    share: int | None = None
    """Filled part of the bar below the value, in thousandths."""
    right: bool = False
    struck: bool = False
    tip: str = ""


def is_late(resource: Resource, record: Record, seen: Seen) -> bool:
    """True when the record is still open and its due day has passed in the connection's zone."""
    due = record.get(resource.due) if resource.due else None
    return isinstance(due, int) and is_open(resource, record) and due < seen.today


def is_open(resource: Resource, record: Record) -> bool:
    """True when the record's status still needs somebody."""
    return bool(resource.state) and record.get(resource.state) in resource.open


def cell(resource: Resource, column: Column, record: Record, seen: Seen) -> Cell:
    """The cell of this column for this record; what is not sent yet says so below the record's own name."""
    shown = _cell(resource, column, record, seen)
    if not record.pending or column.field != resource.code or record.pending == _ARRIVED:
        return shown
    return replace(
        shown,
        text=shown.text or "New",
        second=_PENDING.get(record.pending, "not sent yet"),
        second_tone=Tone.PENDING,
        tip="Recorded here, not on the server" if record.pending == "recorded" else shown.tip,
    )


def _cell(resource: Resource, column: Column, record: Record, seen: Seen) -> Cell:
    field = resource.field(column.field)
    look = _look(column, field)
    if look in (Look.CHIP, Look.DOT):
        return _choice(field, record, look)
    if look is Look.DUE or (field.kind.timed and not column.second):
        return _date(resource, field, record, seen, due=look is Look.DUE)
    shown = plain_text(field, record, seen)
    unknown = _opaque(resource, field, record) if shown in ("", AWAY) else ""
    shown = AWAY if unknown else shown
    second = ""
    if column.second:
        second = text.one_line(plain_text(resource.field(column.second), record, seen))
        if not shown:
            shown, second = second, ""
    share = _share(column, record) if look is Look.BAR else None
    tip = text.visible(shown, 600) if len(shown) > 24 or "\n" in shown else ""
    return Cell(
        text=text.one_line(shown),
        second=second,
        look=look,
        tone=Tone.MUTED if unknown else Tone.PLAIN,
        share=share,
        right=field.kind.right,
        tip=f"{text.visible(unknown, 200)} is {AWAY}" if unknown else tip,
    )


def plain_text(field: Field, record: Record, seen: Seen) -> str:
    """A field's value as a person reads it, empty when there is none."""
    value = record.word(field.name)
    if field.ref is not None and field.name not in record.names and key_of(value) is not None:
        said = record.get(field.ref.said) if field.ref.said else None
        return str(said or away(value))
    unit = str(record.get(field.unit) or "") if field.unit else ""
    return value_text(field, value, seen, unit)


def _opaque(resource: Resource, field: Field, record: Record) -> str:
    """The text in this field, or in the one beside it, that refers to a record which is not known here."""
    for other in resource.fields:
        ref = other.ref
        if ref is not None and (other.name == field.name or ref.said == field.name):
            name = record.get(other.name)
            if isinstance(name, str) and other.name not in record.names:
                return name
    return ""


def away(name: Json) -> str:
    """A record that is not known here: people know it by its number; by an opaque text nobody knows it."""
    return AWAY if isinstance(name, str) else f"#{name}"


def label(resource: Resource, field: Field, record: Record) -> str:
    """A reference is named after what it leads to; beside another field of that name, after its code."""
    if field.ref is None:
        return field.label
    named, word = field.label.removesuffix(" key"), record.names.get(field.name)
    others = (record.get(f.name) for f in resource.fields if f.label == named and f.name != field.name)
    taken = any(value not in (None, "", word) for value in others)
    return f"{named} code" if taken and field.ref.show == "code" else named


def value_text(field: Field, value: Json, seen: Seen, unit: str = "") -> str:
    """Any value of this field as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, (list, dict)):
        return structure(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    kind = field.kind
    if field.choices is not None:
        state = field.choices.get(value)
        return state.label if state else ""
    if kind is Kind.FLAG:
        return "Yes" if value in (1, "1", "true") else "No"
    if kind.timed and isinstance(value, int):
        return _instant(kind, value, seen)
    if kind is Kind.MINUTES and isinstance(value, int):
        return text.minutes(value)
    if kind.decimal:
        return _amount(kind, value, unit)
    return str(value)


def _look(column: Column, field: Field) -> Look:
    if column.look is not Look.AUTO:
        return column.look
    return Look.CHIP if field.kind is Kind.CHOICE else Look.AUTO


def _choice(field: Field, record: Record, look: Look) -> Cell:
    value = record.get(field.name)
    state = field.choices.get(value) if field.choices else None
    if state is None:
        return Cell()
    pending = field.name in record.theirs and record.theirs[field.name] != value
    tone = Tone.PENDING if pending and look is Look.CHIP else state.tone
    return Cell(text=state.label, look=look, tone=tone, icon=state.icon, struck=state.struck)


def _date(resource: Resource, field: Field, record: Record, seen: Seen, *, due: bool) -> Cell:
    value = record.get(field.name)
    if not isinstance(value, int):
        return Cell(look=Look.DUE if due else Look.AUTO)
    late = due and is_late(resource, record, seen)
    tone = second = Tone.MUTED
    if late:
        tone = second = Tone.BAD
    else:
        tone = Tone.PLAIN
        soon = due and text.in_range(value) and 0 <= text.days_from_today(value, seen) <= 2
        if soon and is_open(resource, record):
            second = Tone.WARN
    return Cell(
        text=text.day(value, seen),
        second=text.relative(value, seen, late=late),
        look=Look.DUE if due else Look.AUTO,
        tone=tone,
        second_tone=second,
        tip=text.moment(value, seen),
    )


def _share(column: Column, record: Record) -> int | None:
    """Thousandths to fill the bar with; no bar at all before anything is done."""
    whole = exact(record.get(column.of)) if column.of else _HUNDRED
    part = exact(record.get(column.done))
    if not whole or not part or whole < 0 or part < 0:
        return None
    return min(1000, int(part * 1000 / whole))


def _instant(kind: Kind, value: int, seen: Seen) -> str:
    shown = text.day(value, seen)
    if kind is Kind.INSTANT and text.in_range(value):
        shown = f"{shown} {text.clock(value, seen.zone)}"
    return shown


def _amount(kind: Kind, value: Json, unit: str) -> str:
    try:
        amount = exact(value)
    except InvalidOperation:
        return str(value)
    if amount is None:
        return ""
    shown = text.money(amount) if kind is Kind.MONEY else text.number(amount)
    if kind is Kind.PERCENT:
        return f"{shown} %"
    return f"{shown} {unit}" if unit else shown


def structure(value: Json) -> str:
    """A list or an object as one line of words."""
    if isinstance(value, list):
        return "; ".join(structure(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {structure(part)}" for name, part in value.items() if part not in (None, ""))
    return "" if value is None else str(value)
