"""Everything the sandbox remembers: people, files, the clock, and each bot with its own chats."""

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, Json
from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError, bad
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.history import History
from bot.sandbox.limits import Limits
from bot.sandbox.persons import Persons, SandboxPerson
from bot.sandbox.updates import TAP, Updates
from bot.sandbox.webhooks import Webhook

WELL_FORMED = re.compile(r"(\d{1,19}):[A-Za-z0-9_-]{3,}")


@dataclass(kw_only=True, slots=True)
class Tap:
    """A callback query; `answered` is done once the bot has answered it."""

    user_id: int
    chat: Chat
    message_id: int
    dies_at: float
    answered: asyncio.Future[Json]


@dataclass(kw_only=True, slots=True)
class Profile:
    """What a bot tells about itself, by language ("" is the default)."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


class Account:
    """One bot: its identity, chats, updates, limits, faults and history."""

    def __init__(self, token: str, world: "World", *, pace: bool) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.world = world
        self.username = "sandbox_bot" if token == world.main_token else f"sandbox_{self.bot_id}_bot"
        self.profile = Profile()
        self.updates = Updates(world.first_update_id)
        self.webhook: Webhook | None = None
        self.limits = Limits(pace=pace)
        self.faults = Faults()
        self.history = History()
        self.chats: dict[int, Chat] = {}
        self.taps: OrderedDict[str, Tap] = OrderedDict()
        self.user: Json = {}
        self.rename("Sandbox bot")

    def rename(self, name: str) -> None:
        """Take another name; a new dict, since messages already sent keep the old one."""
        self.user = {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": name,
            "username": self.username,
        }

    def chat(self, chat_id: int) -> Chat | None:
        """A chat by its id, made when a known person is met for the first time."""
        chat = self.chats.get(chat_id)
        if chat is None and (person := self.world.persons.by_id.get(chat_id)) is not None:
            # Only the sandbox's own bot has a past: the others may write to whom they please.
            started = person.started or self is not self.world.main
            chat = Chat(info=person.as_chat(), members={chat_id}, started=started, blocked=person.blocked)
            self.chats[chat_id] = chat
        return chat

    def shares_group_with(self, user_id: int) -> bool:
        """Whether the bot and a person sit in the same group."""
        return any(not chat.private and user_id in chat.members for chat in self.chats.values())

    def new_tap(self, user_id: int, chat: Chat, message_id: int) -> tuple[str, Tap]:
        """A fresh callback query id; the too old ones are forgotten on the way."""
        now = time.monotonic()
        while self.taps and next(iter(self.taps.values())).dies_at < now:
            self.taps.popitem(last=False)
        tap_id = str(secrets.randbits(62))
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        tap = Tap(user_id=user_id, chat=chat, message_id=message_id, dies_at=now + TAP, answered=answered)
        self.taps[tap_id] = tap
        return tap_id, tap


class World:
    """All that is shared: people, files, the clock, the hooks of the front door, and the bots by token."""

    def __init__(
        self,
        *,
        people: Iterable[SandboxPerson],
        token: str,
        pace: bool,
        start_at: datetime | None,
        first_update_id: int,
        still: float,
    ) -> None:
        if WELL_FORMED.fullmatch(token) is None:
            raise ValueError("the sandbox's token is not a well-formed bot token")
        self.main_token = token
        self.clock = Clock(start_at)
        self.persons = Persons(people)
        self.files = Files()
        self.on_advance: Callable[[datetime], Awaitable[None]] | None = None
        self.is_busy: Callable[[int], Awaitable[bool]] | None = None
        self.obey: Callable[[Account, str, Json], Awaitable[Any]] | None = None  # a call in a webhook's reply
        self.moving = asyncio.Lock()
        self.first_update_id = first_update_id
        self.still = still
        self._pace = pace
        self._groups = 0
        self.main = Account(token, self, pace=pace)
        self.accounts: dict[str, Account] = {token: self.main}

    def account(self, token: str) -> Account:
        """The bot of a token: any well-formed one, except a wrong secret for the main bot's own id."""
        account = self.accounts.get(token)
        if account is None:
            if WELL_FORMED.fullmatch(token) is None:
                raise ApiError(404, "Not Found")
            if token.startswith(f"{self.main.bot_id}:"):
                raise ApiError(401, "Unauthorized")
            account = self.accounts[token] = Account(token, self, pace=self._pace)
        return account

    def next_group_id(self, *, supergroup: bool) -> int:
        """An id that no other group has."""
        self._groups += 1
        return -(1_002_000_000_000 if supergroup else 4_000_000) - self._groups


def reachable(account: Account, chat_id: Any) -> Chat:
    """The chat a bot names, if the bot may write there; raises what Telegram would answer otherwise."""
    chat = known(account, chat_id)
    if chat.blocked:
        where = "blocked by the user" if chat.private else f"kicked from the {chat.info['type']} chat"
        raise ApiError(403, f"Forbidden: bot was {where}")
    if not chat.started:
        if not account.shares_group_with(chat.chat_id):
            raise bad("chat not found")
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def known(account: Account, chat_id: Any) -> Chat:
    """The chat a bot names, reachable or not; 400 for a stranger or a group that moved."""
    if chat_id in (None, ""):
        raise bad("chat_id is empty")
    chat = account.chat(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat
