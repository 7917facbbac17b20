"""The table of entries: told row by row, never reset, and whoever holds on to a row stays with its entry."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.outbox_table import EntryRow, OutboxTable
from forge_desktop.qtmodels.roles import Role

HEADINGS = ("What", "State")


def _row(key: int, state: str = "Waiting") -> EntryRow:
    return EntryRow(key, (Cell(text=f"Entry {key}", second="for Nordic"), Cell(text=state)))


@pytest.fixture
def table(qapp: object) -> OutboxTable:
    return OutboxTable(HEADINGS)


def _shown(table: OutboxTable) -> list[tuple[str, str]]:
    return [
        (str(table.index(row, 0).data()), str(table.index(row, 1).data())) for row in range(table.rowCount())
    ]


def test_what_comes_goes_and_moves_keeps_the_model_sound(table: OutboxTable) -> None:
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chance = random.Random(7)
    for _ in range(300):
        keys = chance.sample(range(1, 30), chance.randrange(0, 20))
        states = {key: chance.choice(("Waiting", "Sending", "Refused")) for key in keys}
        table.show_rows([_row(key, states[key]) for key in keys])
        assert _shown(table) == [(f"Entry {key}", states[key]) for key in keys]


def test_a_row_that_is_held_moves_along_with_its_entry(table: OutboxTable) -> None:
    table.show_rows([_row(1), _row(2), _row(3)])
    held = QPersistentModelIndex(table.index(1, 0))
    table.show_rows([_row(3), _row(4), _row(1), _row(2, "Delivered")])
    assert (held.row(), table.key(held.row()), table.index(held.row(), 1).data()) == (3, 2, "Delivered")
    table.show_rows([_row(3)])
    assert not held.isValid()


def test_only_what_looks_different_is_painted_again(table: OutboxTable) -> None:
    table.show_rows([_row(1), _row(2), _row(3)])
    painted: list[int] = []
    table.dataChanged.connect(lambda first, last, roles: painted.extend(range(first.row(), last.row() + 1)))
    resets: list[object] = []
    table.modelReset.connect(lambda: resets.append(None))
    table.show_rows([_row(1), _row(2, "Sending"), _row(3)])
    assert (painted, resets) == ([1], [])


def test_a_cell_is_said_with_its_heading(table: OutboxTable) -> None:
    table.show_rows([_row(5)])
    spoken = table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "What: Entry 5 for Nordic"
    assert table.headerData(1, Qt.Orientation.Horizontal) == "State"
    assert table.index(0, 0).data(int(Role.KEY)) == 5
