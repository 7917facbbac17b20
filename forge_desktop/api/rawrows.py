"""Cuts the text of a list into the texts of its rows, so that rows which were read before are not read again.

The cut is a guess: at every comma behind which an object begins like the first one does. It is only believed
when each text is an object by itself, proven by reading it now or by being the very text of a row read before;
then the whole is the list of exactly these objects. Otherwise the list is read as a whole. A list of which no
row is known is read at once, which is faster, where counting proves the cut (`_at_once`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from forge_desktop.api import jsontext
from forge_desktop.api.jsontext import Raw, Spoiled
from forge_desktop.api.protocol import Aside, Row
from forge_desktop.api.wire import Decoder
from forge_desktop.errors import BadReply

_BEGIN = re.compile(rb'\[(\{"\w{1,60}":)')
_HIDDEN = re.compile(rb"\\u00[3-7]")
"""A letter, a digit or an underscore that is written as an escape."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a list held."""

    rows: tuple[Row, ...]
    asides: tuple[Aside, ...]
    same: tuple[int, ...] = ()
    """Keys of rows whose text was known; they are not among `rows`."""
    prints: Mapping[int, int] = field(default_factory=dict)
    """Fingerprints of the texts of good rows, by key."""

    @property
    def count(self) -> int:
        """Rows that the server sent."""
        return len(self.rows) + len(self.asides) + len(self.same)


def read(body: bytes, decoder: Decoder, known: Mapping[int, int]) -> Rows | None:
    """The rows of a list, those apart whose fingerprint is known; None when it has to be read as a whole."""
    texts = _cut(body)
    prints = [fingerprint(text) for text in texts]
    expected = {told: key for key, told in known.items()}
    same = {expected[told]: told for told in prints if told in expected}
    fresh = [told for told in prints if told not in expected]
    sent = _at_once(body, texts) if not expected else None
    if sent is None:
        sent = _objects([text for text, told in zip(texts, prints, strict=True) if told not in expected])
    if not texts or sent is None:
        return None
    rows, asides = decoder.rows(sent)
    new = {row.key: told for row, told in zip(rows, fresh, strict=True)} if not asides else {}
    if len(same) + len(fresh) < len(texts) or len(same.keys() | {row.key for row in rows}) < len(same) + len(
        rows
    ):
        return None  # a row that came twice
    return Rows(rows, asides, tuple(same), same | new)


def fingerprint(text: bytes) -> int:
    """64 bits that tell one text of a row from another."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def _cut(body: bytes) -> list[bytes]:
    begin = _BEGIN.match(body)
    if begin is None or not body.endswith(b"}]"):
        return []
    head = begin[1]
    first, *others = body[1:-1].split(b"," + head)
    return [first, *(head + other for other in others)]


def _at_once(body: bytes, texts: Sequence[bytes]) -> list[Raw] | None:
    """The objects of the whole list, when each begins where one of the texts does; None when that is not sure.

    In JSON a comma, a brace and a first name stand only where an object follows another one in some list.
    With as many texts as rows, and the name once in each row and nowhere else, that list is always ours.
    """
    if not texts:
        return None
    name = texts[0][1 : texts[0].index(b":")]
    if body.count(name) != len(texts) or _HIDDEN.search(body):
        return None
    try:
        sent = jsontext.parse(body)
    except BadReply:
        return None
    if not isinstance(sent, list) or len(sent) != len(texts):
        return None
    told = name.strip(b'"').decode()
    held = [row.parts if isinstance(row, Spoiled) else row for row in sent]
    return sent if all(isinstance(row, dict) and told in row for row in held) else None


def _objects(texts: Sequence[bytes]) -> list[Raw] | None:
    found: list[Raw] = []
    for text in texts:
        try:
            one = jsontext.parse(text)
        except BadReply:
            return None
        if not isinstance(one, (dict, Spoiled)):
            return None
        found.append(one)
    return found
