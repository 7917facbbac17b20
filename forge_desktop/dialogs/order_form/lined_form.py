"""What forms with lines have in common: the table, the line that adds to it, pasting, the sums below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.known import Finding
from forge_desktop.dialogs.order_form.lines_model import LinesModel
from forge_desktop.dialogs.order_form.lines_view import LinesView
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.pasted import Kind, Verdict
from forge_desktop.dialogs.order_form.picker import Find, Picker
from forge_desktop.dialogs.order_form.sheet import Sheet
from forge_desktop.dialogs.order_form.totals import Totals
from forge_desktop.dialogs.order_form.wishes import Complaint
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen
from forge_desktop.widgets import plain as labels
from forge_desktop.widgets.buttons import QuietButton


class LinedForm(OrderForm):
    """A head of fields over lines that are edited in place."""

    pastes: Kind
    """What a pasted row is."""

    def __init__(
        self,
        title: str,
        yes: str,
        lookup: Finding,
        seen: Callable[[], Seen],
        sheet: Sheet,
        find: Find,
        totals: Totals,
        parent: QWidget | None,
    ) -> None:
        super().__init__(title, yes, seen, parent)
        self._finding = lookup
        self.lines = LinesModel(seen, self, sheet)
        self.view = LinesView(self.lines, find)
        self._add = Picker(sheet.adds, find)
        self._none = labels.small(sheet.none, tone=Tone.BAD)
        self._totals = totals
        self._paste = QuietButton("Paste from spreadsheet", "clipboard-list")

    def lay_out_lines(self, before: QWidget) -> None:
        """The lines below the head; Tab comes to them from `before`, and goes back there."""
        above = QHBoxLayout()
        above.addWidget(labels.section("Lines"), 1)
        above.addWidget(self._paste)
        self.body.addLayout(above)
        self.body.addWidget(self.view, 100)
        self._add.setAccessibleName("Add a line")
        for part in (self._add, self._none, self._totals):
            self.body.addWidget(part)
        self.body.addStretch(1)
        order = (before, self.view, self._add, self._paste, self.yes)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self._add.picked.connect(self._add_picked)
        self._add.takes_rows = True
        self._add.rows.connect(self.paste)
        self._add.left.connect(lambda: self.yes.setFocus(Qt.FocusReason.TabFocusReason))
        self.lines.edited.connect(lambda: self.changed())
        self.view.finished.connect(lambda: self._add.setFocus(Qt.FocusReason.TabFocusReason))
        self.view.begun.connect(lambda: before.setFocus(Qt.FocusReason.BacktabFocusReason))
        self._paste.clicked.connect(lambda: self.paste())
        QShortcut(QKeySequence("Ctrl+Shift+V"), self).activated.connect(lambda: self.paste())

    # What a form with lines must say

    def new_line(self, value: object) -> OrderLine | None:
        """The line for what was picked below the table; None when that is nothing."""
        raise NotImplementedError

    def pasted_line(self, verdict: Verdict) -> OrderLine:
        """The line for a good row out of a spreadsheet."""
        raise NotImplementedError

    def pasted_more(self, verdicts: Sequence[Verdict]) -> None:
        """Whatever else the rows say."""

    # Frame

    def ready(self) -> bool:
        return super().ready() and bool(self.lines.lines) and self.lines.first_wrong() is None

    def focus_fault(self) -> bool:
        where = self.lines.first_wrong()
        if not self.lines.lines:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        elif where is not None:
            self.view.edit_at(*where)
        return where is not None

    def complain_of_line(self, complaint: Complaint) -> bool:
        """Say in its line what a server said of it; False: there is no such line."""
        if complaint.row is None:
            return False
        self.lines.say(complaint.row, self.lines.sheet.ours.get(complaint.field, "item"), complaint.words)
        return complaint.row < len(self.lines.lines)

    def settle_lines(self) -> None:
        """Say that lines are missing, and give the table the height of those there are."""
        empty = self._tried and not self.lines.lines
        self._none.setVisible(empty)
        self._add.setAccessibleDescription(self._none.text() if empty else "")
        self._add.setProperty("wrong", empty)
        self._add.style().polish(self._add)
        self.view.fit()

    def paste(self, text: str | None = None) -> None:
        """Take lines out of a spreadsheet, after a look at each."""
        dialog = PasteDialog(self.pastes, self._finding, self.seen, self, text)
        dialog.taken.connect(lambda verdicts: self._pasted(dialog, verdicts))
        dialog.open()

    def _pasted(self, dialog: PasteDialog, verdicts: Sequence[Verdict]) -> None:
        self.pasted_more(verdicts)
        self.lines.add([self.pasted_line(verdict) for verdict in verdicts])
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        dialog.kept()

    def _add_picked(self, value: object) -> None:
        self._add.empty()
        line = self.new_line(value)
        if line is not None:
            row = self.lines.add([line])
            self.view.edit_at(row, self.lines.sheet.place("quantity"))
