"""Push buttons that paint themselves: primary, quiet, icon only, and a link inside text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from forge_desktop.domain import text as texts
from forge_desktop.widgets import fonts, paint, plain, theme
from forge_desktop.widgets.tokens import CONTROL, ICON, RADIUS

_PAD = 12
_GAP = 6
_TUCK = 3
"""How far the arrow of a menu stands out into the padding."""


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours of a button in its present state; an empty ground or border is not painted."""

    fore: str
    ground: str = ""
    border: str = ""
    ring: str = ""


class PaintedButton(QPushButton):
    """A button whose label is plain text ("&" included) and whose look comes from the theme alone."""

    weight = fonts.MEDIUM

    def __init__(self, label: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._label = ""
        self._hovered = False
        self.setAutoDefault(False)
        self.setFont(fonts.font(weight=self.weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_label(label)

    @property
    def label(self) -> str:
        """The words on the button."""
        return self._label

    def set_label(self, label: str) -> None:
        """Change the words on the button, and its accessible name with them."""
        self._label = texts.one_line(label)
        self.setText(self._label.replace("&", "&&"))
        self.setAccessibleName(self._label)
        self.updateGeometry()
        self.update()

    def coat(self) -> Coat:
        """The colours of the present state."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """Room for icon and words."""
        width = paint.width(self.font(), self._label) + 2 * _PAD
        if self._icon:
            width += ICON + _GAP
        if self.menu() is not None:
            width += ICON + _GAP - _TUCK
        return QSize(width, CONTROL)

    def minimumSizeHint(self) -> QSize:
        """Never less than what is to be read."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came."""
        super().enterEvent(event)
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went."""
        super().leaveEvent(event)
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, words, ring."""
        coat = self.coat()
        painter = paint.start(self)
        if coat.ground or coat.border:
            paint.ground(painter, self.rect(), coat.ground or "#00000000", coat.border)
        room = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        middle = self.height() / 2
        if self.menu() is not None:
            x = room.x() + room.width() - ICON + _TUCK
            paint.icon(painter, x, middle, "chevron-down", coat.fore)
            room.setRight(room.right() - ICON - _GAP + _TUCK)
        if self._icon:
            paint.icon(painter, room.left(), middle, self._icon, coat.fore)
            room.setLeft(room.left() + ICON + _GAP)
        paint.line(painter, room, self._label, coat.fore)
        if self.hasFocus():
            paint.ring(painter, self.rect(), coat.ring or theme.current().accent)


class PrimaryButton(PaintedButton):
    """The one act a page is for."""

    weight = fonts.SEMIBOLD

    def coat(self) -> Coat:
        """Accent; its ring is in the text's colour, as accent on accent could not be seen."""
        tokens = theme.current()
        if not self.isEnabled():
            return Coat(tokens.muted, tokens.ground, tokens.line)
        over = self._hovered or self.isDown()
        return Coat(tokens.on_accent, tokens.accent_hover if over else tokens.accent, ring=tokens.text)


class QuietButton(PaintedButton):
    """Any other act."""

    def coat(self) -> Coat:
        """A hairline around the panel's colour."""
        tokens = theme.current()
        if not self.isEnabled():
            return Coat(tokens.muted, "", tokens.line)
        over = self._hovered or self.isDown() or self.isChecked()
        return Coat(tokens.text, tokens.ground if over else tokens.panel, tokens.outline)


class IconButton(PaintedButton):
    """An act told by an icon; its name is the tooltip and what a screen reader says."""

    def __init__(self, name: str, icon: str, parent: QWidget | None = None, *, size: int = 28) -> None:
        self._size = size
        super().__init__(name, icon, parent)
        self.setToolTip(plain.tip(name))

    def coat(self) -> Coat:
        """Bare until the pointer or the focus comes."""
        tokens = theme.current()
        over = self.isEnabled() and (self._hovered or self.isDown() or self.isChecked())
        return Coat(tokens.text if over else tokens.muted, tokens.selection if over else "")

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, ring."""
        coat = self.coat()
        painter = paint.start(self)
        if coat.ground:
            paint.ground(painter, self.rect(), coat.ground)
        paint.icon(painter, (self.width() - ICON) / 2, self.height() / 2, self._icon, coat.fore)
        if self.hasFocus():
            paint.ring(painter, self.rect(), theme.current().accent)


class LinkButton(PaintedButton):
    """A word that leads to another record."""

    weight = fonts.REGULAR
    INSET = 3
    """Between the word and the ring around it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, "", parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def coat(self) -> Coat:
        """Accent, nothing around it."""
        return Coat(theme.current().accent)

    def sizeHint(self) -> QSize:
        """As high as a line of text, with room for the ring."""
        width = paint.width(self.font(), self._label) + 2 * self.INSET
        return QSize(width, QFontMetrics(self.font()).height() + 4)

    def minimumSizeHint(self) -> QSize:
        """May be cut; the tooltip then tells all."""
        return QSize(min(40, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The word, underlined under the pointer."""
        painter = paint.start(self)
        if self._hovered:
            underlined = QFont(self.font())
            underlined.setUnderline(True)
            painter.setFont(underlined)
        room = self.rect().adjusted(self.INSET, 0, -self.INSET, 0)
        paint.line(painter, room, self._label, self.coat().fore)
        cut = paint.width(self.font(), self._label) > room.width()
        self.setToolTip(plain.tip(self._label) if cut else "")
        if self.hasFocus():
            paint.ring(painter, self.rect(), theme.current().accent, RADIUS / 2)
