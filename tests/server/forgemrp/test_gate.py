"""The gate: whose window a request uses up, when a window begins anew, and what happens without a database."""

from __future__ import annotations

import pytest

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp.gate import Windows
from forge_desktop.server.forgemrp.keys import Holder

from .conftest import Forge, Opener


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_window_begins_with_its_first_request_and_ends_after_its_seconds() -> None:
    clock = Clock()
    windows = Windows(2, 60.0, clock)
    taken = []
    for seconds in (0.0, 10.5, 0.0, 49.4, 0.1, 0.0):
        clock.now += seconds
        allowance = windows.take("key")
        taken.append((allowance.granted, allowance.remaining, allowance.reset))
    assert taken == [
        (True, 1, 60),
        (True, 0, 50),
        (False, 0, 50),
        (False, 0, 1),
        (True, 1, 60),
        (True, 0, 60),
    ]


def test_every_key_has_a_window_of_its_own_and_strangers_share_one(opened: Opener) -> None:
    forge = opened(forge_requests=3, forge_window=600)
    strangers = [forge.client.get("/jobs", headers={"Authorization": f"Bearer {n}"}) for n in range(4)]
    assert [answer.status_code for answer in strangers] == [401, 401, 401, 429]
    for header in (forge.key("jobs.view"), forge.key("jobs.view")):
        own = [forge.client.get("/jobs", headers=header).status_code for _ in range(4)]
        assert own == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("Bearer {}", 200),
        ("bearer {}", 200),
        ("BEARER   {}", 200),
        ("{}", 401),
        ("Basic {}", 401),
        ("Bearer\t{}", 401),
        ('Bearer "{}"', 401),
        ("Bearer {}, Bearer {}", 401),
        ("Bearer {} x", 401),
        ("Bearer", 401),
    ],
)
def test_a_key_is_known_by_the_word_bearer_however_it_is_spelled(forge: Forge, form: str, status: int) -> None:
    key = forge.client.headers["Authorization"].removeprefix("Bearer ")
    answer = forge.client.get("/jobs", headers={"authorization": form.format(key, key)})
    assert answer.status_code == status
    assert key not in answer.text


def test_a_key_that_was_revoked_is_a_stranger_at_once(forge: Forge) -> None:
    header = forge.key("jobs.view")
    assert forge.client.get("/jobs", headers=header).status_code == 200
    with writing(forge.server.engine) as connection:
        connection.exec_driver_sql("update api_keys set revoked = 1")
    assert forge.refused(401, "GET", "/jobs", **header) == "The API key was revoked"


def test_a_server_that_cannot_read_its_keys_says_so_in_the_envelope(
    forge: Forge, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(forge.server.engine) as connection:
        connection.exec_driver_sql("drop table api_keys")
    answer = forge.client.get("/jobs")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert "RateLimit-Reset" in answer.headers
    assert "the keys cannot be read" in caplog.text


def test_what_a_scope_lets_its_holder_do() -> None:
    holder = Holder("k", frozenset({"quotes.update", "jobs.view"}))
    assert {scope for scope in ("quotes.view", "quotes.update", "jobs.view") if holder.may(scope)} == {
        "quotes.view",
        "quotes.update",
        "jobs.view",
    }
    for scope in ("quotes.create", "jobs.update", "job.view", "quotes", "", ".view", "clients.view"):
        assert not holder.may(scope)


def test_parameters_that_nobody_knows_are_ignored_and_a_head_has_the_figures_too(forge: Forge) -> None:
    answer = forge.client.get("/clients?updated_since=2099-01-01&limit=1&limit=2")
    assert len(answer.json()["data"]) == 2
    head = forge.client.head("/clients")
    assert (head.status_code, head.content) == (405, b"")
    assert "RateLimit-Limit" in head.headers
