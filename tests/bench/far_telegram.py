"""A Bot API that is 50 ms away and lets a bot send a thousand messages a second: the paid pace.

Counted half way; more than that in any second is refused (429), and so is more than one a second to one
person, and more than thirty that nobody pays for. Written on the bare protocol, to cost little.
`GET /figures` says what came.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from typing import Any
from urllib.parse import parse_qs

ONE_WAY = 0.025
PER_SECOND = 1_000
FREE_PER_SECOND = 30
PER_PERSON = 1.0
_BOT = {"id": 7000000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_TOO_FAST = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 1",
    "parameters": {"retry_after": 1},
}


class Telegram:
    """What it has taken and refused."""

    def __init__(self) -> None:
        self._second: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._copies: Counter[int] = Counter()
        self._refused = 0
        self._first = self._latest = 0.0

    def answer(self, method: str, values: dict[str, Any]) -> tuple[int, Any]:
        """Status and body."""
        if method == "sendMessage":
            paid = str(values.get("allow_paid_broadcast", "")).lower() in {"true", "1"}
            return self._take(
                int(values["chat_id"]), str(values["text"]), PER_SECOND if paid else FREE_PER_SECOND
            )
        result: Any = _BOT if method == "getMe" else [] if method == "getUpdates" else True
        return 200, {"ok": True, "result": result}

    def figures(self) -> dict[str, float]:
        return {
            "arrived": len(self._copies),
            "twice": self._copies.total() - len(self._copies),
            "refused": self._refused,
            "seconds": self._latest - self._first,
        }

    def _take(self, chat: int, text: str, most: int) -> tuple[int, Any]:
        now = time.monotonic()
        while self._second and self._second[0] <= now - 1.0:
            self._second.popleft()
        if len(self._second) >= most or self._last.get(chat, 0.0) > now - PER_PERSON:
            self._refused += 1
            return 429, _TOO_FAST
        self._second.append(now)
        self._last[chat] = self._latest = now
        self._first = self._first or now
        self._copies[chat] += 1
        person = {"id": chat, "type": "private", "first_name": "Ana"}
        told = {"message_id": self._copies.total(), "date": 1_800_000_000, "from": _BOT, "chat": person}
        return 200, {"ok": True, "result": {**told, "text": text}}


class Line(asyncio.Protocol):
    """One connection: a request at a time, as clients of HTTP/1.1 send them."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if len(body) < int(headers.get("content-length", 0)):
            return
        self._heard = b""
        path = first.split(" ")[1]
        if path == "/figures":
            self._say(200, self._telegram.figures())
            return
        loop = asyncio.get_running_loop()
        loop.call_later(ONE_WAY, self._arrive, path.rpartition("/")[2], headers.get("content-type", ""), body)

    def _arrive(self, method: str, kind: str, body: bytes) -> None:
        status, said = self._telegram.answer(method, _values(kind, body))
        poll = 1.0 if method == "getUpdates" else ONE_WAY
        asyncio.get_running_loop().call_later(poll, self._say, status, said)

    def _say(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


def _values(kind: str, body: bytes) -> dict[str, Any]:
    """JSON, a form, or aiogram's multipart: only what is asked for here."""
    if kind.startswith("application/json"):
        found: dict[str, Any] = json.loads(body)
        return found
    if kind.startswith("multipart/form-data"):
        parts = [part.partition(b"\r\n\r\n") for part in body.split(b"\r\n--")]
        return {
            head.split(b'name="')[1].split(b'"')[0].decode(): value.decode()
            for head, _, value in parts
            if value
        }
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def main() -> None:
    telegram = Telegram()
    server = await asyncio.get_running_loop().create_server(
        lambda: Line(telegram), "127.0.0.1", 0, backlog=1024
    )
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
