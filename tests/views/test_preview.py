"""The preview says why an order is late, what it lacks, and where everything leads."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forge_desktop.domain.catalog import find
from forge_desktop.domain.scalars import Json
from forge_desktop.views import briefs, facts
from forge_desktop.views.gathering import Gathered, gather
from forge_desktop.views.page import Page
from forge_desktop.widgets.buttons import LinkButton, QuietButton
from tests.qtmodels.shop import CO, LOTS, MO, SEEN, Shop, co, lot, midnight, mo
from tests.views.conftest import Desk


def _gathered(shop: Shop, name: str, key: int) -> Gathered:
    reader = shop.cache.reader()
    try:
        return gather(reader, find("mrpeasy", name), key, SEEN)
    finally:
        reader.close()


def _late_order(shop: Shop) -> None:
    shop.put("units", [(1, {"unit_id": 1, "title": "m"})])
    items = ((1, "OB-40", "Oak board 40 mm"), (3, "HW", "Hardwax oil"))
    shop.put("items", [(n, {"article_id": n, "code": c, "title": t, "unit_id": 1}) for n, c, t in items])
    shop.put(LOTS, [lot(8, status=10, pur_ord_id=231), lot(9, status=20)])
    bought: dict[str, Json] = {"pur_ord_id": 231, "code": "PO00231", "expected_date": midnight(5)}
    shop.put("purchase-orders", [(231, bought | {"status": 20})])
    shop.put(MO, [mo(3, due_date=midnight(-4), status=30, part_status=2, article_id=1)])
    lots: list[dict[str, Json]] = [
        {"lot_id": 8, "booked": "12", "consumed": "0"},
        {"lot_id": 9, "booked": "6", "consumed": "0"},
    ]
    parts: list[Json] = [
        {"article_id": 1, "booked": "18", "consumed": "0", "lots": [*lots]},
        {"article_id": 3, "booked": "4.8", "consumed": "4.8", "lots": [{**lots[1], "consumed": "6"}]},
    ]
    shop.put_detail(
        3, due_date=midnight(-4), status=30, part_status=2, article_id=1, item_code="OB-40", parts=parts
    )


def _links(page: Page) -> dict[str, LinkButton]:
    return {link.label: link for link in page.preview.findChildren(LinkButton) if link.isVisible()}


def test_why_an_order_is_late_is_one_sentence_with_the_order_it_waits_for(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    _late_order(shop)
    page = desk.page(MO)
    said = "4 days late: waits for oak board 40 mm from PO00231, due Thu 26 Nov"
    qtbot.waitUntil(lambda: page.preview._trouble.sentence == said)
    with qtbot.waitSignal(page.open_record) as told:
        _links(page)["PO00231"].click()
    assert told.args == ["purchase-orders", 231]
    page.preview.show_record(3, page.table.record(0))
    page.preview._show_known()
    assert page.preview._trouble.sentence == said, "the sentence flickered while the record was read again"


def test_parts_say_how_far_they_are_covered_and_how_many_are_short(shop: Shop) -> None:
    _late_order(shop)
    parts = briefs.sections(_gathered(shop, "manufacturing-orders", 3), SEEN)[-2]
    assert (parts.title, parts.said) == ("Parts", "2 · 1 short")
    assert [(b.text, b.right, b.tone.value) for b in parts.briefs] == [
        ("Oak board 40 mm", "6 of 18 m", "bad"),
        ("Hardwax oil", "4.8 of 4.8 m", "plain"),
    ]
    assert parts.briefs[0].link == ("items", 1)


def test_operations_say_how_many_are_done_and_how_much_time_was_taken(shop: Shop) -> None:
    _late_order(shop)
    told = briefs.sections(_gathered(shop, "manufacturing-orders", 3), SEEN)[0]
    assert (told.title, told.said) == ("Operations", "2 of 4 done · 4 h 30 of 9 h planned")


def test_a_customer_order_says_what_its_line_waits_for(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    _late_order(shop)
    line: dict[str, Json] = {"article_id": 1, "description": "Pack in pairs", "quantity": "2", "shipped": "0"}
    line |= {"part_status": 20, "source": [{"man_ord_id": 3, "manufacturing_order_code": "MO00003"}]}
    shop.put(CO, [co(3, status=40, delivery_date=midnight(-1), products=[line])])
    page = desk.page(CO)
    said = (
        "1 day late: waits for oak board 40 mm from MO00003, "
        "which waits for oak board 40 mm from PO00231, due Thu 26 Nov"
    )
    qtbot.waitUntil(lambda: page.preview._trouble.sentence == said)
    assert {"MO00003", "PO00231"} <= set(_links(page))
    brief = page.preview._sections[0][2]._briefs[0]
    assert (brief.text, brief.right, brief.tip) == (
        "Oak board 40 mm",
        "0 of 2 shipped",
        "Delayed · Pack in pairs",
    )


def test_a_customer_shows_each_contact_with_its_value(shop: Shop) -> None:
    contacts: list[Json] = [
        {"line_id": 1, "type": "phone", "value": "+372 555 0101"},
        {"line_id": 2, "type": "email", "value": "anna@example.com"},
    ]
    shop.put("customers", [(1, {"customer_id": 1, "code": "CU1", "title": "Moon", "contact_data": contacts})])
    told = briefs.sections(_gathered(shop, "customers", 1), SEEN)[0]
    assert [(b.text, b.right) for b in told.briefs] == [
        ("+372 555 0101", "phone"),
        ("anna@example.com", "email"),
    ]


def test_no_two_facts_have_one_name_and_a_known_word_leads_on(shop: Shop) -> None:
    _late_order(shop)
    shop.put(LOTS, [lot(8, article_id=1, item_code="OB-40", pur_ord_id=231, purchase_order_code="PO00231")])
    for name, key in (("manufacturing-orders", 3), ("lots", 8)):
        record = _gathered(shop, name, key).record
        assert record is not None
        resource = find("mrpeasy", name)
        for told in (facts.all_of(resource, record, SEEN), facts.in_brief(resource, record, SEEN, most=99)):
            labels = [fact.label for fact in told]
            assert len(set(labels)) == len(labels), labels
            assert "Item code" in labels
        brief = {fact.label: fact.link for fact in facts.in_brief(resource, record, SEEN)}
    assert brief["From"] == ("purchase-orders", 231)


def test_a_bill_of_materials_leads_to_its_item(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put("items", [(5, {"article_id": 5, "product_id": 50, "code": "T-210", "title": "Oak table"})])
    shop.put("boms", [(2, {"bom_id": 2, "product_id": 50, "code": "BO00002", "title": "Oak table"})])
    page = desk.page(find("mrpeasy", "boms"))
    qtbot.waitUntil(lambda: "T-210 · Oak table" in _links(page))
    detail = desk.detail(find("mrpeasy", "boms"), 2)
    link = next(w for w in detail._right.findChildren(LinkButton) + detail._left.findChildren(LinkButton))
    with qtbot.waitSignal(detail.open_record) as told:
        link.click()
    assert told.args == ["items", 5]


def test_the_head_of_a_detail_has_the_dates_and_the_orders_around_it(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    _late_order(shop)
    shown = desk.detail(MO, 3)
    words = {label.text() for label in shown._strip.findChildren(QLabel) if label.isVisible()}
    assert {"Created", "Start", "Due", "17 Nov · 4 d late"} <= words
    links = {link.label: link for link in shown._strip.findChildren(LinkButton) if link.isVisible()}
    assert "PO00231" in links
    with qtbot.waitSignal(shown.open_record) as told:
        links["PO00231"].click()
    assert told.args == ["purchase-orders", 231]


def test_a_record_with_lists_in_its_fields_opens(shop: Shop, desk: Desk) -> None:
    shop.put(
        "items",
        [(5, {"article_id": 5, "code": "T-210", "title": "Oak table", "min_quantity": [{"site_id": 1}]})],
    )
    shown = desk.detail(find("mrpeasy", "items"), 5)
    assert shown._title.text() == "T-210"
    assert any(label.text() == "Oak table" for label in shown._left.findChildren(QLabel))


def test_a_late_order_with_all_its_parts_says_at_which_step_it_is(shop: Shop, desk: Desk, qtbot: QtBot) -> None:
    shop.put(MO, [mo(3, due_date=midnight(-4), status=30, part_status=0)])
    shop.put_detail(3, due_date=midnight(-4), status=30, part_status=0)
    page = desk.page(MO)
    said = "4 days late: at step 3 of 4, Sand and oil, running"
    qtbot.waitUntil(lambda: page.preview._trouble.sentence == said)


def test_an_amount_is_told_with_its_unit_and_not_mixed_with_another_one(shop: Shop) -> None:
    line: Json = {"item_title": "Pine board", "quantity": "880", "unit": "m", "vendor_quantity": "88"}
    shop.put("purchase-orders", [(2, {"pur_ord_id": 2, "code": "PO2", "products": [line]})])
    told = briefs.sections(_gathered(shop, "purchase-orders", 2), SEEN)[0]
    assert told.briefs[0].right == "880 m"


def test_what_can_be_done_with_a_record_is_offered_only_while_there_is_one(
    shop: Shop, desk: Desk, qtbot: QtBot
) -> None:
    _late_order(shop)
    page = desk.page(MO)
    buttons = [QuietButton("Change status"), QuietButton("Make again")]
    for button in buttons:
        page.preview.add_act(button)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in buttons))
    QTest.keyClicks(page.filters.search, "no such order")
    qtbot.waitUntil(lambda: not any(button.isVisible() for button in buttons))
    page.filters.search.clear()
    qtbot.waitUntil(lambda: all(button.isVisible() for button in buttons))
