"""A Bot API that takes everything and tells who was answered: the same for both sides of a ratio."""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

TOKEN = "7000000001:AAbenchbenchbenchbenchbenchbenchben"
_BOT = {"id": 7000000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_SHOWS = {"sendMessage", "editMessageText"}
_LONGEST_POLL = 25


class Telegram:
    """Long polls end with what `say` was given; whatever the bot shows or answers ends an `expect`."""

    def __init__(self) -> None:
        self.url = ""
        self._said: list[dict[str, Any]] = []
        self._spoke = asyncio.Event()
        self._expected: dict[int | str, asyncio.Future[Mapping[str, Any]]] = {}
        self._last_message = 0

    def say(self, update: Mapping[str, Any]) -> None:
        """Let an update wait for a bot that polls."""
        self._said.append({"update_id": len(self._said) + 1, **update})
        self._spoke.set()

    def expect(self, whom: int | str) -> "asyncio.Future[Mapping[str, Any]]":
        """The next message shown in that chat (a number), or the answer to that tap (a word)."""
        self._expected[whom] = asyncio.get_running_loop().create_future()
        return self._expected[whom]

    async def serve(self, request: web.Request) -> web.Response:
        values = await (request.json() if request.content_type == "application/json" else request.post())
        result = await self._result(request.match_info["method"], values)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, method: str, values: Mapping[str, Any]) -> Any:
        if method == "getMe":
            return _BOT
        if method == "getUpdates":
            return await self._updates(int(values.get("offset") or 0))
        if method in _SHOWS:
            return self._show(values)
        self._settle(str(values.get("callback_query_id")), values)
        return True

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        if not self._said or self._said[-1]["update_id"] < offset:
            self._spoke.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._spoke.wait(), _LONGEST_POLL)
        return [update for update in self._said if update["update_id"] >= offset]

    def _show(self, values: Mapping[str, Any]) -> dict[str, Any]:
        self._last_message += 1
        chat = int(values["chat_id"])
        message = {
            "message_id": int(values.get("message_id") or self._last_message),
            "date": 1_800_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Ana"},
            "from": _BOT,
            "text": values["text"],
        }
        if markup := values.get("reply_markup"):
            message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
        self._settle(chat, message)
        return message

    def _settle(self, whom: int | str, value: Mapping[str, Any]) -> None:
        waiting = self._expected.pop(whom, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(value)


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """One that listens on a free port."""
    found = Telegram()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", found.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield found
    finally:
        await runner.cleanup()


def message(chat: int, number: int, text: str) -> dict[str, Any]:
    """Somebody says something."""
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    told = {"message_id": number, "date": 1_800_000_000, "chat": _private(chat), "from": _person(chat)}
    return {"message": {**told, "text": text, **({"entities": entities} if entities else {})}}


def tap(chat: int, number: int, shown: Mapping[str, Any], word: str) -> dict[str, Any]:
    """Somebody taps a button of a message that was shown."""
    query = {"id": str(number), "from": _person(chat), "message": shown, "chat_instance": "1", "data": word}
    return {"callback_query": query}


def free_port() -> int:
    """A port that nobody listens on, below those that systems give to connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Ana"}


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "fr"}
