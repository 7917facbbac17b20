"""XLSX with real numbers and dates; text stays text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]  # has annotations, but does not declare them
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # as above

from forge_desktop.export.rows import Value

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header; more go on to a second sheet."""
LONGEST = 32_767
"""Characters a cell can hold, in UTF-16 units."""
_DIGITS = 15
"""Decimal digits a spreadsheet keeps of a number; a longer one is written as text, exactly."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets disagree about the calendar."""
_CUT = " … (cut: a cell holds no more)"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}


def write(
    file: BinaryIO,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write header and rows; returns how many texts were too long for a cell and had to be cut."""
    with TemporaryDirectory(prefix="forge-desktop-") as folder:
        sink = _Sink(file)
        workbook = xlsxwriter.Workbook(sink, _OPTIONS | {"tmpdir": folder})
        try:
            book = _Book(workbook, title, headers, most_rows)
            for row in rows:
                book.add(row)
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            _let_go(workbook)
        if sink.error is not None:
            raise sink.error
        return book.cut


class _Book:
    """The open workbook: the sheet being filled and the next row in it."""

    def __init__(self, workbook: Any, title: str, headers: Sequence[str], most_rows: int) -> None:
        self.cut = 0
        self._workbook = workbook
        self._title = title
        self._headers = headers
        self._most = most_rows
        self._head = workbook.add_format({"bold": True, "bottom": 1})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._right = workbook.add_format({"align": "right"})
        self._count = 0
        self._row = 0
        self._begin()

    def add(self, row: Sequence[Value]) -> None:
        """One more row; a full sheet goes on in the next one."""
        if self._row == self._most:
            self._begin()
        self._row += 1
        for column, value in enumerate(row):
            if value is not None:
                self._put(column, value)

    def _begin(self) -> None:
        self._count += 1
        name = "".join(c for c in self._title if c not in "[]:*?/\\'")[:25] or "Sheet"
        self._sheet = self._workbook.add_worksheet(name if self._count == 1 else f"{name} {self._count}")
        self._sheet.freeze_panes(1, 0)
        for column, header in enumerate(self._headers):
            self._sheet.set_column(column, column, min(40, max(12, len(header) + 2)))
            self._sheet.write_string(0, column, self._text(header), self._head)
        self._row = 0

    def _put(self, column: int, value: str | int | bool | Decimal | datetime | date) -> None:
        if isinstance(value, str):
            self._sheet.write_string(self._row, column, self._text(value))
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, (int, Decimal)):
            self._number(column, Decimal(value))
        else:
            self._date(column, value)

    def _number(self, column: int, value: Decimal) -> None:
        """XlsxWriter formats a Decimal by its own digits, so that up to 15 of them arrive exactly."""
        if len(value.normalize().as_tuple().digits) <= _DIGITS and abs(value.adjusted()) < 300:
            self._sheet.write_number(self._row, column, value)
        else:
            self._sheet.write_string(self._row, column, format(value, "f")[:LONGEST], self._right)

    def _date(self, column: int, value: datetime | date) -> None:
        whole = isinstance(value, datetime)
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            self._sheet.write_string(self._row, column, value.isoformat())
        else:
            self._sheet.write_datetime(self._row, column, value, self._moment if whole else self._day)

    def _text(self, text: str) -> str:
        """Text as XlsxWriter takes it unchanged: no lone surrogates, no longer than a cell, never XML."""
        clean = (
            text.encode("utf-8", "backslashreplace").decode().translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
        )
        if len(clean) > LONGEST // 2 and _units(clean) > LONGEST:
            self.cut += 1
            kept = clean.encode("utf-16-le")[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore")
            return kept + _CUT
        # WORKAROUND: XlsxWriter 3.x writes inline text of this shape as ready-made XML; a blank at its end
        # takes the shape away (worksheet.py, "Write any rich strings without further tags").
        return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


class _Sink:
    """The file as XlsxWriter sees it: keeps the first error to itself, so that the archive can end quietly."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        if self.error is None:
            try:
                return self._file.write(data)
            except OSError as error:
                self.error = error
        return len(data)

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def seekable(self) -> bool:
        return True

    def flush(self) -> None:
        return None


def _let_go(workbook: Any) -> None:
    """Close what XlsxWriter leaves open when it was interrupted."""
    for sheet in workbook.worksheets():
        with suppress(OSError):
            sheet.row_data_fh.close()


def _units(text: str) -> int:
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)
