"""What the window shows while no connection is open: why, and two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forge_desktop import paths
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel

_LOGO = 72
_WIDTH = 560


class Welcome(QWidget):
    """Connect to an account, or look around in the demo factory."""

    connect_wanted = Signal()
    demo_wanted = Signal()
    again_wanted = Signal()
    """What failed at the start is to be tried again."""

    def __init__(self, notice: str = "", *, again: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Forge Desktop")
        trouble = Banner(rounded=True)
        if notice:
            trouble.say(Tone.WARN, notice, action="Try again" if again else "")
        trouble.acted.connect(self.again_wanted)
        connect = PrimaryButton("Connect to an account …", "plug")
        demo = QuietButton("Look around in the demo factory", "factory")
        connect.clicked.connect(self.connect_wanted)
        demo.clicked.connect(self.demo_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(connect)
        buttons.addWidget(demo)
        buttons.addStretch(1)
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self._logo(), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (*self._words(), trouble):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addWidget(inside, 1, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(connect)

    def _logo(self) -> QLabel:
        logo = QLabel()
        logo.setTextFormat(Qt.TextFormat.PlainText)
        logo.setAccessibleName("Forge Desktop")
        picture = QPixmap(str(paths.resources() / "app.png"))
        mode = Qt.TransformationMode.SmoothTransformation
        logo.setPixmap(picture.scaled(_LOGO, _LOGO, Qt.AspectRatioMode.KeepAspectRatio, mode))
        return logo

    def _words(self) -> list[PlainLabel]:
        title = PlainLabel("Forge Desktop", px=20, weight=fonts.SEMIBOLD)
        words = PlainLabel(
            "Orders, operations and stock of your factory: instantly, also without a network. "
            "Connect to MRPeasy or ForgeMRP with your API key, or try everything on made-up data; "
            "no account is needed.",
            tone=Tone.MUTED,
            wrap=True,
        )
        for each in (title, words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return [title, words]
