"""XLSX holds real numbers and dates, and text that is never anything else."""

from __future__ import annotations

import io
import resource
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forge_desktop.errors import StorageTrouble
from forge_desktop.export import xlsx
from forge_desktop.export.rows import Value
from forge_desktop.export.target import written
from tests.export.test_csv import CORPUS

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def made(
    *rows: Sequence[Value], headers: tuple[str, ...] = ("A", "B"), most_rows: int = 100
) -> zipfile.ZipFile:
    file = io.BytesIO()
    xlsx.write(file, "Stock lots", headers, rows, most_rows=most_rows)
    return zipfile.ZipFile(file)


def sheet(book: zipfile.ZipFile, number: int = 1) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))


def cells(book: zipfile.ZipFile, number: int = 1) -> dict[str, tuple[str, str]]:
    """Reference -> (type, text): "n" for a number, "inlineStr" for text, "b" for yes or no."""
    found = {}
    for cell in sheet(book, number).iterfind(".//m:c", NS):
        text = "".join(part.text or "" for part in cell.iter() if part.tag.endswith(("}t", "}v")))
        found[cell.attrib["r"]] = (cell.attrib.get("t", "n"), text)
    return found


def test_no_text_ever_becomes_a_formula_or_a_link() -> None:
    hostile = [
        *CORPUS,
        "{=1+1}",
        "=HYPERLINK(A1)",
        "https://example.com",
        "mailto:a@b",
        "internal:Sheet!A1",
        "1234",
    ]
    book = made(*[[text, None] for text in hostile])
    for name in book.namelist():
        assert b"<f>" not in book.read(name)
        assert b"hyperlink" not in book.read(name)
    texts = {
        ref: cell
        for number in range(1, 99)
        if f"xl/worksheets/sheet{number}.xml" in book.namelist()
        for ref, cell in cells(book, number).items()
    }
    assert {kind for kind, _ in texts.values()} == {"inlineStr"}


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>x</t></r>",
        '<r></t></is></c><c r="B9"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><t></r>',
        "a < b & c > d",
        "]]>",
        "\0\x01\x1f",
        "_x0041_",
        "\ufffe\uffff",
        "line\nline\r\n",
        " blanks at both ends ",
        "\ud800 alone",
        "😀",
    ],
    ids=ascii,
)
def test_text_that_looks_like_xml_stays_text(text: str) -> None:
    book = made([text, "after"])
    found = cells(book)
    assert found["A2"][0] == "inlineStr"
    assert found["B2"] == ("inlineStr", "after")
    assert set(found) == {"A1", "B1", "A2", "B2"}
    if text.isprintable() and not text.startswith("_x"):
        assert found["A2"][1].rstrip() == text.rstrip()


@pytest.mark.parametrize(
    "number", ["0", "9.95", "0.1", "-12.5", "123456789012.345", "999999999999999", "0.000000000000001", "1E+20"]
)
def test_a_decimal_of_up_to_15_digits_is_a_real_number_with_exactly_its_digits(number: str) -> None:
    kind, text = cells(made([Decimal(number), None]))["A2"]
    assert kind == "n"
    assert Decimal(text) == Decimal(number)
    assert float(text) == float(number)


@pytest.mark.parametrize("number", ["1234567890.1234567", "12345678901234567890", "0.1234567890123456"])
def test_a_decimal_that_a_spreadsheet_would_round_is_text_with_all_its_digits(number: str) -> None:
    assert cells(made([Decimal(number), None]))["A2"] == ("inlineStr", number)


def test_a_large_key_is_not_rounded_either() -> None:
    assert cells(made([9007199254740993, 4711]))["A2"] == ("inlineStr", "9007199254740993")
    assert cells(made([9007199254740993, 4711]))["B2"] == ("n", "4711")


def test_dates_and_moments_are_real_ones_with_a_format() -> None:
    book = made([date(2026, 11, 21), datetime(2026, 11, 21, 12, 0)])  # noqa: DTZ001 - local on purpose
    found = cells(book)
    assert found["A2"] == ("n", "46347")
    assert found["B2"] == ("n", "46347.5")
    styles = book.read("xl/styles.xml").decode()
    assert "yyyy-mm-dd hh:mm:ss" in styles


def test_a_date_before_the_calendar_of_spreadsheets_is_text() -> None:
    assert cells(made([date(1812, 6, 24), None]))["A2"] == ("inlineStr", "1812-06-24")


def test_flags_are_real_and_missing_values_are_empty_cells() -> None:
    found = cells(made([True, None]))
    assert found["A2"] == ("b", "1")
    assert "B2" not in found


def test_the_header_stays_while_scrolling_and_columns_are_wide_enough() -> None:
    root = sheet(made(["x", "y"], headers=("A", "A rather long header")))
    pane = root.find(".//m:pane", NS)
    assert pane is not None
    assert pane.attrib["state"] == "frozen"
    assert pane.attrib["ySplit"] == "1"
    widths = [float(column.attrib["width"]) for column in root.iterfind(".//m:col", NS)]
    assert widths[1] > len("A rather long header")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_one() -> None:
    book = made(*[[number, None] for number in range(7)], most_rows=3)
    assert [len(cells(book, number)) - 2 for number in (1, 2, 3)] == [3, 3, 1]
    assert cells(book, 3)["A2"] == ("n", "6")
    names = ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", NS)
    assert [name.attrib["name"] for name in names] == ["Stock lots", "Stock lots 2", "Stock lots 3"]


def test_a_sheet_holds_what_a_spreadsheet_holds() -> None:
    assert xlsx.MOST_ROWS + 1 == 1_048_576


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000])
def test_a_text_longer_than_a_cell_is_cut_visibly_and_counted(text: str) -> None:
    file = io.BytesIO()
    assert xlsx.write(file, "T", ["A"], [[text], ["short"]]) == 1
    kept = cells(zipfile.ZipFile(file))["A2"][1]
    assert kept.endswith("(cut: a cell holds no more)")
    assert len(kept.encode("utf-16-le")) // 2 <= 32_767


def test_an_error_among_the_rows_leaves_nothing_behind(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def rows() -> Iterator[list[Value]]:
        yield ["one", None]
        raise Stop

    with pytest.raises(Stop), written(tmp_path / "out.xlsx") as file:
        xlsx.write(file, "T", ["A", "B"], rows())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_words_and_leaves_nothing_behind(tmp_path: Path) -> None:
    rows: list[list[Value]] = [[f"{number} " * 40, number] for number in range(2_000)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(StorageTrouble, match="no room left"), written(tmp_path / "out.xlsx") as file:
            xlsx.write(file, "T", ["A", "B"], rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
