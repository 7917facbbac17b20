"""The table in which the lines of an order are edited in place, by keyboard alone if wanted."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from forge_desktop.dialogs.order_form.lines_model import LinesModel
from forge_desktop.dialogs.order_form.picker import Find, Picker
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets.cells import PAD, CellDelegate
from forge_desktop.widgets.kit import BODY, SMALL, SMALL_STRONG
from forge_desktop.widgets.table import Table

_Index = QModelIndex | QPersistentModelIndex
_ROW = 46
_EDITOR = 30
_ICON = 14
_OVER = 260
"""How far to the left a fault may run out of its column."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinesView(Table):
    """Tab goes from field to field, Enter to the next line, Ctrl+Delete takes a line away."""

    finished = Signal()
    """The person goes on behind the last field."""
    begun = Signal()
    """The person goes back before the first one."""

    def __init__(self, lines: LinesModel, find: Find) -> None:
        super().__init__()
        self.lines = lines
        self._typed = tuple(lines.fields)
        self.setModel(lines)
        self._delegate = _Fields(self, find)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Lines")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.setMinimumSectionSize(_ROW)
        rows.setDefaultSectionSize(_ROW)
        heads.setMinimumSectionSize(24)
        heads.setSectionsMovable(False)
        heads.setSectionsClickable(False)
        heads.setStretchLastSection(False)
        for at, column in enumerate(lines.sheet.columns):
            if column.width:
                heads.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(at, column.width)
            else:
                heads.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """No higher than its lines."""
        self.setMaximumHeight(self.horizontalHeader().height() + max(1, self.lines.rowCount()) * _ROW + 2)

    def edit_at(self, row: int, column: int) -> None:
        """Put the keyboard into a field."""
        where = self.lines.index(row, column)
        if not where.isValid():
            self.finished.emit()
            return
        if self._delegate.editor is not None and self._delegate.where == where:
            self._delegate.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.setCurrentIndex(where)
        self.scrollTo(where)
        self.edit(where)

    def go_on(self, where: _Index, by: int) -> None:
        """To the next or previous field; behind the last and before the first one out of the table."""
        place = where.row() * len(self._typed) + self._typed.index(where.column()) + by
        if place < 0:
            self.begun.emit()
        elif place >= self.lines.rowCount() * len(self._typed):
            self.finished.emit()
        else:
            self.edit_at(place // len(self._typed), self._typed[place % len(self._typed)])

    def go_down(self, where: _Index, by: int) -> None:
        """To the same field of the next or previous line."""
        row = where.row() + by
        if row >= self.lines.rowCount():
            self.finished.emit()
        elif row >= 0:
            self.edit_at(row, where.column())

    def remove(self, row: int) -> None:
        """Take a line away and stay where it was."""
        column = self.currentIndex().column()
        self.lines.remove(row)
        left = self.lines.rowCount()
        if left:
            self.setCurrentIndex(self.lines.index(min(row, left - 1), max(column, self._typed[0])))
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, F2 or a digit edits; Delete takes the line away."""
        where = self.currentIndex()
        if event.key() in (*_ENTER, Qt.Key.Key_F2) and where.isValid() and not event.modifiers():
            self.edit_at(
                where.row(),
                where.column() if where.column() in self._typed else self.lines.sheet.place("quantity"),
            )
        elif event.key() == Qt.Key.Key_Delete and where.isValid():
            self.remove(where.row())
        elif event.text().isprintable() and event.text().strip() and where.column() in self._typed:
            self.edit_at(where.row(), where.column())
            editor = self._delegate.editor
            if editor is not None:
                editor.setText(event.text())
                editor.textEdited.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into a field edits it, one on the cross takes the line away."""
        super().mousePressEvent(event)
        where = self.indexAt(event.position().toPoint())
        if where.column() == self.lines.sheet.place("remove") and where.isValid():
            self.remove(where.row())
        elif where.column() in self._typed:
            self.edit_at(where.row(), where.column())


class _Fields(CellDelegate):
    """Paints the cells with their faults below, and makes the inputs that stand in for them."""

    def __init__(self, view: LinesView, find: Find) -> None:
        super().__init__(view)
        self._view, self._find = view, find
        self.editor: QLineEdit | None = None
        self.where = QPersistentModelIndex()
        """The field that the input stands for."""

    @property
    def row_height(self) -> int:
        """Higher than elsewhere: an input and what is wrong with it stand in it."""
        return _ROW

    def _name(self, index: _Index) -> str:
        return self._view.lines.sheet.columns[index.column()].name

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """As everywhere; a fault may run out to the left, and stock stands below its promise."""
        cell: Cell = index.data(int(Role.CELL))
        if self._name(index) == "stock":
            self._promise(painter, option, cell, index.row())
            return
        super().paint(painter, option, index)
        if cell.second_tone is Tone.BAD and cell.right:
            self._fault(painter, option.rect, cell)

    def _promise(self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell, row: int) -> None:
        """Icon and words, and what they rest on below."""
        kit, rect = self.kit(painter), option.rect
        x, room = rect.x() + PAD, rect.width() - 2 * PAD
        self._ground(
            kit, painter, row, option.state.value, None, (rect.x(), rect.y(), rect.width(), rect.height())
        )
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, kit.line)
        lead = 0
        if cell.icon and cell.text:
            lead = _ICON + 5
            painter.drawPixmap(x, rect.y() + 13 - _ICON // 2, kit.icon(cell.icon, cell.tone, _ICON))
        kit.write(painter, BODY, kit.fore[cell.tone], cell.text, x + lead, rect.y() + 12.5, room - lead)
        kit.write(painter, SMALL, kit.fore[Tone.MUTED], cell.second, x, rect.y() + 29, room)

    def _fault(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        kit = self.kit(painter)
        x, room = rect.right() - PAD - _OVER, _OVER + 1
        width = max(rect.width() - 2 * PAD, int(min(kit.letters[SMALL_STRONG].width(cell.second), _OVER)) + 4)
        painter.fillRect(QRect(rect.right() - PAD - width, rect.y() + 20, width + 2, 18), kit.tokens.panel)
        kit.write(painter, SMALL_STRONG, kit.fore[Tone.BAD], cell.second, x, rect.y() + 27.5, room, right=True)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        row, column = index.row(), index.column()
        self.where = QPersistentModelIndex(index)
        if self._name(index) == "item":
            picker = Picker("Code or name", self._find)
            picker.setParent(parent)
            picker.picked.connect(self._chosen)
            editor: QLineEdit = picker
        else:
            editor = QLineEdit(parent)
            amount = self._view.lines.sheet.right(column)
            editor.setAlignment(Qt.AlignmentFlag.AlignRight if amount else Qt.AlignmentFlag.AlignLeft)
            editor.setMaxLength(60 if amount else 2_000)
        editor.setStyleSheet("QLineEdit { min-height: 0; max-height: 100px; padding: 0 6px; }")
        editor.setAccessibleName(f"{self._view.lines.sheet.columns[column].heading} of line {row + 1}")
        editor.setText(self._view.lines.text(row, column))
        editor.selectAll()
        editor.textEdited.connect(self._typed)
        self.editor = editor
        return editor

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Nothing: the input holds what is typed, whatever changes elsewhere."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Nothing: it was taken over at every key."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = option.rect
        faulty = self._view.lines.fields.get(index.column(), "") in self._view.lines.faults(index.row())
        top = 1 if faulty else (rect.height() - _EDITOR) // 2
        editor.setGeometry(rect.x() + 2, rect.y() + top, rect.width() - 4, 22 if faulty else _EDITOR)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keys that lead on; all others are typing."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._leads(event):
            return True
        if event.type() == QEvent.Type.KeyPress:
            return False  # Qt would close the input at Enter, Tab and Esc by rules of its own
        return super().eventFilter(editor, event)

    def _leads(self, event: QKeyEvent) -> bool:
        where, key = self._view.lines.index(self.where.row(), self.where.column()), Qt.Key(event.key())
        picker = self.editor if isinstance(self.editor, Picker) else None
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Delete and control:
            self._close()
            self._view.remove(where.row())
        elif key in _ENTER and not control:
            if picker is not None and picker.value is None and self._unsettled(picker):
                return picker.settle()
            self._close()
            self._view.finished.emit()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if picker is not None and key == Qt.Key.Key_Tab and self._unsettled(picker):
                return picker.settle()
            self._close()
            self._view.go_on(where, -1 if key == Qt.Key.Key_Backtab else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not (picker is not None and picker.open):
            self._close()
            self._view.go_down(where, 1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and not (picker is not None and picker.open):
            self._close()
        else:
            return False
        return True

    def _unsettled(self, picker: Picker) -> bool:
        """True while there is something to choose for what was typed."""
        return picker.waiting or (picker.open and picker.offers)

    def _typed(self, text: str) -> None:
        if self.where.isValid():
            self._view.lines.type_in(self.where.row(), self.where.column(), text)
            self._view.updateEditorGeometries()

    def _chosen(self, value: object) -> None:
        where = self._view.lines.index(self.where.row(), self.where.column())
        self._view.lines.choose(where.row(), value)
        self._close()
        self._view.go_on(where, 1)

    def _close(self) -> None:
        editor = self.editor
        if editor is not None:
            self.editor = None
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
