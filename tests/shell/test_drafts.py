"""The files in which begun orders wait: whole or not at all, newest last, damaged ones set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_desktop.errors import StorageTrouble
from forge_desktop.shell.drafts import Drafts


def test_a_draft_is_there_for_the_next_start_and_gone_when_forgotten(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("customer-orders", {"reference": "PO-1 ✓"}, 1_000, 1)
    drafts = Drafts(tmp_path)
    assert drafts.load("customer-orders") == ({"reference": "PO-1 ✓"}, 1_000)
    assert drafts.load("manufacturing-orders") is None
    drafts.forget("customer-orders", 2)
    assert drafts.load("customer-orders") is None
    drafts.forget("customer-orders", 3)


def test_a_late_writer_never_brings_back_what_is_older(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("a", {"n": 2}, 1, 2)
    drafts.keep("a", {"n": 1}, 1, 1)
    assert drafts.load("a") == ({"n": 2}, 1)
    drafts.forget("a", 4)
    drafts.keep("a", {"n": 3}, 1, 3)
    assert drafts.load("a") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"state": 1, "at": 1}', '{"at": 1}', "[" * 100_000, "\x00\xff"]
)
def test_a_damaged_draft_is_set_aside_and_no_form_stays_closed_for_it(tmp_path: Path, text: str) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("a", {}, 1, 1)
    path = tmp_path / "drafts" / "a.json"
    path.write_bytes(text.encode("latin-1"))
    assert drafts.load("a") is None
    assert [p.name for p in path.parent.iterdir()] == ["a.damaged-1.json"]


def test_where_it_cannot_be_written_the_person_is_told(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file in the way")
    with pytest.raises(StorageTrouble):
        Drafts(tmp_path).keep("a", {}, 1, 1)
