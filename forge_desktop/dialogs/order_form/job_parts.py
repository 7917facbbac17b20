"""What a job makes: each part with its quantity and what is in inventory, and open jobs that make the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forge_desktop.dialogs.order_form import job_words, needs, parts
from forge_desktop.dialogs.order_form.cells_model import CellsModel, cells_table
from forge_desktop.dialogs.order_form.known import Item, Similar
from forge_desktop.dialogs.order_form.known_forge import ForgeFinding
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.tokens import SPACE


class JobParts(QWidget):
    """Asks the local copy about the parts that it is told, once for each set of them."""

    learnt = Signal()
    """Something became known; whoever shows the parts shows them again."""

    def __init__(self, lookup: ForgeFinding, seen: Callable[[], Seen]) -> None:
        super().__init__()
        self._lookup, self._seen = lookup, seen
        self._known: Mapping[str, Item] = {}
        """Part number in lower case -> what is in inventory."""
        self._similar: Sequence[Similar] = ()
        self._looked: tuple[str, ...] = ()
        self.twin = Banner(rounded=True)
        self._model = CellsModel(("", "Part", "Quantity", "In inventory"), (2,), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.twin)
        column.addWidget(plain.section("What is made"))
        widths = (36, 200, 120, 250)
        column.addWidget(cells_table("What is made", self._model, widths, wide=1, compact=False), 1)

    def item(self, number: str) -> Item | None:
        """What is in inventory under this part number, as far as it is known."""
        return self._known.get(number.casefold())

    def forget(self) -> None:
        """The local copy changed: ask it again."""
        self._looked = ()

    def show_wanted(self, wanted: Sequence[job_words.Wanted]) -> None:
        """Show what is to be made."""
        self._look(tuple(sorted({part for part, _, _ in wanted if part})))
        rows = []
        for place, (part, name, quantity) in enumerate(wanted, 1):
            item = self.item(part)
            rows.append(parts.need_row(place, part, name or (item.title if item else ""), quantity, item))
        self._model.show_rows(rows)
        if said := needs.similar_words(self._similar, self._seen()):
            self.twin.say(Tone.WARN, said)
        else:
            self.twin.clear()

    def _look(self, numbers: tuple[str, ...]) -> None:
        if numbers == self._looked:
            return
        self._looked, self._similar = numbers, ()
        self._lookup.by_code(numbers, self._parts_known)
        if len(numbers) == 1:
            self._lookup.similar(numbers[0], self._similar_known)

    def _parts_known(self, items: Mapping[str, Item]) -> None:
        self._known = items
        self.learnt.emit()

    def _similar_known(self, found: Sequence[Similar]) -> None:
        self._similar = found
        self.learnt.emit()
