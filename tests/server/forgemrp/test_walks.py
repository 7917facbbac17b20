"""Walks through lists while rows come, go and change: nothing that stays is lost, nothing comes twice."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import cursors, ids

from .conftest import CLIENT, Forge, Opener

WALKS = 40


def _stir(forge: Forge, chance: random.Random) -> set[str]:
    """Insert, delete and change quotes behind the server's back; the ids of those that are gone."""
    gone: set[str] = set()
    forge.put_quotes(chance.randint(0, 3))
    with writing(forge.server.engine) as connection:
        keys = [row[0] for row in connection.exec_driver_sql("select quote_id from quotes")]
        for key in chance.sample(keys, min(len(keys), chance.randint(0, 3))):
            connection.exec_driver_sql("delete from quotes where quote_id = ?", (key,))
            gone.add(ids.shown("quo", key))
        connection.exec_driver_sql("update quotes set created = created + ?", (chance.randint(-999, 999),))
    return gone


def test_random_walks_lose_nothing_and_repeat_nothing(forge: Forge) -> None:
    forge.put_quotes(40)
    for seed in range(WALKS):
        chance = random.Random(seed)
        before = {row["id"] for row in forge.walk("/quotes", 200)}
        gone: set[str] = set()
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            limit = chance.choice((1, 3, 7, 50))
            page = forge.client.get(f"/quotes?limit={limit}" + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [row["id"] for row in page["data"]]
            cursor = page["next_cursor"]
            gone |= _stir(forge, chance)
        assert len(seen) == len(set(seen)), f"seed {seed}"
        assert before - gone <= set(seen), f"seed {seed}"


def test_a_thousand_rows_of_one_and_the_same_moment_come_once_each(forge: Forge) -> None:
    forge.put_quotes(1000)
    for limit in (7, 200):
        rows = forge.walk("/quotes", limit)
        assert len(rows) == len({row["id"] for row in rows}) == 1000
        assert {(row["created_at"], row["updated_at"]) for row in rows} == {("2023-11-14T22:13:20.000Z",) * 2}


def test_a_walk_over_a_list_that_ends_exactly_with_a_page_has_no_empty_page(forge: Forge) -> None:
    forge.put_quotes(6)
    second = forge.client.get("/quotes?limit=3").json()["next_cursor"]
    page = forge.client.get(f"/quotes?limit=3&cursor={second}").json()
    assert (len(page["data"]), page["next_cursor"]) == (3, None)


@pytest.mark.parametrize("limit", ["0", "000", "-1", "+5", " 5", "x", "1.5", "", "1e3", "1_0", "٣"])
def test_a_limit_that_is_none_is_a_bad_request(forge: Forge, limit: str) -> None:
    answer = forge.client.get("/quotes", params={"limit": limit})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


def test_a_page_has_fifty_rows_or_two_hundred_at_most(forge: Forge) -> None:
    forge.put_quotes(230)
    assert len(forge.client.get("/quotes").json()["data"]) == 50
    for limit in ("200", "201", "0201", "1000", "1000000000", "9" * 5000):
        assert len(forge.client.get(f"/quotes?limit={limit}").json()["data"]) == 200


def test_a_cursor_of_another_list_or_of_nobody_is_a_bad_request(forge: Forge) -> None:
    cursor = forge.client.get("/clients?limit=1").json()["next_cursor"]
    raw = base64.urlsafe_b64decode(cursor + "==")
    forged = base64.urlsafe_b64encode(raw[:-1] + b"9").decode().rstrip("=")
    for path, shown in (
        ("jobs", cursor),
        ("clients", forged),
        ("clients", "AAAA"),
        ("clients", "é"),
        ("jobs", "="),
    ):
        answer = forge.client.get(f"/{path}", params={"cursor": shown})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("more", ["=", "==", "!", "\n", " ", "A", "%3D"])
def test_a_cursor_with_anything_added_is_a_bad_request(forge: Forge, more: str) -> None:
    cursor = forge.client.get("/clients?limit=1").json()["next_cursor"]
    for shown in (cursor + more, more + cursor, cursor[:7] + more + cursor[7:]):
        answer = forge.client.get("/clients", params={"cursor": shown})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request"), shown


def test_a_cursor_survives_a_restart_and_an_empty_one_is_the_beginning(opened: Opener, tmp_path: Path) -> None:
    first = opened()
    cursor = first.client.get("/clients?limit=1").json()["next_cursor"]
    first.server.stop()
    again = opened(first.database)
    assert len(again.client.get(f"/clients?cursor={cursor}").json()["data"]) == 1
    assert len(again.client.get("/clients?cursor=").json()["data"]) == 2


def test_every_key_of_a_cursor_and_an_id_comes_back() -> None:
    for key in (1, 2, 35, 36, 10**9, 2**61):
        assert ids.meant("job", ids.shown("job", key)) == key
        assert cursors.read(b"s", "jobs", cursors.write(b"s", "jobs", key)) == key
    for wrong in ("", "job_", "quo_" + ids.shown("job", 1)[4:], "job_zzzzzzzzzzzzz", "job_0000000000000", "1"):
        assert ids.meant("job", wrong) is None


def test_ids_stay_the_same_and_tell_nothing_of_their_order(forge: Forge) -> None:
    made = [forge.post("/quotes", {"clientId": CLIENT})["id"] for _ in range(12)]
    assert made != sorted(made)
    assert [row["id"] for row in forge.walk("/quotes", 5)] == made
