"""An export reads the real local copy, page by page, into each format."""

from __future__ import annotations

import csv as reference
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forge_desktop import export
from forge_desktop.domain import catalog
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.domain.text import Seen
from forge_desktop.export import rows as exported_rows
from forge_desktop.store import Cache, Reader
from tests.export.conftest import NOON, ORDERS

EXACT = "1234.567890123456789"


def lot(number: int, **more: Any) -> tuple[int, dict[str, Any]]:
    values = {
        "lot_id": number,
        "code": f"L{number:05}",
        "item_title": "Oak table",
        "status": 20,
        "quantity": "2.5",
        "available_from": NOON,
        "locations": [{"location_id": 1, "location": "A-1", "available": "2.5", "booked": "0"}],
    }
    return number, values | more


def table(path: Path) -> list[dict[str, str]]:
    return list(reference.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_all_formats_hold_every_record_with_its_exact_decimals(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(1, quantity=EXACT), lot(2, code="=1+1")], now=NOON)
    for form in export.FORMATS:
        path = tmp_path / f"out.{form}"
        done = export.write(reader, export.for_scripts(lots, reader), Query("lots"), seen, path, form=form)
        assert (done.rows, done.cut) == (2, 0)
    first, second = table(tmp_path / "out.csv")
    assert (first["code"], first["quantity"], first["status"]) == ("L00001", EXACT, "20")
    assert first["available_from"] == "2026-11-21 12:00:00"
    assert second["code"] == "'=1+1"
    records = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert records[0]["quantity"] == Decimal(EXACT)
    assert records[0]["available_from"] == NOON
    assert records[0]["locations"][0]["available"] == Decimal("2.5")
    assert records[1]["code"] == "=1+1"
    book = zipfile.ZipFile(tmp_path / "out.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert EXACT in book
    assert "<v>2.5</v>" in book
    assert "<f>" not in book


def test_what_a_page_shows_is_what_is_written(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(1), lot(2, status=30), lot(3, status=20)], now=NOON)
    columns = [
        Column(field="item_title", label="Item", second="item_code"),
        Column(field="status"),
        Column(field="code"),
    ]
    query = Query("lots", (Condition("status", Op.IN, (20,)),), sort=(Sort("code", descending=True),))
    path = tmp_path / "out.csv"
    export.write(reader, export.as_shown(lots, columns), query, seen, path, form="csv", delimiter=";")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    state = lots.field("status").choices
    assert state is not None
    word = state.get(20)
    assert word is not None
    assert lines[0] == '"Item";"Item code";"Status";"Lot"'
    assert lines[1:] == [f'"Oak table";;"{word.label}";"L00003"', f'"Oak table";;"{word.label}";"L00001"']


def test_a_reference_is_its_word_for_people_and_its_key_for_scripts(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    order: dict[str, Json] = {"man_ord_id": 9, "code": "MO00009", "status": 10}
    cache.records.put(ORDERS, [(9, order)], now=NOON)
    cache.records.put(lots, [lot(1, man_ord_id=9)], now=NOON)
    people = export.as_shown(lots, [Column(field="man_ord_id")])
    export.write(reader, people, Query("lots"), seen, tmp_path / "people.csv", form="csv")
    export.write(
        reader, export.for_scripts(lots, reader), Query("lots"), seen, tmp_path / "scripts.csv", form="csv"
    )
    assert table(tmp_path / "people.csv")[0]["MO key"] == "MO00009"
    assert table(tmp_path / "scripts.csv")[0]["man_ord_id"] == "9"


def test_records_stream_in_pages_and_one_that_is_gone_meanwhile_is_left_out(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(number) for number in range(1, 1_201)], now=NOON)
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))
        cache.records.bury(lots, [1_200], now=NOON)

    query = Query("lots", sort=(Sort("code"),))
    done = export.write(
        reader, export.for_scripts(lots, reader), query, seen, tmp_path / "out.json", form="json", report=report
    )
    assert told == [(500, 1_200), (1_000, 1_200)]
    assert done.rows == 1_199
    assert exported_rows.PAGE == 500


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_cancelled_export_leaves_nothing_behind(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen, form: str
) -> None:
    cache.records.put(lots, [lot(number) for number in range(1, 601)], now=NOON)
    folder = tmp_path / "out"
    folder.mkdir()

    class Cancelled(Exception):
        pass

    def report(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export.write(
            reader,
            export.for_scripts(lots, reader),
            Query("lots"),
            seen,
            folder / "x",
            form=form,
            report=report,
        )
    assert list(folder.iterdir()) == []


def test_every_declared_field_that_fits_a_cell_is_a_column_for_scripts(reader: Reader, lots: Resource) -> None:
    headers = export.for_scripts(lots, reader).headers
    assert set(headers) == {field.name for field in lots.fields if field.kind.scalar}
    assert "locations" not in headers


SAMPLES: dict[Kind, Json] = {
    Kind.ID: 7,
    Kind.INTEGER: 3,
    Kind.NUMBER: "1.5",
    Kind.QUANTITY: EXACT,
    Kind.MONEY: "-0.01",
    Kind.PERCENT: "12.5",
    Kind.MINUTES: 95,
    Kind.CODE: "=A1",
    Kind.TEXT: "text",
    Kind.NOTE: "first\n=second",
    Kind.INSTANT: NOON,
    Kind.DATE: NOON,
    Kind.FLAG: True,
    Kind.CHOICE: 10,
    Kind.LINES: [{"beyond": 1}],
    Kind.OTHER: {"street": "Long 1", "rooms": [1, 2]},
}


@pytest.mark.parametrize("resource", catalog.resources("mrpeasy"), ids=lambda resource: resource.name)
def test_every_resource_can_be_exported_in_every_format_for_scripts_and_as_shown(
    tmp_path: Path, cache: Cache, reader: Reader, seen: Seen, resource: Resource
) -> None:
    values = {field.name: SAMPLES[field.kind] for field in resource.fields if not field.derived}
    cache.records.put(resource, [(7, values | {resource.key: 7})], now=NOON)
    for sheet in (export.for_scripts(resource, reader), export.as_shown(resource, resource.columns)):
        for form in export.FORMATS:
            path = tmp_path / f"out.{form}"
            done = export.write(reader, sheet, Query(resource.name), seen, path, form=form)
            assert done.rows == 1
            assert path.stat().st_size > 0
        (row,) = table(tmp_path / "out.csv")
        assert tuple(row) == sheet.headers
        (record,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
        assert record[resource.key] == 7


@pytest.mark.parametrize("instant", [0, -1, 10**15, -(10**15), 1_743_294_600, 1_761_442_200])
def test_any_instant_can_be_exported_also_beyond_the_calendar_and_at_a_change_of_the_clock(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen, instant: int
) -> None:
    cache.records.put(lots, [lot(1, available_from=instant, created=instant)], now=NOON)
    for form in export.FORMATS:
        export.write(
            reader, export.for_scripts(lots, reader), Query("lots"), seen, tmp_path / f"out.{form}", form=form
        )
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["created"] == instant
