"""Lines of a record, and all its fields, worked out as rows of a small table. Free of widgets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from forge_desktop.domain import show, text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Look, Resource, Tone
from forge_desktop.domain.scalars import Json, Kind, key_of
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.lines_table import Heading, Line, Link
from forge_desktop.views.briefs import text_of
from forge_desktop.views.facts import leads
from forge_desktop.views.gathering import Words, lines_of

MOST = 1_000
"""Rows that are shown; all of them are in the raw value under "All fields"."""
_INDENT = "\u2003"


def table(
    field: Field, value: Json, words: Words, seen: Seen, dialect: str
) -> tuple[list[Heading], list[Line]]:
    """Headings and rows of a LINES field: a column per field that holds anything, inner lines indented."""
    lines = lines_of(value)
    shown = [
        f
        for f in field.fields
        if f.kind.scalar and _wanted(f) and any(_filled(line.get(f.name)) for line in lines)
    ]
    rows: list[Line] = []
    for line in lines:
        if len(rows) >= MOST:
            rows.append(Line((Cell(text=f"and {len(lines)} in all", tone=Tone.MUTED),), across=True))
            break
        cells = tuple(_cell(f, line, words, seen) for f in shown)
        rows.append(Line(cells, tuple(_link(f, line, dialect) for f in shown)))
        rows.extend(_inner(field.fields, line, words, seen, dialect, 1))
    headings = [Heading(_label(f), f.kind.right) for f in shown]
    return [*headings, Heading("")] if shown and shown[-1].kind.right else headings, rows


def width(heading: Heading, lines: Sequence[Line], column: int) -> int:
    """A width for a column that fits what stands in its first rows."""
    texts = [line.cells[column].text for line in lines[:40] if not line.across and column < len(line.cells)]
    longest = max((len(said) for said in (*texts, heading.label)), default=0)
    chip = 26 if any(line.cells[column].icon for line in lines[:40] if column < len(line.cells)) else 0
    return max(88, min(360, 8 * longest + 24 + chip))


def all_fields(resource: Resource, record: Record, seen: Seen, sought: str) -> tuple[list[Heading], list[Line]]:
    """Every value the server sent and every one we worked out, with its own name; unknown ones last."""
    rows = []
    declared = {field.name: field for field in resource.fields}
    names = [name for name in declared if name in record.values] + [
        n for n in record.values if n not in declared
    ]
    for name in names:
        field = declared.get(name)
        said = _any_text(field, record, name, seen)
        label = field.label if field else name
        if sought.strip().casefold() not in f"{label} {name} {said}".casefold():
            continue
        note = "worked out here" if field and field.derived else "" if field else "not known to this program"
        rows.append(
            Line(
                (
                    Cell(text=text.one_line(label)),
                    Cell(text=text.one_line(said, 400), tip=text.visible(said, 600)),
                    Cell(text=text.one_line(name), tone=Tone.MUTED),
                    Cell(text=note, tone=Tone.MUTED),
                )
            )
        )
    return [Heading("Field"), Heading("Value"), Heading("Name"), Heading("")], rows


def _any_text(field: Field | None, record: Record, name: str, seen: Seen) -> str:
    """In words, behind them what the server sent; a count of seconds since 1970 tells nobody anything."""
    value = record.get(name)
    if isinstance(value, (list, dict)):
        return json.dumps(_timed(field.fields, value, seen) if field else value, ensure_ascii=False)
    if field is None:
        return "" if value is None else str(value)
    if field.kind is Kind.INSTANT and isinstance(value, int):
        return text.moment(value, seen)
    shown = show.plain_text(field, record, seen)
    same = shown == str(value) or value in (None, "") or field.derived or field.kind.timed
    return shown if same else f"{shown} ({value})"


def _timed(fields: Sequence[Field], value: Json, seen: Seen) -> Json:
    """The value of a list with the times in its lines as people read them."""
    if isinstance(value, list):
        return [_timed(fields, part, seen) for part in value]
    if not isinstance(value, dict):
        return value
    told = dict(value)
    for field in fields:
        inner = told.get(field.name)
        if field.kind.timed and isinstance(inner, int):
            told[field.name] = show.value_text(field, inner, seen)
        elif field.fields and inner:
            told[field.name] = _timed(field.fields, inner, seen)
    return told


def _cell(field: Field, line: Mapping[str, Json], words: Words, seen: Seen) -> Cell:
    state = field.choices.get(line.get(field.name)) if field.choices else None
    if state is not None:
        return Cell(text=state.label, look=Look.CHIP, tone=state.tone, icon=state.icon, struck=state.struck)
    said = text_of(field, line, words, seen)
    look = Look.LINK if field.ref is not None and said else Look.AUTO
    return Cell(text=text.one_line(said), look=look, right=field.kind.right, tip=text.visible(said, 600))


def _inner(
    fields: Iterable[Field], line: Mapping[str, Json], words: Words, seen: Seen, dialect: str, depth: int
) -> list[Line]:
    """Lines inside a line, one indented row of words each."""
    rows: list[Line] = []
    for field in fields:
        if field.kind is not Kind.LINES:
            continue
        for inner in lines_of(line.get(field.name)):
            told = [
                f"{_label(f)} {said}"
                for f in field.fields
                if f.kind.scalar and _worded(f, inner, words) and (said := text_of(f, inner, words, seen))
            ]
            links = tuple(link for f in field.fields if (link := _link(f, inner, dialect)) is not None)
            said = f"{field.label}: {', '.join(dict.fromkeys(told))}"
            rows.append(
                Line(
                    (Cell(text=f"{_INDENT * 2 * depth}{text.one_line(said, 600)}", tone=Tone.MUTED),),
                    links,
                    across=True,
                )
            )
            rows.extend(_inner(field.fields, inner, words, seen, dialect, depth + 1))
    return rows


def _wanted(field: Field) -> bool:
    """Bare keys say nothing to people; those that lead to a word do."""
    return field.kind is not Kind.ID or field.ref is not None


def _worded(field: Field, line: Mapping[str, Json], words: Words) -> bool:
    key = key_of(line.get(field.name))
    return field.kind is not Kind.ID or (
        field.ref is not None and key is not None and (field.ref.resource, key) in words
    )


def _label(field: Field) -> str:
    return field.label.removesuffix(" key") if field.ref is not None else field.label


def _filled(value: Json) -> bool:
    return value is not None and value != "" and value != []


def _link(field: Field, line: Mapping[str, Json], dialect: str) -> Link | None:
    key = key_of(line.get(field.name))
    if field.ref is None or key is None or not leads(dialect, field.ref.resource):
        return None
    return field.ref.resource, key
