"""Pages and panes of a system whose records are named by texts and whose statuses are words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain import show
from forge_desktop.domain.catalog import find, resources
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Field, Resource
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.views import briefs, facts, lines
from forge_desktop.views.gathering import Gathered, gather
from forge_desktop.widgets import theme
from forge_desktop.widgets.buttons import PaintedButton
from forge_desktop.widgets.chips import FilterChip
from tests.qtmodels.shop import NOW, SEEN, Shop, midnight
from tests.views.conftest import Desk

QUOTES, JOBS, CLIENTS, RFQS = (find("forgemrp", name) for name in ("quotes", "jobs", "clients", "rfqs"))
_SUPPLIERS = ((1, "Tamme OÜ"), (2, "Saag OÜ"), (3, "Oak & Co"))
_LEFT: dict[str, Json] = {
    "id": "inv_1",
    "sku": "T-210",
    "lot": "L00001",
    "quantity_on_hand": "4",
    "unit": "pcs",
}


def key(name: Json) -> int:
    """What a record of this name is kept under."""
    found = key_of(name)
    assert found is not None
    return found


@pytest.fixture
def shop(qapp: QApplication, tmp_path: Path) -> Iterator[Shop]:
    """A client, its quote, the job made from it with three work orders, and what is bought for it."""
    theme.apply(qapp, "light")
    shop = Shop(tmp_path / "cache.db", "forgemrp")
    line: dict[str, Json] = {"description": "Oak table", "part_number": "T-210", "quantity": "2"}
    steps: list[Json] = [
        {"id": "wor_1", "sequence": 1, "name": "Cut", "status": "completed", "setup_minutes": 10},
        {"id": "wor_2", "sequence": 2, "name": "Glue", "status": "pending", "cycle_minutes": 30},
        {"id": "wor_3", "sequence": 3, "name": "Oil", "status": "blocked"},
    ]
    whose: dict[str, Json] = {"client_id": "cli_1", "client_name": "Nordic Living"}
    quote = whose | {"id": "quo_1", "number": "Q00001", "status": "approved", "job_id": "job_1"}
    job = whose | {"id": "job_1", "number": "MO00001", "quote_id": "quo_1", "status": "released"}
    job |= {"part_number": "T-210", "quantity": "2", "due_date": midnight(-2), "work_orders": steps}
    order: dict[str, Json] = {"id": "pur_1", "number": "PO00001", "job_id": "job_1", "status": "received"}
    sent: dict[str, list[dict[str, Json]]] = {
        "clients": [{"id": "cli_1", "name": "Nordic Living"}],
        "quotes": [quote | {"total": "960", "currency": "EUR", "valid_until": midnight(3), "lines": [line]}],
        "jobs": [job],
        "purchase-orders": [order],
        "inventory": [_LEFT, _LEFT | {"id": "inv_2", "lot": "L00002", "quantity_on_hand": "0"}],
    }
    for name, rows in sent.items():
        shop.put(name, [(key(row["id"]), row) for row in rows])
    yield shop
    shop.close()


def _gathered(shop: Shop, resource: Resource, name: str) -> Gathered:
    reader = shop.cache.reader()
    try:
        return gather(reader, resource, key(name), SEEN)
    finally:
        reader.close()


def test_a_job_shows_its_work_orders_once_and_how_long_they_take(shop: Shop) -> None:
    told = briefs.sections(_gathered(shop, JOBS, "job_1"), SEEN)
    assert [(part.title, part.said) for part in told] == [("Work orders", "1 of 3 done · 1 h 10 planned")]
    assert [(brief.text, brief.right) for brief in told[0].briefs] == [
        ("1  Cut", "0:10"),
        ("2  Glue", "1:00"),
        ("3  Oil", ""),
    ]
    assert told[0].briefs[1].link == ("work-orders", key("wor_2"))


def test_a_late_job_says_at_which_step_it_is(shop: Shop) -> None:
    gathered = _gathered(shop, JOBS, "job_1")
    assert gathered.record is not None
    said = facts.trouble(JOBS, gathered.record, SEEN, gathered)[1]
    assert said == "2 days late: at step 2 of 3, Glue, pending"


def test_what_belongs_to_a_record_is_found_by_the_texts_that_name_it(shop: Shop) -> None:
    related = {part.label: part for part in _gathered(shop, CLIENTS, "cli_1").related}
    assert {label: [r.key for r in part.records] for label, part in related.items()} == {
        "Quotes": [key("quo_1")],
        "Jobs": [key("job_1")],
    }
    related = {part.label: part for part in _gathered(shop, JOBS, "job_1").related}
    assert [r.get("number") for r in related["Purchase orders"].records] == ["PO00001"]
    assert [r.get("lot") for r in related["In stock"].records] == ["L00001"], "nothing is left of the other"


def test_what_is_open_stands_before_what_is_over_and_of_that_the_latest_first(shop: Shop) -> None:
    told = ((f"job_{n}", ("completed", "pending")[n % 2], midnight(n - 9)) for n in range(2, 8))
    jobs: list[dict[str, Json]] = [
        {"id": name, "number": name, "client_id": "cli_1", "status": status, "due_date": due}
        for name, status, due in told
    ]
    shop.put("jobs", [(key(job["id"]), job) for job in jobs])
    related = {part.label: part for part in _gathered(shop, CLIENTS, "cli_1").related}["Jobs"]
    assert [record.get("number") for record in related.records] == [
        *("job_3", "job_5", "job_7", "MO00001"),
        *("job_6", "job_4", "job_2"),
    ]


def test_a_reference_leads_to_its_record_and_is_called_by_its_name(shop: Shop) -> None:
    record = _gathered(shop, QUOTES, "quo_1").record
    assert record is not None
    told = {fact.label: (fact.value, fact.link) for fact in facts.links_of(QUOTES, record, SEEN)}
    assert told == {
        "Client": ("Nordic Living", ("clients", key("cli_1"))),
        "Job": ("MO00001", ("jobs", key("job_1"))),
    }


def test_the_unit_of_an_amount_is_not_told_a_second_time(shop: Shop) -> None:
    record = _gathered(shop, QUOTES, "quo_1").record
    assert record is not None
    assert facts.caption(QUOTES, record, SEEN) == "Nordic Living · 960.00 EUR"
    assert "Currency" not in [fact.label for fact in facts.in_brief(QUOTES, record, SEEN)]


def test_all_fields_tells_no_number_that_is_only_ours(shop: Shop) -> None:
    record = _gathered(shop, QUOTES, "quo_1").record
    assert record is not None
    told = {row.cells[2].text: row.cells[1].text for row in lines.all_fields(QUOTES, record, SEEN, "")[1]}
    assert (told["valid_until"], told["converted"]) == ("24 Nov", "Yes")
    assert told["client_id"] == "Nordic Living (cli_1)"
    assert str(midnight(3)) not in str(told)


def test_a_record_without_a_number_is_called_by_what_the_server_calls_it(shop: Shop) -> None:
    shop.put("jobs", [(key("job_2"), {"id": "job_2", "client_id": "cli_9"})])
    record = _gathered(shop, JOBS, "job_2").record
    assert record is not None
    assert facts.code_of(JOBS, record) == "Job job_2"


REFERENCES = [(resource, field) for resource in resources("forgemrp") for field in resource.fields if field.ref]


def _pointing(shop: Shop, resource: Resource, field: Field) -> Record:
    """The record of this resource that points to "there_1" and says no more."""
    if resource.parent:
        step: dict[str, Json] = {"id": "x_1", "sequence": 1}
        job: dict[str, Json] = {"id": "job_9", "number": "MO9", "client_id": "there_1", "work_orders": [step]}
        if field.name == "job_id":
            job = {"id": "there_1", "work_orders": [step]}
        shop.put("jobs", [(key(job["id"]), job)])
    elif field.derived:
        shop.put(resource.name, [(key("x_1"), {"id": "x_1"})])
        waiting: dict[str, Json] = {"id": "there_1", "job_id": "x_1", "status": "sent"}
        shop.put("purchase-orders", [(key("there_1"), waiting)])
    else:
        shop.put(resource.name, [(key("x_1"), {"id": "x_1", field.name: "there_1"})])
    record = _gathered(shop, resource, "x_1").record
    assert record is not None
    return record


@pytest.mark.parametrize(("resource", "field"), REFERENCES, ids=lambda one: one.name)
def test_a_reference_is_called_by_a_name_or_said_to_be_away_and_never_by_an_opaque_text(
    shop: Shop, resource: Resource, field: Field
) -> None:
    assert field.ref is not None
    unknown = _pointing(shop, resource, field)
    column = next((c for c in resource.columns if c.field == field.name), Column(field=field.name))
    cell = show.cell(resource, column, unknown, SEEN)
    assert cell.text == show.AWAY
    assert "there_1" in cell.tip
    if field.ref.said:
        beside = show.cell(resource, Column(field=field.ref.said), unknown, SEEN)
        assert (beside.text, "there_1" in beside.tip) == (show.AWAY, True), "nobody is not the same as unknown"
    told = [*facts.in_brief(resource, unknown, SEEN), *facts.all_of(resource, unknown, SEEN)]
    assert show.AWAY in [fact.value for fact in told]
    assert not [fact for fact in told if "there_1" in fact.value]
    other = find("forgemrp", field.ref.resource)
    named: dict[str, Json] = {"id": "there_1", field.ref.show: "Known & Co"}
    if resource.parent and field.ref.resource == "jobs":
        named |= {"work_orders": [{"id": "x_1", "sequence": 1}]}
    if field.derived:
        named |= {"job_id": "x_1", "status": "sent"}
    shop.put(other.name, [(key("there_1"), named)])
    record = _gathered(shop, resource, "x_1").record
    assert record is not None
    assert show.cell(resource, column, record, SEEN).text == "Known & Co"
    links = {fact.value: fact.link for fact in facts.in_brief(resource, record, SEEN)}
    assert links["Known & Co"] == (field.ref.resource, key("there_1"))
    if field.ref.said:
        said = Column(field=field.ref.said)
        assert show.cell(resource, said, record, SEEN).text == "Known & Co", "the server need not repeat it"


def test_a_request_is_found_by_the_name_of_its_supplier_which_it_does_not_hold(shop: Shop, desk: Desk) -> None:
    for number, supplier in ((1, "sup_1"), (2, "sup_2"), (3, "sup_9")):
        told: dict[str, Json] = {"id": f"rfq_{number}", "number": f"RFQ{number}", "supplier_id": supplier}
        shop.put("rfqs", [(key(f"rfq_{number}"), told | {"status": "sent"})])
    shop.put("suppliers", [(key(f"sup_{n}"), {"id": f"sup_{n}", "name": name}) for n, name in _SUPPLIERS])
    page = desk.page(RFQS)
    assert page.filters.search.placeholderText() == "Search RFQ, supplier, parts, part numbers …"
    for text, found in (
        ("tamme", ["RFQ1"]),
        ("oü", ["RFQ1", "RFQ2"]),
        ("saag rfq2", ["RFQ2"]),
        ("rfq3", ["RFQ3"]),
    ):
        page.table.ask(Query("rfqs", text=text, sort=(Sort("number"),)))
        assert desk.codes(page) == found


@pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys
def test_a_status_that_nobody_declared_can_be_chosen_once_it_occurs(shop: Shop, desk: Desk) -> None:
    shop.put("jobs", [(key("job_7"), {"id": "job_7", "number": "MO7", "status": "awaiting_parts"})])
    page = desk.page(JOBS)
    page.filters.edit("status")
    desk.qtbot.waitUntil(lambda: page.filters.popup is not None)
    assert page.filters.popup is not None
    listed = page.filters.popup.findChildren(QListWidget)[0]
    words = [listed.item(row).text() for row in range(listed.count())]
    flow = ["Pending", "Released", "In progress", "On hold", "Completed", "Cancelled"]
    assert words == [*flow, "Awaiting parts"]
    for row in range(listed.count()):
        wanted = Qt.CheckState.Checked if row == len(flow) else Qt.CheckState.Unchecked
        listed.item(row).setCheckState(wanted)
    assert desk.codes(page) == ["MO7"]


@pytest.mark.qt_log_ignore("does not support grabbing")  # without a screen no pane can grab keys
def test_a_job_in_a_status_that_nobody_declared_is_open_until_it_is_surely_over(shop: Shop, desk: Desk) -> None:
    for number, status in enumerate(("awaiting_paint", "completed", ""), 8):
        shop.put(
            "jobs", [(key(f"job_{number}"), {"id": f"job_{number}", "number": f"MO{number}", "status": status})]
        )
    page = desk.page(JOBS)
    assert sorted(desk.codes(page)) == ["MO00001", "MO10", "MO8"]
    chip = page.filters._chips["status"]
    assert chip.label == "Status: open"
    chip.click()
    desk.qtbot.waitUntil(lambda: page.filters.popup is not None)
    assert page.filters.popup is not None
    listed = page.filters.popup.findChildren(QListWidget)[0]
    rows = [listed.item(row) for row in range(listed.count())]
    ticked = [row.text() for row in rows if row.checkState() is Qt.CheckState.Checked]
    assert ticked == ["Pending", "Released", "In progress", "On hold", "Awaiting paint"]
    rows[0].setCheckState(Qt.CheckState.Unchecked)
    assert page.state.query.condition("status") == Condition(
        "status", Op.IN, ("released", "in_progress", "on_hold", "awaiting_paint")
    )
    open_ = next(b for b in page.filters.popup.findChildren(PaintedButton) if b.label == "Open")
    open_.click()
    assert sorted(desk.codes(page)) == ["MO00001", "MO10", "MO8"]
    assert chip.label == "Status: open"


def test_a_filter_by_what_is_not_here_shows_no_number_of_ours(shop: Shop, desk: Desk) -> None:
    shop.put("rfqs", [(key("rfq_1"), {"id": "rfq_1", "supplier_id": "sup_9", "status": "sent"})])
    reader = shop.cache.reader()
    assert reader.choices(RFQS, "supplier_id") == [(key("sup_9"), show.AWAY, 1)]
    reader.close()
    page = desk.page(RFQS)
    wanted = Condition("supplier_id", Op.IN, (key("sup_9"),))
    page.table.ask(page.state.query.with_condition("supplier_id", wanted))
    desk.settle(page)
    labels = [chip.label for chip in page.filters.findChildren(FilterChip)]
    assert f"Supplier: {show.AWAY}" in labels
    assert page.table.rowCount() == 1


def test_a_reference_to_what_may_not_be_seen_is_called_as_the_record_itself_calls_it(shop: Shop) -> None:
    sent: dict[str, Json] = {"id": "rfq_1", "supplier_id": "sup_1", "supplier_name": "Oak & Co"}
    shop.put("rfqs", [(key("rfq_1"), sent)])
    record = _gathered(shop, RFQS, "rfq_1").record
    assert record is not None
    column = next(column for column in RFQS.columns if column.field == "supplier_id")
    assert show.cell(RFQS, column, record, SEEN).text == "Oak & Co"


def test_a_quote_that_became_a_job_is_not_among_those_to_be_won(shop: Shop, desk: Desk) -> None:
    told: dict[str, Json] = {"number": "Q00002", "status": "approved", "valid_until": midnight(-3)}
    shop.put("quotes", [(key("quo_2"), told | {"id": "quo_2"})])
    shop.put("quotes", [(key("quo_3"), told | {"id": "quo_3", "number": "Q00003", "status": "sent"})])
    assert desk.codes(desk.page(QUOTES)) == ["Q00003", "Q00002"]
    shop.put("jobs", [(key("job_3"), {"id": "job_3", "quote_id": "quo_2"})])
    page = desk.page(QUOTES)
    assert desk.codes(page) == ["Q00003"]
    assert page.head._said.text() == "1 open"


def test_stock_is_counted_as_what_it_is(shop: Shop, desk: Desk) -> None:
    page = desk.page(find("forgemrp", "inventory"))
    assert desk.codes(page) == ["T-210"]
    assert page.head._said.text() == "1 in stock"
    assert "Stock: in stock" in [chip.label for chip in page.filters.findChildren(FilterChip)]


@pytest.mark.parametrize("resource", resources("forgemrp"), ids=lambda r: r.name)
def test_every_page_and_every_record_opens_without_a_raw_key_or_a_number_for_a_time(
    shop: Shop, desk: Desk, qtbot: QtBot, resource: Resource
) -> None:
    values: dict[str, Json] = {"id": "x_1", "created_at": NOW, "updated_at": NOW, "status": "heard_of_never"}
    if not resource.parent:
        shop.put(resource.name, [(key("x_1"), values | {"some_new_field": "kept"})])
    page = desk.page(resource)
    page.filters.clear()
    desk.settle(page)
    texts = [
        str(page.table.index(row, number).data() or "")
        for row in range(page.table.rowCount())
        for number, column in enumerate(page.table.columns)
        if column.shown
    ]
    assert texts
    assert not [text for text in texts if str(NOW) in text or "None" in text or "_1" in text.removeprefix("#")]
    detail = desk.detail(resource, page.table.key(0) or 0)
    detail.tabs.setCurrentIndex(detail.tabs.count() - 1)
    assert detail._title.text()
