"""The published page, sentence by sentence."""

from __future__ import annotations

import pytest

from .conftest import Forge, Opener
from .receiver import Receiver
from .sentences import SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_contract_says(sentence: str, forge: Forge, receiver: Receiver, opened: Opener) -> None:
    SENTENCES[sentence](forge, receiver, opened)
