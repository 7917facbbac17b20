"""The frame of every dialog: title, body, foot with the buttons, and the keys that say yes and no."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import paint, plain, theme
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import ICON, MARGIN, SMALL_PX, SPACE

SIDE = 24
_FOOT = 56
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Foot(QWidget):
    """A strip on the window's ground below a hairline: a sentence at the left, buttons at the right."""

    def __init__(self, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.words = PlainLabel(tone=Tone.MUTED, px=SMALL_PX, wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        lead = ICON + SPACE if icon else 0
        self._row.setContentsMargins(SIDE + lead, 12, SIDE, 12)
        self._row.setSpacing(SPACE)
        self._row.addWidget(self.words, 1)
        self.setMinimumHeight(_FOOT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def lead(self, *buttons: QPushButton) -> None:
        """Put buttons at the left end."""
        for place, button in enumerate(buttons):
            self._row.insertWidget(place, button)
        self._row.insertStretch(len(buttons), 1)

    def add(self, *buttons: QPushButton) -> None:
        """Put buttons at the right end."""
        for button in buttons:
            self._row.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, hairline, and the icon of the sentence."""
        tokens = theme.current()
        painter = paint.start(self)
        painter.fillRect(self.rect(), QColor(tokens.ground))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.line))
        if self._icon and self.words.text():
            paint.icon(painter, SIDE, self.height() / 2, self._icon, tokens.muted)


class Dialog(QDialog):
    """Ctrl+Enter says yes; Esc says no, and asks first when something was typed. Deletes itself when closed."""

    _fitted = False

    def __init__(self, title: str, parent: QWidget | None, *, foot_icon: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(SIDE, 0, SIDE, MARGIN)
        self.body.setSpacing(SPACE)
        self.foot = Foot(foot_icon)
        self._before: QWidget | None = None
        self._question = _Question()
        self._question.kept.connect(self._keep_on)
        self._question.dropped.connect(self._drop)
        head = QVBoxLayout()
        head.setContentsMargins(SIDE, 20, SIDE, 12)
        head.addWidget(plain.title(title))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addLayout(self.body, 1)
        self._column.addWidget(self.foot)
        self._column.addWidget(self._question)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._say_yes)

    def typed(self) -> bool:
        """True when closing would lose something."""
        return False

    def agree(self) -> None:
        """Say yes: the button and Ctrl+Enter lead here."""
        self.accept()

    def reject(self) -> None:
        """Close; when something was typed, ask first, in the foot."""
        if not self.typed():
            super().reject()
        elif self._question.isHidden():
            self._before = self.focusWidget()
            self.foot.hide()
            self._question.show()
            self._question.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._keep_on()

    def fit_to(self, width: int) -> None:
        """At least as wide as this, and from now on always as high as what it says needs.

        The layout's own minimum is not asked: it takes wrapped texts for as narrow as their longest word.
        """
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(width)
        self.resize(width, 0)
        self._fitted = True
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Something inside says more or less than before."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._fitted:
            self._fit()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, and nothing else."""
        if event.key() in _ENTER:
            focused = self.focusWidget()
            if isinstance(focused, QPushButton) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                focused.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel's colour, so that inputs stand on the same ground as in the window."""
        QPainter(self).fillRect(self.rect(), QColor(theme.current().panel))

    def _fit(self) -> None:
        self._column.activate()
        column = self._column
        wraps = column.hasHeightForWidth()  # without a text that wraps, the layout knows no such height
        needed = column.totalHeightForWidth(self.width()) if wraps else column.totalSizeHint().height()
        self.setMinimumHeight(needed)

    def _say_yes(self) -> None:
        if self._question.isHidden():
            self.agree()

    def _keep_on(self) -> None:
        self._question.hide()
        self.foot.show()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        super().reject()


class _Question(Foot):
    """Stands in the place of the foot while a person is asked whether what was typed may go."""

    kept = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__("circle-help")
        self.words.setText("Close without keeping what you typed?")
        self.setAccessibleName(self.words.text())
        self.keep = QuietButton("Keep editing")
        self.keep.clicked.connect(self.kept)
        drop = PrimaryButton("Close")
        drop.setAccessibleName("Close without keeping what you typed")
        drop.clicked.connect(self.dropped)
        self.add(self.keep, drop)
        self.hide()
