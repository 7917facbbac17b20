"""The entries of the outbox in words: what each wants, of which record, and which row that makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from forge_desktop.domain import show, text
from forge_desktop.domain.catalog import named_by_texts
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.moving import moves_of
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Look, Resource, Tone
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.domain.wanting import in_words, state_word, subject_of
from forge_desktop.outbox import Entry, State
from forge_desktop.qtmodels.outbox_table import EntryRow
from forge_desktop.store import Reader
from forge_desktop.views.outbox_looks import GROUPS, LOOKS, OVER, place

Resources = Mapping[str, Resource]
HEADINGS = ("What", "State", "When", "Why")
HANDOVER_HEADINGS = ("Record", "Wanted", "There now", "Recorded", "Reason")


@dataclass(frozen=True, slots=True)
class SideWords:
    """One field as it is wanted, as the server has it, and as the person saw it."""

    label: str
    mine: str
    theirs: str
    was: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the outbox says of an entry; comes from the engine."""

    entry: Entry
    why: str = ""
    sides: tuple[SideWords, ...] = ()
    """Where somebody else changed the same meanwhile."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    told: Told
    what: str
    about: str
    name: str
    """What people call the record."""
    link: tuple[str, int] | None = None
    there: str = ""
    """The status that the server has, as far as known."""
    wanted: str = ""

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        return self.told.entry

    @property
    def conflict(self) -> bool:
        """True when somebody else changed the same meanwhile."""
        return bool(self.told.sides)


def describe(reader: Reader, resources: Resources, told: Sequence[Told], seen: Seen) -> list[Line]:
    """The entries in words, in the order of the page; reads the local copy."""
    lines = []
    names = _Names(reader, resources, told)
    for one in told:
        resource = resources.get(one.entry.command.resource)
        if resource is not None:
            lines.append(_line(names, resource, one, seen))
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, int]:
    number = place(line.entry.state)
    over = GROUPS[number].name in OVER
    return number, -line.entry.seq if over else line.entry.seq


def _line(names: _Names, resource: Resource, told: Told, seen: Seen) -> Line:
    command, entry = told.entry.command, told.entry
    key = entry.result_key if entry.result_key is not None else command.key
    record = names.record(resource.name, key)
    name = _code(resource, record) if record is not None else ("" if key < 0 else _away(resource, key))
    line = Line(
        told,
        what=in_words(resource, command, name or "The new one", names.subject(resource, told)),
        about=_about(resource, record, told, name, seen),
        name=name,
        link=(resource.name, key) if record is not None else None,
    )
    if command.verb is not Verb.STATUS:
        return replace(line, wanted="New" if command.verb is Verb.CREATE else "Changed")
    field = next(iter(command.patch), "")
    there = record.theirs.get(field, record.get(field)) if record is not None else None
    wanted = state_word(resource, field, command.patch.get(field))
    return replace(line, there=state_word(resource, field, there), wanted=wanted)


def _away(resource: Resource, key: int) -> str:
    return f"{resource.singular} {show.AWAY}" if named_by_texts(resource.dialect) else f"#{key}"


def _about(resource: Resource, record: Record | None, told: Told, name: str, seen: Seen) -> str:
    command, verb = told.entry.command, told.entry.command.verb
    said: list[str] = []
    if verb is Verb.CREATE:
        own = name in command.patch.values()  # said already of what is called by a name
        said += [name] if name and told.entry.result_key is not None and not own else []
        said += [_amount(resource, command.patch, seen), str(command.patch.get("reference") or "")]
        lines = next((value for value in command.patch.values() if isinstance(value, list)), None)
        if lines:
            said.append("1 line" if len(lines) == 1 else f"{len(lines)} lines")
    else:
        caption = resource.caption[:1]
        said += [str(record.get(n) or "") for n in caption] if record is not None else []
        moves = moves_of(resource)
        was = command.base.get(moves.field) if moves is not None and verb is Verb.STATUS else None
        said += [f"was {state_word(resource, moves.field, was)}"] if moves is not None and was else []
        said.append(command.reason)
    return text.one_line(" · ".join(part for part in said if part), 160)


def _amount(resource: Resource, patch: Mapping[str, Json], seen: Seen) -> str:
    wanted = patch.get("quantity")
    said = show.value_text(resource.field("quantity"), wanted, seen) if resource.has("quantity") else ""
    return f"quantity {said}" if said else ""


def _code(resource: Resource, record: Record) -> str:
    said = record.get(resource.code) if resource.code else None
    return text.one_line(str(said), 60) if said not in (None, "") else ""


class _Names:
    """What the records are called that entries are about; read once for all of them."""

    def __init__(self, reader: Reader, resources: Resources, told: Sequence[Told]) -> None:
        self._made = {t.entry.command.key: t.entry for t in told if t.entry.command.verb is Verb.CREATE}
        wanted: dict[str, set[int]] = {}
        for one in told:
            command = one.entry.command
            for key in (command.key, one.entry.result_key):
                if key is not None:
                    wanted.setdefault(command.resource, set()).add(key)
            resource = resources.get(command.resource)
            about = subject_of(resource, command.patch) if resource is not None else None
            subject = key_of(command.patch[about.field]) if about is not None else None
            if about is not None and subject is not None:
                wanted.setdefault(about.resource, set()).add(subject)
        self._records: dict[tuple[str, int], Record] = {}
        for name, keys in wanted.items():
            if name in resources:
                for record in reader.records(resources[name], sorted(keys)):
                    if record is not None:
                        self._records[name, record.key] = record

    def record(self, name: str, key: int) -> Record | None:
        """A record of the local copy."""
        return self._records.get((name, key))

    def subject(self, resource: Resource, told: Told) -> str:
        """What something new is for, or of."""
        about = subject_of(resource, told.entry.command.patch)
        name = told.entry.command.patch[about.field] if about is not None else None
        key = key_of(name)
        if about is None or key is None:
            return ""
        record = self.record(about.resource, key)
        made = self._made.get(key)
        values = record.values if record is not None else made.command.patch if made is not None else {}
        return text.one_line(str(values.get(about.shown) or values.get("code") or show.away(name)), 80)


def rows(lines: Iterable[Line], seen: Seen) -> list[EntryRow]:
    """The rows of the outbox page."""
    return [EntryRow(line.entry.seq, (*_what(line), _when(line, seen), _why(line))) for line in lines]


def handover_rows(lines: Iterable[Line], seen: Seen) -> list[EntryRow]:
    """The rows of the hand-over page."""
    return [
        EntryRow(
            line.entry.seq,
            (
                Cell(text=line.name or line.what, second=line.about.split(" · ")[0], look=Look.STRONG),
                Cell(text=line.wanted, look=Look.CHIP, tone=Tone.PENDING, icon="clipboard-list"),
                Cell(text=line.there),
                _when(line, seen),
                _reason(line),
            ),
        )
        for line in lines
    ]


def _reason(line: Line) -> Cell:
    """The person's own, or why it could not be sent."""
    said = line.entry.command.reason or " ".join(line.entry.reasons)
    return Cell(text=text.one_line(said, 160), tip=text.visible(said, 600))


def _what(line: Line) -> tuple[Cell, Cell]:
    look = LOOKS[line.entry.state]
    state = Cell(text=look.label, look=Look.CHIP, tone=look.tone, icon=look.icon, struck=look.struck)
    return Cell(text=line.what, second=line.about, look=Look.STRONG, tip=line.what), state


def _why(line: Line) -> Cell:
    reasons = line.entry.reasons
    told = " ".join(reasons) if reasons else line.told.why
    bad = line.entry.state is State.REJECTED
    return Cell(
        text=text.one_line(told, 240), tone=Tone.BAD if bad else Tone.MUTED, tip=text.visible(told, 600)
    )


def _when(line: Line, seen: Seen) -> Cell:
    at = (
        line.entry.changed_at
        if line.entry.state in (State.DELIVERED, State.DISCARDED)
        else line.entry.command.made
    )
    today = at >= seen.today
    said = text.clock(at, seen.zone) if today else text.day(at, seen)
    return Cell(text=said, second="today" if today else text.clock(at, seen.zone), tip=text.moment(at, seen))
