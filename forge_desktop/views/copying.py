"""Rows as text for the clipboard: tab separated, with headings, harmless in a spreadsheet. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forge_desktop.domain import show, text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Field, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.text import Seen

MOST = 20_000
"""Rows copied at once at most; more of them are a matter for an export."""
_FORMULA = ("=", "+", "-", "@")


def table(resource: Resource, columns: Sequence[Column], records: Iterable[Record], seen: Seen) -> str:
    """These columns of the records, headings first; a second line of a cell is a column of its own."""
    fields = _fields(resource, columns)
    lines = ["\t".join(guarded(label) for label, _ in fields)]
    for record in records:
        lines.append("\t".join(value(field, record, seen) for _, field in fields))
    return "\n".join(lines) + "\n"


def value(field: Field, record: Record, seen: Seen) -> str:
    """One value: numbers and days as a spreadsheet reads them, all else as it is shown."""
    raw = record.get(field.name)
    if raw is None or isinstance(raw, (list, dict)):
        return guarded(show.plain_text(field, record, seen))
    if field.kind.timed and isinstance(raw, int) and text.in_range(raw):
        then = text.local(raw, seen.zone)
        return f"{then:%Y-%m-%d}" if field.kind is Kind.DATE else f"{then:%Y-%m-%d %H:%M}"
    if field.choices is None and (field.kind.decimal or field.kind is Kind.INTEGER):
        return str(raw)
    return guarded(show.plain_text(field, record, seen))


def guarded(shown: str) -> str:
    """Text on one line that no spreadsheet takes for a formula."""
    flat = " ".join(text.visible(shown).split())
    return f"'{flat}" if flat.lstrip("'\u00a0 ").startswith(_FORMULA) else flat


def _fields(resource: Resource, columns: Sequence[Column]) -> list[tuple[str, Field]]:
    fields, own = [], {column.field for column in columns}
    for column in columns:
        field = resource.field(column.field)
        fields.append((column.label or field.label, field))
        if column.second and column.second not in own:
            second = resource.field(column.second)
            fields.append((second.label, second))
    return fields
