"""The name of the view at the right of the filters, and the menu to choose, keep, rename and delete views."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from forge_desktop.domain import text
from forge_desktop.domain.resource import Tone
from forge_desktop.views.page_state import PageState
from forge_desktop.views.popup import Popup
from forge_desktop.widgets import fonts, paint, plain, theme
from forge_desktop.widgets.buttons import Coat, PaintedButton

_WIDEST = 130
_LEAD = "View: "


class ViewButton(PaintedButton):
    """Says which view is shown ("· changed" when it no longer is quite that one) and offers the others."""

    chosen = Signal()
    """Another view is to be shown; the page state already holds it."""

    def __init__(self, state: PageState, parent: QWidget | None = None) -> None:
        self._state, self._name, self._altered = state, "", False
        super().__init__("View", "", parent)
        self.popup: Popup | None = None
        self.offers = QMenu(self)
        self.offers.setAccessibleName("Views")
        self.clicked.connect(self.offer)
        self.tell()

    def tell(self) -> None:
        """Say which view is shown."""
        self._name = self._state.view or self._state.resource.view
        self._altered = self._state.altered
        self.set_label(f"{self._name} · changed" if self._altered else self._name)
        self.setAccessibleName(f"View: {self.label}")
        self.setToolTip(plain.tip(f"View: {self.label}"))

    def coat(self) -> Coat:
        """Words only."""
        return Coat(theme.current().text)

    def sizeHint(self) -> QSize:
        """Room for the name, up to a measure."""
        name = QFontMetrics(fonts.font(weight=fonts.SEMIBOLD)).horizontalAdvance(self._name)
        lead = QFontMetrics(fonts.font()).horizontalAdvance(_LEAD)
        return QSize(min(name, _WIDEST) + lead + 32, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The word, the name, a dot when it is no longer quite that view, an arrow."""
        tokens, painter, room = theme.current(), paint.start(self), self.rect().adjusted(2, 0, -26, 0)
        painter.setFont(fonts.font())
        paint.line(painter, room, _LEAD, tokens.muted)
        room.setLeft(room.left() + QFontMetrics(painter.font()).horizontalAdvance(_LEAD))
        painter.setFont(fonts.font(weight=fonts.SEMIBOLD))
        paint.line(painter, room, text.one_line(self._name), tokens.text)
        if self._altered:
            paint.ground(
                painter, QRect(self.width() - 23, self.height() // 2 - 2, 5, 5), tokens.accent, radius=2.5
            )
        paint.icon(painter, self.width() - 16, self.height() / 2, "chevron-down", tokens.muted, 14)
        if self.hasFocus():
            paint.ring(painter, self.rect(), tokens.accent)

    def offer(self) -> None:
        """Open the menu."""
        state, menu = self._state, self.offers
        menu.clear()
        for name in ("", *sorted(state.views, key=str.casefold)):
            self._entry(menu, name or state.resource.view, partial(self._choose, name), name == state.view)
        menu.addSeparator()
        self._entry(menu, "Save as a new view …", lambda: self._ask("Name of the view", "", self._save))
        if state.view:
            name = state.view
            if state.altered:
                self._entry(menu, f"Save changes to {name}", partial(self._save, name))
            self._entry(menu, "Rename …", lambda: self._ask("New name", name, partial(self._rename, name)))
            self._entry(menu, f"Delete {name}", partial(self._delete, name))
        if state.altered or state.view:
            self._entry(menu, "Reset to the default", lambda: self._choose(""))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _entry(self, menu: QMenu, words: str, act: Callable[[], None], chosen: bool | None = None) -> None:
        action = menu.addAction(text.one_line(words).replace("&", "&&"))
        if chosen is not None:
            action.setCheckable(True)
            action.setChecked(chosen)
        action.triggered.connect(lambda: act())

    def _choose(self, name: str) -> None:
        self._state.choose(name)
        self.tell()
        self.chosen.emit()

    def _save(self, name: str) -> None:
        self._state.save_view(name)
        self.tell()

    def _rename(self, old: str, new: str) -> None:
        self._state.rename_view(old, new)
        self.tell()

    def _delete(self, name: str) -> None:
        self._state.delete_view(name)
        self.tell()

    def _ask(self, title: str, now: str, take: Callable[[str], None]) -> None:
        self.popup = Popup(title, _Name(now, take), self)
        self.popup.open_under(self)


class _Name(QWidget):
    """One line for a name; Enter takes it, a fault is said below and keeps the pane open."""

    def __init__(self, now: str, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take
        self.line = QLineEdit(now)
        self.line.setAccessibleName("Name of the view")
        self.line.setMaxLength(80)
        self.line.selectAll()
        self.line.returnPressed.connect(self._try)
        self._fault = plain.small("", tone=Tone.BAD)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self._fault)
        self.setFocusProxy(self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the line; the pane around it would close."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _try(self) -> None:
        try:
            self._take(self.line.text())
        except ValueError as wrong:
            self._fault.setText(str(wrong))
            return
        self.window().close()
