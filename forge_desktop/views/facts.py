"""A record in words for a pane: its facts, its lines in brief, and why it is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forge_desktop.domain import show, text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Look, Resource, State, Tone
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.domain.text import Seen
from forge_desktop.views.gathering import Related, Words, find
from forge_desktop.widgets.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One line of a pane's section: icon, words, and an amount at the right."""

    text: str
    right: str = ""
    icon: str = ""
    tone: Tone = Tone.PLAIN
    tip: str = ""
    link: tuple[str, int] | None = None


def code_of(resource: Resource, record: Record) -> str:
    """What people call the record."""
    said = record.get(resource.code) if resource.code else None
    return text.one_line(str(said)) if said not in (None, "") else f"{resource.singular} {record.key}"


def caption(resource: Resource, record: Record, seen: Seen) -> str:
    """The second line of a head."""
    said = (show.plain_text(resource.field(name), record, seen) for name in resource.caption)
    return " · ".join(text.one_line(part) for part in said if part)


def state_of(resource: Resource, record: Record) -> State | None:
    """The record's status."""
    choices = resource.field(resource.state).choices if resource.state else None
    return choices.get(record.get(resource.state)) if choices else None


def trouble(resource: Resource, record: Record, seen: Seen) -> tuple[Tone, str]:
    """Why somebody should look at it: how late it is and what it waits for; no words for nothing."""
    if not show.is_open(resource, record):
        return Tone.PLAIN, ""
    waits = _waits(resource, record)
    due = record.get(resource.due) if resource.due else None
    if show.is_late(resource, record, seen) and isinstance(due, int) and text.in_range(due):
        days = -text.days_from_today(due, seen)
        late = f"{days} day{'' if days == 1 else 's'} late"
        return Tone.BAD, f"{late}. {waits[1]}" if waits else late
    if waits and waits[0] is Tone.BAD:
        return waits
    return Tone.PLAIN, ""


def _waits(resource: Resource, record: Record) -> tuple[Tone, str] | None:
    """The state shown as a dot (parts, readiness), when it is not a good one."""
    for column in resource.columns:
        field = resource.field(column.field)
        if column.look is Look.DOT and field.choices is not None:
            state = field.choices.get(record.get(field.name))
            if state is not None and state.tone in (Tone.BAD, Tone.WARN):
                return state.tone, f"{field.label}: {state.label}"
    return None


def in_brief(resource: Resource, record: Record, seen: Seen, most: int = 12) -> list[Fact]:
    """The facts of a preview: what the table shows of it and what it leads to, as far as there is something."""
    told = {resource.code, resource.state, resource.key, *resource.caption}
    names = [c.field for c in resource.columns if c.shown]
    names += [f.name for f in resource.fields if f.ref is not None]
    names += [c.field for c in resource.columns if not c.shown]
    found: list[Fact] = []
    for name in dict.fromkeys(names):
        fact = None if name in told else fact_of(resource, resource.field(name), record, seen)
        if fact is None or not fact.value or any(fact.value == other.value for other in found if other.link):
            continue
        if resource.field(name).ref is not None and not record.names.get(name):
            continue
        found.append(fact)
    return found[:most]


def all_of(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """Every fact with a value, for an overview; bare keys and what a link already says are left out."""
    fields = [f for f in resource.fields if f.kind.scalar and f.name not in (resource.key, resource.code)]
    named = [f for f in fields if f.ref is not None and record.names.get(f.name)]
    words = {record.names[f.name] for f in named if leads(resource.dialect, f.ref.resource if f.ref else "")}
    told = [f for f in fields if f in named or (f.kind is not Kind.ID and record.get(f.name) not in words)]
    return [fact for f in told if (fact := fact_of(resource, f, record, seen)).value]


def links_of(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """The records it refers to, also those whose word is not known yet."""
    found = (fact_of(resource, f, record, seen) for f in resource.fields if f.ref is not None)
    return [fact for fact in found if fact.link]


def fact_of(resource: Resource, field: Field, record: Record, seen: Seen) -> Fact:
    """One field with its value, leading to the record it refers to."""
    value, link, tone, tip = record.get(field.name), None, Tone.PLAIN, field.help
    if field.ref is not None and isinstance(value, int) and leads(resource.dialect, field.ref.resource):
        link = (field.ref.resource, value)
    if field.kind.timed and isinstance(value, int):
        tip = text.moment(value, seen)
        if field.name == resource.due and show.is_late(resource, record, seen):
            tone = Tone.BAD
    state = field.choices.get(value) if field.choices else None
    label = field.label.removesuffix(" key") if field.ref else field.label
    return Fact(
        label=label,
        value=text.visible(show.plain_text(field, record, seen)),
        tone=state.tone if state and state.tone is not Tone.INFO else tone,
        tip=tip,
        link=link,
    )


def leads(dialect: str, name: str) -> bool:
    """True when records of this resource have a page to be shown on."""
    other = find(dialect, name)
    return other is not None and other.main


def child_briefs(related: Related, seen: Seen) -> list[Brief]:
    """Records of a derived resource, one line each: state, name, and time taken of time planned."""
    resource = related.resource
    minutes = [c.field for c in resource.columns if resource.field(c.field).kind is Kind.MINUTES and c.shown]
    found = []
    for number, record in enumerate(related.records, 1):
        state = state_of(resource, record)
        times = [show.plain_text(resource.field(name), record, seen) for name in minutes[:2]]
        found.append(
            Brief(
                text=f"{number}  {code_of(resource, record)}",
                right=" / ".join(reversed([t for t in times if t])),
                icon=state.icon if state else "",
                tone=state.tone if state else Tone.PLAIN,
                tip=state.label if state else "",
                link=(resource.name, record.key),
            )
        )
    return found


def done_of(related: Related) -> str:
    """How many children are done, "2 of 4 done"."""
    resource = related.resource
    done = sum(1 for record in related.records if not show.is_open(resource, record))
    return f"{done} of {len(related.records) + related.more} done"


def line_briefs(field: Field, lines: Iterable[Mapping[str, Json]], words: Words, seen: Seen) -> list[Brief]:
    """Lines of a record, one each: what it is, and the second amount of the first ("2 of 4 shipped")."""
    amounts = [f for f in field.fields if f.kind is Kind.QUANTITY]
    found = []
    for line in lines:
        said = [text_of(f, line, words, seen) for f in amounts]
        right = said[0] if said else ""
        if len(said) > 1 and said[0] and said[1]:
            right = f"{said[1]} of {said[0]} {amounts[1].label.lower()}"
        state = _line_state(field, line)
        found.append(
            Brief(
                text=text.one_line(_name_of(field, line, words, seen)),
                right=right,
                icon=state.icon if state else "",
                tone=state.tone if state else Tone.PLAIN,
                tip=state.label if state else "",
            )
        )
    return found


def text_of(field: Field, line: Mapping[str, Json], words: Words, seen: Seen) -> str:
    """One value of a line, with the word behind a reference."""
    value = line.get(field.name)
    if field.ref is not None and isinstance(value, int):
        return words.get((field.ref.resource, value), str(value))
    return show.value_text(field, value, seen)


def _name_of(field: Field, line: Mapping[str, Json], words: Words, seen: Seen) -> str:
    """A line's note or text, else the word behind its first reference, else its code."""
    named = [f for kind in (Kind.NOTE, Kind.TEXT) for f in field.fields if f.kind is kind]
    named += [f for f in field.fields if f.ref is not None]
    named += [f for f in field.fields if f.kind is Kind.CODE]
    return next((said for f in named if (said := text_of(f, line, words, seen))), "–")


def _line_state(field: Field, line: Mapping[str, Json]) -> State | None:
    for one in field.fields:
        if one.choices is not None and (state := one.choices.get(line.get(one.name))) is not None:
            return state
    return None
