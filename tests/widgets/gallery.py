"""Every widget of the room and a small table on one sheet, saved as pictures in all themes: run it and look.

python -m tests.widgets.gallery FOLDER [SCALE]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets import plain, theme
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import IconButton, PrimaryButton, QuietButton
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.empty import EmptyState
from forge_desktop.widgets.facts import Fact, KeyValue
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.inputs import NumberInput
from forge_desktop.widgets.rail import RailButton, RailSection
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.status import StatusLine
from forge_desktop.widgets.table import Table
from forge_desktop.widgets.tokens import MARGIN, PREVIEW, RAIL, SPACE

Index = QModelIndex | QPersistentModelIndex

STATES = {
    "run": ("In progress", Tone.GOOD, "play"),
    "pause": ("Paused", Tone.WARN, "pause"),
    "plan": ("Scheduled", Tone.INFO, "calendar-clock"),
    "new": ("New", Tone.NEUTRAL, "circle-dashed"),
    "done": ("Done", Tone.GOOD, "check"),
    "ban": ("Cancelled", Tone.NEUTRAL, "ban"),
}
PARTS = {
    "late": ("Delayed", Tone.BAD, "circle-alert"),
    "soon": ("Expected", Tone.WARN, "clock"),
    "here": ("Received", Tone.GOOD, "circle-check"),
    "none": ("Not booked", Tone.NEUTRAL, "circle-dashed"),
    "sent": ("Not sent yet", Tone.PENDING, "arrow-up-from-line"),
}
DUE = {"late": (Tone.BAD, Tone.BAD), "soon": (Tone.PLAIN, Tone.WARN), "later": (Tone.PLAIN, Tone.MUTED)}
HEADS = ("Order", "Status", "Item", "Quantity", "Parts", "Due", "For")
WIDTHS = (92, 130, 220, 100, 120, 88, 150)
ROWS = (
    "MO01482|run|Oak dining table 210|T-210|24 pcs|620|late|16 Nov|4 d late|late|CO00713  Nordic Living",
    "MO01475|pause|Chair, bent back, walnut|CH-04|120 pcs|340|soon|19 Nov|1 d late|late|CO00709  Havens & Co",
    "MO01491|run|Table leg 70 mm, turned|LEG-70|400 pcs|810|here|20 Nov|today|soon|stock",
    "MO01496|plan|Oak dining table 180|T-180|16 pcs||here|21 Nov|in 1 d|soon|CO00721  Café Moon",
    "MO01502|plan|Bench 90, painted|BN-90|60 pcs||soon|24 Nov|in 4 d|later|CO00718  Nordic Living",
    "MO01503|new|Shelf, 3 boards|SH-3|45 pcs||none|26 Nov|in 6 d|later|CO00722  Linna Hotell",
    "MO01504|plan|Table top 180, oak, oiled|TOP-180|16 pcs||here|26 Nov|in 6 d|later|MO01496",
    "MO01507|new|Chair, bent back, walnut, with arm rests|CH-04A|80 pcs||none|1 Dec|in 11 d|later|stock",
    "MO01508|plan|Cabinet, two doors|CAB-2|12 pcs||late|2 Dec|in 12 d|later|CO00725  Villa Ammende, Pärnu",
    "MO01511|done|Oak dining table 210|T-210|1 284 pcs|1000|here|4 Dec|in 14 d|later|CO00726  Havens & Co",
    "MO01512|ban|Drawer unit, pine|DR-1|36 pcs||here|8 Dec|in 18 d|later|stock",
    "MO01513|plan|<b>Desk</b> & lamp|DK-7|36.5 m²||sent|8 Dec|in 18 d|later|<img src=x>",
    "MO01514|new|Desk|DK-8|0.125 kg|5|sent|2 Jan 2027|in 43 d|later|stock",
    "",
    "MO01516|plan|Stool|ST-1|6 pcs||here|9 Dec|in 19 d|later|stock",
)


def cells(row: str) -> list[Cell | None]:
    """One sample row; an empty one stands for a row that is still being read."""
    if not row:
        return [None] * len(HEADS)
    code, state, item, item_code, quantity, share, parts, day, relative, due, whom = row.split("|")
    word, tone, icon = STATES[state]
    part, part_tone, part_icon = PARTS[parts]
    first, second = DUE[due]
    filled = int(share) if share else None
    return [
        Cell(text=code, look=Look.STRONG),
        Cell(text=word, tone=tone, icon=icon, look=Look.CHIP, struck=state == "ban"),
        Cell(text=item, second=item_code),
        Cell(text=quantity, look=Look.BAR, share=filled, right=True),
        Cell(text=part, tone=part_tone, icon=part_icon, look=Look.DOT),
        Cell(text=day, second=relative, tone=first, second_tone=second, look=Look.DUE, tip="the whole instant"),
        Cell(text=whom, look=Look.LINK if whom.startswith("CO") else Look.AUTO),
    ]


class Sample(QAbstractTableModel):
    """A small fixed table under the roles of the program's models."""

    def __init__(self, rows: Sequence[str] = ROWS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = [cells(row) for row in rows]
        self.late = ["|late|CO" in row for row in rows]
        self.glow: dict[tuple[int, int], float] = {(4, 3): 1.0}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()][index.column()]
        if role == Role.CELL:
            return cell
        if role == Role.LATE:
            return self.late[index.row()]
        if role == Role.GLOW:
            return self.glow.get((index.row(), index.column()), 0.0)
        if role == Qt.ItemDataRole.DisplayRole and cell is not None:
            return cell.text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight if HEADS[section] == "Quantity" else Qt.AlignmentFlag.AlignLeft
        return None


class Gallery(QWidget):
    """All of it on one sheet."""

    def __init__(self, *, compact: bool = False) -> None:
        super().__init__()
        self.setObjectName("gallery")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_rail())
        middle = QVBoxLayout()
        middle.setSpacing(0)
        self.banner = Banner()
        self.banner.say(
            Tone.WARN,
            "Offline – data as of 09:42, 3 changes waiting. Everything here can be read.",
            icon="wifi-off",
            action="Try again",
        )
        middle.addWidget(self.banner)
        middle.addWidget(_head())
        self.table = Table(compact=compact)
        self.model = Sample(parent=self.table)
        self.table.setModel(self.model)
        self.table.setAccessibleName("Manufacturing orders")
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSortIndicatorShown(True)
        self.table.horizontalHeader().setSortIndicator(5, Qt.SortOrder.AscendingOrder)
        self.table.selectRow(0)
        middle.addWidget(self.table, 1)
        self.status = StatusLine()
        self.status.tell("1 of 57 selected · sum 24 pcs", "MRPeasy (demo) · next try in 12 s")
        middle.addWidget(self.status)
        row.addLayout(middle, 1)
        row.addWidget(_pane())
        self.resize(1440, 900)
        row.activate()


def _rail() -> QWidget:
    rail = QWidget()
    rail.setFixedWidth(RAIL)
    rail.setObjectName("rail")
    rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    rail.setStyleSheet(f"#rail {{ background: {theme.current().navigation}; }}")
    column = QVBoxLayout(rail)
    column.setContentsMargins(10, 12, 10, 10)
    column.setSpacing(2)
    column.addWidget(RailSection("Orders"))
    column.addWidget(_entry("Customer orders", "shopping-cart", 38))
    column.addWidget(RailSection("Production"))
    chosen = _entry("Manufacturing orders", "factory", 57)
    chosen.setChecked(True)
    column.addWidget(chosen)
    column.addWidget(_entry("Operations", "list-checks", 143))
    column.addWidget(RailSection("Stock"))
    column.addWidget(_entry("Stock lots", "boxes", 1_000_212))
    column.addWidget(_entry("Items", "package", None))
    column.addStretch()
    column.addWidget(RailButton("3 changes waiting", "arrow-up-from-line", tone=Tone.PENDING))
    return rail


def _entry(label: str, icon: str, count: int | None) -> RailButton:
    button = RailButton(label, icon)
    button.set_count(count)
    return button


def _head() -> QWidget:
    head = QWidget()
    head.setObjectName("head")
    head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    tokens = theme.current()
    head.setStyleSheet(f"#head {{ background: {tokens.panel}; border-bottom: 1px solid {tokens.line}; }}")
    column = QVBoxLayout(head)
    column.setContentsMargins(MARGIN, 14, MARGIN, 13)
    column.setSpacing(12)
    top = QHBoxLayout()
    top.setSpacing(6)
    top.addWidget(plain.title("Manufacturing orders"))
    top.addSpacing(SPACE)
    top.addWidget(plain.muted("57 open · as of 09:42"), 1)
    export = QuietButton("Export", "download")
    menu = QMenu(export)
    menu.addAction("CSV")
    off = QuietButton("Off", "lock")
    off.setEnabled(False)
    columns = QuietButton("Columns", "columns-3")
    columns.setMenu(menu)
    for button in (export, columns, off, PrimaryButton("New order", "plus")):
        top.addWidget(button)
    column.addLayout(top)
    row = QHBoxLayout()
    row.addWidget(SearchBox("Search order, item, customer, lot …"), 1, Qt.AlignmentFlag.AlignTop)
    flow = FlowLayout()
    flow.setContentsMargins(0, 2, 0, 2)
    flow.addWidget(FilterChip("Status: open", active=True))
    for label in ("Due: any", "Parts: any", "Assigned: any", "More filters"):
        flow.addWidget(FilterChip(label))
    row.addLayout(flow, 2)
    column.addLayout(row)
    progress = Progress()
    progress.tell("1 200 of 3 600, about 20 s", 333)
    column.addWidget(progress)
    return head


def _pane() -> QWidget:
    pane = QWidget()
    pane.setFixedWidth(PREVIEW)
    pane.setObjectName("pane")
    pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    tokens = theme.current()
    pane.setStyleSheet(f"#pane {{ background: {tokens.panel}; border-left: 1px solid {tokens.line}; }}")
    column = QVBoxLayout(pane)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    top = QHBoxLayout()
    top.addWidget(plain.record_title("MO01482"), 1)
    top.addWidget(IconButton("Close the preview", "panel-right"))
    column.addLayout(top)
    column.addWidget(plain.muted("Oak dining table 210 · T-210 · 24 pcs"))
    late = Banner(rounded=True)
    late.say(Tone.BAD, "4 days late: waits for oak board 40 mm from PO00231, due Thu 26 Nov")
    news = Banner(rounded=True)
    news.say(Tone.INFO, "Sending 2 of 3")
    column.addWidget(late)
    column.addWidget(news)
    facts = KeyValue()
    facts.show_facts(
        (
            Fact(label="Start", value="9 Nov 08:00", tip="Mon 9 Nov 2026 08:00:00 EET"),
            Fact(label="For", value="CO00713 Nordic Living", link=("customer-orders", 713)),
            Fact(label="Late", value="4 days", tone=Tone.BAD),
            Fact(
                label="Notes", value="Two coats, 30 min between. The sample hangs at the rack & <b>dries</b>."
            ),
        )
    )
    column.addWidget(facts)
    column.addWidget(plain.section("Qt's own inputs"))
    _inputs(column)
    empty = EmptyState()
    empty.tell("search", "No manufacturing order matches “walnut” with Status: open.", "Clear all filters")
    column.addWidget(empty, 1)
    return pane


def _inputs(column: QVBoxLayout) -> None:
    field, wrong, choice = QLineEdit("CU00018 Nordic Living"), QLineEdit("14 Nov 2026"), QComboBox()
    wrong.setProperty("wrong", True)
    choice.addItems(["Confirmed", "Quotation"])
    number, flag = NumberInput("Quantity"), QCheckBox("Only late ones")
    flag.setChecked(True)
    named = {"Customer": field, "Deliver by": wrong, "Status": choice}
    for name, widget in named.items():
        widget.setAccessibleName(name)
    column.addWidget(field)
    column.addWidget(wrong)
    column.addWidget(plain.small("6 days ago. Earliest from stock: 24 Nov", tone=Tone.BAD))
    column.addWidget(choice)
    column.addWidget(number)
    column.addWidget(flag)


def save(app: QApplication, folder: Path, suffix: str = "") -> list[Path]:
    """Pictures of all themes, and of compact rows in light."""
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    for name, compact in (("light", False), ("dark", False), ("contrast", False), ("light", True)):
        theme.apply(app, name)
        gallery = Gallery(compact=compact)
        gallery.resize(1480, 1000)
        gallery.show()
        gallery.table.setFocus()
        app.processEvents()
        path = folder / f"{name}{'-compact' if compact else ''}{suffix}.png"
        gallery.grab().save(str(path))
        saved.append(path)
        gallery.close()
        gallery.deleteLater()
        app.processEvents()
    return saved


def main(folder: str, scale: str = "1") -> None:
    """Draw and save."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = scale
    save(QApplication([]), Path(folder), f"@{scale}x")


if __name__ == "__main__":
    main(*sys.argv[1:])
