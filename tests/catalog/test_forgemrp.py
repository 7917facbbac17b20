"""What is worked out of ForgeMRP's records is right, and harmless where the server says something else."""

from __future__ import annotations

import pytest

from forge_desktop.domain import catalog, show
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Child, Hint, Resource, Values
from forge_desktop.domain.scalars import Json, key_of
from tests.domain.test_cells import SEEN

JOBS, WORK_ORDERS = catalog.find("forgemrp", "jobs"), catalog.find("forgemrp", "work-orders")
JOB: dict[str, Json] = {
    "id": "job_3w5e",
    "number": "MO00012",
    "client_id": "cli_9",
    "client_name": "Nordic Living",
    "status": "in_progress",
    "part_number": "T-210",
    "part_name": "Oak dining table 210",
    "quantity": "10",
    "due_date": 1_795_000_000,
    "priority": "high",
    "work_orders": [
        {"id": "wor_2", "sequence": 2, "name": "Glue", "status": "pending", "cycle_minutes": "2.5"},
        {
            "id": "wor_1",
            "sequence": 1,
            "name": "Cut",
            "equipment": "Panel saw",
            "status": "completed",
            "setup_minutes": 15,
            "cycle_minutes": 8,
        },
        {"id": "wor_3", "sequence": 3, "name": "Oil", "status": "blocked"},
        "no work order",
    ],
}


def derived(name: str, values: Values) -> Values:
    """Our own fields of a record of this resource."""
    derive = catalog.find("forgemrp", name).derive
    assert derive is not None
    return derive(values)


def work_orders(job: Values) -> list[Child]:
    """The work orders that come out of this job."""
    assert JOBS.children is not None
    return list(JOBS.children["work-orders"](job))


def test_work_orders_come_out_of_a_job_in_their_order_with_what_the_planner_asks() -> None:
    first, second, third = work_orders(JOB)
    assert [first.key, second.key, third.key] == [key_of("wor_1"), key_of("wor_2"), key_of("wor_3")]
    told = {name: first.values[name] for name in ("id", "job_id", "job_number", "job_status", "client_name")}
    assert told == {
        "id": "wor_1",
        "job_id": "job_3w5e",
        "job_number": "MO00012",
        "job_status": "in_progress",
        "client_name": "Nordic Living",
    }
    assert first.values["equipment"] == "Panel saw"
    assert (first.values["part_number"], first.values["due_date"]) == ("T-210", 1_795_000_000)
    assert [child.values["status"] for child in (first, second, third)] == ["completed", "pending", "blocked"]
    assert "status_sent" not in second.values


def test_a_work_order_takes_its_setup_once_and_its_cycle_for_every_piece() -> None:
    first, second, third = work_orders(JOB)
    assert [child.values["planned_minutes"] for child in (first, second, third)] == [95, 25, None]


@pytest.mark.parametrize("nameless", [{}, {"id": None}, {"id": ""}, {"id": ["odd"]}, {"id": True}])
def test_a_work_order_without_an_id_is_named_after_its_job_and_its_place(nameless: dict[str, Json]) -> None:
    steps: Json = [{"sequence": 1, "name": "Cut", **nameless}, {"name": "Glue", **nameless}]
    first, second = work_orders({"id": "job_3w5e", "work_orders": steps})
    assert (first.key, first.values["id"]) == (key_of("job_3w5e/1"), "job_3w5e/1")
    assert (second.key, second.values["id"]) == (key_of("job_3w5e/2"), "job_3w5e/2")


def test_two_work_orders_of_one_name_are_one() -> None:
    steps: Json = [{"id": "wor_1", "name": "Cut"}, {"id": "wor_1", "name": "Cut again"}]
    assert [child.values["name"] for child in work_orders({"id": "j", "work_orders": steps})] == ["Cut"]


@pytest.mark.parametrize("over", ["cancelled", "completed"])
def test_nothing_of_a_job_that_is_over_is_still_open_and_what_was_sent_stays_visible(over: str) -> None:
    first, second, third = work_orders(JOB | {"status": over})
    assert first.values["status"] == "completed"
    for child, sent in ((second, "pending"), (third, "blocked")):
        assert (child.values["status"], child.values["status_sent"]) == (over, sent)
        assert not show.is_open(WORK_ORDERS, Record(child.key, child.values))


def test_a_work_order_keeps_what_nobody_here_has_heard_of() -> None:
    steps: Json = [{"id": "wor_1", "status": "awaiting_tooling", "programming_minutes": 30}]
    (child,) = work_orders({"id": "job_1", "work_orders": steps})
    assert child.values["programming_minutes"] == 30
    assert _chip(WORK_ORDERS, "status", child.values) == "Awaiting tooling"


def test_a_job_tells_how_far_it_is_and_what_comes_next() -> None:
    assert derived("jobs", JOB) == {"steps_done": "1 of 3 done", "progress": "33", "next_step": "Glue"}
    over = derived("jobs", JOB | {"status": "cancelled"})
    assert (over["steps_done"], over["next_step"]) == ("1 of 3 done", None)
    assert derived("jobs", {"work_orders": []}) == {}


def test_a_quote_is_converted_when_it_names_a_job_or_a_job_names_it() -> None:
    assert derived("quotes", {"job_id": "job_1"})["converted"] is True
    assert derived("quotes", {"status": "approved"})["converted"] is False
    assert JOBS.hints is not None
    key = key_of("quo_1")
    assert key is not None
    assert list(JOBS.hints({"quote_id": "quo_1"})) == [Hint("quotes", key, {"converted": True})]
    assert list(JOBS.hints({"quote_id": None})) == []


@pytest.mark.parametrize("name", ["quotes", "purchase-orders", "rfqs"])
def test_what_has_lines_can_be_found_by_what_they_are_about(name: str) -> None:
    lines: Json = [
        {"description": "Screws"},
        {"description": "", "part_number": "A1"},
        {"description": "Screws"},
        {},
    ]
    assert derived(name, {"lines": lines})["parts"] == "Screws, A1"
    assert catalog.find("forgemrp", name).field("parts").search


@pytest.mark.parametrize(
    ("here", "taken", "available", "stock"),
    [
        ("5", "2", "3", "available"),
        ("5", None, "5", "available"),
        ("0.3", "0.1", "0.2", "available"),
        ("5", "5", "0", "allocated"),
        ("5", "7.5", "-2.5", "short"),
        ("0", "0", "0", "none"),
        ("0", "4", "-4", "short"),
    ],
)
def test_stock_is_what_is_on_hand_and_not_allocated(
    here: str, taken: str | None, available: str, stock: str
) -> None:
    values: Values = {"quantity_on_hand": here, "quantity_allocated": taken, "unit_cost": "0.15"}
    told = derived("inventory", values)
    assert (told["available"], told["stock"]) == (available, stock)


def test_what_is_on_hand_is_worth_its_cost_exactly() -> None:
    assert derived("inventory", {"quantity_on_hand": "3", "unit_cost": "0.1"})["value"] == "0.3"
    assert derived("inventory", {"quantity_on_hand": "3"})["value"] is None
    assert derived("inventory", {"unit_cost": "3"}) == {}


@pytest.mark.parametrize("resource", catalog.resources("forgemrp"), ids=lambda r: r.name)
def test_a_status_nobody_has_heard_of_is_shown_as_a_word(resource: Resource) -> None:
    if resource.state:
        assert _chip(resource, resource.state, {resource.state: "waiting_for_moon"}) == "Waiting for moon"


def _chip(resource: Resource, name: str, values: Values) -> str:
    column = next(column for column in resource.columns if column.field == name)
    return show.cell(resource, column, Record(1, values), SEEN).text
