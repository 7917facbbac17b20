"""What is made of events: a resource and a name, and nothing else of them."""

from __future__ import annotations

import json

import pytest

from forge_desktop.domain import catalog
from forge_desktop.hooks.events import TABLES, Hint, NotAnEvent, everything, read_event

from .knocking import TABLE, body_of


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [
        ("job.updated", "job_1", Hint("jobs", "job_1")),
        ("quote.created", "3f0e-77", Hint("quotes", "3f0e-77")),
        ("job.deleted", 17, Hint("jobs", 17)),
        ("job.split_in_two", "job_1", Hint("jobs", "job_1")),
        ("job.updated", None, Hint("jobs")),
        ("job.updated", "", Hint("jobs")),
        ("job.updated", "../clients", Hint("jobs")),
        ("job.updated", "a b", Hint("jobs")),
        ("job.updated", "x" * 129, Hint("jobs")),
        ("job.updated", "jöb", Hint("jobs")),
        ("job.updated", True, Hint("jobs")),
        ("job.updated", -1, Hint("jobs")),
        ("job.updated", 1 << 63, Hint("jobs")),
        ("job.updated", ["job_1"], Hint("jobs")),
        ("job.updated", 1.5, Hint("jobs")),
    ],
)
def test_an_event_becomes_a_hint(kind: str, name: object, hint: Hint) -> None:
    assert read_event(body_of(kind, name), TABLE).hint == hint


@pytest.mark.parametrize("data", [None, [], "job_1", 3, {}])
def test_data_of_any_kind_leads_to_a_look_at_the_list(data: object) -> None:
    body = json.dumps({"type": "job.updated", "data": data}).encode()
    assert read_event(body, TABLE).hint == Hint("jobs")


@pytest.mark.parametrize(
    "kind", ["weather.changed", "job", "job.", ".updated", "Job.updated", "*", "job..x", "\ud800"]
)
def test_an_unknown_type_is_an_event_without_a_hint(kind: str) -> None:
    event = read_event(body_of(kind), TABLE)
    assert (event.type, event.hint) == (kind, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"3",
        b'"job.updated"',
        b"{}",
        b'{"type": ""}',
        b'{"type": 3}',
        b'{"type": null}',
        b"\xff\xfe",
        b'{"type": "job.updated"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"type": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_event_is_told_as_such(body: bytes) -> None:
    with pytest.raises(NotAnEvent):
        read_event(body, TABLE)


@pytest.mark.parametrize("dialect", TABLES)
def test_every_resource_of_a_table_is_one_of_its_dialect(dialect: str) -> None:
    known = {resource.name for resource in catalog.resources(dialect)}
    assert set(TABLES[dialect].values()) <= known


def test_everything_is_one_hint_per_resource() -> None:
    assert everything(TABLE | {"estimate": "quotes"}) == [Hint("quotes"), Hint("jobs")]
