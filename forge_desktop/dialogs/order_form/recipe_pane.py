"""How an item is made: parts and operations side by side for a quantity, and open orders that make the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forge_desktop.dialogs.order_form import needs
from forge_desktop.dialogs.order_form.cells_model import CellsModel, cells_table
from forge_desktop.dialogs.order_form.known import Item, Lookup, Part, Recipe
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen, duration
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.plain import ElidedLabel
from forge_desktop.widgets.table import Table
from forge_desktop.widgets.tokens import CONTROL, SPACE


class RecipePane(QWidget):
    """Asks the local copy for the recipe; two tables, each under a heading that sums it up."""

    learnt = Signal()
    """A recipe became known; whoever shows it shows it again."""

    def __init__(self, lookup: Lookup, seen: Callable[[], Seen]) -> None:
        super().__init__()
        self._lookup, self._seen = lookup, seen
        self._recipe: Recipe | None = None
        self.similar = Banner(rounded=True)
        self._parts = CellsModel(("Part", "Needed", "Available", "Enough?"), (1, 2), self)
        self._steps = CellsModel(("", "Operation", "Planned"), (2,), self)
        self._parts_said, self._steps_said = ElidedLabel(tone=Tone.MUTED), ElidedLabel(tone=Tone.MUTED)
        parts = cells_table("Parts", self._parts, (180, 92, 92, 140), wide=0, compact=False)
        steps = cells_table("Operations", self._steps, (36, 180, 84), wide=1, compact=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.similar)
        row = QHBoxLayout()
        row.setSpacing(24)
        column.addLayout(row, 1)
        row.addLayout(_under("Parts", self._parts_said, parts), 8)
        self._right = _under("Operations", self._steps_said, steps)
        row.addLayout(self._right, 5)

    def add_act(self, button: QWidget) -> None:
        """Put a button at the right above the tables."""
        head = self._right.itemAt(0)
        assert isinstance(head, QHBoxLayout)
        head.addWidget(button)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What one of it takes, as far as it is known."""
        return tuple(self._recipe.parts) if self._recipe is not None else ()

    def forget(self) -> None:
        """Another item, or none: nothing is known of it."""
        self._recipe = None

    def ask(self, item: Item) -> None:
        """Find out how this item is made; what was known stays until then."""
        self._lookup.recipe(item, self._known)

    def takes_years(self, quantity: Decimal) -> bool:
        """So many cannot be meant."""
        steps = self._recipe.steps if self._recipe is not None else ()
        return sum(needs.minutes(step, quantity) for step in steps) > needs.LONGEST

    def show_quantity(self, quantity: Decimal | None) -> None:
        """Show what so many of it take; None: it is wrong."""
        recipe = self._recipe
        if said := needs.similar_words(recipe.similar, self._seen()) if recipe is not None else "":
            self.similar.say(Tone.WARN, said)
        else:
            self.similar.clear()
        if recipe is None:
            recipe = Recipe()
            self._parts_said.setText("")
            self._steps_said.setText("")
        else:
            self._parts_said.setText(self._about_parts(recipe, quantity))
            self._steps_said.setText(_about_steps(recipe, quantity))
        self._parts.show_rows(needs.part_rows(recipe.parts, quantity, self._seen()))
        self._steps.show_rows(needs.step_rows(recipe.steps, quantity))

    def _known(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.learnt.emit()

    def _about_parts(self, recipe: Recipe, quantity: Decimal | None) -> str:
        told = [recipe.bom or "no bill of materials"]
        if quantity is not None and recipe.parts:
            short = sum(1 for part in recipe.parts if needs.short_of(part, quantity))
            told.append(f"{short} short" if short else "all in stock")
        if recipe.unclear_parts:
            told.append(f"{recipe.unclear_parts} by variation")
        return " · ".join(told)


def _about_steps(recipe: Recipe, quantity: Decimal | None) -> str:
    told = [recipe.routing or "no routing"]
    if quantity is not None and recipe.steps:
        told.append(duration(sum(needs.minutes(step, quantity) for step in recipe.steps)))
    return " · ".join(told)


def _under(title: str, said: ElidedLabel, table: Table) -> QVBoxLayout:
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addStrut(CONTROL)
    head.addWidget(plain.section(title))
    head.addWidget(said, 1)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addLayout(head)
    column.addWidget(table, 1)
    return column
