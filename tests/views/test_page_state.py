"""What a person arranged, kept as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.views.page_state import PageState, moved, standard
from tests.qtmodels.shop import MO


def _again(state: PageState) -> PageState:
    told = json.loads(json.dumps(state.to_json()))
    return PageState(MO, load=lambda: told)


def test_everything_survives_a_restart() -> None:
    state = PageState(MO)
    state.query = replace(state.query, text="oak", where=(Condition("quantity", Op.BETWEEN, ("1.5", None)),))
    state.save_view("Oak only")
    state.query = replace(state.query, sort=(Sort("due_date", descending=True),))
    state.columns = moved(standard(MO), "due_date", 0)
    state.preview_width, state.preview_shown, state.compact, state.current = 412, False, True, 77
    again = _again(state)
    assert again.to_json() == state.to_json()
    assert (again.query, again.columns, again.view) == (state.query, state.columns, "Oak only")
    assert again.views["Oak only"].query.text == "oak"
    assert again.altered


def test_fields_that_are_gone_are_left_out_and_nothing_else() -> None:
    told: dict[str, Any] = PageState(MO).to_json()
    told["where"] = None
    query = told["query"]
    query["where"] = [
        {"field": "gone", "op": "empty", "values": []},
        {"field": "quantity", "op": "between", "values": ["1", None]},
        {"field": "due_date", "op": "between", "values": ["1"]},
    ]
    query["sort"] = [{"field": "gone", "descending": False}, {"field": "code", "descending": True}]
    told["columns"] = [
        {"field": "gone", "width": 50, "shown": True},
        {"field": "code", "width": 77, "shown": True},
    ]
    state = PageState(MO, load=lambda: told)
    assert state.query.where == (Condition("quantity", Op.BETWEEN, ("1", None)),)
    assert state.query.sort == (Sort("code", descending=True),)
    assert (state.columns[0].field, state.columns[0].width) == ("code", 77)
    assert {c.field for c in state.columns} == {c.field for c in standard(MO)}


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "text",
        {"query": 5},
        {"query": {"resource": "x", "where": [{"field": "code", "op": "bad", "values": []}], "sort": []}},
        {"views": 3, "view": [], "preview": "wide", "current": True, "compact": 1, "columns": {}},
        {"preview": {"width": "wide", "shown": 3}, "views": {"a": None}},
    ],
)
def test_a_broken_file_gives_the_declared_arrangement(told: Any) -> None:
    state = PageState(MO, load=lambda: told)
    assert (state.query.where, state.query.sort) == (MO.where, MO.sort)
    assert state.columns == standard(MO)
    assert (state.views, state.view, state.current, state.preview_width) == ({}, "", None, 328)
    assert not state.altered


def test_columns_that_are_none_are_left_out() -> None:
    told = PageState(MO).to_json()
    told["columns"] = [{"field": []}, 7, None]
    assert PageState(MO, load=lambda: told).columns == standard(MO)


def test_widths_stay_within_reason() -> None:
    told = PageState(MO).to_json()
    told["columns"][0]["width"] = 10**9
    told["columns"][1]["width"] = -5
    state = PageState(MO, load=lambda: told)
    assert [c.width for c in state.columns[:2]] == [1200, 32]


def test_without_any_column_shown_the_declared_ones_come_back() -> None:
    told = PageState(MO).to_json()
    for column in told["columns"]:
        column["shown"] = False
    assert PageState(MO, load=lambda: told).columns == standard(MO)


def test_views_are_kept_renamed_and_forgotten() -> None:
    saved: list[dict[str, Any]] = []
    state = PageState(MO, save=saved.append)
    state.save_view("  Late   ones ")
    assert state.view == "Late ones"
    state.rename_view("Late ones", "Late")
    assert list(state.views) == ["Late"]
    with pytest.raises(ValueError, match="name of its own"):
        state.save_view(MO.view)
    with pytest.raises(ValueError, match="name of its own"):
        state.rename_view("Late", "   ")
    state.choose("")
    assert state.view == ""
    state.choose("Late")
    state.delete_view("Late")
    assert (state.view, state.views) == ("", {})
    assert len(saved) == 5
