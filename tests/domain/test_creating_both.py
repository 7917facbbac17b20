"""What is checked of a new record follows from tables: each contract by its own names, ids, needs and words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from forge_desktop.api.forgemrp.assumed import THINGS
from forge_desktop.domain import catalog
from forge_desktop.domain.creating import CREATABLE, Checked
from forge_desktop.domain.scalars import Json
from forge_desktop.outbox.queue import FIRST_KEY

ZONE = ZoneInfo("Europe/Tallinn")


def check(name: str, given: object, pending: tuple[int, ...] = ()) -> Checked:
    table = THINGS[name].create
    assert table is not None
    return Checked(catalog.find("forgemrp", name), given, table.known, ZONE, pending)


def wrong(name: str, given: object, pending: tuple[int, ...] = ()) -> dict[str, str]:
    return dict(check(name, given, pending).wrong)


@pytest.mark.parametrize("dialect", catalog.CATALOG)
def test_what_can_be_created_is_known_for_every_system(dialect: str) -> None:
    for name in CREATABLE[dialect]:
        assert catalog.find(dialect, name).main


def test_a_quote_is_taken_in_either_spelling_with_exact_amounts_and_its_day_in_the_accounts_zone() -> None:
    line = {"description": "Oak top", "part_number": "OT-1", "quantity": 2, "unitPrice": "10.10"}
    given = {"clientId": "cli_1", "validUntil": "2026-11-30", "status": "Draft", "lines": [line]}
    checked = check("quotes", given)
    assert checked.wrong == []
    assert checked.values == {
        "client_id": "cli_1",
        "valid_until": 1_795_989_600,
        "status": "draft",
        "lines": [{"description": "Oak top", "part_number": "OT-1", "quantity": "2", "unit_price": "10.1"}],
    }


def test_one_name_in_both_spellings_is_a_mistake() -> None:
    told = wrong("quotes", {"client_id": "cli_1", "clientId": "cli_2"})
    assert "given twice" in told["clientId"]


@pytest.mark.parametrize("name", [5, FIRST_KEY, True, 1.5, " ", "a\nb", "x" * 201, ["cli_1"]])
def test_what_is_no_id_of_a_client_is_refused(name: object) -> None:
    assert "client_id" in wrong("quotes", {"client_id": name})


def test_a_client_that_is_still_to_be_created_can_be_quoted_to() -> None:
    given: dict[str, Json] = {"client_id": FIRST_KEY}
    assert check("quotes", given, (FIRST_KEY,)).values == given


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"quote_id": "quo_1"}, {}),
        ({"part_number": "T-1", "quantity": "1"}, {}),
        ({}, {"quote_id": "is required, or part_number with quantity"}),
        ({"part_number": "T-1"}, {"quantity": "is required"}),
        ({"quantity": 1}, {"part_number": "is required"}),
    ],
)
def test_a_job_needs_a_quote_or_a_part_with_its_quantity(
    given: dict[str, object], missing: dict[str, str]
) -> None:
    assert wrong("jobs", given) == missing


def test_states_are_words_and_an_unknown_one_is_answered_with_those_there_are() -> None:
    assert check("jobs", {"quote_id": "quo_1", "priority": "HIGH"}).values["priority"] == "high"
    told = wrong("jobs", {"quote_id": "quo_1", "priority": "soon"})
    assert told["priority"] == "is no known state; states are low, normal, high, urgent"


def test_each_mistake_of_a_line_names_its_place() -> None:
    lines = [{"quantity": 0}, {"description": "Oak", "quantity": "1,5", "price": 1}, "oak"]
    told = wrong("quotes", {"client_id": "cli_1", "lines": lines, "colour": "red"})
    assert set(told) == {
        *("lines.0.quantity", "lines.0.description", "lines.1.quantity", "lines.1.price", "lines.2"),
        "colour",
    }
    assert told["lines.0.description"] == "is required, or part_number"


def test_a_client_needs_a_name_and_takes_no_field_of_somebodys_own() -> None:
    assert wrong("clients", {"email": "a@b.ee", "custom_1": "x"}) == {
        "name": "is required",
        "custom_1": "is not a field that can be written here; fields are name, email, phone, address, notes",
    }


def test_a_slip_in_the_name_of_a_field_is_answered_with_the_field_that_was_meant() -> None:
    told = wrong("quotes", {"client_id": "cli_1", "valid_untill": "2026-12-24", "lines": [{"quantitty": 1}]})
    assert "did you mean “valid_until”?" in told["valid_untill"]
    assert "did you mean “quantity”?" in told["lines.0.quantitty"]
