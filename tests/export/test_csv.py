"""CSV opens in a spreadsheet without running anything, and loses nothing."""

from __future__ import annotations

import csv as reference
import io
import itertools
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.export import csv
from forge_desktop.export.rows import Value

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANKS = (
    "",
    " ",
    "   ",
    "\u00a0",
    " \u00a0 ",
    "\u2003",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\t",
    "\v",
    "\r",
    "\n",
    "\r\n",
)
BEFORE = ("", "ordinary text\n", "ordinary text\r\n", "text\r", "text\u2028", "text\x85", "\n\n")
CORPUS = ["".join(parts) + "cmd|'/c calc'!A1" for parts in itertools.product(BEFORE, BLANKS, SIGNS)]


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(reference.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def written(*rows: list[Value], delimiter: str = ",") -> bytes:
    file = io.BytesIO()
    csv.write(file, ["A", "B"], rows, delimiter=delimiter)
    return file.getvalue()


def test_the_corpus_is_worth_its_name() -> None:
    assert len(CORPUS) > 200


@pytest.mark.parametrize("hostile", CORPUS, ids=ascii)
def test_no_line_of_a_cell_begins_like_a_formula(hostile: str) -> None:
    cell = read(written([hostile, None]))[1][0]
    for line in cell.splitlines():
        assert not line.lstrip(" \t\u00a0\u2003\u3000\u200b\ufeff").startswith(SIGNS)
    assert cell[:1] not in ("\t", "\r", "\n")
    assert cell.replace("'", "") == hostile.replace("'", "")


@pytest.mark.parametrize(
    "harmless", ["oak - table", "a=b", "M8x40", "5 + 3", "info@example.com", "'quoted", ""]
)
def test_harmless_text_stays_as_it_is(harmless: str) -> None:
    assert csv.guard(harmless) == harmless


@given(st.text())
def test_whatever_a_text_is_it_comes_back_apart_from_the_apostrophes(text: str) -> None:
    cell = read(written([text, "end"]))[1]
    assert len(cell) == 2
    assert cell[0].replace("'", "") == text.replace("'", "")


def test_numbers_stay_numbers_also_negative_ones() -> None:
    row: list[Value] = [Decimal("-12.50"), -7]
    assert written(row).decode("utf-8-sig").splitlines()[1] == "-12.50,-7"


@pytest.mark.parametrize("exact", ["0.1", "12345678901234567890.123456789", "0.000000000000000000001", "1E+3"])
def test_decimals_keep_every_digit_and_have_no_exponent(exact: str) -> None:
    told = read(written([Decimal(exact), None]))[1][0]
    assert Decimal(told) == Decimal(exact)
    assert "E" not in told


def test_dates_are_iso_and_bare_so_that_a_spreadsheet_knows_them() -> None:
    row: list[Value] = [date(2026, 11, 21), datetime(2026, 11, 21, 9, 42, 0)]  # noqa: DTZ001 - local on purpose
    assert written(row).decode("utf-8-sig").splitlines()[1] == "2026-11-21,2026-11-21 09:42:00"


def test_text_is_quoted_flags_are_words_and_nothing_is_nothing() -> None:
    assert written(['say "oak"', True], [None, False]).decode("utf-8-sig").splitlines()[1:] == [
        '"say ""oak""",true',
        ",false",
    ]


def test_the_file_begins_with_a_byte_order_mark_and_ends_lines_as_spreadsheets_expect() -> None:
    content = written(["ä", None])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_separator_may_stand_in_a_text(delimiter: str) -> None:
    assert read(written([f"a{delimiter}b", "c"], delimiter=delimiter), delimiter)[1] == [f"a{delimiter}b", "c"]
