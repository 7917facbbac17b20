"""Turns the words of a command line into a question to the cache."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from forge_desktop.cli.output import Usage
from forge_desktop.domain import catalog, text
from forge_desktop.domain.query import LATE, Condition, Op, Query, Scalar, Sort
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind, key_of, plain, whole
from forge_desktop.domain.text import Seen, visible
from forge_desktop.domain.written import in_words
from forge_desktop.store import Reader

_TERM = re.compile(r"([A-Za-z_]\w*)(!=|>=|<=|=|~)(.*)", re.DOTALL)
HELP = """\
conditions (several must all hold):
  status=10,20            one of these states, by code or by word (status=Received, status=in_progress)
  client_id=cli_3lct…     points to this record, by its id as the server sends it
  code=MO00012            exactly this; given twice: one of the two
  item_title~oak          contains this, capitals do not matter
  quantity>=5             at least, <= at most; dates too: due_date<=2026-11-30
  due_date=2026-11-30     on this day of the connection's time zone
  lot_id=                 has no value; lot_id!= has one
  status!=70              anything but this
"""


def names() -> str:
    """The names of all lists, by system, for the end of a help text."""
    lines = [
        textwrap.fill(
            ", ".join(resource.name for resource in catalog.resources(dialect)),
            100,
            initial_indent=f"  {system:<9} ",
            subsequent_indent=" " * 12,
            break_on_hyphens=False,
        )
        for dialect, system in catalog.SYSTEMS.items()
    ]
    return "\n".join(["names:", *lines])


def add_arguments(parser: argparse.ArgumentParser, *, every: str) -> None:
    """The arguments by which records are chosen; `every` is the help of `--all`."""
    add = parser.add_argument
    add("--where", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help="conditions, see below")
    add("--search", default="", metavar="TEXT", help="only records in whose texts all these words occur")
    add("--sort", default="", metavar="FIELD[:desc],…", help="order; default: that of the page in the window")
    add("--all", action="store_true", help=every)


def find(dialect: str, name: str) -> Resource:
    """The resource of this name. Usage, with what is meant here by it and all names, when there is none."""
    try:
        return catalog.find(dialect, name)
    except KeyError:
        raise Usage(f"There is no “{name}” in {catalog.SYSTEMS[dialect]}. {known(dialect, name)}") from None


def known(dialect: str, name: str, among: Sequence[str] = ()) -> str:
    """What there is instead of this name: the likeliest first, then all, or all of those in `among`."""
    names = among or [resource.name for resource in catalog.resources(dialect)]
    near = " or ".join(f"“{one}”" for one in catalog.meant(dialect, name) if one in names)
    return f"{f'Did you mean {near}? ' if near else ''}Names are: {', '.join(names)}."


def question(resource: Resource, args: argparse.Namespace, seen: Seen, *, default_view: bool) -> Query:
    """The question the arguments ask. Without any, the page's default filter holds when `default_view`."""
    if args.all and (args.where or args.search):
        raise Usage("--all means every record; leave it out beside --where and --search.")
    if default_view and not (args.all or args.where or args.search):
        where = resource.where
    else:
        where = _conditions(resource, args.where, seen)
    return Query(resource.name, where, args.search, _sorts(resource, args.sort))


def check(query: Query, resource: Resource, reader: Reader) -> Query:
    """The question with states nobody declared as the server spells them. Usage for one that is nowhere."""
    return replace(query, where=tuple(_spelled(one, resource, reader) for one in query.where))


def _spelled(condition: Condition, resource: Resource, reader: Reader) -> Condition:
    field = resource.field(condition.field) if resource.has(condition.field) else None
    if field is None or field.choices is None or condition.op is Op.HAS:
        return condition
    declared = {state.code for state in field.choices.states}
    if not any(isinstance(value, str) and value not in declared for value in condition.values):
        return condition
    met = {str(code): word for code, word, _ in reader.choices(resource, field.name) if code not in declared}
    spelled: list[Scalar] = []
    for value in condition.values:
        said = value.casefold() if isinstance(value, str) and value not in declared else ""
        found = next((code for code, word in met.items() if said in (code.casefold(), word.casefold())), None)
        if said and found is None:
            raise Usage(_no_state(field, str(value), met))
        spelled.append(found if said else value)
    return replace(condition, values=tuple(spelled))


def _sorts(resource: Resource, asked: str) -> tuple[Sort, ...]:
    if not asked:
        return resource.sort
    sorts = []
    for part in asked.split(","):
        name, _, way = part.strip().partition(":")
        if way not in ("", "asc", "desc"):
            raise Usage(f"“{part.strip()}” is no order; write {name}:desc for a descending one.")
        if not (name == LATE and resource.due):
            _field(resource, name)
        sorts.append(Sort(name, descending=way == "desc"))
    return tuple(sorts)


def _conditions(resource: Resource, terms: list[str], seen: Seen) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for term in terms:
        parts = _TERM.fullmatch(term)
        if parts is None:
            raise Usage(f"“{term}” is no condition; write FIELD=VALUE, FIELD>=VALUE or FIELD~TEXT.")
        condition = _condition(resource, _field(resource, parts[1]), parts[2], parts[3], seen)
        same = next((c for c in found if c.field == condition.field and c.op is condition.op is Op.IN), None)
        if same is not None:
            found.remove(same)
            condition = Condition(same.field, Op.IN, (*same.values, *condition.values))
        found.append(condition)
    return tuple(found)


def _field(resource: Resource, name: str) -> Field:
    if resource.has(name) and resource.field(name).kind.scalar:
        return resource.field(name)
    names = ", ".join(field.name for field in resource.fields if field.kind.scalar)
    raise Usage(f"“{resource.name}” has no field “{name}” to ask for. Fields are: {names}.")


def _condition(resource: Resource, field: Field, sign: str, value: str, seen: Seen) -> Condition:
    if not value:
        if sign in ("=", "!="):
            return Condition(field.name, Op.EMPTY if sign == "=" else Op.FILLED)
        raise Usage(f"“{field.name}{sign}” needs a value.")
    if sign == "~":
        return Condition(field.name, Op.HAS, (value,))
    if sign in (">=", "<="):
        first, last = _range(resource, field, value, seen)
        return Condition(field.name, Op.BETWEEN, (first, None) if sign == ">=" else (None, last))
    if field.kind.timed:
        if sign == "!=":
            raise Usage(f"“{field.name}” is a time; ask with =, >= or <=.")
        return Condition(field.name, Op.BETWEEN, _range(resource, field, value, seen))
    many = field.kind in (Kind.CHOICE, Kind.ID, Kind.INTEGER)
    values = tuple(_scalar(resource, field, part.strip()) for part in (value.split(",") if many else [value]))
    return Condition(field.name, Op.IN if sign == "=" else Op.NOT_IN, values)


def _range(resource: Resource, field: Field, value: str, seen: Seen) -> tuple[Scalar, Scalar]:
    """The first and last value meant: a whole day for a date, one and the same for anything else."""
    if not field.kind.timed or whole(value) is not None:
        number = _scalar(resource, field, value)
        return number, number
    try:
        day = date.fromisoformat(value)
        start = int(datetime(day.year, day.month, day.day, tzinfo=seen.zone).timestamp())
        return start, text.shift_day(start, 1, seen.zone) - 1
    except (ValueError, OverflowError):
        raise Usage(f"“{value}” is no date; write it like 2026-11-30.") from None


def _scalar(resource: Resource, field: Field, value: str) -> Scalar:
    if field.kind is Kind.CHOICE:
        return _state(field, value)
    if field.kind is Kind.FLAG:
        if value.casefold() in ("yes", "true", "1"):
            return 1
        if value.casefold() in ("no", "false", "0"):
            return 0
        raise Usage(f"“{field.name}” is yes or no, not “{value}”.")
    try:
        if field.kind.decimal:
            return _decimal(value)
        if field.kind is Kind.ID and catalog.named_by_texts(resource.dialect):
            return key_of(value)
    except (ValueError, InvalidOperation):
        raise Usage(f"“{field.name}” is a number; “{value}” is not.") from None
    if not field.kind.integral:
        return value
    number = whole(value)
    if number is None:
        raise Usage(f"“{field.name}” is a whole number of at most 18 digits; “{visible(value, 40)}” is not.")
    return number


def _decimal(value: str) -> str:
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise ValueError(value)
    return plain(number)


def _state(field: Field, value: str) -> Scalar:
    for state in field.choices.states if field.choices else ():
        if value.casefold() in (str(state.code), state.label.casefold()):
            return state.code
    if (number := whole(value)) is not None:
        return number
    if field.choices is not None and any(isinstance(state.code, str) for state in field.choices.states):
        return value  # the server may have words of its own: `check` looks whether it occurs
    raise Usage(_no_state(field, value))


def _no_state(field: Field, value: str, met: Iterable[str] = ()) -> str:
    known = ", ".join((in_words(field.choices) if field.choices else "codes", *met))
    return f"“{visible(value, 40)}” is no state of “{field.name}”. States are: {known}."
