"""One Idempotency-Key does a thing once: among threads, among processes, and after a restart."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from ..small_floor import DAY, NOW
from ..test_serve import first_line, serving
from .conftest import CLIENT, Forge, Opener

KEY = {"Idempotency-Key": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}


def _send(forge: Forge, body: Any, path: str = "/clients") -> httpx.Response:
    return forge.client.post(path, json=body, headers=KEY)


def _named(forge: Forge, name: str) -> int:
    return [row["name"] for row in forge.walk("/clients", 50)].count(name)


def test_twenty_equal_requests_at_once_do_it_once(forge: Forge) -> None:
    gate = threading.Barrier(20)

    def send(number: int) -> tuple[int, bytes]:
        gate.wait()
        answer = _send(forge, {"name": "Once"})
        return answer.status_code, answer.content

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert _named(forge, "Once") == 1


def test_two_servers_on_one_database_do_it_once(opened: Opener) -> None:
    first = opened()
    second = opened(first.database)
    gate = threading.Barrier(8)

    def send(number: int) -> tuple[int, bytes]:
        gate.wait()
        answer = _send((first, second)[number % 2], {"name": "Once"})
        return answer.status_code, answer.content

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert _named(second, "Once") == 1


def test_two_processes_on_one_database_do_it_once(forge: Forge, tmp_path: Path) -> None:
    with serving(tmp_path, "--empty", "--port=0", "--json", f"--database={forge.database}") as process:
        other = str(json.loads(first_line(process))["forgemrp_url"])
        gate = threading.Barrier(8)

        def send(number: int) -> tuple[int, bytes]:
            url = (forge.server.forge_url, other)[number % 2]
            gate.wait()
            answer = forge.client.post(f"{url}/clients", json={"name": "Once"}, headers=KEY)
            return answer.status_code, answer.content

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))
        process.terminate()
        process.communicate()
    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1
    assert _named(forge, "Once") == 1


def test_the_original_response_survives_a_restart_and_what_happened_since(opened: Opener) -> None:
    first = opened()
    body = {"clientId": CLIENT, "notes": "as it was"}
    answer = _send(first, body, "/quotes")
    first.patch(f"/quotes/{answer.json()['data']['id']}", {"notes": "changed"})
    first.server.stop()
    again = opened(first.database)
    repeated = _send(again, body, "/quotes")
    assert (repeated.status_code, repeated.content) == (answer.status_code, answer.content)
    assert len(again.walk("/quotes", 50)) == 1


def test_one_key_with_two_bodies_at_once_does_one_of_them(forge: Forge) -> None:
    gate = threading.Barrier(12)

    def send(number: int) -> int:
        gate.wait()
        return _send(forge, {"name": f"Once {number % 2}"}).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(send, range(12)))
    assert statuses == [201] * 6 + [409] * 6
    assert sorted(_named(forge, f"Once {number}") for number in range(2)) == [0, 1]


def test_a_server_killed_among_writes_has_kept_what_it_answered_and_does_the_rest_once(
    forge: Forge, tmp_path: Path
) -> None:
    flags = ("--empty", "--port=0", "--json", f"--database={forge.database}")
    key = forge.client.headers["Authorization"]
    answered: dict[int, bytes] = {}

    def send(url: str, number: int) -> bool:
        headers = {"Authorization": key, "Idempotency-Key": f"write-{number}"}
        body = {"name": f"Client {number}"}
        try:
            answer = httpx.post(f"{url}/clients", json=body, headers=headers, trust_env=False)
        except httpx.TransportError:
            return False
        assert answer.status_code == 201
        assert answered.setdefault(number, answer.content) == answer.content
        return True

    for life in range(3):
        with serving(tmp_path, *flags) as process:
            url = str(json.loads(first_line(process))["forgemrp_url"])
            with ThreadPoolExecutor(4) as pool:
                sent = [pool.submit(send, url, number) for number in range(30)]
                sent[10 * life + 5].result()
                process.kill()
            process.communicate()
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda number: send(forge.server.forge_url, number), range(30)))
    names = [row["name"] for row in forge.walk("/clients", 50)]
    assert sorted(names[2:]) == sorted(f"Client {number}" for number in range(30))


def test_answers_are_kept_for_thirty_days_and_then_make_room(opened: Opener) -> None:
    answers = []
    database = None
    for days in (0, 29, 31):
        forge = opened(database, now=NOW + days * DAY)
        database = forge.database
        forge.post("/clients", {"name": f"Day {days}"}, **{"Idempotency-Key": f"day-{days}"})
        answers.append(_send(forge, {"name": "Once"}).content)
        forge.server.stop()
    assert answers[0] == answers[1] != answers[2]
    again = opened(database)
    assert sorted(row[0] for row in again.rows("select key from idempotent_replies")) == sorted(
        ["day-29", "day-31", KEY["Idempotency-Key"]]
    )


def test_a_key_serves_another_api_key_of_the_company_too(forge: Forge) -> None:
    first = _send(forge, {"name": "Once"})
    again = forge.client.post("/clients", json={"name": "Once"}, headers=KEY | forge.key("clients.create"))
    assert again.content == first.content
    assert _named(forge, "Once") == 1


def test_the_same_key_for_another_path_or_body_is_a_conflict(forge: Forge) -> None:
    _send(forge, {"name": "Once"})
    for body, path in (({"name": "Twice"}, "/clients"), ({"clientId": CLIENT}, "/quotes")):
        answer = _send(forge, body, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_a_refused_request_has_done_nothing_and_may_be_corrected_under_its_key(forge: Forge) -> None:
    assert _send(forge, {"name": ""}).status_code == 422
    assert _send(forge, {"name": "Corrected"}).status_code == 201
    assert _named(forge, "Corrected") == 1


def test_an_answer_that_was_lost_on_the_way_is_given_again(forge: Forge) -> None:
    forge.server.faults.plan("lost", "cut", "")
    for _ in range(2):
        try:
            _send(forge, {"name": "Once"})
        except httpx.TransportError:
            continue
        raise AssertionError("the answer was to be lost")
    assert _send(forge, {"name": "Once"}).status_code == 201
    assert _named(forge, "Once") == 1


def test_a_job_is_made_once_from_a_quote_however_often_it_is_asked_for(forge: Forge) -> None:
    quote = forge.quote(status="approved")
    answers = [_send(forge, {"quoteId": quote["id"]}, "/jobs") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(forge.walk("/jobs", 50)) == 1
