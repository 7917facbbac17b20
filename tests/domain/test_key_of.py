"""What a server calls a record becomes one positive number of 63 bits, the same one at every start."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.domain.scalars import Json, key_of


@pytest.mark.parametrize("number", [0, 1, -1_000_000_000_000_001, 2**63 - 1])
def test_a_number_stays_itself(number: int) -> None:
    assert key_of(number) == number


@pytest.mark.parametrize("value", [None, "", True, False, [], {}, ["job_1"]])
def test_what_names_no_record_has_no_key(value: Json) -> None:
    assert key_of(value) is None


def test_a_text_has_the_same_key_in_every_version_of_the_program() -> None:
    assert key_of("job_3w5e11264sgsf") == 5_950_130_146_022_348_421


@given(st.text(min_size=1))
def test_a_text_becomes_a_positive_number_that_fits_a_column(name: str) -> None:
    key = key_of(name)
    assert key is not None
    assert 0 < key < 2**63
    assert key_of(name) == key


def test_names_that_hardly_differ_do_not_meet() -> None:
    assert len({key_of(f"job_{number}") for number in range(50_000)}) == 50_000
    assert key_of("12") != key_of(12)
    assert key_of("a") != key_of("A") != key_of("a ")
