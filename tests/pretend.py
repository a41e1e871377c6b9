"""A Bot API on the bare protocol, in a process of its own: it costs little, and can do what no server does.

What it answers is the business of a `Telegram`; how far away it is, of `serve`.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs

BOT = {"id": 7000000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
#: Seconds that a long poll waits: nobody ever says anything.
POLL = 1.0


class Telegram(Protocol):
    """`send` is given a message and answers it; `figures` tells what came."""

    def send(self, chat: int, values: Mapping[str, Any]) -> bytes | None: ...
    def figures(self) -> Mapping[str, Any]: ...


#: Instead of an answer: the connection is cut. (None: there is none, and the caller waits.)
CUT = b""


def said(status: int, body: Any) -> bytes:
    """An answer in JSON."""
    return spoken(status, json.dumps(body).encode(), "application/json")


def spoken(status: int, body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def sent(chat: int, number: int, values: Mapping[str, Any]) -> bytes:
    """The message as it now is in that chat."""
    person = {"id": chat, "type": "private", "first_name": "Ana"}
    told = {"message_id": number, "date": 1_800_000_000, "from": BOT, "chat": person, "text": values["text"]}
    return said(200, {"ok": True, "result": told})


def refused(code: int, why: str, **parameters: int) -> bytes:
    body = {"ok": False, "error_code": code, "description": why}
    return said(code, body | ({"parameters": parameters} if parameters else {}))


class Line(asyncio.Protocol):
    """One connection: a request at a time, as clients of HTTP/1.1 send them."""

    def __init__(self, telegram: Telegram, one_way: float) -> None:
        self._telegram = telegram
        self._one_way = one_way
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
        method = first.split(" ")[1].rpartition("/")[2]
        if method == "figures":
            self._say(said(200, self._telegram.figures()))
        else:
            self._later(self._one_way, self._arrive, method, headers.get("content-type", ""), body)

    def _arrive(self, method: str, kind: str, body: bytes) -> None:
        """Half way."""
        if method == "sendMessage":
            values = _values(kind, body)
            answer = self._telegram.send(int(values["chat_id"]), values)
            self._later(self._one_way, self._say, answer)
        else:
            result: Any = BOT if method == "getMe" else [] if method == "getUpdates" else True
            away = POLL if method == "getUpdates" else self._one_way
            self._later(away, self._say, said(200, {"ok": True, "result": result}))

    def _say(self, answer: bytes | None) -> None:
        if answer == CUT:
            self._transport.abort()
        elif answer is not None:
            self._transport.write(answer)

    def _later(self, seconds: float, what: Any, *values: Any) -> None:
        asyncio.get_running_loop().call_later(seconds, what, *values)


async def serve(telegram: Telegram, one_way: float) -> None:
    """Print the address, and answer until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(telegram, one_way), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _values(kind: str, body: bytes) -> Mapping[str, Any]:
    """JSON, a form, or aiogram's multipart."""
    if kind.startswith("application/json"):
        found: dict[str, Any] = json.loads(body)
        return found
    if kind.startswith("multipart/form-data"):
        parts = (part.partition(b"\r\n\r\n") for part in body.split(b"\r\n--"))
        return {
            head.split(b'name="')[1].split(b'"')[0].decode(): value.decode()
            for head, _, value in parts
            if value
        }
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
