"""Exporting what a page shows: asks for a file, writes it in a thread of its own, can be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from forge_desktop.domain import text
from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Column
from forge_desktop.errors import Failure
from forge_desktop.export.files import Exported, write
from forge_desktop.export.rows import as_shown, everything
from forge_desktop.export.target import file_name
from forge_desktop.shell.desk import Desk
from forge_desktop.views.page import Page


class Form(NamedTuple):
    """How a file is written."""

    kind: str
    every: bool = False
    """Every field that the server sent, not only the columns on screen."""


FORMS = {
    "Excel workbook, the columns shown (*.xlsx)": Form("xlsx"),
    "Excel workbook, every field (*.xlsx)": Form("xlsx", every=True),
    "CSV for spreadsheets, the columns shown (*.csv)": Form("csv"),
    "CSV for spreadsheets, every field (*.csv)": Form("csv", every=True),
    "JSON, whole records (*.json)": Form("json"),
}
_KINDS = {form.kind for form in FORMS.values()}


class Cancelled(Exception):
    """The person does not want the export any more."""


class Exporting(QObject):
    """One export of one page: the rows on screen in their order, in the columns on screen or every field."""

    _advanced = Signal(int, int)

    def __init__(self, page: Page, desk: Desk, delimiter: str) -> None:
        super().__init__(page)
        self._page, self._desk, self._delimiter = page, desk, delimiter
        self._stop = Event()
        self._advanced.connect(self._tell)
        page.cancelled.connect(self._stop.set)

    async def run(self, query: Query, columns: Sequence[Column], target: Path, form: Form) -> None:
        """Write the file, telling progress on the page; trouble is said there too."""
        self._page.tell_progress(f"Exporting to {target.name}", 0)
        try:
            done = await asyncio.to_thread(self._write, query, columns, target, form)
        except asyncio.CancelledError:  # the connection is closed, or the program ends
            self._stop.set()
            raise
        except Cancelled:
            self._page.status.tell(left="Export cancelled; nothing was written")
        except Failure as failure:
            self._page.status.tell(left=f"Not exported. {failure.message}")
        else:
            self._page.status.tell(left=f"{text.number_of(done.rows)} rows exported to {done.path}")
        finally:
            self._page.tell_progress("")
            self.deleteLater()

    def _write(self, query: Query, columns: Sequence[Column], target: Path, form: Form) -> Exported:
        reader, resource = self._desk.make_reader(), self._page.resource
        try:
            return write(
                reader,
                (everything(resource, columns, reader) if form.every else as_shown(resource, columns)),
                query,
                self._desk.seen(),
                target,
                form=form.kind,
                delimiter=self._delimiter,
                report=self._report,
            )
        finally:
            reader.close()

    def _report(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._advanced.emit(done, total)

    def _tell(self, done: int, total: int) -> None:
        said = f"Exporting: {text.number_of(done)} of {text.number_of(total)}"
        self._page.tell_progress(said, done * 1000 // max(1, total))


def ask_for_file(page: Page, chosen: Callable[[Path, Form], None]) -> None:
    """Ask where to write, without blocking; `chosen(path, form)` is called unless the person thinks better."""
    dialog = QFileDialog(page.window(), f"Export {page.resource.title.lower()}")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(FORMS))
    dialog.selectFile(file_name(page.resource.title, "xlsx"))

    def accepted() -> None:
        form = FORMS[dialog.selectedNameFilter()]
        path = Path(dialog.selectedFiles()[0])
        if (typed := path.suffix.lower().lstrip(".")) in _KINDS:
            form = form._replace(kind=typed)
        chosen(path if path.suffix else path.with_suffix(f".{form.kind}"), form)

    dialog.accepted.connect(accepted)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
