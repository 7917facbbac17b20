"""A layout that puts widgets side by side and goes on in the next line where the room ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from forge_desktop.widgets.tokens import SPACE


class FlowLayout(QLayout):
    """Left to right, then down; all lines as high as their highest widget."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = SPACE, below: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._below = gap if below is None else below
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Put one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at this place, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take the item at this place out, None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        left, top, right, bottom = self._margins()
        return self._arrange(QRect(0, 0, width - left - right, 0), move=False) + top + bottom

    def setGeometry(self, rect: QRect) -> None:
        """Put everything where it belongs."""
        super().setGeometry(rect)
        left, top, right, bottom = self._margins()
        self._arrange(rect.adjusted(left, top, -right, -bottom), move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        height = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(width, height) + self._rim()

    def minimumSize(self) -> QSize:
        """At least the widest one."""
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size + self._rim()

    def _margins(self) -> tuple[int, int, int, int]:
        rim = self.contentsMargins()
        return rim.left(), rim.top(), rim.right(), rim.bottom()

    def _rim(self) -> QSize:
        left, top, right, bottom = self._margins()
        return QSize(left + right, top + bottom)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, highest = rect.x(), rect.y(), 0
        for item in self._shown():
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, highest = rect.x(), y + highest + self._below, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            highest = max(highest, size.height())
        return y + highest - rect.y()


def folded(widths: Sequence[int], held: Sequence[bool], after: Sequence[int], room: int) -> list[bool]:
    """Which of these fit into one line before those that come `after`; the last go first, held ones last."""
    kept = [True] * len(widths)

    def taken() -> int:
        there = [width for width, keep in zip(widths, kept, strict=True) if keep]
        return sum(there) + sum(after) + SPACE * (len(there) + len(after) - 1)

    for at in sorted(range(len(widths)), key=lambda at: (held[at], -at)):
        if taken() <= room:
            break
        kept[at] = False
    return kept
