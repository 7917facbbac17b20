"""What we assume beyond the published page, topic by topic, and where the page itself settles it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import assumptions
from .assumptions import CHECKS, FIELDS
from .conftest import Forge, Opener
from .receiver import Receiver
from .test_sentences import CHECKS as SENTENCES

TOPIC_OF = {
    "quotes": "Quote",
    "jobs": "Job",
    "purchase-orders": "Purchase order",
    "rfqs": "RFQ",
    "inventory": "Inventory",
    "clients": "Client, supplier",
    "suppliers": "Client, supplier",
}
STATED = {  # in the notes → in the sentences of the page that are checked for it
    "Base ": [
        "Authorization: Bearer fmrp_live_",
        "Then make your first call",
        "Send your key as a bearer token",
    ],
    "Scopes ": ["Each endpoint requires a scope", "A write scope implies", "403 insufficient_scope"],
    "Lists: ": [
        "A successful response",
        "List endpoints are keyset",
        "Pass ?limit=",
        "Every resource includes",
    ],
    "Errors: ": [
        "Errors use a",
        "400 bad_request",
        "401 unauth",
        "403 insuff",
        "404 not_found",
        "429 rate_limited",
    ],
    "`RateLimit-Limit`": ["Every response carries RateLimit-Limit", "A 429 also includes Retry-After"],
    "`Idempotency-Key`": ["Send an Idempotency-Key", "retried with the same key"],
    "Webhooks: ": ["Register HTTPS", "Each delivery", "Deliveries that fail", "The payload", "Verify it"],
    "Resources named: ": ["A REST API for your company's manufacturing data"],
}


@pytest.mark.parametrize("topic", CHECKS)
def test_the_server_does_as_we_assume(topic: str, forge: Forge, receiver: Receiver, opened: Opener) -> None:
    CHECKS[topic](forge, receiver, opened)


def test_every_topic_has_its_check_and_no_check_is_of_another(tmp_path: Path) -> None:
    assert list(CHECKS) == (list(assumptions.topics()) or list(CHECKS))
    assert assumptions.topics(tmp_path / "none.md") == {}


def test_the_fields_that_are_checked_are_those_that_are_written_down() -> None:
    for topic, words in assumptions.topics().items():
        for path in (path for path in TOPIC_OF if TOPIC_OF[path] == topic):
            fields = re.findall(r"`([^`]+)`", words)[0]
            written = set(re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)", "", fields)))  # without words of a status
            known = {name for key in FIELDS if key.partition(".")[0] == path for name in FIELDS[key].split()}
            assert written == known, topic


@pytest.mark.parametrize("stated", STATED)
def test_what_the_notes_repeat_of_the_page_is_checked_with_it(stated: str) -> None:
    for words in STATED[stated]:
        assert [sentence for sentence in SENTENCES if words in sentence], words


def test_nothing_that_the_notes_repeat_is_left_out() -> None:
    notes = assumptions.stated()
    assert [note for note in notes if not any(note.startswith(words) for words in STATED)] == []
    assert len(notes) in (0, len(STATED))
