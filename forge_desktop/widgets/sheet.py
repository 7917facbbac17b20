"""The one style sheet, generated from a theme, for Qt's own inputs, menus, tabs, tables and scroll bars."""

from __future__ import annotations

from forge_desktop import paths
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets.tokens import CONTROL, RADIUS, Tokens

_SHEET = """
QToolTip {{ background: {text}; color: {panel}; border: 0; padding: 4px 8px; }}
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit {{
  background: {panel}; color: {text}; border: 1px solid {outline}; border-radius: {radius}px;
  padding: 0 9px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {inner}px; max-height: {inner}px; }}
QPlainTextEdit {{ padding: 6px; }}
QComboBox QLineEdit {{
  border: 0; padding: 0; background: transparent; min-height: 0; max-height: 100px;
}}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus {{
  border: 2px solid {accent}; padding-left: 8px;
}}
QPlainTextEdit:focus {{ padding: 5px; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ min-height: {tight}px; max-height: {tight}px; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"] {{ border-color: {bad}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {{
  background: {ground}; color: {muted};
}}
SearchBox {{ background: {ground}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 28px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 16px; height: 16px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
  border: 0; width: 24px; background: transparent;
}}
QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 12px; height: 12px; }}
QAbstractSpinBox::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
QDateEdit::down-arrow {{ image: url("{calendar}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
  background: {panel}; border: 1px solid {outline}; padding: 4px; outline: 0;
  selection-background-color: {selection}; selection-color: {text};
}}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: 16px; height: 16px; border: 1px solid {mark}; border-radius: 4px; background: {panel};
}}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{
  background: {accent}; border-color: {accent}; image: url("{check}");
}}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {accent}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
QMenu {{ background: {panel}; color: {text}; border: 1px solid {outline}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {selection}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {line}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
  background: transparent; color: {muted}; padding: 7px 12px; border: 0; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QAbstractItemView {{ background: {panel}; border: 0; outline: 0; }}
QTableCornerButton::section, QHeaderView {{ background: {panel}; border: 0; }}
QListView::item, QTreeView::item {{ min-height: 28px; padding: 0 6px; color: {text}; }}
QListView::item:selected, QTreeView::item:selected {{ background: {selection}; color: {text}; }}
QScrollArea {{ background: transparent; border: 0; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:hover {{ background: {accent}; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {thumb}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def text(tokens: Tokens) -> str:
    """The style sheet of this theme."""
    arrows = paths.resources() / "arrows"
    return _SHEET.format(
        ground=tokens.ground,
        panel=tokens.panel,
        line=tokens.line,
        outline=tokens.outline,
        thumb=tokens.outline,
        text=tokens.text,
        muted=tokens.muted,
        mark=tokens.muted,
        accent=tokens.accent,
        on_accent=tokens.on_accent,
        selection=tokens.selection,
        bad=tokens.tone(Tone.BAD).fore,
        radius=RADIUS,
        inner=CONTROL - 2,
        tight=CONTROL - 4,
        calendar=(arrows / f"{tokens.name}-calendar.svg").as_posix(),
        down=(arrows / f"{tokens.name}-down.svg").as_posix(),
        check=(arrows / f"{tokens.name}-check.svg").as_posix(),
        up=(arrows / f"{tokens.name}-up.svg").as_posix(),
    )
