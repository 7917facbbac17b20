"""No key is ever found in an exception, a log line, a repr or an address."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from base64 import b64encode
from urllib.parse import quote

import pytest

from forge_desktop.api.protocol import Client, Lane
from forge_desktop.errors import BadReply, Failure
from tests.api.conftest import CANARIES, MRPEASY, Opener
from tests.api.rogue import Rogue, Script, reply, rogue

pytestmark = pytest.mark.anyio
PAIR = f"{CANARIES.api_key}:{CANARIES.access_key}"
FORMS = {
    form
    for secret in (CANARIES.api_key, CANARIES.access_key, PAIR)
    for form in (secret, quote(secret), quote(secret, safe=""), b64encode(secret.encode()).decode())
}
ECHO = f'["unknown key {CANARIES.api_key}", "or {CANARIES.access_key.replace(chr(34), chr(92) + chr(34))}"]'


async def hang_up_inside_a_header(writer: asyncio.StreamWriter) -> None:
    """Half an answer that repeats the key."""
    writer.write(f"HTTP/1.1 200 OK\r\nx-echo: {CANARIES.api_key}\r\nx-".encode())


ANSWERS: list[bytes | Script] = [
    reply(ECHO, 400),
    reply(f'{{"title": {ECHO}}}', 400),
    reply(CANARIES.access_key, 400, content_type="text/plain"),
    reply(f'"{CANARIES.api_key}"', 201),
    reply(ECHO, 401),
    reply(ECHO, 403),
    reply(ECHO, 404),
    reply(ECHO, 405),
    reply(ECHO, 409),
    reply(ECHO, 418),
    reply(ECHO, 429, retry_after="2000"),
    reply(ECHO, 500),
    reply(ECHO, 503),
    reply("", 302, location=f"https://evil.example/{CANARIES.api_key}"),
    reply(f"<html>{CANARIES.access_key}</html>"),
    reply(CANARIES.api_key),
    reply("[]", 206, content_range=f"items {CANARIES.api_key}"),
    reply("[]", content_encoding=CANARIES.api_key),
    reply(f'{{"{CANARIES.api_key}": 1}}'),
    hang_up_inside_a_header,
    f"{CANARIES.api_key} {CANARIES.access_key}\r\n\r\n".encode(),
    b"",
]


def told(error: BaseException) -> str:
    """Everything a log, a dialog or a crash report could print of an exception and what it came out of."""
    texts, seen = [], [error]
    for one in seen:
        texts += [str(one), repr(one), repr(one.args), repr(getattr(one, "reasons", ""))]
        texts += [repr(getattr(one, "fields", ""))]
        texts += traceback.format_exception(one)
        seen += [more for more in (one.__cause__, one.__context__) if more is not None and more not in seen]
    return "\n".join(texts)


async def failing(client: Client, server: Rogue) -> str:
    """What is told of each way to ask or tell a server that gives no usable answer."""
    texts = []
    for ask in (
        client.create("customers", {"title": "x"}),
        client.update("customers", 1, {"title": "x"}),
        client.page("units", lane=Lane.USER),
        client.one("units", 1, lane=Lane.USER),
    ):
        with pytest.raises(Failure) as failure:
            await ask
        texts.append(told(failure.value))
    verdict = await client.check()
    return "\n".join([*texts, verdict.title, verdict.message, repr(verdict), repr(client), str(vars(client))])


@pytest.mark.parametrize("profile", MRPEASY)
@pytest.mark.parametrize("number", range(len(ANSWERS)))
async def test_no_answer_makes_us_repeat_a_key(
    number: int, profile: str, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with rogue(ANSWERS[number]) as server, opened(server.url, profile) as client:
            text = await failing(client, server)
            assert any(CANARIES.api_key in head or "Basic" in head for head in server.heads)
            assert not any(form in head.split("\r\n")[0] for head in server.heads for form in FORMS)
    text += "\n".join([caplog.text, *(str(vars(record)) for record in caplog.records)])
    assert not [form for form in FORMS if form in text]


@pytest.mark.parametrize("secret", [CANARIES.api_key, CANARIES.access_key, "n" * 30 + CANARIES.access_key])
async def test_a_row_that_cannot_be_read_is_told_without_a_key_in_it(secret: str, opened: Opener) -> None:
    row = {"article_id": 1, "in_stock": [secret]}
    async with rogue(reply(json.dumps(row)), reply(json.dumps([row]))) as server, opened(server.url) as client:
        with pytest.raises(BadReply) as failure:
            await client.one("items", 1)
        (aside,) = (await client.page("items")).asides
    text = "\n".join([told(failure.value), aside.reason, aside.raw])
    assert "canary" not in text
    assert not [part for part in ("7261", "u(fad", "N6j") if part in text]


def test_the_keys_do_not_print_themselves() -> None:
    assert "canary" not in f"{CANARIES!r} {CANARIES}"


def test_the_network_library_keeps_quiet() -> None:
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
