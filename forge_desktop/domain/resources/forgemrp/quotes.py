"""Quotes (contracts/forgemrp-assumptions.md, "Quote"); locked once a job was made from them."""

from __future__ import annotations

from forge_desktop.domain.query import LATE, Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import PART_NUMBERS, PARTS, PRICED, derive_parts
from forge_desktop.domain.scalars import Kind


def derive(values: Values) -> Values:
    """What its lines are about, and whether a job was made from it; a job that names the quote says so, too."""
    return {**derive_parts(values), "converted": bool(values.get("job_id"))}


QUOTES = Resource(
    name="quotes",
    dialect="forgemrp",
    section=Section.ORDERS,
    title="Quotes",
    singular="Quote",
    icon="file-text",
    key="id",
    code="number",
    caption=("client_name", "total"),
    state="status",
    open=states.QUOTE_OPEN,
    due="valid_until",
    dates=("created_at", "valid_until"),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="number", label="Quote", kind=Kind.CODE, search=True),
        Field(name="client_id", label="Client key", kind=Kind.ID, ref=Ref("clients", "name", "client_name")),
        Field(name="client_name", label="Client", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.QUOTE_STATUS),
        Field(name="valid_until", label="Valid until", kind=Kind.DATE),
        PARTS,
        PART_NUMBERS,
        Field(name="total", label="Total", kind=Kind.MONEY, unit="currency"),
        Field(name="currency", label="Currency", kind=Kind.TEXT),
        Field(name="job_id", label="Job", kind=Kind.ID, ref=Ref("jobs", "number")),
        Field(
            name="converted",
            label="Job made",
            kind=Kind.FLAG,
            derived=True,
            help="A job was made from it, which locks the quote",
        ),
        Field(name="notes", label="Notes", kind=Kind.NOTE, search=True),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
        PRICED,
    ),
    columns=(
        Column(field="number", look=Look.STRONG, width=84),
        Column(field="status", width=116),
        Column(field="client_name", width=178),
        Column(field="parts", second="part_numbers", width=258),
        Column(field="valid_until", look=Look.DUE, width=96),
        Column(field="total", width=124),
        Column(field="job_id", width=84, shown=False),
        Column(field="converted", shown=False),
        Column(field="currency", shown=False),
        Column(field="notes", width=240, shown=False),
        Column(field="created_at", shown=False),
        Column(field="updated_at", shown=False),
    ),
    chips=("status", "converted", "valid_until", "client_name", "total"),
    view="Open, late first",
    where=(states.not_over(states.QUOTE_STATUS, states.QUOTE_WANTED), Condition("converted", Op.IN, (0,))),
    sort=(Sort(LATE, descending=True), Sort("valid_until"), Sort("number")),
    links=(Link("Jobs", "jobs", "quote_id"),),
    derive=derive,
    empty="Offers to clients appear here.",
)
