"""Long polling: nothing is confirmed before it is committed, and nothing ends it."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.inbox import Desk, Poller
from bot.inbox.telegram import Api
from storage import Storage
from tests.inbox.conftest import Handler, now, says, until

TOKEN = "1:AAtestAAtestAAtestAAtestAAtestAAtest1"

Answer = Callable[[dict[str, Any]], web.Response]


class Telegram:
    """Answers getUpdates from a script, then with a queue that confirms by offset, as Telegram does."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.queue: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.methods: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        method, values = request.match_info["method"], await request.json()
        self.methods.append(method)
        if method != "getUpdates":
            return ok(True)
        self.asked.append(values)
        if self.script:
            return self.script.pop(0)(values)
        self.queue = [update for update in self.queue if update["update_id"] >= values["offset"]]
        if not self.queue:
            await asyncio.sleep(0.05)
        return ok(self.queue[: values["limit"]])


def ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(status: int, **parameters: int) -> Answer:
    return lambda _: web.json_response({"ok": False, "parameters": parameters}, status=status)


def raw(body: bytes) -> Answer:
    return lambda _: web.Response(body=body)


@pytest.fixture
async def telegram(storage: Storage, desk: Desk) -> AsyncIterator[Telegram]:
    told = Telegram()
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", told.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api = Api(f"http://127.0.0.1:{runner.addresses[0][1]}", TOKEN)
    polling = asyncio.create_task(Poller(storage.inbox, desk, api, now, poll_seconds=1).run())
    yield told
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
    await api.close()
    await runner.cleanup()


async def heard(handler: Handler, count: int) -> list[str]:
    await until(lambda: len(handler.heard) >= count)
    return [text for _, text in handler.heard]


async def test_polling_leaves_the_webhook_first_and_names_what_it_wants(
    telegram: Telegram, handler: Handler
) -> None:
    telegram.queue = [says(1, 42)]
    await heard(handler, 1)
    assert telegram.methods[:2] == ["deleteWebhook", "getUpdates"]
    assert telegram.asked[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_a_batch_is_confirmed_after_it_is_committed(
    telegram: Telegram, handler: Handler, storage: Storage
) -> None:
    telegram.queue = [says(5, 42, "a"), says(6, 42, "b")]
    assert await heard(handler, 2) == ["a", "b"]
    await until(lambda: len(telegram.asked) >= 2)
    assert [asked["offset"] for asked in telegram.asked[:2]] == [0, 7]


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502])
async def test_a_refusal_is_waited_out_and_said_once(
    telegram: Telegram, handler: Handler, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.script = [refused(status), refused(status)]
    telegram.queue = [says(1, 42)]
    with caplog.at_level(logging.WARNING):
        assert await heard(handler, 1) == ["Bonjour"]
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    assert TOKEN not in caplog.text


async def test_retry_after_is_honoured(telegram: Telegram, handler: Handler) -> None:
    telegram.script = [refused(429, retry_after=1)]
    telegram.queue = [says(1, 42)]
    before = asyncio.get_running_loop().time()
    await heard(handler, 1)
    assert asyncio.get_running_loop().time() - before >= 0.9


async def test_an_answer_that_is_no_json_is_narrowed_down_to_one_update(
    telegram: Telegram, handler: Handler, storage: Storage
) -> None:
    def with_poison(values: dict[str, Any]) -> web.Response:
        body = json.dumps([says(1, 42, "a"), says(2, 42, "b")][: values["limit"]])
        return web.Response(body=b'{"ok":true,"result":' + body.encode().replace(b'"a"', b'"a'))

    telegram.script = [with_poison, with_poison]
    telegram.queue = [says(1, 42, "a"), says(2, 42, "b")]
    assert await heard(handler, 1) == ["b"]
    assert [(asked["offset"], asked["limit"]) for asked in telegram.asked[:3]] == [(0, 100), (0, 1), (2, 1)]


async def test_an_update_of_an_unknown_shape_does_not_stop_the_others(
    telegram: Telegram, handler: Handler
) -> None:
    odd: list[Any] = [None, 7, "x", {}, {"update_id": 2, "message": "break"}]
    telegram.script = [
        raw(json.dumps({"ok": True, "result": [says(1, 42, "a"), *odd, says(3, 42, "b")]}).encode())
    ]
    await until(lambda: {(42, "a"), (42, "b")} <= set(handler.heard))
    assert [text for chat, text in handler.heard if chat == 42] == ["a", "b"]


async def test_numbers_that_begin_anew_are_handled_and_confirmed(
    telegram: Telegram, handler: Handler
) -> None:
    telegram.script = [lambda _: ok([says(900, 42, "a")]), lambda _: ok([says(3, 42, "b")])]
    telegram.queue = [says(4, 42, "c")]
    assert await heard(handler, 3) == ["a", "b", "c"]
    assert [asked["offset"] for asked in telegram.asked[:3]] == [0, 901, 4]


async def test_a_call_that_is_stopped_just_as_its_time_is_over_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped() -> None:
        asked, loop = asyncio.Event(), asyncio.get_running_loop()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            asked.set()
            await reader.read()
            writer.close()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            api = Api(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", TOKEN)
            call = asyncio.create_task(api.call("getUpdates"))
            await asked.wait()
            before = loop.time
            monkeypatch.setattr(loop, "time", lambda: before() + 60)
            loop.call_soon(call.cancel)
            with pytest.raises(asyncio.CancelledError):
                await call
            await api.close()

    await asyncio.to_thread(asyncio.run, stopped())  # its clock is nobody else's
