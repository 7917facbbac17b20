"""How records of the main tables look in their cells."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from forge_desktop.domain import catalog, show
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Choices, Resource, State, Tone
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen

TALLINN = ZoneInfo("Europe/Tallinn")
SEEN = Seen(int(datetime(2026, 11, 20, 12, tzinfo=TALLINN).timestamp()), TALLINN)
DAY = 86_400
EVERY = [resource for dialect in catalog.CATALOG for resource in catalog.resources(dialect)]
MO = catalog.find("mrpeasy", "manufacturing-orders")
CO = catalog.find("mrpeasy", "customer-orders")


def order(**values: Json) -> Record:
    return Record(1, {"man_ord_id": 1, "code": "MO1", "status": 30, "quantity": "24", "unit": "pcs", **values})


def cell(resource: Resource, field: str, record: Record) -> Cell:
    column = next(c for c in resource.columns if c.field == field)
    return show.cell(resource, column, record, SEEN)


def test_an_open_order_past_its_day_is_red_on_the_date_only() -> None:
    late = order(due_date=SEEN.today - 4 * DAY)
    shown = cell(MO, "due_date", late)
    assert (shown.text, shown.second, shown.tone) == ("16 Nov", "4 d late", Tone.BAD)
    assert show.is_late(MO, late, SEEN)
    assert cell(MO, "status", late).tone is Tone.GOOD


def test_an_order_due_today_is_not_late_but_soon() -> None:
    today = order(due_date=SEEN.today)
    shown = cell(MO, "due_date", today)
    assert (shown.second, shown.second_tone) == ("today", Tone.WARN)
    assert not show.is_late(MO, today, SEEN)


def test_a_done_order_is_never_late() -> None:
    done = order(status=40, due_date=SEEN.today - 9 * DAY)
    assert not show.is_late(MO, done, SEEN)
    assert cell(MO, "due_date", done).second == "9 d ago"


@pytest.mark.parametrize("code", [15, 99, "unheard of", -1])
def test_any_status_code_is_shown_and_never_fails(code: Json) -> None:
    shown = cell(MO, "status", order(status=code))
    assert shown.text in (f"Status {code}", "Not scheduled", "Unheard of")


def test_states_have_an_icon_and_a_word_and_no_two_the_same_word() -> None:
    for resource in EVERY:
        for field in resource.fields:
            if field.choices is not None:
                assert all(state.icon and state.label for state in field.choices.states)
                words = [state.label for state in field.choices.states]
                assert len(words) == len(set(words)), field.name


def test_a_quantity_stands_right_with_its_unit_and_a_bar_of_what_is_done() -> None:
    shown = cell(MO, "quantity", order(progress="75"))
    assert (shown.text, shown.right, shown.share) == ("24 pcs", True, 750)
    assert cell(MO, "quantity", order()).share is None
    assert cell(MO, "quantity", order(progress="0")).share is None
    shipped = Record(1, {"shipped": "1", "ordered": "4"})
    assert cell(CO, "shipped", shipped).share == 250
    assert cell(CO, "shipped", Record(1, {"shipped": "1", "ordered": "0"})).share is None


def test_a_reference_whose_record_is_unknown_shows_a_number_sign_and_no_bare_key() -> None:
    assert cell(MO, "assigned_id", order(assigned_id=7)).text == "#7"
    known = Record(1, {"assigned_id": 7}, {"assigned_id": "A. Tamm"})
    assert cell(MO, "assigned_id", known).text == "A. Tamm"


def test_nothing_is_shown_for_what_the_server_did_not_send() -> None:
    bare = Record(1, {})
    for resource in EVERY:
        for column in resource.columns:
            shown = show.cell(resource, column, bare, SEEN)
            assert (shown.text, shown.second) == ("", ""), (resource.name, column.field)


def test_the_worst_line_decides_how_ready_an_order_is() -> None:
    assert CO.derive is not None
    derived = CO.derive(
        {
            "products": [
                {"part_status": 40, "quantity": "2", "shipped": "1"},
                {"part_status": 20, "quantity": "3.5", "shipped": "0"},
                {"part_status": 50, "quantity": "1", "shipped": "1"},
            ]
        }
    )
    assert derived == {"readiness": 20, "ordered": "6.5", "shipped": "2"}
    assert CO.derive({"products": None})["readiness"] is None


def test_operations_come_out_of_an_order_in_their_order_with_what_blocks_them() -> None:
    assert MO.children is not None
    workers: Json = [{"user_id": 3, "results": [{"Quantity": "4"}, {"Quantity": "0.5"}]}]
    values: dict[str, Json] = {
        "man_ord_id": 1,
        "code": "MO1",
        "status": 30,
        "quantity": "10",
        "operations": [
            {"operation_id": 12, "ord": 2, "stations": [{"title": "Saw", "station_id": 4}]},
            {"operation_id": 11, "ord": 1, "real_start_date": 5, "stations": [{"workers": workers}]},
            "not an operation",
        ],
    }
    first, second = list(MO.children["operations"](values))
    assert (first.key, first.values["state"], first.values["done"], first.values["left"]) == (
        11,
        30,
        "4.5",
        "5.5",
    )
    assert (second.key, second.values["state"], second.values["station"]) == (12, 10, "Saw")
    assert first.values["worker_id"] == 3
    assert first.values["order_code"] == "MO1"


@pytest.mark.parametrize(
    ("state", "shown", "below"),
    [("ready", "New", "not sent yet"), ("review", "New", "needs a look"), ("delivered", "", ""), ("", "", "")],
)
def test_a_record_that_waits_to_be_sent_says_so_below_its_name(state: str, shown: str, below: str) -> None:
    waiting = cell(MO, "code", Record(-1, {"quantity": "3"}, pending=state))
    assert (waiting.text, waiting.second) == (shown, below)
    assert waiting.second_tone is (Tone.PENDING if below else Tone.MUTED)


def test_an_unknown_code_keeps_its_own_word() -> None:
    choices = Choices((State(code=1, label="One"),), word="Parts")
    assert choices.get("1") == choices.states[0]
    assert choices.get(None) is None
    unknown = choices.get(4)
    assert unknown is not None
    assert unknown.label == "Parts 4"


@pytest.mark.parametrize("code", ["²", "--5", "-", "9" * 5_000, "५"])
def test_a_code_that_only_looks_like_a_number_is_a_word(code: str) -> None:
    unknown = Choices(()).get(code)
    assert unknown is not None
    assert unknown.code == code
