"""One beat for all tables."""

from __future__ import annotations

from threading import Thread

from pytestqt.qtbot import QtBot

from forge_desktop.domain.changes import Change
from forge_desktop.qtmodels.feed import TOO_MANY, Beat

Heard = list[tuple[str, frozenset[int] | None]]


def _listening(beat: Beat) -> Heard:
    heard: Heard = []
    beat.changed.connect(lambda resource, keys: heard.append((resource, keys)))
    return heard


def test_changes_of_one_beat_are_passed_on_together(qtbot: QtBot) -> None:
    beat = Beat(beat=20)
    heard = _listening(beat)
    for key in (1, 2, 2):
        beat.tell(Change("lots", (key,)))
    beat.tell(Change("items", (7,)))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert dict(heard) == {"lots": frozenset({1, 2}), "items": frozenset({7})}


def test_changes_told_in_another_thread_arrive_in_this_one(qtbot: QtBot) -> None:
    beat = Beat(beat=5)
    heard = _listening(beat)

    def tell() -> None:
        for key in range(50):
            beat.tell(Change("lots", (key,)))

    thread = Thread(target=tell)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("lots", frozenset(range(50)))]


def test_too_many_keys_are_not_named(qtbot: QtBot) -> None:
    beat = Beat()
    heard = _listening(beat)
    beat.tell(Change("lots", tuple(range(TOO_MANY + 1))))
    beat.tell(Change("items", (1,)))
    beat.tell(Change("items"))
    beat.tell(Change("items", (2,)))
    beat.flush()
    assert dict(heard) == {"lots": None, "items": None}


def test_the_next_beat_begins_empty(qtbot: QtBot) -> None:
    beat = Beat(beat=5)
    heard = _listening(beat)
    beat.tell(Change("lots", (1,)))
    qtbot.waitUntil(lambda: len(heard) == 1)
    beat.tell(Change("lots", (2,)))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == ("lots", frozenset({2}))
