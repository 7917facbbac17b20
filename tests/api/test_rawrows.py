"""Cutting a list into its rows never changes what is read, whatever a server writes into them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forge_desktop.api import jsontext, rawrows
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.wire import Decoder
from forge_desktop.domain import catalog

DECODER = Decoder(catalog.find("mrpeasy", "lots"), ENDPOINTS["lots"])
_HOSTILE = (
    '},{"lot_id":',
    '{"lot_id":',
    '"},{"lot_id":5,"code":"',
    "\\",
    '"',
    "]",
    "[",
    "é",
    "\u2028",
    "\x00",
    ",",
)
_TEXTS = st.lists(st.sampled_from((*_HOSTILE, "oak", " ")), max_size=5).map("".join)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {"lot_id": st.one_of(st.integers(1, 6), st.just("bad"), st.just("7"))},
        optional={
            "code": _TEXTS,
            "locations": st.lists(st.fixed_dictionaries({"lot_id": st.integers(1, 9)}), max_size=2),
            "quantity": st.decimals(0, 9, places=2).map(str),
        },
    ),
    max_size=6,
)


def compact(rows: Any) -> bytes:
    """As PHP writes it."""
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()


def whole(body: bytes) -> tuple[Any, Any]:
    """Read at once."""
    sent = jsontext.parse(body)
    assert isinstance(sent, list)
    return DECODER.rows(sent)


@settings(max_examples=400, deadline=None)
@given(before=_ROWS, after=_ROWS)
def test_rows_read_apart_are_those_read_at_once_and_known_ones_are_what_they_were(
    before: Any, after: Any
) -> None:
    first = rawrows.read(compact(before), DECODER, {})
    known = dict(first.prints) if first else {}
    held = {row.key: row.values for row in first.rows if row.key in known} if first else {}
    read = rawrows.read(compact(after), DECODER, known)
    if read is None:
        return
    rows, asides = whole(compact(after))
    assert read.asides == asides
    found = {row.key: row.values for row in read.rows} | {key: held[key] for key in read.same}
    assert found == {row.key: row.values for row in rows}
    assert read.count == len(after)
    assert len(read.same) + len(read.rows) == len(rows)


def test_an_unchanged_list_is_not_read_again_and_of_a_changed_one_only_what_changed() -> None:
    rows = [{"lot_id": key, "code": f"L{key}"} for key in range(1, 101)]
    first = rawrows.read(compact(rows), DECODER, {})
    assert first is not None
    assert len(first.rows) == len(first.prints) == 100
    again = rawrows.read(compact(rows), DECODER, first.prints)
    assert again is not None
    assert (again.rows, again.same, again.prints) == ((), tuple(range(1, 101)), first.prints)
    rows[6]["code"] = "changed"
    changed = rawrows.read(compact(rows), DECODER, first.prints)
    assert changed is not None
    assert [row.key for row in changed.rows] == [7]
    assert changed.count == 100


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'[{"lot_id":1}',
        b'[{"lot_id":1},{"lot_id":2]',
        b'[{"lot_id":1},{"lot_id":2}}]',
        b'[{"lot_id":1,"code":"},{"lot_id":2}]',
        b'[{"lot_id":1,"code":","lot_id":9},{"lot_id":2,"code":"x"}]',
        b'[{"lot_id":1},5,{"lot_id":2}]',
        b'[{"lot_id":1},{"code":"x","lot_id":2}]',
        b'[{"lot_id":1},{"lot_id":1}]',
        b'[ {"lot_id":1}]',
        b'\xef\xbb\xbf[{"lot_id":1}]',
    ],
)
def test_what_cannot_be_cut_surely_is_left_to_be_read_as_a_whole(body: bytes) -> None:
    assert rawrows.read(body, DECODER, {}) is None


@pytest.mark.parametrize(
    "second", ['{"lot_id":2}', '{ "lot_id":2}', '{"lot_\\u0069d":2}', '{"code":"x","lot_id":2}']
)
def test_a_line_that_begins_like_a_row_is_not_counted_for_the_row_that_does_not(second: str) -> None:
    """As many texts as rows, but cut at the wrong places."""
    rows = ['{"lot_id":1,"locations":[{"x":1},{"lot_id":9}]}', second]
    body = ("[" + ", ".join(rows) + "]").encode()
    assert rawrows.read(body, DECODER, {}) is None


def test_lists_with_a_spoiled_row_keep_the_fingerprints_of_none() -> None:
    body = b'[{"lot_id":1},{"lot_id":2,"quantity":NaN},{"lot_id":3}]'
    read = rawrows.read(body, DECODER, {})
    assert read is not None
    assert ([row.key for row in read.rows], [aside.key for aside in read.asides]) == ([1, 3], [2])
    assert read.prints == {}


def test_a_text_that_ends_like_a_row_cannot_pass_for_one() -> None:
    """The cut falls into a text; neither half is an object, though both together are."""
    body = compact([{"lot_id": 1, "code": 'x},{"lot_id":2'}])
    known = {1: rawrows.fingerprint(b'{"lot_id":1}')}
    assert rawrows.read(body, DECODER, known) is not None
    raw = b'[{"lot_id":1,"code":"x",{"lot_id":2,"y":1}]'
    assert rawrows.read(raw, DECODER, known) is None
