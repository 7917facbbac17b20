"""What is done with the selected rows of a table: counted, summed up, copied, found by typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from forge_desktop.domain.query import Condition, Op, Query
from forge_desktop.domain.text import Seen, one_line
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.store.query import Reader
from forge_desktop.views import copying, summary
from forge_desktop.views.table import ResourceView
from forge_desktop.widgets.status import StatusLine


class Selection(QObject):
    """Reads what it needs in the worker and says the result at the left of the status line."""

    def __init__(
        self, view: ResourceView, status: StatusLine, reading: ReaderThread, seen: Callable[[], Seen]
    ) -> None:
        super().__init__(view)
        self._view, self._status, self._reading, self._seen = view, status, reading, seen
        view.copied.connect(self.copy)

    def sum_up(self) -> None:
        """Say how many rows are selected and what they add up to."""
        view, resource = self._view, self._view.table.resource
        selected = view.selected_count()
        said = summary.counted(selected, view.table.rowCount())
        self._status.tell(left=said)
        field = summary.summed(resource, view.shown_columns())
        if not selected or selected > summary.MOST or field is None:
            self._reading.drop(self._topic("sum"))
            return
        keys = view.selected_keys(summary.MOST)
        self._reading.ask(
            self._topic("sum"),
            lambda reader: summary.total(reader, resource, keys, field),
            lambda total: self._status.tell(left=f"{said} · {total}" if total else said),
        )

    def copy(self) -> None:
        """Put the selected rows with their headings on the clipboard."""
        view, resource, seen = self._view, self._view.table.resource, self._seen()
        keys, columns = view.selected_keys(copying.MOST), view.shown_columns()
        more = view.selected_count() - len(keys)

        def make(reader: Reader) -> str:
            chunks = (keys[at : at + 500] for at in range(0, len(keys), 500))
            records = (r for part in chunks for r in reader.records(resource, part) if r is not None)
            return copying.table(resource, columns, records, seen)

        def made(shown: str) -> None:
            QGuiApplication.clipboard().setText(shown)
            said = "1 row copied" if len(keys) == 1 else f"{len(keys)} rows copied"
            self._status.tell(left=f"{said}, {more} more only by export" if more > 0 else said)

        if keys:
            self._reading.ask(
                self._topic("copy"), make, made, lambda failure: self._status.tell(left=failure.message)
            )

    def seek(self, typed: str, query: Query) -> None:
        """Go to the first record of the order whose first text contains what was typed."""
        view, seen = self._view, self._seen()
        fields = (view.table.resource.field(column.field) for column in view.shown_columns())
        field = next((f for f in fields if f.kind.textual), None)
        if field is None:
            return
        wanted = replace(query, where=(*query.where, Condition(field.name, Op.HAS, (typed,))))

        def found(keys: list[int]) -> None:
            row = view.table.row_of(keys[0]) if keys else None
            if row is None:
                self._status.tell(left=f"No {field.label.lower()} with “{one_line(typed, 40)}” here")
            else:
                view.go_to(row)

        self._reading.ask(self._topic("find"), lambda reader: reader.first(wanted, seen, 1), found)

    def close_down(self) -> None:
        """Ask nothing any more."""
        for name in ("sum", "copy", "find"):
            self._reading.drop(self._topic(name))

    def _topic(self, name: str) -> tuple[str, int]:
        return name, id(self)
