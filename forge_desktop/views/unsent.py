"""What of a record is not on the server yet, in one sentence for its pane and page."""

from __future__ import annotations

from forge_desktop.domain import show
from forge_desktop.domain.catalog import SYSTEMS
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen

_STANDS = {
    "recorded": "Recorded here, not in {system}",
    "review": "Needs a look in the outbox before it is sent",
    "blocked": "Waits for another change that did not get through",
    "unknown": "Sent, but the answer was lost; it is looked up",
    "sending": "Being sent",
    "delivered": "Delivered; being read back",
}


def words(resource: Resource, record: Record, seen: Seen) -> str:
    """ "Recorded here, not in MRPeasy: status Done (there: In progress)"; empty when nothing is pending."""
    if not record.pending:
        return ""
    stands = _STANDS.get(record.pending, "Not sent yet").format(system=SYSTEMS[resource.dialect])
    if record.key < 0:
        return f"{stands}."
    changed = [_change(resource, name, record, seen) for name in record.theirs if resource.has(name)]
    told = "; ".join(part for part in changed if part)
    return f"{stands}: {told}." if told else f"{stands}."


def _change(resource: Resource, name: str, record: Record, seen: Seen) -> str:
    field = resource.field(name)
    mine, theirs = record.get(name), record.theirs[name]
    if mine == theirs or field.derived or isinstance(mine, (list, dict)):
        return "" if mine == theirs or field.derived else field.label.lower()
    there = show.value_text(field, theirs, seen) or "empty"
    return f"{field.label.lower()} {show.value_text(field, mine, seen) or 'empty'} (there: {there})"
