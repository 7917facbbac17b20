"""What a person wants written, in words that fit into a line."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.domain import text
from forge_desktop.domain.commands import Command, Verb
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json

SUBJECTS: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("mrpeasy", "customer-orders"): ("for", "customer_id", "customers", "title"),
    ("mrpeasy", "manufacturing-orders"): ("of", "article_id", "items", "title"),
    ("forgemrp", "quotes"): ("for", "client_id", "clients", "name"),
    ("forgemrp", "jobs"): ("for", "client_id", "clients", "name"),
}
"""What something new is called by: a word, the field that refers to it, where to, and what is read there."""
_OWN = ("title", "name", "part_number", "code")
"""What else it may be called by: its own name, or that of what is made."""


def in_words(resource: Resource, command: Command, name: str, subject: str = "") -> str:
    """A wanted write: "New customer order for Nordic Living", "MO00012 status → Done", "CO00007: notes".

    `name` is what people call the record, empty for one that is new; `subject` what it is for or of.
    """
    if command.verb is Verb.CREATE:
        word = SUBJECTS.get((resource.dialect, resource.name), ("",))[0]
        own = next((str(command.patch[n]) for n in _OWN if command.patch.get(n)), "")
        said = f" {word} {subject}" if word and subject else f" {own}" if own else ""
        return text.one_line(f"New {resource.singular.lower()}{said}", 160)
    if command.verb is Verb.STATUS:
        wanted = [
            said for field in command.patch if (said := state_word(resource, field, command.patch[field]))
        ]
        return text.one_line(f"{name} status → {', '.join(wanted)}", 160)
    labels = (resource.field(n).label.lower() if resource.has(n) else n for n in command.patch)
    return text.one_line(f"{name}: {', '.join(labels)}", 160)


def state_word(resource: Resource, field: str, value: Json) -> str:
    """The word of a status."""
    choices = resource.field(field).choices if resource.has(field) else None
    state = choices.get(value) if choices is not None else None
    return state.label if state is not None else str(value or "")
