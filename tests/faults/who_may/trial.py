"""One try: a raw update through the real conversations, what it changed, and what was said to whom."""

import json
import secrets
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import GetMe, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import BufferedInputFile, TelegramObject

import storage
from bot.actions import people
from bot.ports import Received, Records
from bot.sandbox import Sandbox, SandboxPerson
from handlers import Conversations
from storage import Storage
from tests.cast import MORNING, POLICY
from tests.faults.speaking import TEXTS, spoken_to
from tests.faults.stage import KEY
from tests.faults.who_may.routes import Try
from tests.faults.who_may.town import Actor, Town, furnish

#: Each family has a request in every state.
MANY = replace(POLICY, requests_per_family=99)
#: What is written down whoever speaks.
_ASIDE = {"inbox", "sqlite_sequence"}
FRENCH = TEXTS.speaker("fr")
NO = {FRENCH.plain(f"refusal.{key}") for key in ("not_allowed", "not_found")}
OURS = FRENCH.plain("error.ours")


@dataclass(frozen=True)
class Came:
    """What came of a try."""

    reached: str
    changed: bool
    said: tuple[str, ...]
    elsewhere: bool  # something was said in another chat

    @property
    def refused(self) -> bool:
        return any(no in words for no in NO for words in self.said)

    def shows(self, hidden: set[str]) -> bool:
        return any(one in words for one in hidden for words in self.said)


@dataclass
class Ear(BaseRequestMiddleware):
    """Hears what is said, whether it arrives or not."""

    calls: list[TelegramMethod[Any]] = field(default_factory=list)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not isinstance(method, GetMe):
            self.calls.append(method)
        return await make_request(bot, method)


@dataclass
class Trials:
    """The town, its database with a copy to go back to, and the bot's half that answers."""

    town: Town
    storage: Storage
    conversations: Conversations
    file: sqlite3.Connection
    copy: sqlite3.Connection
    now: datetime = MORNING
    usual: int = 0
    reached: list[str] = field(default_factory=list)
    ear: Ear = field(default_factory=Ear)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def attempt(self, actor: Actor, one: Try, side: str) -> Came:
        """Send it and go back to how everything was before."""
        found = self.town.objects[side]
        expected = self.usual
        if one.focus and actor.person_id:
            with self.storage.transaction() as records:
                listen(records, actor, one.focus.format(**found))
            expected = self.digest()
        before = self.changes()
        self.reached.clear()
        self.ear.calls.clear()
        body = update(actor, one, one.says.format(**found), next(self.numbers))
        received = Received(
            update_id=body["update_id"], chat_id=actor.chat_id, body=json.dumps(body).encode()
        )
        await self.conversations.handle(received, self.storage)
        changed = self.changes() != before and self.digest() != expected
        if changed or one.focus:
            self.copy.backup(self.file)
        return Came(
            reached=self.reached[-1] if self.reached else "",
            changed=changed,
            said=tuple(
                words for call in self.ear.calls for words in words_of(call.model_dump(warnings=False))
            ),
            elsewhere=any(
                getattr(call, "chat_id", actor.chat_id) != actor.chat_id for call in self.ear.calls
            ),
        )

    def changes(self) -> int:
        """Moves on with whatever is committed; what is written back as it was counts too."""
        (version,) = self.file.execute("PRAGMA data_version").fetchone()
        return int(version)

    def digest(self) -> int:
        """Of every row that there is."""
        names = self.file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in names if name not in _ASIDE]
        return hash(tuple(tuple(self.file.execute(f"SELECT * FROM [{name}]")) for name in tables))

    async def spy(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Which handler the update found, before its door is asked."""
        called = data["handler"].callback
        self.reached.append(f"{called.__module__}.{called.__qualname__}".removeprefix("handlers."))
        return await handler(event, data)


@asynccontextmanager
async def trials(folder: Path, chance: Callable[[int], bytes] = secrets.token_bytes) -> AsyncIterator[Trials]:
    """A furnished town and a bot that answers in it; nobody else writes."""
    path = folder / "town.sqlite3"
    url = f"sqlite:///{path}"
    storage.migrate(url)
    memory = storage.open_storage(url, key=KEY, chance=chance)
    with memory.transaction() as records:
        town = furnish(records)
    await memory.outbox.claim("the courier", at=MORNING, most=10)  # nobody hears it: it waits to be phoned
    people_ = [SandboxPerson(user_id=one.chat_id, name=one.name) for one in town.actors.values()]
    sandbox = Sandbox(pace=False, start_at=MORNING, people=people_)
    await sandbox.start()
    conversations = spoken_to(sandbox, memory, MANY, clock=lambda: found.now)
    with closing(sqlite3.connect(path)) as file, closing(sqlite3.connect(":memory:")) as copy:
        file.backup(copy)
        found = Trials(town, memory, conversations, file, copy)
        found.usual = found.digest()
        conversations.bot.session.middleware(found.ear)
        for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
            conversations._dispatcher.observers[kind].middleware(found.spy)
        try:
            yield found
        finally:
            await conversations.close()
            await sandbox.stop()
            await memory.close()


def listen(records: Records, actor: Actor, focus: str) -> None:
    name, _, subject = focus.partition(":")
    people.focus(records, actor.person_id, name, subject)


def update(actor: Actor, one: Try, says: str, number: int) -> dict[str, Any]:
    """The update as Telegram would send it."""
    user = {"id": actor.chat_id, "is_bot": False, "first_name": actor.name, "language_code": "fr"}
    chat = {"id": actor.chat_id, "type": "private", "first_name": actor.name}
    message = {"message_id": number, "date": int(MORNING.timestamp()), "chat": chat, "from": user}
    inner: dict[str, dict[str, Any]] = {
        "message": {**message, "text": says},
        "edited_message": {**message, "text": says},
        "contact": {
            **message,
            "contact": {"phone_number": says, "first_name": actor.name, "user_id": actor.chat_id},
        },
        "album": {
            **message,
            "media_group_id": says,
            "photo": [{"file_id": "AgAC", "file_unique_id": "AQAD", "width": 40, "height": 40}],
        },
        "location": {**message, "location": {"latitude": 50.4, "longitude": 4.4}},
        "callback_query": {
            "id": str(number),
            "from": user,
            "chat_instance": "1",
            "data": says,
            "message": {**message, "text": "…"},
        },
        "my_chat_member": {
            "chat": chat,
            "from": user,
            "date": message["date"],
            "old_chat_member": {"status": "member", "user": user},
            "new_chat_member": {"status": "kicked", "user": user, "until_date": 0},
        },
    }
    return {"update_id": number, one.observed: inner[one.kind]}


def words_of(said: Any) -> Iterator[str]:
    """Every word of a call that somebody may read; not what a button says to us."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, BufferedInputFile):
        yield said.filename or ""
        yield said.data.decode(errors="replace")
    elif isinstance(said, dict):
        for key, value in said.items():
            if key not in {"callback_data", "callback_query_id", "url"}:
                yield from words_of(value)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from words_of(value)
