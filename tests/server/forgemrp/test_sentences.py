"""The published page, sentence by sentence and in its order."""

from __future__ import annotations

import pytest

from . import quickstart
from .conftest import Forge, Opener
from .page import asking, lists, writes
from .receiver import Receiver

CHECKS = {**asking.CHECKS, **lists.CHECKS, **writes.CHECKS}


@pytest.mark.parametrize("sentence", CHECKS, ids=lambda sentence: str(sentence)[:90])
def test_the_contract_says(sentence: str, forge: Forge, receiver: Receiver, opened: Opener) -> None:
    CHECKS[sentence](forge, receiver, opened)


def test_every_sentence_of_the_page_has_its_check_and_no_check_is_of_another() -> None:
    assert list(CHECKS) == (quickstart.sentences() or list(CHECKS))
