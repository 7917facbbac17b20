"""The delegate paints each look in the theme's colours, at every scale, and says no more than plain text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets import theme
from forge_desktop.widgets.cells import CellDelegate
from forge_desktop.widgets.table import Table
from forge_desktop.widgets.tokens import HEADER, LIGHT, ROW, ROW_COMPACT, THEMES, Tokens
from tests.widgets import gallery
from tests.widgets.gallery import HEADS, ROWS, WIDTHS, Sample


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    """The sample rows on the screen, nothing selected."""
    made = Table()
    qtbot.addWidget(made)
    made.setModel(Sample(parent=made))
    for column, width in enumerate(WIDTHS):
        made.setColumnWidth(column, width)
    made.resize(sum(WIDTHS) + 20, HEADER + ROW * len(ROWS) + 20)
    made.show()
    made.clearSelection()
    made.clearFocus()
    return made


def picture(table: Table) -> QImage:
    """What the rows look like."""
    return table.viewport().grab().toImage()


def colors(table: Table, row: int, column: int, image: QImage | None = None) -> set[str]:
    """All colours in one cell."""
    box = table.visualRect(table.model().index(row, column))
    seen = image or picture(table)
    return {
        seen.pixelColor(x, y).name().upper()
        for x in range(box.left(), min(box.right(), seen.width() - 1))
        for y in range(box.top(), box.bottom())
    }


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda t: t.name)
def test_chips_dots_dates_and_edges_carry_the_colours_of_the_theme(
    tokens: Tokens, table: Table, qapp: QApplication
) -> None:
    theme.apply(qapp, tokens.name)
    image = picture(table)
    assert tokens.tone(Tone.GOOD).back in colors(table, 0, 1, image)
    assert tokens.tone(Tone.WARN).back in colors(table, 1, 1, image)
    assert tokens.tone(Tone.INFO).back in colors(table, 3, 1, image)
    assert tokens.tone(Tone.NEUTRAL).back in colors(table, 5, 1, image)
    assert tokens.tone(Tone.GOOD).fore in colors(table, 0, 3, image)
    assert tokens.track in colors(table, 0, 3, image)
    assert tokens.tone(Tone.INFO).back in colors(table, 4, 3, image)
    late = table.visualRect(table.model().index(1, 0))
    edge = [image.pixelColor(x, late.center().y()).name().upper() for x in range(4)]
    assert edge == [tokens.tone(Tone.BAD).fore] * 3 + [tokens.panel]
    assert image.pixelColor(200, ROW - 1).name().upper() == tokens.line
    assert image.pixelColor(1, 2 * ROW + 20).name().upper() == tokens.panel


def test_the_late_edge_stands_at_whatever_column_is_first(table: Table) -> None:
    table.horizontalHeader().moveSection(4, 0)
    table.setColumnHidden(4, True)
    red = QColor(LIGHT.tone(Tone.BAD).fore)
    assert picture(table).pixelColor(1, 20) == red
    table.setColumnHidden(4, False)
    assert picture(table).pixelColor(1, 20) == red


def test_every_look_is_painted_in_both_heights_and_every_width(table: Table) -> None:
    model = table.model()
    assert isinstance(model, Sample)
    full = Cell(text="16 Nov", second="4 d late", icon="clock", share=500, tone=Tone.BAD)
    model.rows = [
        [replace(full, look=look, right=right, struck=right, second_tone=tone) for _ in HEADS]
        for look in Look
        for right in (False, True)
        for tone in (Tone.MUTED, Tone.WARN)
    ]
    model.late = [True] * len(model.rows)
    model.layoutChanged.emit()
    for compact in (False, True):
        table.set_compact(compact)
        for width in (8, 20, 48, 90, 200):
            for column in range(len(HEADS)):
                table.horizontalHeader().resizeSection(column, width)
            picture(table)
    assert table.rowHeight(0) == ROW_COMPACT


def test_a_compact_date_without_room_for_both_says_late_rather_than_when(table: Table) -> None:
    table.set_compact(True)
    assert LIGHT.tone(Tone.BAD).fore in colors(table, 0, 5)
    table.setColumnWidth(5, 200)
    assert LIGHT.tone(Tone.BAD).fore in colors(table, 0, 5)


def test_a_selected_row_and_the_current_cell_are_marked(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 2))
    image = picture(table)
    assert LIGHT.selection in colors(table, 2, 6, image)
    assert LIGHT.accent in colors(table, 2, 2, image)
    assert LIGHT.accent not in colors(table, 2, 5, image)


def test_the_row_under_the_pointer_is_marked_until_the_pointer_leaves(table: Table) -> None:
    at = QPointF(100, ROW * 2 + 10)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(table.viewport(), move)
    assert LIGHT.hover in colors(table, 2, 6)
    assert LIGHT.hover not in colors(table, 3, 6)
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    assert LIGHT.hover not in colors(table, 2, 6)


def test_a_row_that_is_still_being_read_is_grey(table: Table) -> None:
    assert ROWS[13] == ""
    assert LIGHT.track in colors(table, 13, 2)
    assert LIGHT.text not in colors(table, 13, 2)


def test_numbers_end_at_the_right_edge_of_their_column(table: Table) -> None:
    image = picture(table)
    ends = set()
    for row in (3, 4, 5, 6):
        box = table.visualRect(table.model().index(row, 3))
        ground = image.pixelColor(box.left() + 2, box.center().y())
        inked = [
            x
            for x in range(box.left(), box.right())
            if any(image.pixelColor(x, y) != ground for y in range(box.top() + 2, box.bottom() - 2))
        ]
        ends.add(box.right() - max(inked))
    assert max(ends) - min(ends) <= 1
    assert max(ends) <= 13


def test_tooltips_of_cells_are_plain_and_tell_all(table: Table, qtbot: QtBot) -> None:
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    tip = delegate.tip(Cell(text="<b>Desk</b> & lamp", second="DK-7"))
    assert tip.replace("\u2060", "") == "<b>Desk</b> & lamp\nDK-7"
    assert "<b>" not in tip
    assert delegate.tip(Cell(text="16 Nov", tip="Mon 16 Nov 2026")) == "Mon 16 Nov 2026"
    index = table.model().index(0, 5)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
    assert delegate.helpEvent(event, table, QStyleOptionViewItem(), index)
    assert QToolTip.text() == "the whole instant"
    QToolTip.hideText()


def test_rows_are_as_high_as_the_look_asks(table: Table) -> None:
    assert table.rowHeight(0) == ROW
    assert table.horizontalHeader().height() == HEADER
    table.set_compact(True)
    assert table.compact
    assert table.rowHeight(0) == ROW_COMPACT
    option = QStyleOptionViewItem()
    assert table.itemDelegate().sizeHint(option, table.model().index(0, 0)).height() == ROW_COMPACT


def test_the_sorted_column_carries_an_arrow(table: Table) -> None:
    header = table.horizontalHeader()
    pictures = [header.grab().toImage()]
    for column in (2, 3):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            header.setSortIndicatorShown(True)
            header.setSortIndicator(column, order)
            pictures.append(header.grab().toImage())
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[:i])


def test_the_sheet_of_all_widgets_is_drawn_in_all_themes(qapp: QApplication, tmp_path: Path) -> None:
    saved = gallery.save(qapp, tmp_path)
    pictures = [QImage(str(path)) for path in saved]
    assert [path.stem for path in saved] == ["light", "dark", "contrast", "light-compact"]
    for image, name in zip(pictures, ("light", "dark", "contrast", "light"), strict=True):
        used = {image.pixelColor(x, y).name().upper() for x in range(240, 1_100, 3) for y in range(60, 900, 3)}
        tokens = THEMES[name]
        assert {tokens.panel, tokens.text, tokens.tone(Tone.GOOD).back} <= used


def test_the_roles_do_not_collide_with_those_of_qt() -> None:
    assert all(role > Qt.ItemDataRole.UserRole for role in Role)
    assert len(set(Role)) == 5
