"""What a resource declares about itself: fields, states, columns, filters and sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from forge_desktop.domain.query import Condition, Sort
from forge_desktop.domain.readiness import Ready
from forge_desktop.domain.scalars import Json, Kind, whole

Values = Mapping[str, Json]
Code: TypeAlias = int | str
"""A value of a choice on the wire: a number of MRPeasy, a word of ForgeMRP."""


class Tone(StrEnum):
    """The one strong colour a fact may carry; always beside an icon or a word."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    PENDING = "pending"
    NEUTRAL = "neutral"


class Section(StrEnum):
    """Where a resource stands in the window's rail, in this order."""

    ORDERS = "Orders"
    PRODUCTION = "Production"
    STOCK = "Stock"
    PURCHASING = "Purchasing"
    CONTACTS = "Contacts"
    ENGINEERING = "Engineering"
    REPORTS = "Reports"
    ADMINISTRATION = "Administration"


class Look(StrEnum):
    """How a column shows its field; AUTO follows from the field's kind."""

    AUTO = "auto"
    STRONG = "strong"
    CHIP = "chip"
    DOT = "dot"
    DUE = "due"
    BAR = "bar"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One value of a choice: its code on the wire, its word, and how it looks everywhere."""

    code: Code
    label: str
    tone: Tone = Tone.NEUTRAL
    icon: str = "circle-dashed"
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """The documented values of a choice; a code that is not among them stays visible as it was sent."""

    states: tuple[State, ...]
    word: str = "Status"

    def get(self, code: Json) -> State | None:
        """The state of this code, a stand-in for an unknown one ("Status 15"), None for an empty one."""
        if code is None or code == "" or isinstance(code, (list, dict)):
            return None
        for state in self.states:
            if str(state.code) == str(code):
                return state
        if (number := whole(str(code))) is not None:
            return State(code=number, label=f"{self.word} {number}", icon="circle-help")
        said = " ".join(str(code).replace("_", " ").split())
        return State(code=str(code), label=said[:1].upper() + said[1:], icon="circle-help")


@dataclass(frozen=True, slots=True)
class Ref:
    """A field's value is the key of a record of another resource."""

    resource: str
    show: str = "code"
    """The field of the other record that people read instead of the key."""
    said: str = ""
    """The sibling field that says the same, for when the other record is not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a record: its name (the contract's), the word for people, and what it means."""

    name: str
    label: str
    kind: Kind
    choices: Choices | None = None
    unit: str | None = None
    """Name of the sibling field that holds the unit of this quantity."""
    ref: Ref | None = None
    fields: tuple[Field, ...] = ()
    """What each line holds, when the kind is LINES."""
    search: bool = False
    """The search box looks into this field; of a reference, into the word behind it."""
    detail: bool = False
    """Sent only with the single record, not in lists."""
    derived: bool = False
    """Ours: worked out from what the server sent; never sent to it."""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table: which field, with what below it, and how wide."""

    field: str
    label: str = ""
    look: Look = Look.AUTO
    second: str = ""
    """Field whose value stands below, muted."""
    done: str = ""
    """For BAR: the field that says how much of it is done."""
    of: str = ""
    """For BAR: the field that is the whole of `done`; empty when `done` is a percentage."""
    width: int = 120
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """Records of another resource that belong to this one: those whose `field` equals our `value`."""

    label: str
    resource: str
    field: str
    value: str = ""
    """Our field that holds the value; our key when empty."""
    where: tuple[Condition, ...] = ()
    """What else they must fulfil."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A fact about another record that this one knows (a customer order knows whom an MO is for)."""

    resource: str
    key: int
    values: Values


@dataclass(frozen=True, slots=True)
class Child:
    """A record of a derived resource, worked out of its parent (an operation of an MO)."""

    key: int
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What a thing is; the cache table, the page, the filters, the export and the tests are drawn from it."""

    name: str
    """The API's own name, also the word of the command line."""
    dialect: str
    section: Section
    title: str
    """Plural, for pages."""
    singular: str
    icon: str
    key: str
    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    code: str = ""
    """Field people call a record by; the key when empty."""
    caption: tuple[str, ...] = ()
    """Fields of the second line of a detail's head."""
    chips: tuple[str, ...] = ()
    """Fields offered as filter chips, in this order; all others are behind "More filters"."""
    where: tuple[Condition, ...] = ()
    """Default filter."""
    view: str = "All"
    """Name of the default view."""
    sort: tuple[Sort, ...] = ()
    state: str = ""
    """Field that holds the status."""
    open: tuple[Code, ...] = ()
    """Codes of `state` that still need somebody."""
    open_word: str = "open"
    """What records in these states are."""
    due: str = ""
    """Date after which an open record is late."""
    dates: tuple[str, ...] = ()
    """The dates that stand in a detail's head, in this order."""
    created: str = ""
    """Immutable creation instant by which lists are sliced (contract: `created_min`/`created_max`)."""
    group: str = ""
    """Field by which the page groups by default."""
    links: tuple[Link, ...] = ()
    parent: str = ""
    """A derived resource: its records come out of this resource's details, there is no list of its own."""
    derive: Callable[[Values], Values] | None = None
    """Our own fields out of the record alone."""
    ready: Ready | None = None
    """What a record waits for, worked out of what the local copy holds of other resources."""
    hints: Callable[[Values], Iterable[Hint]] | None = None
    children: Mapping[str, Callable[[Values], Iterable[Child]]] | None = None
    """Derived resource name -> its records out of this record (list row, detail and derived fields merged)."""
    empty: str = ""
    """One sentence for a page without any record: what belongs here."""
    main: bool = True
    """Stands in the rail."""

    def field(self, name: str) -> Field:
        """The field of this name. KeyError when the resource has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name!r}")

    def has(self, name: str) -> bool:
        """True when the resource declares this field."""
        return any(field.name == name for field in self.fields)

    @property
    def over(self) -> tuple[Code, ...]:
        """Declared codes of `state` that need nobody any more; one that nobody declared may need somebody."""
        choices = self.field(self.state).choices if self.open else None
        return tuple(state.code for state in choices.states if state.code not in self.open) if choices else ()

    @property
    def details(self) -> bool:
        """True when some fields come only with the single record."""
        return any(field.detail for field in self.fields)

    @property
    def searched(self) -> tuple[Field, ...]:
        """The fields the search box looks into."""
        return tuple(field for field in self.fields if field.search)
