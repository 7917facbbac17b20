"""Keys are checked before use, and never repeated in an error."""

from __future__ import annotations

import pytest

from forge_desktop.connections import check_key, check_keys
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused

SAMPLE = 'yT%"u(fad*N6j&L!8TQq^?^2K?wL*K'


def test_the_odd_sample_key_of_the_contract_passes() -> None:
    assert check_key(SAMPLE, "access key") == SAMPLE


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " canary",
        "canary ",
        "canary\n",
        "can\r\nary",
        "can\0ary",
        "can\tary",
        "canäry",
        "canary\u200b",
        "\ufeffcanary",
        "canary\u00a0",
        "can\x7fary",
        "c" * 1_281,
    ],
)
def test_a_key_that_cannot_be_one_is_refused_without_being_repeated(bad: str) -> None:
    with pytest.raises(Refused) as refused:
        check_keys(Keys("sound", bad))
    told = f"{refused.value.title} {refused.value.message} {refused.value!r}"
    assert "access key" in told
    assert "can" not in told.replace("cannot", "").replace("can hold", "")
    assert refused.value.__cause__ is None


def test_the_longest_key_a_keychain_can_hold_passes() -> None:
    assert check_key("k" * 1_280, "API key")


def test_keys_never_print_themselves() -> None:
    keys = Keys("canary-one", "canary-two")
    assert "canary" not in f"{keys!r} {keys} {[keys]}"
