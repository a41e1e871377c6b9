"""A desk on a real storage, and a handler that writes down what it was given."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.inbox import Desk
from bot.inbox.envelope import seal
from bot.ports import Received, Store, Undecodable
from storage import Storage
from tests.cast import MORNING
from tests.kept import empty_storage


def now() -> datetime:
    return MORNING


def says(number: int, chat: int, text: str = "Bonjour") -> dict[str, Any]:
    """An update as Telegram sends it: somebody says something in a private chat."""
    who = {"id": chat, "is_bot": False, "first_name": "Ana"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": who}
    return {"update_id": number, "message": {**message, "text": text}}


class Handler:
    """Writes down whom it heard; fails, waits or acts as the text says."""

    def __init__(self) -> None:
        self.heard: list[tuple[int | None, str]] = []
        self.again: list[int] = []
        self.gate = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    async def __call__(self, received: Received, turn: Store) -> None:
        text = str(json.loads(received.body).get("message", {}).get("text"))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._obey(text, turn)
        finally:
            self.at_once -= 1
        self.heard.append((received.chat_id, text))

    async def show_again(self, chat_id: int) -> None:
        self.again.append(chat_id)

    async def _obey(self, text: str, turn: Store) -> None:
        if text == "break":
            raise Undecodable
        if text == "wait":
            await self.gate.wait()
        if text == "act":
            await turn.do(lambda records: records.new_id())
        await asyncio.sleep(0)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with empty_storage(tmp_path) as opened:
        yield opened


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def desk(storage: Storage, handler: Handler) -> Desk:
    return Desk(storage.inbox, handler, handler.show_again, now)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 – what is waited for has no event of its own
            await asyncio.sleep(0.01)


async def put(storage: Storage, *updates: dict[str, Any]) -> tuple[Received, ...]:
    return await storage.inbox.put([seal(update) for update in updates], at=MORNING)
