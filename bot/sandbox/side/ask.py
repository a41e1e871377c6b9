"""One call of the people's side, and what most of them need."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.chats import Chat
from bot.sandbox.errors import ApiError, SideError
from bot.sandbox.files import Upload
from bot.sandbox.persons import SandboxPerson
from bot.sandbox.wire import load_json
from bot.sandbox.world import Account, World


@dataclass(kw_only=True, slots=True)
class Ask:
    """Path parts, query and JSON body of a call."""

    world: World
    path: list[str]
    query: dict[str, str]
    body: dict[str, Any]

    def number(self, name: str, default: float = 0) -> float:
        """A number of the query; 400 when it is none."""
        try:
            return float(self.query.get(name, default))
        except ValueError as error:
            raise SideError(400, f"{name} is a number.") from error

    def integer(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the body; 400 when it is something else."""
        value = self.body.get(name, default)
        if value is not None and type(value) is not int:
            raise SideError(400, f"{name} is a whole number.")
        return value

    def account(self, chat_id: int | None = None) -> Account:
        """The bot that is meant: named, or the sandbox's own, or else one that knows the chat or listens."""
        named = self.query.get("bot")
        if named is not None:
            return _named(self.world, named)
        if chat_id is None:
            return self.world.main
        every = self.world.accounts.values()  # the sandbox's own bot comes first
        knowing = [account for account in every if _knows(account, chat_id)]
        listening = [account for account in every if account.updates.heard]
        return (knowing or listening or [self.world.main])[0]

    def chat(self) -> tuple[Account, Chat]:
        """The chat in the path, with its bot; 404 when there is none."""
        try:
            chat_id = int(self.path[0])
        except ValueError as error:
            raise SideError(404, "A chat's id is a number.") from error
        account = self.account(chat_id)
        chat = account.chat(chat_id)
        if chat is None:
            raise SideError(404, f"There is no chat {chat_id}.")
        if chat.migrated_to is not None:
            raise SideError(409, f"This group became the supergroup {chat.migrated_to}.")
        return account, chat

    def speaker(self, chat: Chat) -> SandboxPerson:
        """Who acts: `from`, or in a private chat the person it belongs to."""
        user_id = self.integer("from", chat.chat_id if chat.private else None)
        if user_id is None:
            raise SideError(400, "In a group, say who speaks: from is a person's id.")
        person = self.world.persons.by_id.get(user_id)
        if person is None:
            raise SideError(404, "There is no such person.")
        if user_id not in chat.members:
            raise SideError(409, "This person is not in this chat.")
        return person


def _named(world: World, named: str) -> Account:
    for account in world.accounts.values():
        if named == str(account.bot_id):
            return account
    try:
        return world.account(named)
    except ApiError as error:
        raise SideError(404, "There is no such bot: name it by its token.") from error


def _knows(account: Account, chat_id: int) -> bool:
    chat = account.chats.get(chat_id)
    return chat is not None and (chat.seq > 0 or not chat.private)


async def read_body(request: web.BaseRequest) -> dict[str, Any]:
    """The JSON object a call carries; empty when it carries none."""
    try:
        body = load_json(await request.read()) if request.can_read_body else {}
    except ValueError as error:
        raise SideError(400, "The body is not JSON in UTF-8.") from error
    except web.HTTPRequestEntityTooLarge as error:
        raise SideError(400, "The body is larger than Telegram takes.") from error
    if not isinstance(body, dict):
        raise SideError(400, "The body is a JSON object.")
    return body


def read_upload(given: Any) -> Upload:
    """A file as `{"base64", "file_name", "mime_type"}`."""
    if not isinstance(given, dict) or not isinstance(given.get("base64"), str):
        raise SideError(400, "A file is an object with base64, file_name and mime_type.")
    try:
        data = base64.b64decode(given["base64"], validate=True)
    except binascii.Error as error:
        raise SideError(400, "base64 does not decode.") from error
    name = str(given.get("file_name") or "file")
    return Upload(data=data, name=name, mime_type=str(given.get("mime_type") or ""))
