"""The secret first, then commit, then 200."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.inbox import Desk, Webhook
from bot.inbox.telegram import Api
from bot.inbox.webhook import HEADER
from bot.sandbox import Sandbox
from storage import Storage
from tests.inbox.conftest import Handler, now, says, until

SECRET = "S3cret_words-only"


@pytest.fixture
async def address(storage: Storage, desk: Desk) -> AsyncIterator[str]:
    webhook = Webhook(storage.inbox, desk, now, path="/hook", secret=SECRET)
    port = await webhook.start("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}/hook"
    await webhook.stop()


async def post(address: str, secret: str | None = SECRET, **how: Any) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with aiohttp.ClientSession() as http, http.post(address, headers=headers, **how) as answer:
        return answer.status


async def test_an_update_is_committed_before_200(
    address: str, storage: Storage, desk: Desk, handler: Handler
) -> None:
    assert await post(address, json=says(1, 42, "wait")) == 200
    assert [update.update_id for update in await storage.inbox.waiting()] == [1]
    handler.gate.set()
    await desk.idle()
    assert handler.heard == [(42, "wait")]


async def test_the_same_update_again_is_handled_once(address: str, desk: Desk, handler: Handler) -> None:
    assert [await post(address, json=says(1, 42)) for _ in range(3)] == [200, 200, 200]
    await desk.idle()
    assert handler.heard == [(42, "Bonjour")]


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "sécret", "\u202e", "Ω" * 300]
)
async def test_a_wrong_secret_is_401(address: str, storage: Storage, secret: str | None) -> None:
    assert await post(address, secret, json=says(1, 42)) == 401
    assert await storage.inbox.waiting() == ()


async def test_bytes_outside_utf8_as_secret_are_401(address: str) -> None:
    port = int(address.split(":")[2].split("/", maxsplit=1)[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + HEADER.encode() + b": \xff\xfe\r\n\r\n{}"
    )
    assert (await reader.readline()).split()[1] == b"401"
    writer.close()


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b"null", b'{"update_id": "7"}'])
async def test_garbage_with_the_secret_is_kept_and_200(
    address: str, storage: Storage, desk: Desk, body: bytes, handler: Handler
) -> None:
    assert await post(address, data=body) == 200
    await desk.idle()
    assert (await storage.inbox.waiting(), desk.handled + desk.set_aside) == ((), 1)


async def test_a_body_over_a_mebibyte_is_refused(address: str) -> None:
    assert await post(address, data=BytesIO(b" " * (1024 * 1024 + 1))) == 413


async def test_the_address_is_registered_with_its_secret(
    storage: Storage, desk: Desk, handler: Handler
) -> None:
    sandbox = Sandbox(pace=False)
    await sandbox.start()
    api = Api(sandbox.url, sandbox.token)
    webhook = Webhook(storage.inbox, desk, now, path="/hook", secret=SECRET)
    port = await webhook.start("127.0.0.1", 0)
    await webhook.register(api, f"http://127.0.0.1:{port}/hook")
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{sandbox.url}/sandbox/people", json={"first_name": "Ana"}) as answer:
            chat = (await answer.json())["user_id"]
        await http.post(f"{sandbox.url}/sandbox/chats/{chat}/messages", json={"text": "Bonjour"})
    await until(lambda: handler.heard)
    assert handler.heard == [(chat, "Bonjour")]
    await webhook.stop()
    await api.close()
    await sandbox.stop()
