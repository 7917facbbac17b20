"""What a person wants written, in words that fit into a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forge_desktop.domain import text
from forge_desktop.domain.commands import Command, Verb
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.domain.scalars import Json


@dataclass(frozen=True, slots=True)
class Subject:
    """Another record that something new is called by."""

    word: str
    """Stands before it: "for", "from quote"."""
    field: str
    """Refers to it."""
    resource: str
    shown: str
    """What is read there."""


_SUBJECTS: Mapping[tuple[str, str], tuple[Subject, ...]] = {
    ("mrpeasy", "customer-orders"): (Subject("for", "customer_id", "customers", "title"),),
    ("mrpeasy", "manufacturing-orders"): (Subject("of", "article_id", "items", "title"),),
    ("forgemrp", "quotes"): (Subject("for", "client_id", "clients", "name"),),
    ("forgemrp", "jobs"): (
        Subject("from quote", "quote_id", "quotes", "number"),
        Subject("for", "client_id", "clients", "name"),
    ),
}
_OWN = ("title", "name", "part_number", "code")
"""What else it may be called by: its own name, or that of what is made."""


def subject_of(resource: Resource, patch: Values) -> Subject | None:
    """What something new with these values is for, of, or from; None when they do not say."""
    known = _SUBJECTS.get((resource.dialect, resource.name), ())
    return next((one for one in known if patch.get(one.field)), None)


def in_words(resource: Resource, command: Command, name: str, subject: str = "") -> str:
    """A wanted write: "New job T-210 for Nordic Living", "MO00012 status → Done", "CO00007: notes".

    `name` is what people call the record, empty for one that is new; `subject` what it is for or of.
    """
    if command.verb is Verb.CREATE:
        own = next((str(command.patch[n]) for n in _OWN if command.patch.get(n)), "")
        about = subject_of(resource, command.patch)
        whose = f"{about.word} {subject}" if about is not None and subject else ""
        return text.one_line(" ".join(filter(None, (f"New {resource.singular.lower()}", own, whose))), 160)
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
