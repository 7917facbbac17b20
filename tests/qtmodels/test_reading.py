"""The reader thread: late answers, withdrawn questions, an orderly end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from forge_desktop.domain.query import Query
from forge_desktop.errors import Failure, StorageTrouble
from forge_desktop.store import Reader

from .shop import SEEN, Shop, mo


def _waiting(started: threading.Event, go: threading.Event, answer: Any) -> Callable[[Reader], Any]:
    def work(reader: Reader) -> Any:
        started.set()
        assert go.wait(10)
        return answer

    return work


def test_an_answer_comes_in_the_thread_that_asked(shop: Shop, qtbot: QtBot) -> None:
    shop.put("manufacturing-orders", [mo(1), mo(2)])
    told: list[tuple[int, threading.Thread]] = []
    shop.reading.ask(
        "a",
        lambda reader: len(reader.keys(Query("manufacturing-orders"), SEEN)),
        lambda n: told.append((n, threading.current_thread())),
    )
    assert shop.reading.busy("a")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(2, threading.main_thread())]
    assert not shop.reading.busy("a")


def test_only_the_last_question_of_a_topic_is_answered(shop: Shop, qtbot: QtBot) -> None:
    started, go = threading.Event(), threading.Event()
    told: list[str] = []
    shop.reading.ask("search", _waiting(started, go, "old"), told.append)
    assert started.wait(10)
    shop.reading.ask("search", lambda reader: "newer", told.append)
    shop.reading.ask("search", lambda reader: "newest", told.append)
    other: list[str] = []
    shop.reading.ask("other", lambda reader: "kept", other.append)
    go.set()
    qtbot.waitUntil(lambda: bool(told and other))
    assert told == ["newest"]
    assert other == ["kept"]


def test_a_running_query_is_interrupted_when_it_is_asked_anew(shop: Shop, qtbot: QtBot) -> None:
    started = threading.Event()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def forever(reader: Reader) -> str:
        started.set()
        with reader._asking():
            reader._connection.execute(endless).fetchone()
        return "never"

    told: list[str] = []
    failed: list[Failure] = []
    shop.reading.ask("search", forever, told.append, failed.append)
    assert started.wait(10)
    while not told:
        shop.reading.ask("search", lambda reader: "now", told.append, failed.append)
        qtbot.wait(20)
    assert told == ["now"]
    assert failed == []


def test_a_dropped_question_is_never_answered(shop: Shop, qtbot: QtBot) -> None:
    started, go = threading.Event(), threading.Event()
    told: list[str] = []
    shop.reading.ask("a", _waiting(started, go, "late"), told.append)
    assert started.wait(10)
    shop.reading.drop("a")
    go.set()
    end: list[str] = []
    shop.reading.ask("b", lambda reader: "end", end.append)
    qtbot.waitUntil(lambda: bool(end))
    assert told == []


def test_a_failure_is_told_in_words_and_the_thread_goes_on(shop: Shop, qtbot: QtBot) -> None:
    def refused(reader: Reader) -> None:
        raise StorageTrouble("The disk is full.")

    def bug(reader: Reader) -> None:
        raise ZeroDivisionError

    failed: list[Failure] = []
    told: list[int] = []
    shop.reading.ask("a", refused, lambda _: None, failed.append)
    shop.reading.ask("b", bug, lambda _: None, failed.append)
    shop.reading.ask("c", lambda reader: 1, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [type(f) for f in failed] == [StorageTrouble, StorageTrouble]
    assert failed[0].message == "The disk is full."
    assert "ZeroDivisionError" in failed[1].message


def test_closing_ends_the_thread_while_it_works(shop: Shop) -> None:
    started, go = threading.Event(), threading.Event()
    shop.reading.ask("a", _waiting(started, go, "late"), pytest.fail)
    assert started.wait(10)
    go.set()
    shop.reading.close()
    assert not any(thread.name == "reader" for thread in threading.enumerate())
    shop.reading.ask("a", lambda reader: "late", pytest.fail)


def test_an_urgent_question_goes_first_and_the_interrupted_one_is_answered_after_it(
    shop: Shop, qtbot: QtBot
) -> None:
    started, told = threading.Event(), list[str]()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def long(reader: Reader) -> str:
        if not started.is_set():
            started.set()
            with reader._asking():
                reader._connection.execute(endless).fetchone()
        return "long"

    shop.reading.ask("long", long, told.append)
    assert started.wait(10)
    shop.reading.ask("next", lambda reader: "next", told.append)
    while not told:  # what is asked before the long one's statement began interrupts nothing
        shop.reading.ask("screen", lambda reader: "screen", told.append, urgent=True)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == ["screen", "next", "long"]


def test_whoever_gives_way_gets_the_answer_with_the_next_events(shop: Shop, qtbot: QtBot) -> None:
    told: list[str] = []
    shop.reading.ask("rows", lambda reader: "read", told.append)
    shop.reading.give_way("rows", 10)
    assert told == []
    QCoreApplication.sendPostedEvents(shop.reading)
    assert told == ["read"]


def test_giving_way_ends_without_an_answer_too(shop: Shop, qtbot: QtBot) -> None:
    started, go = threading.Event(), threading.Event()
    told: list[str] = []
    shop.reading.ask("rows", _waiting(started, go, "late"), told.append)
    assert started.wait(10)
    shop.reading.give_way("rows", 0.01)
    shop.reading.give_way("what nobody asked", 10)
    assert shop.reading.busy("rows")
    go.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["late"]
