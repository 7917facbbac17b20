"""A record in words for a pane: its facts, where it leads, and why it is late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from forge_desktop.domain import readiness, show, text
from forge_desktop.domain.readiness import Readiness
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Look, Resource, State, Tone
from forge_desktop.domain.scalars import Kind, key_of
from forge_desktop.domain.text import Seen
from forge_desktop.views.gathering import Gathered, Related, find
from forge_desktop.widgets.facts import Fact


def code_of(resource: Resource, record: Record) -> str:
    """What people call the record."""
    said = record.get(resource.code) if resource.code else None
    if said in (None, ""):
        known = record.get(resource.key) or record.key
        said = f"{resource.singular} {known}" if record.key > 0 else f"New {text.inside(resource.singular)}"
    return text.one_line(str(said))


def caption(resource: Resource, record: Record, seen: Seen) -> str:
    """The second line of a head."""
    said = (show.plain_text(resource.field(name), record, seen) for name in resource.caption)
    return " · ".join(text.one_line(part) for part in said if part)


def state_of(resource: Resource, record: Record) -> State | None:
    """The record's status."""
    choices = resource.field(resource.state).choices if resource.state else None
    return choices.get(record.get(resource.state)) if choices else None


def trouble(
    resource: Resource, record: Record, seen: Seen, gathered: Gathered | None = None
) -> tuple[Tone, str]:
    """Why somebody should look at it: how late it is and what it waits for; no words for nothing."""
    waits = gathered.readiness if gathered is not None else None
    if not show.is_open(resource, record):
        return Tone.PLAIN, ""
    said = readiness.sentence(waits, seen) if waits is not None else ""
    dot = _dot(resource, record) if not said else None
    late = _late(resource, record, seen)
    if late:
        said = said or (_next_step(gathered) if gathered is not None and not dot else "")
        return Tone.BAD, f"{late}: {said}" if said else f"{late}. {dot[1]}" if dot else late
    if waits is not None and said:
        dated = waits.urgent or any(wait.at is not None for wait in waits.waits)
        tone = Tone.BAD if waits.urgent else Tone.WARN if dated else Tone.NEUTRAL
        return tone, said[:1].upper() + said[1:]
    return dot if dot and dot[0] is Tone.BAD else (Tone.PLAIN, "")


def _next_step(gathered: Gathered) -> str:
    """With all parts here: the first operation that is not done."""
    for child in gathered.children:
        for number, record in enumerate(child.records, 1):
            if show.is_open(child.resource, record):
                state = state_of(child.resource, record)
                said = f", {state.label.lower()}" if state is not None else ""
                return f"at step {number} of {len(child.records)}, {code_of(child.resource, record)}{said}"
    return ""


def _late(resource: Resource, record: Record, seen: Seen) -> str:
    """ "4 days late"; empty when it is not."""
    due = record.get(resource.due) if resource.due else None
    if not show.is_late(resource, record, seen) or not isinstance(due, int) or not text.in_range(due):
        return ""
    days = -text.days_from_today(due, seen)
    return f"{days} day{'' if days == 1 else 's'} late"


def _dot(resource: Resource, record: Record) -> tuple[Tone, str] | None:
    """The state shown as a dot (parts, readiness), when it is not a good one."""
    for column in resource.columns:
        field = resource.field(column.field)
        if column.look is Look.DOT and field.choices is not None:
            state = field.choices.get(record.get(field.name))
            if state is not None and state.tone in (Tone.BAD, Tone.WARN):
                return state.tone, f"{field.label}: {state.label}"
    return None


def in_brief(
    resource: Resource, record: Record, seen: Seen, before: Iterable[Fact] = (), most: int = 12
) -> list[Fact]:
    """The facts of a preview: what the table shows of it and what it leads to, as far as there is something."""
    told = {resource.code, resource.state, resource.key, *resource.caption}
    told |= {f.unit for f in resource.fields if f.unit and record.get(f.name) not in (None, "")}
    names = [c.field for c in resource.columns if c.shown]
    names += [f.name for f in resource.fields if f.ref is not None]
    names += [c.field for c in resource.columns if not c.shown]
    found = list(before)
    for name in dict.fromkeys(names):
        field = resource.field(name)
        if name in told or (field.kind is Kind.ID and not record.names.get(name) and not _away(field, record)):
            continue  # a bare key says nothing
        _add(found, fact_of(resource, field, record, seen))
    return found[:most]


def _away(field: Field, record: Record) -> bool:
    """It refers to a record that is not known here and that nothing else names."""
    value, said = record.get(field.name), field.ref.said if field.ref is not None else ""
    return field.ref is not None and bool(value) and isinstance(value, str) and not (said and record.get(said))


def _add(found: list[Fact], fact: Fact) -> None:
    """One more fact; a word that is there already is not said again, but leads where the new one leads."""
    if not fact.value:
        return
    for at, other in enumerate(found):
        if other.value == fact.value and (other.link == fact.link or fact.link is None):
            if other.link is not None:
                return
        elif other.value == fact.value and other.link is None:
            found[at] = replace(other, link=fact.link)
            return
    found.append(fact)


def dates_of(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """The dates of a detail's head, each with how far it is from today."""
    names = resource.dates or tuple(name for name in (resource.created, resource.due) if name)
    found = []
    for name in names:
        fact, value = fact_of(resource, resource.field(name), record, seen), record.get(name)
        if not fact.value or not isinstance(value, int):
            continue
        far = text.relative(value, seen, late=fact.tone is Tone.BAD)
        found.append(replace(fact, value=" · ".join(part for part in (fact.value, far) if part)))
    return found


def waits_of(waits: Readiness | None, most: int = 2) -> list[Fact]:
    """Where what it waits for comes from, each once, the worst first."""
    found: dict[tuple[str, int], Fact] = {}
    for wait in waits.waits if waits is not None else ():
        for one in (wait, wait.because):
            if one is not None and one.link is not None and one.source:
                found.setdefault(
                    one.link, Fact(label="Waits for", value=one.source, tip=one.what, link=one.link)
                )
    return list(found.values())[:most]


def one_each(related: Sequence[Related], known: Iterable[Fact]) -> list[Fact]:
    """Relations that lead to a single record nothing else leads to, as facts: a BOM's item."""
    told = {fact.link for fact in known}
    found = []
    for group in related:
        if len(group.records) != 1 or group.more or not group.resource.main:
            continue
        record, link = group.records[0], (group.resource.name, group.records[0].key)
        if link not in told:
            title = record.get("title") if group.resource.has("title") else None
            words = (code_of(group.resource, record), text.one_line(str(title or "")))
            value = " · ".join(part for part in words if part)
            found.append(Fact(label=group.label, value=value, link=link))
    return found


def head_of(gathered: Gathered, seen: Seen) -> list[Fact]:
    """What stands under a record's name: its dates, then the orders and lots around it, each once."""
    resource, record = gathered.resource, gathered.record
    if record is None:
        return []
    links = {fact.link: fact for fact in reversed(waits_of(gathered.readiness))}
    links |= {fact.link: fact for fact in _alive(resource, record, seen)}
    return [*dates_of(resource, record, seen), *reversed(links.values())]


def _alive(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """The orders and lots it refers to, the last first: whatever has a status of its own."""
    refs = [f for f in resource.fields if f.ref is not None and record.names.get(f.name)]
    alive = [f for f in refs if (o := find(resource.dialect, f.ref.resource if f.ref else "")) and o.state]
    return [fact for f in reversed(alive) if (fact := fact_of(resource, f, record, seen)).link]


def all_of(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """Every fact with a value, for an overview; bare keys, lists and what a link says are left out."""
    fields = [f for f in resource.fields if f.kind.scalar and f.name not in (resource.key, resource.code)]
    named = [f for f in fields if f.ref is not None and record.names.get(f.name)]
    words = {record.names[f.name] for f in named if leads(resource.dialect, f.ref.resource if f.ref else "")}
    told = [f for f in fields if f in named or _away(f, record) or _worth(f, record, words)]
    flat = [f for f in told if not isinstance(record.get(f.name), (list, dict))]
    return [fact for f in flat if (fact := fact_of(resource, f, record, seen)).value]


def _worth(field: Field, record: Record, words: Collection[str]) -> bool:
    """It is no bare key and no word that a link says as well."""
    value = record.get(field.name)
    return field.kind is not Kind.ID and not (isinstance(value, str) and value in words)


def links_of(resource: Resource, record: Record, seen: Seen) -> list[Fact]:
    """The records it refers to, also those whose word is not known yet."""
    found = (fact_of(resource, f, record, seen) for f in resource.fields if f.ref is not None)
    return [fact for fact in found if fact.link]


def fact_of(resource: Resource, field: Field, record: Record, seen: Seen) -> Fact:
    """One field with its value, leading to the record it refers to."""
    value, link, tone, tip = record.get(field.name), None, Tone.PLAIN, field.help
    key = key_of(value) if field.ref is not None else None
    if field.ref is not None and key is not None and leads(resource.dialect, field.ref.resource):
        link = (field.ref.resource, key)
    if field.kind.timed and isinstance(value, int):
        tip = text.moment(value, seen)
        if field.name == resource.due and show.is_late(resource, record, seen):
            tone = Tone.BAD
    state = field.choices.get(value) if field.choices else None
    return Fact(
        label=show.label(resource, field, record),
        value=text.visible(show.plain_text(field, record, seen)),
        tone=state.tone if state and state.tone is not Tone.INFO else tone,
        tip=tip,
        link=link,
    )


def leads(dialect: str, name: str) -> bool:
    """True when records of this resource have a page to be shown on."""
    other = find(dialect, name)
    return other is not None and other.main
