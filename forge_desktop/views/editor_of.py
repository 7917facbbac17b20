"""Which editor a field's filter gets, and whether it has to know the values that occur."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.domain.resource import Field
from forge_desktop.domain.scalars import Kind
from forge_desktop.views.filter_editors import (
    Asked,
    CheckEditor,
    Choice,
    DayEditor,
    Editor,
    NumberEditor,
    TextEditor,
)


def by_word(field: Field) -> bool:
    """True when the values that occur are offered to choose from."""
    return field.kind.textual or field.ref is not None or field.kind is Kind.CHOICE


def editor(asked: Asked, found: Sequence[Choice], *, whole: bool) -> Editor:
    """The editor of this filter; `found` are the values that occur, all of them when `whole`."""
    field = asked.field
    if field.choices is not None:
        declared = {str(state.code): (state.code, state.label, 0) for state in field.choices.states}
        others = [(code, word, 0) for code, word, _ in found if str(code) not in declared]
        return CheckEditor(asked, [*declared.values(), *others])
    if field.kind is Kind.FLAG:
        return CheckEditor(asked, [(1, "Yes", 0), (0, "No", 0)])
    if field.kind.timed:
        return DayEditor(asked)
    if field.ref is not None or field.kind is Kind.CHOICE:
        return CheckEditor(asked, found, all_listed=whole)
    if field.kind.textual:
        return TextEditor(asked, found, all_listed=whole)
    return NumberEditor(asked)
