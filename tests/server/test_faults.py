"""Faults come as they are ordered: by rate and seed, or one by one, and always honestly over the wire."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from forge_desktop.server.faults import KINDS, Faults, parse

from .conftest import KEYS, Starter


def outcomes(text: str, seed: int, count: int = 400) -> list[str]:
    """The faults of so many requests."""
    faults = Faults(text, seed)
    return [faults.next()[0] for _ in range(count)]


def test_a_seed_gives_the_same_faults_again_and_another_gives_others() -> None:
    everything = ",".join(KINDS)
    assert outcomes(everything, 1) == outcomes(everything, 1)
    assert outcomes(everything, 1) != outcomes(everything, 2)


def test_every_fault_happens_about_as_often_as_its_rate_says() -> None:
    counted = Counter(outcomes("busy=0.1,slow=0.1,cut=0.1,lost=0.1", 3, 4000))
    assert set(counted) == {"", "busy", "slow", "cut", "lost"}
    assert all(250 < counted[kind] < 450 for kind in ("busy", "slow", "cut", "lost"))


def test_being_down_lasts_for_a_spell_of_several_requests() -> None:
    found = outcomes("down=0.05", 5, 2000)
    spells = [len(spell) for spell in "".join("d" if kind else " " for kind in found).split()]
    assert max(spells) > 1
    assert 0.05 < found.count("down") / 2000 < 0.3


def test_without_a_rate_a_fault_hits_one_request_in_twenty() -> None:
    assert parse("busy, slow=0.5") == {"busy": 0.05, "slow": 0.5}
    assert parse("") == {}


@pytest.mark.parametrize("text", ["fire", "busy=2", "busy=-0.1", "busy=often", "busy=", "busy=nan"])
def test_faults_that_make_no_sense_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown fault|the rate of"):
        parse(text)


def test_busy_and_down_answer_as_the_contract_says(started: Starter) -> None:
    server = started()
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        for kind, status in (("busy", 429), ("down", 503)):
            server.faults.set(f"{kind}=1")
            answer = client.get("/units")
            assert answer.status_code == status
            assert len(answer.json()) == 1
        server.faults.set()
        assert client.get("/units").status_code == 200


def test_a_cut_answer_ends_in_the_middle_of_its_body(started: Starter) -> None:
    server = started()
    server.faults.plan("cut", "")
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        got = b""
        with client.stream("GET", "/lots") as answer:
            assert answer.status_code == 206
            length = int(answer.headers["Content-Length"])
            pieces = answer.iter_raw()
            got += next(pieces)
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message"):
                got += b"".join(pieces)
        assert 0 < len(got) < length
        whole = client.get("/lots")
        assert len(whole.content) == length
        assert whole.content.startswith(got)


def test_a_lost_request_is_executed_but_never_answered(started: Starter) -> None:
    server = started()
    server.faults.plan("lost")
    with httpx.Client(base_url=server.url, headers=KEYS) as client:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
            client.get("/units")
        assert server.log[-1] == ("GET", "/rest/v1/units", "", 0)
        assert client.get("/units?x=1").status_code == 200
        assert server.log[-1] == ("GET", "/rest/v1/units", "x=1", 200)


def test_a_slow_answer_is_whole(started: Starter) -> None:
    server = started()
    server.faults.plan("slow")
    assert len(httpx.get(f"{server.url}/units", headers=KEYS).json()) == 2


def test_broken_answers_leave_nothing_in_the_servers_own_log(
    started: Starter, caplog: pytest.LogCaptureFixture
) -> None:
    server = started(faults="cut=0.5,lost=1", one_in_flight=True)
    for _ in range(20):
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{server.url}/lots", headers=KEYS)
    server.faults.set()
    assert httpx.get(f"{server.url}/lots", headers=KEYS).status_code == 206
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


def test_a_wrong_key_meets_no_faults(started: Starter) -> None:
    server = started(faults="down=1")
    assert httpx.get(f"{server.url}/units").status_code == 401


def test_an_unknown_planned_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown"):
        Faults().plan("fire")
