"""Fields that no declaration knows are written too: all of them, as text that stays text."""

from __future__ import annotations

import csv as reference
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forge_desktop import export
from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.resource import Column, Field, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.text import Seen
from forge_desktop.store import Cache, Reader
from tests.export.conftest import NOON, ORDERS
from tests.export.test_xlsx import cells

HOSTILE = '=HYPERLINK("http://x")'


def written(path: Path) -> list[list[str]]:
    return list(reference.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def lot(number: int, **more: Any) -> tuple[int, dict[str, Any]]:
    return number, {"lot_id": number, "code": f"L{number:05}", "quantity": "2.5"} | more


def column(rows: list[list[str]], name: str) -> list[str]:
    return [row[rows[0].index(name)] for row in rows[1:]]


def test_fields_nobody_declared_stand_behind_the_declared_ones(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    declared = export.for_scripts(lots, reader).headers
    cache.records.put(lots, [lot(1, heat_number="H-1"), lot(2, bin=7, heat_number="H-2")], now=NOON)
    sheet = export.for_scripts(lots, reader)
    assert sheet.headers == (*declared, "heat_number", "bin")
    one = Query("lots", (Condition("code", Op.IN, ("L00001",)),))
    for form in ("csv", "xlsx"):
        export.write(reader, sheet, one, seen, tmp_path / f"x.{form}", form=form)
    rows = written(tmp_path / "x.csv")
    assert (column(rows, "heat_number"), column(rows, "bin")) == (["H-1"], [""])
    told = [text for _, text in cells(zipfile.ZipFile(tmp_path / "x.xlsx")).values()]
    assert {"heat_number", "bin", "H-1"} <= set(told)


def test_people_get_every_field_once_and_what_they_look_at_first(
    cache: Cache, reader: Reader, lots: Resource
) -> None:
    cache.records.put(lots, [lot(1, heat_number="H-1")], now=NOON)
    shown = (Column(field="quantity"), Column(field="code", label="Our lot"))
    sheet = export.everything(lots, shown, reader)
    assert sheet.headers[:2] == (lots.field("quantity").label, "Our lot")
    assert sheet.headers[-1] == "heat_number"
    names = [field.name for field in sheet.fields]
    assert sorted(names) == sorted({*(f.name for f in lots.fields if f.kind.scalar), "heat_number"})


@pytest.mark.parametrize(
    ("sent", "cell"),
    [
        (HOSTILE, f"'{HOSTILE}"),
        ("-2+3", "'-2+3"),
        ("-3.5", "-3.5"),
        ("-3", "-3"),
        ("0.10", "0.10"),
        ("007", "007"),
        (True, "true"),
        (12, "12"),
        ("", ""),
        (None, ""),
        ([1, {"a": "=1"}], '[1, {"a": "=1"}]'),
        ({"=a": None}, '{"=a": null}'),
    ],
    ids=ascii,
)
def test_a_value_whose_meaning_is_unknown_is_written_as_it_came_and_starts_nothing(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen, sent: Any, cell: str
) -> None:
    cache.records.put(lots, [lot(1, odd=sent)], now=NOON)
    for form in ("csv", "xlsx"):
        sheet = export.for_scripts(lots, reader)
        export.write(reader, sheet, Query("lots"), seen, tmp_path / f"x.{form}", form=form)
    assert column(written(tmp_path / "x.csv"), "odd") == [cell]
    book = zipfile.ZipFile(tmp_path / "x.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in book
    assert "hyperlink" not in book.lower().replace("=hyperlink(", "")


def test_a_name_that_looks_like_a_formula_is_text_in_the_heading_too(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(1, **{HOSTILE: "x", '"; DROP': "y", "line\n=break": "z"})], now=NOON)
    sheet = export.for_scripts(lots, reader)
    for form in ("csv", "xlsx"):
        export.write(reader, sheet, Query("lots"), seen, tmp_path / f"x.{form}", form=form)
    rows = written(tmp_path / "x.csv")
    assert rows[0][-3:] == [f"'{HOSTILE}", '"; DROP', "line\n'=break"]
    assert rows[1][-3:] == ["x", "y", "z"]
    found = cells(zipfile.ZipFile(tmp_path / "x.xlsx"))
    assert ("inlineStr", HOSTILE) in found.values()


def test_what_only_the_single_record_had_is_written_as_well(
    tmp_path: Path, cache: Cache, reader: Reader, seen: Seen
) -> None:
    order: dict[str, Any] = {"man_ord_id": 9, "code": "MO00009", "status": 10}
    cache.records.put(ORDERS, [(9, order)], now=NOON)
    cache.records.put_detail(ORDERS, 9, order | {"oven": "B"}, now=NOON)
    assert reader.unknown(ORDERS) == ()
    sheet = export.for_scripts(ORDERS, reader)
    export.write(reader, sheet, Query(ORDERS.name), seen, tmp_path / "x.csv", form="csv")
    assert column(written(tmp_path / "x.csv"), "oven") == ["B"]


def test_an_unknown_field_that_a_page_shows_is_written_with_the_page(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(1, odd={"a": 1, "b": "=2"})], now=NOON)
    wider = replace(lots, fields=(*lots.fields, Field(name="odd", label="odd", kind=Kind.OTHER)))
    sheet = export.as_shown(wider, [Column(field="code"), Column(field="odd")])
    export.write(reader, sheet, Query("lots"), seen, tmp_path / "x.csv", form="csv")
    assert written(tmp_path / "x.csv") == [["Lot", "odd"], ["L00001", "a: 1, b: =2"]]


def test_csv_xlsx_and_json_agree_about_what_there_is(
    tmp_path: Path, cache: Cache, reader: Reader, lots: Resource, seen: Seen
) -> None:
    cache.records.put(lots, [lot(number, **{f"own_{number}": number}) for number in range(1, 8)], now=NOON)
    sheet = export.for_scripts(lots, reader)
    for form in export.FORMATS:
        export.write(reader, sheet, Query("lots"), seen, tmp_path / f"x.{form}", form=form)
    names = {name for row in json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) for name in row}
    scalar = {field.name for field in lots.fields if field.kind.scalar}
    assert set(written(tmp_path / "x.csv")[0]) == names - ({f.name for f in lots.fields} - scalar)
