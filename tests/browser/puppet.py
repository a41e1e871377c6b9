"""A bot without a mind: the tests lead it, over the same HTTP as any other bot."""

import asyncio
import json
import struct
import zlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
from playwright.async_api import Page

#: Seconds after which a test gives up: a busy machine draws and answers slowly.
PATIENCE = 100
TOKEN = "7000000001:AAsandboxsandboxsandboxsandboxsand1"
HOSTILE = '<img src=x onerror="window.hacked=1"> & <b>Bobby</b>'
PEOPLE = [
    {
        "user_id": 1001,
        "name": "Amélie Dupont",
        "language_code": "fr",
        "role": "parent",
        "about": "The first.",
    },
    {"user_id": 1002, "name": "Jonas Weber", "language_code": "de", "role": "hr", "about": "The second."},
    {"user_id": 1003, "name": HOSTILE, "language_code": "en", "role": "new", "about": "<i>Tricky</i>"},
]

Json = dict[str, Any]
OpenPage = Callable[..., Awaitable[Page]]


class Puppet:
    """Calls the Bot API and the people's side; nothing happens that a test did not ask for."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url
        self._offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        """A Bot API call that must succeed; bytes go up as files."""
        body = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                body.add_field(name, value, filename=f"{name}.bin")
            elif isinstance(value, tuple):
                body.add_field(name, value[1], filename=value[0], content_type=value[2])
            else:
                body.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self._session.post(f"/bot{TOKEN}/{method}", data=body) as answer:
            told = await answer.json()
        assert told["ok"], told
        return told["result"]

    async def attempt(self, method: str, **params: Any) -> tuple[int, Json]:
        """A Bot API call that may fail: its status and body."""
        async with self._session.post(f"/bot{TOKEN}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def say(self, chat_id: int, text: str, **params: Any) -> int:
        """Sends HTML; the message's id."""
        sent = await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **params)
        return int(sent["message_id"])

    async def updates(self, wait: int = 0) -> list[Json]:
        """What people did since the last time; confirmed at once, so that the chat comes to rest."""
        found: list[Json] = await self.call("getUpdates", offset=self._offset, timeout=wait)
        if found:
            self._offset = found[-1]["update_id"] + 1
            await self.call("getUpdates", offset=self._offset, timeout=0)
        return found

    async def next(self, kind: str) -> Json:
        """The next update of a kind; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for update in await self.updates(wait=20):
                    if kind in update:
                        return dict(update[kind])

    async def side(self, path: str, **body: Any) -> Json:
        """A POST of the people's side that must succeed."""
        async with self._session.post(f"/sandbox/{path}", json=body) as answer:
            told: Json = await answer.json()
            assert answer.status == 200, told
            return told

    async def look(self, path: str) -> Any:
        """A GET of the people's side."""
        async with self._session.get(f"/sandbox/{path}") as answer:
            return await answer.json()

    async def to_next_year(self, moment: str) -> int:
        """Moves the clock to "07-01T22:30:00+00:00" of the year after this one; which one that is."""
        year = datetime.fromisoformat((await self.look("clock"))["now"]).year + 1
        await self.side("clock", to=f"{year}-{moment}")
        return year

    async def somebody(self, name: str = "Somebody") -> int:
        """A person nobody has met, who has pressed Start: no test meets the chat of another."""
        user_id = int((await self.side("people", first_name=name, language_code="en"))["user_id"])
        await self.side(f"chats/{user_id}/messages", text="/start")
        await self.updates()
        return user_id


def rows(*labels: list[str]) -> Json:
    """An inline keyboard whose buttons carry their place as data: "0-1"."""
    return {
        "inline_keyboard": [
            [{"text": label, "callback_data": f"{at}-{column}"} for column, label in enumerate(row)]
            for at, row in enumerate(labels)
        ]
    }


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x90" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
