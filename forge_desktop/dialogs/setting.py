"""One setting: label and help at the left, its control at the right, and the way back to the default."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.dialogs.fields import Choice, Remark
from forge_desktop.widgets import fonts, plain, theme
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.inputs import NumberInput
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import SPACE

_CONTROL = 168


class SettingRow(QWidget):
    """Emits `changed(key, value)` when a person changes the value, the way back to the default included."""

    changed = Signal(str, object)

    def __init__(self, key: str, field: FieldInfo, value: Any, *, fixed: str = "") -> None:
        super().__init__()
        self._key = key
        self._default = field.default
        self._value = value
        title = field.title or key
        self._control = _control(field)
        self._control.setAccessibleName(title)
        self._control.setAccessibleDescription(field.description or "")
        self._back = IconButton(f"Back to the default of {title}", "rotate-ccw")
        self._back.setToolTip(plain.tip(f"Back to the default: {_word(self._default)}"))
        self._lay_out(title, field.description or "", fixed)
        self._show(value)
        self._listen()
        if fixed:
            self._control.setEnabled(False)
            self._back.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline below."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.current().line))

    def _lay_out(self, title: str, help_: str, fixed: str) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(title, weight=fonts.MEDIUM))
        words.addWidget(Remark(help_))
        if fixed:
            words.addWidget(Remark(f"Set by {fixed}; it cannot be changed here."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 11)
        row.setSpacing(SPACE)
        row.addLayout(words, 1)
        row.addWidget(self._control, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._back, 0, Qt.AlignmentFlag.AlignVCenter)
        kept = self._back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(kept)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _listen(self) -> None:
        control = self._control
        if isinstance(control, Choice):
            control.picked.connect(self._take)
        elif isinstance(control, QCheckBox):
            control.toggled.connect(self._take)
        else:
            control.valueChanged.connect(self._take)
        self._back.clicked.connect(self._reset)

    def _reset(self) -> None:
        self._show(self._default)
        self._take(self._default)
        self._control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, value: Any) -> None:
        if value != self._value:
            self._value = value
            self._back.setVisible(value != self._default)
            self.changed.emit(self._key, value)

    def _show(self, value: Any) -> None:
        control = self._control
        if isinstance(control, Choice):
            control.choose(value)
        elif isinstance(control, QCheckBox):
            control.setChecked(value)
        else:
            control.setValue(value)
        self._back.setVisible(value != self._default)


def _control(field: FieldInfo) -> Choice | QCheckBox | NumberInput:
    """What a value of this type is chosen with."""
    if get_origin(field.annotation) is Literal:
        choice = Choice({value: _word(value) for value in get_args(field.annotation)})
        choice.setFixedWidth(_CONTROL)
        return choice
    if field.annotation is bool:
        return QCheckBox()
    number = NumberInput("")
    number.setKeyboardTracking(False)
    number.setFixedWidth(_CONTROL)
    for limit in field.metadata:
        number.setMinimum(getattr(limit, "ge", number.minimum()))
        number.setMaximum(getattr(limit, "le", number.maximum()))
    return number


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).capitalize()
