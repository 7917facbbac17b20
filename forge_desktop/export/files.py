"""One export from the question to the finished file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forge_desktop.domain.query import Query
from forge_desktop.domain.record import Record
from forge_desktop.domain.text import Seen
from forge_desktop.export import csv, json
from forge_desktop.export.rows import PAGE, Sheet, stream
from forge_desktop.export.target import written
from forge_desktop.store import Reader

FORMATS = ("csv", "xlsx", "json")
Report = Callable[[int, int], None]
"""Told (done, total) now and then; what it raises ends the export and leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    rows: int
    cut: int = 0
    """Texts that were too long for a cell of the format."""


def write(
    reader: Reader,
    sheet: Sheet,
    query: Query,
    seen: Seen,
    path: Path,
    *,
    form: str,
    delimiter: str = ",",
    report: Report = lambda done, total: None,
) -> Exported:
    """Write everything the question finds into `path`. StorageTrouble, and no file, when that fails.

    JSON holds whole records, lines and unknown fields too; the sheet's columns are for CSV and XLSX.
    """
    keys = reader.keys(query, seen)
    detail = sheet.resource.details if form == "json" else sheet.detail
    count = _Count(stream(reader, sheet.resource, keys, detail=detail), len(keys), report)
    with written(path) as file:
        cut = _write(file, sheet, count, seen, form, delimiter)
    return Exported(path, count.done, cut)


def _write(
    file: BinaryIO, sheet: Sheet, records: Iterable[Record], seen: Seen, form: str, delimiter: str
) -> int:
    if form == "json":
        json.write(file, sheet.resource, records)
        return 0
    rows = (sheet.cells(record, seen.zone) for record in records)
    if form == "xlsx":
        from forge_desktop.export import xlsx  # late: only who wants a spreadsheet waits for its writer

        return xlsx.write(file, sheet.resource.title, sheet.headers, rows)
    csv.write(file, sheet.headers, rows, delimiter=delimiter)
    return 0


class _Count:
    """Passes records on, counts them and reports after each page."""

    def __init__(self, records: Iterable[Record], total: int, report: Report) -> None:
        self._records = records
        self._total = total
        self._report = report
        self.done = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            yield record
            self.done += 1
            if self.done % PAGE == 0:
                self._report(self.done, self._total)
