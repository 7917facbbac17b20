"""The lines and children of a record in brief, one row of words each, for a pane's sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forge_desktop.domain import show, text
from forge_desktop.domain.readiness import Line, Readiness
from forge_desktop.domain.resource import Field, State, Tone
from forge_desktop.domain.scalars import Json, Kind, key_of
from forge_desktop.domain.text import Seen
from forge_desktop.views import facts
from forge_desktop.views.gathering import Gathered, Related, Words, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One line of a pane's section: icon, words, and an amount at the right."""

    text: str
    right: str = ""
    icon: str = ""
    tone: Tone = Tone.PLAIN
    tip: str = ""
    link: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of a pane: its name, what is said beside it, its lines, and how many more there are."""

    title: str
    said: str
    briefs: Sequence[Brief]
    more: int = 0


def sections(gathered: Gathered, seen: Seen) -> list[Part]:
    """Children and lines of a record; lines that are children as well are told once."""
    record = gathered.record
    told: list[Part] = []
    covered = set()
    for child in gathered.children:
        covered.add(child.resource.name.replace("-", "_"))
        if child.records:
            briefs = child_briefs(child, seen)
            told.append(Part(title=child.label, said=done_of(child), briefs=briefs, more=child.more))
    for field in gathered.resource.fields:
        lines = lines_of(record.get(field.name)) if record is not None and field.fields else []
        if lines and field.name not in covered:
            ready = (
                gathered.readiness if gathered.readiness and gathered.readiness.field == field.name else None
            )
            said = " · ".join(part for part in (str(len(lines)), ready.summary if ready else "") if part)
            briefs = line_briefs(field, lines, gathered, seen, ready)
            told.append(Part(title=field.label, said=said, briefs=briefs))
    return told


def child_briefs(related: Related, seen: Seen) -> list[Brief]:
    """Records of a derived resource, one line each: state, name, and time taken of time planned."""
    resource, minutes = related.resource, _minutes(related)
    found = []
    for number, record in enumerate(related.records, 1):
        state = facts.state_of(resource, record)
        times = [show.plain_text(resource.field(name), record, seen) for name in minutes]
        found.append(
            Brief(
                text=f"{number}  {facts.code_of(resource, record)}",
                right=" / ".join(reversed([t for t in times if t])),
                icon=state.icon if state else "",
                tone=state.tone if state else Tone.PLAIN,
                tip=state.label if state else "",
                link=(resource.name, record.key),
            )
        )
    return found


def done_of(related: Related) -> str:
    """How many children are done and how much of their time, "3 of 7 done · 2 h 10 of 5 h planned"."""
    resource = related.resource
    done = sum(1 for record in related.records if not show.is_open(resource, record))
    said = f"{done} of {len(related.records) + related.more} done"
    sums = [sum(_whole(record.get(name)) for record in related.records) for name in _minutes(related)]
    if related.more or not sums or not sums[0]:
        return said
    planned, taken = sums[0], sum(sums[1:])
    spent = f"{text.duration(taken)} of {text.duration(planned)}" if taken else text.duration(planned)
    return f"{said} · {spent} planned"


def _minutes(related: Related) -> list[str]:
    """The fields of planned and real time, as the table shows them."""
    resource = related.resource
    return [c.field for c in resource.columns if resource.field(c.field).kind is Kind.MINUTES and c.shown][:2]


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def line_briefs(
    field: Field,
    lines: Sequence[Mapping[str, Json]],
    gathered: Gathered,
    seen: Seen,
    ready: Readiness | None = None,
) -> list[Brief]:
    """Lines of a record, one each: what it is, and how far it is ("6 of 18 m", "2 of 4 shipped")."""
    amounts = [f for f in field.fields if f.kind is Kind.QUANTITY]
    words = {**gathered.words, **gathered.titles}
    found = []
    for number, line in enumerate(lines):
        named = _named(field, line, words, seen, counted=bool(amounts))
        covered = ready.lines[number] if ready is not None and number < len(ready.lines) else None
        right, tone = _amounts(amounts, line, words, seen), Tone.PLAIN
        if not amounts and len(named) > 1:
            right = text.one_line(named[1], 40)
        if covered is not None:
            right, tone = _covered(covered), Tone.BAD if covered.short else Tone.PLAIN
        elif ready is not None and number < len(ready.lines) and right.startswith("0 of 0"):
            right = "not booked"
        state = _line_state(field, line)
        found.append(
            Brief(
                text=text.one_line(named[0]) if named else "–",
                right=right,
                icon=state.icon if state else "",
                tone=state.tone if state else tone,
                tip=" · ".join([*([state.label] if state else []), *(named[1:2] if amounts else [])]),
                link=_first_link(field, line, gathered.resource.dialect),
            )
        )
    return found


def text_of(field: Field, line: Mapping[str, Json], words: Words, seen: Seen) -> str:
    """One value of a line, with the word behind a reference."""
    value = line.get(field.name)
    if field.ref is not None and (key := key_of(value)) is not None:
        return words.get((field.ref.resource, key), str(value))
    return show.value_text(field, value, seen)


def _amounts(amounts: Sequence[Field], line: Mapping[str, Json], words: Words, seen: Seen) -> str:
    """The first amount with its unit, or the second of the first when both are counted alike."""
    said = [text_of(f, line, words, seen) for f in amounts]
    if len(said) > 1 and said[0] and said[1] and amounts[0].unit == amounts[1].unit:
        return f"{said[1]} of {said[0]} {amounts[1].label.lower()}"
    unit = line.get(amounts[0].unit) if amounts and amounts[0].unit else None
    return text.one_line(f"{said[0]} {unit or ''}", 40) if said else ""


def _covered(line: Line) -> str:
    said = f"{text.number(line.have)} of {text.number(line.need)}"
    return f"{said} {text.one_line(line.unit, 12)}" if line.unit else said


def _named(field: Field, line: Mapping[str, Json], words: Words, seen: Seen, *, counted: bool) -> list[str]:
    """What names a line: the item that is counted, a note, a text, any other reference, a code.

    Of a kind and a value that are not counted (phone, +372 …) the value comes first.
    """
    notes, texts, codes = (
        [f for f in field.fields if f.kind is kind] for kind in (Kind.NOTE, Kind.TEXT, Kind.CODE)
    )
    refs = [f for f in field.fields if f.ref is not None]
    items = [f for f in refs if counted and f.ref is not None and f.ref.show == "code"]
    if not counted and not notes:
        texts[:2] = reversed(texts[:2])
    named = dict.fromkeys([*items, *notes, *texts, *refs, *codes])
    return list(dict.fromkeys(said for f in named if (said := text_of(f, line, words, seen))))


def _first_link(field: Field, line: Mapping[str, Json], dialect: str) -> tuple[str, int] | None:
    for one in field.fields:
        key = key_of(line.get(one.name))
        if one.ref is not None and key is not None and facts.leads(dialect, one.ref.resource):
            return one.ref.resource, key
    return None


def _line_state(field: Field, line: Mapping[str, Json]) -> State | None:
    for one in field.fields:
        if one.choices is not None and (state := one.choices.get(line.get(one.name))) is not None:
            return state
    return None
