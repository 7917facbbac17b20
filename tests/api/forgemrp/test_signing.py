"""The key goes out as one header, is looked at before that, and is never found anywhere else."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from forge_desktop.api.protocol import Client, Lane
from forge_desktop.errors import BadReply, Failure, Refused
from tests.api.forgemrp.answers import error, page
from tests.api.forgemrp.conftest import CANARY, Opener
from tests.api.rogue import Script, reply, rogue
from tests.api.test_secrets import told

pytestmark = pytest.mark.anyio
SECRET = CANARY.split("_")[3]
FORMS = {
    form
    for text in (CANARY, SECRET, f"Bearer {CANARY}")
    for form in (text, quote(text), quote(text, safe=""), b64encode(text.encode()).decode().rstrip("="))
}
ECHO = f"unknown key {CANARY}"
ANSWERS: list[bytes | Script] = [
    *(error(status, "x", ECHO) for status in (400, 401, 403, 404, 405, 409, 418, 422, 500, 503)),
    error(429, "rate_limited", ECHO, retry_after="2000"),
    reply(f'{{"error": "{ECHO}"}}', 422),
    reply(f'["{ECHO}", {{"{CANARY}": "{CANARY}"}}]', 422),
    reply(CANARY, 422, content_type="text/plain"),
    reply("", 302, location=f"https://evil.example/{CANARY}"),
    reply(f"<html>{CANARY}</html>"),
    reply(CANARY),
    reply(f'{{"data": "{CANARY}"}}'),
    reply("[]", content_encoding=CANARY),
    f"{CANARY}\r\n\r\n".encode(),
    b"",
]


async def test_every_request_shows_the_key_as_a_bearer_token_and_nowhere_else(opened: Opener) -> None:
    async with rogue(page()) as server, opened(server.url) as client:
        await client.page("quotes", cursor="c1")
        for ask in (client.one("quotes", "q1"), client.create("clients", {"name": "x"})):
            with pytest.raises(Failure):
                await ask
        assert len(server.heads) == 3
        for number, head in enumerate(server.heads):
            assert server.header("authorization", number) == f"Bearer {CANARY}"
            assert head.count(SECRET) == 1
            assert "api_key" not in head.lower()
            assert "access_key" not in head.lower()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "demo",
        "fmrp_live_",
        "fmrp_live_canary_secret",
        "fmrp_live_canary__crc",
        "fmrp_live__secret_crc",
        "fmrp_live_canary_sec ret_crc",
        "fmrp_live_canary_secret_",
        f"{CANARY}\n",
        f" {CANARY}",
        f"Bearer {CANARY}",
        CANARY.replace("_", "-"),
        CANARY + "é",
        CANARY + "\x00",
        CANARY + "x" * 2_000,
        CANARY.replace("Secret", "Sec\r\nX-Evil: 1"),
    ],
)
async def test_what_cannot_be_a_key_is_refused_before_use_and_not_repeated(key: str, opened: Opener) -> None:
    async with rogue(page()) as server:
        with pytest.raises(Refused) as failure:
            async with opened(server.url, key):
                pass
        assert server.tried == 0
    assert not any(form in told(failure.value) for form in FORMS)


@pytest.mark.parametrize("secret", ["abc", "a-b_c__d", "_a_", "aZ09+/==", "a.b~c", "a" * 1_000])
async def test_a_key_of_any_alphabet_is_sent_as_it_is(secret: str, opened: Opener) -> None:
    key = f"fmrp_live_7k3q_{secret}_0a1b2c3d"
    async with rogue(page()) as server, opened(server.url, key) as client:
        await client.page("quotes")
        assert server.header("authorization") == f"Bearer {key}"


async def failing(client: Client) -> str:
    """What is told of each way to ask or tell a server that gives no usable answer."""
    texts = []
    for ask in (
        client.create("clients", {"name": "x"}, idempotency="ab" * 16),
        client.update("jobs", "job_1", {"priority": "high"}),
        client.page("quotes", lane=Lane.USER),
        client.one("quotes", "q_1", lane=Lane.USER),
    ):
        with pytest.raises(Failure) as failure:
            await ask
        texts.append(told(failure.value))
    verdict = await client.check()
    return "\n".join([*texts, verdict.title, verdict.message, repr(verdict), repr(client), str(vars(client))])


@pytest.mark.parametrize("number", range(len(ANSWERS)))
async def test_no_answer_makes_us_repeat_the_key(
    number: int, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with rogue(ANSWERS[number]) as server, opened(server.url) as client:
            text = await failing(client)
            assert not any(form in head.split("\r\n")[0] for head in server.heads for form in FORMS)
    text += "\n".join([caplog.text, *(str(vars(record)) for record in caplog.records)])
    assert not [form for form in FORMS if form in text]


VALUES: list[Any] = [
    CANARY,
    "x " * 15 + CANARY,
    f"{'x' * 59}{CANARY}",
    [CANARY],
    {CANARY: CANARY},
    {"a": {"b": [f"{CANARY}, {CANARY}"]}},
    "y" * 3_990 + CANARY,
]


@pytest.mark.parametrize("field", ["total", "updated_at", "client_id", "lines", "id", CANARY])
@pytest.mark.parametrize("number", range(len(VALUES)))
async def test_a_row_that_cannot_be_read_is_told_without_the_key_in_it(
    number: int, field: str, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    row = {"id": "q1", "valid_until": "never"} | {field: VALUES[number]}
    texts = []
    with caplog.at_level(logging.DEBUG):
        answer = json.dumps({"data": row}), json.dumps({"data": [row], "next_cursor": None})
        async with rogue(*map(reply, answer)) as server, opened(server.url) as client:
            with pytest.raises(BadReply) as failure:
                await client.one("quotes", "q1")
            texts.append(told(failure.value))
            texts += [f"{aside.reason} {aside.raw}" for aside in (await client.page("quotes")).asides]
    assert len(texts) == 2
    text = "\n".join([*texts, caplog.text])
    assert SECRET[:8] not in text
    assert not [form for form in FORMS if form in text]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_carries_the_key_to_another_host(status: int, opened: Opener) -> None:
    async with rogue(page()) as other, rogue(reply("", status, location=f"{other.url}/quotes")) as server:
        async with opened(server.url) as client:
            for ask in (
                client.page("quotes", lane=Lane.USER),
                client.one("quotes", "q1", lane=Lane.USER),
                client.create("clients", {"name": "x"}),
                client.update("jobs", "j1", {"priority": "high"}),
            ):
                with pytest.raises(Failure):
                    await ask
            assert not (await client.check()).ok
        assert (server.tried, other.tried) == (5, 0)
