"""The table of a resource: order, changes, and what Qt is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.qtmodels.resource_table import FIRST_SCREEN, ResourceTable
from forge_desktop.qtmodels.roles import Role
from forge_desktop.qtmodels.rows import PAGE

from .shop import LOTS, MO, NOW, SEEN, Shop, lot, midnight, mo

BY_CODE = Query(MO.name, sort=(Sort("code"),))


class Bench:
    """A table over a shop, watched by Qt's own tester."""

    def __init__(self, shop: Shop, qtbot: QtBot, resource: Resource = MO) -> None:
        self.shop, self.qtbot = shop, qtbot
        self.table = ResourceTable(resource, shop.reading, lambda: SEEN, resource.columns)
        self.tester = QAbstractItemModelTester(self.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.resets: list[str] = []
        self.table.modelReset.connect(lambda: self.resets.append("reset"))

    def ask(self, query: Query) -> None:
        with self.qtbot.waitSignal(self.table.counted):
            self.table.ask(query)

    def put(self, *rows: tuple[int, dict]) -> frozenset[int]:  # type: ignore[type-arg]  # rows as the builders give them
        return self.shop.put(self.table.resource, rows)

    def codes(self, most: int = 200) -> list[str]:
        number = next(n for n, c in enumerate(self.table.columns) if c.field == "code")
        rows = range(min(most, self.table.rowCount()))
        return [self.table.index(row, number).data() for row in rows]


@pytest.fixture
def bench(shop: Shop, qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(shop, qtbot)
    yield bench
    assert bench.resets == []
    bench.table.close()


def test_rows_stand_in_the_asked_order(bench: Bench) -> None:
    bench.put(mo(2), mo(3), mo(1))
    bench.ask(BY_CODE)
    assert bench.codes() == ["MO00001", "MO00002", "MO00003"]
    bench.ask(replace(BY_CODE, sort=(Sort("code", descending=True),)))
    assert bench.codes() == ["MO00003", "MO00002", "MO00001"]
    bench.ask(replace(BY_CODE, where=(Condition("code", Op.HAS, ("2",)),)))
    assert bench.codes() == ["MO00002"]


def test_the_first_screen_is_shown_before_the_whole_order(bench: Bench, qtbot: QtBot) -> None:
    bench.put(*(mo(n) for n in range(1, 301)))
    counts: list[int] = []
    bench.table.rowsInserted.connect(lambda *_: counts.append(bench.table.rowCount()))
    bench.ask(BY_CODE)
    assert counts == [FIRST_SCREEN, 300]
    assert bench.table.whole


def test_only_rows_that_are_looked_at_are_read(bench: Bench) -> None:
    bench.put(*(mo(n) for n in range(1, 1001)))
    bench.ask(BY_CODE)
    bench.codes(20)
    bench.qtbot.waitUntil(lambda: not bench.shop.reading.busy(("rows", id(bench.table._source))))
    assert bench.table.loaded <= 3 * PAGE
    assert bench.table.index(999, 0).data() == "MO01000"
    assert bench.table.loaded <= 5 * PAGE


def test_a_changed_row_in_the_same_order_is_only_repainted(bench: Bench, qtbot: QtBot) -> None:
    bench.put(*(mo(n) for n in range(1, 6)))
    bench.ask(BY_CODE)
    bench.codes()
    moved: list[str] = []
    bench.table.layoutChanged.connect(lambda *_: moved.append("moved"))
    changed = bench.put(mo(3, item_title="Stool"))
    with qtbot.waitSignal(bench.table.dataChanged) as told:
        bench.table.changed(changed)
    assert (told.args[0].row(), told.args[1].row()) == (2, 2)
    assert bench.table.index(2, 1).data() == "Stool"
    assert moved == []


def test_selection_and_current_row_move_with_their_record(bench: Bench, qtbot: QtBot) -> None:
    bench.put(*(mo(n) for n in range(1, 8)))
    bench.ask(BY_CODE)
    selection = QItemSelectionModel(bench.table)
    rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    selection.setCurrentIndex(bench.table.index(2, 0), rows)
    selection.select(bench.table.index(4, 0), rows)
    changed = bench.put(mo(3, code="MO99999"), mo(9))
    with qtbot.waitSignal(bench.table.counted):
        bench.table.changed(changed)
    assert [bench.table.key(i.row()) for i in selection.selectedRows()] == [5, 3] or {
        bench.table.key(i.row()) for i in selection.selectedRows()
    } == {3, 5}
    assert bench.table.key(selection.currentIndex().row()) == 3
    assert bench.codes()[-1] == "MO99999"


def test_a_vanished_record_leaves_the_others_in_place(bench: Bench, qtbot: QtBot) -> None:
    bench.put(*(mo(n) for n in range(1, 6)))
    bench.ask(BY_CODE)
    held = [QPersistentModelIndex(bench.table.index(row, 0)) for row in range(5)]
    told = bench.shop.cache.records.bury(MO, [2], now=NOW)
    with qtbot.waitSignal(bench.table.counted):
        bench.table.changed(frozenset(told.changes[0].keys))
    assert [bench.table.key(h.row()) if h.isValid() else None for h in held] == [1, None, 3, 4, 5]
    assert bench.table.rowCount() == 4


def test_changes_that_come_while_it_asks_are_not_lost(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1))
    bench.ask(BY_CODE)
    for number in range(2, 6):
        bench.table.changed(bench.put(mo(number)))
    qtbot.waitUntil(lambda: bench.table.rowCount() == 5)
    assert bench.codes() == [f"MO{n:05d}" for n in range(1, 6)]


def test_a_sleeping_table_follows_when_it_wakes(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1))
    bench.ask(BY_CODE)
    bench.table.set_awake(False)
    bench.table.changed(bench.put(mo(2)))
    qtbot.wait(50)
    assert bench.table.rowCount() == 1
    with qtbot.waitSignal(bench.table.counted):
        bench.table.set_awake(True)
    assert bench.table.rowCount() == 2


def test_a_stopped_question_stays_stopped(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1))
    loading: list[bool] = []
    bench.table.loading.connect(loading.append)
    bench.table.ask(BY_CODE)
    bench.table.stop()
    qtbot.wait(50)
    assert loading == [True, False]
    assert bench.table.rowCount() == 0


def test_a_later_question_takes_the_place_of_the_earlier(bench: Bench, qtbot: QtBot) -> None:
    bench.put(*(mo(n) for n in range(1, 30)))
    for text in ("M", "MO", "MO0000", "MO00007"):
        bench.table.ask(replace(BY_CODE, text=text))
    qtbot.waitUntil(lambda: bench.codes() == ["MO00007"])


def test_a_heading_sorts_and_equal_rows_stand_as_they_were_made(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1, due_date=midnight(3)), mo(2, due_date=midnight(1)), mo(3, due_date=midnight(1)))
    bench.ask(BY_CODE)
    due = next(n for n, c in enumerate(bench.table.columns) if c.field == "due_date")
    with qtbot.waitSignals([bench.table.asked, bench.table.counted]):
        bench.table.sort(due, Qt.SortOrder.AscendingOrder)
    assert bench.table.query is not None
    assert bench.table.query.sort == (Sort("due_date"),)
    assert bench.codes() == ["MO00002", "MO00003", "MO00001"]


def test_a_changed_cell_glows_and_fades(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1), mo(2))
    bench.ask(BY_CODE)
    clock = [100.0]
    bench.table.glow._clock = lambda: clock[0]
    title = bench.table.index(0, 1)
    assert title.data(Role.CELL).text
    changed = bench.put(mo(1, item_title="Stool"))
    with qtbot.waitSignal(bench.table.dataChanged):
        bench.table.changed(changed)
    assert bench.table.index(0, 1).data(Role.CELL).text == "Stool"
    clock[0] += 0.25
    assert bench.table.index(0, 1).data(Role.GLOW) == pytest.approx(0.75)
    assert bench.table.index(0, 0).data(Role.GLOW) == 0
    assert bench.table.index(1, 1).data(Role.GLOW) == 0
    clock[0] += 1
    assert bench.table.index(0, 1).data(Role.GLOW) == 0
    qtbot.waitUntil(lambda: not bench.table.glow._timer.isActive())


def test_nothing_glows_for_who_wants_no_motion(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1))
    bench.ask(BY_CODE)
    bench.table.glow.allowed = False
    assert bench.table.index(0, 1).data(Role.CELL).text
    with qtbot.waitSignal(bench.table.dataChanged):
        bench.table.changed(bench.put(mo(1, item_title="Stool")))
    assert bench.table.index(0, 1).data(Role.CELL).text == "Stool"
    assert bench.table.index(0, 1).data(Role.GLOW) == 0


def test_cells_say_their_label_to_a_screen_reader(bench: Bench) -> None:
    bench.put(mo(1, item_title="Stool", item_code="S-1", assigned_id=None))
    bench.ask(BY_CODE)
    spoken = [bench.table.index(0, n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(9)]
    assert spoken[1] == "Item: Stool S-1"
    assert spoken[8] == "Assigned: empty"
    assert bench.table.headerData(1, Qt.Orientation.Horizontal) == "Item"


def test_late_rows_say_so(bench: Bench) -> None:
    bench.put(mo(1, due_date=midnight(-3), status=30), mo(2, due_date=midnight(3)))
    bench.ask(BY_CODE)
    assert [bench.table.index(row, 0).data(Role.LATE) for row in (0, 1)] == [True, False]


def test_markup_in_a_name_is_no_markup_in_a_tool_tip(bench: Bench) -> None:
    bench.put(mo(1, item_title="<img src=x onerror=alert(1)><b>bold</b> and a long name"))
    bench.ask(BY_CODE)
    tip = bench.table.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip


def test_a_row_that_cannot_be_read_is_grey_and_the_table_goes_on(bench: Bench) -> None:
    bench.put(*(mo(n) for n in range(1, 4)))
    bench.shop.cache.records._connection.execute("UPDATE manufacturing_orders SET crc = 1 WHERE key = 2")
    bench.ask(BY_CODE)
    assert bench.codes() == ["MO00001", "–", "MO00003"]
    assert bench.table.index(1, 0).data(Role.RECORD) is None


def test_an_unreadable_cache_is_told_in_words(bench: Bench, qtbot: QtBot) -> None:
    bench.put(mo(1))
    bench.ask(BY_CODE)
    loading: list[bool] = []
    bench.table.loading.connect(loading.append)
    with qtbot.waitSignal(bench.table.failed) as told:
        bench.table.ask(replace(BY_CODE, where=(Condition("no such field", Op.EMPTY),)))
    assert "no such field" in told.args[0]
    assert loading == [True, False]
    bench.ask(BY_CODE)
    assert bench.codes() == ["MO00001"]


def test_an_asked_order_comes_again_with_fresh_rows(bench: Bench) -> None:
    bench.put(mo(1, item_title="Stool"))
    bench.ask(BY_CODE)
    assert bench.table.index(0, 1).data() == "Stool"
    bench.put(mo(1, item_title="Bench"))
    with bench.qtbot.waitSignal(bench.table.counted):
        bench.table.ask_again()
    assert bench.table.index(0, 1).data() == "Bench"


def test_lots_of_another_shop_are_a_table_too(shop: Shop, qtbot: QtBot) -> None:
    bench = Bench(shop, qtbot, LOTS)
    bench.put(*(lot(n) for n in range(1, 10)))
    bench.ask(Query(LOTS.name, LOTS.where, sort=LOTS.sort))
    assert bench.table.rowCount() == 9
    assert isinstance(bench.table, QAbstractItemModel)
    bench.table.close()
