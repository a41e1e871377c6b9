"""One call of a Bot API method, with its parameters, and what every sending method shares."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import bad
from bot.sandbox.files import Upload
from bot.sandbox.keyboards import check_markup, inline_only, show_keyboard
from bot.sandbox.world import Account, World, known, reachable


@dataclass(kw_only=True, slots=True)
class Call:
    """Who calls, with which parameters and files."""

    account: Account
    params: Json
    uploads: dict[str, Upload]

    @property
    def world(self) -> World:
        return self.account.world

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter as it came."""
        return self.params.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; 400 when the parameter is there and is none."""
        value = self.params.get(name, default)
        if not isinstance(value, int):
            raise bad(f"{name} must be a number")
        return value

    def text(self, name: str) -> str:
        """A string; empty when the parameter is missing."""
        return str(self.params.get(name) or "")

    def items(self, name: str) -> list[Any]:
        """A list; 400 when the parameter is something else."""
        value = self.params.get(name) or []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {name}")
        return value

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers; 400 when anything else stands in it."""
        values = self.items(name)
        if not all(type(value) is int for value in values):
            raise bad(f"expected an Array of numbers as {name}")
        return values

    def mapping(self, name: str) -> Json:
        """An object; empty when the parameter is missing, 400 when it is something else."""
        value = self.params.get(name) or {}
        if not isinstance(value, dict):
            raise bad(f"{name.replace('_', ' ')} must be an Object")
        return value

    def chat(self) -> Chat:
        """The chat to write to, if the bot may."""
        return reachable(self.account, self.params.get("chat_id"))

    def known_chat(self, name: str = "chat_id") -> Chat:
        """The chat that is meant, reachable or not."""
        return known(self.account, self.params.get(name))

    def markup(self) -> Json | None:
        """The keyboard of this call, checked."""
        return check_markup(self.params.get("reply_markup"))


def draft(call: Call, chat: Chat) -> Json:
    """A message of the bot with everything but its content and number; checks thread and reply."""
    message: Json = {
        "message_id": 0,
        "from": call.account.user,
        "chat": chat.info,
        "date": call.world.clock.stamp(),
    }
    thread_id = call.get("message_thread_id")
    if thread_id:
        _check_thread(chat, thread_id)
        message |= {"message_thread_id": thread_id, "is_topic_message": True}
    _add_reply(call, chat, message)
    if call.get("protect_content"):
        message["has_protected_content"] = True
    return message


def _check_thread(chat: Chat, thread_id: int) -> None:
    if thread_id not in chat.topics:
        raise bad("message thread not found")


def _add_reply(call: Call, chat: Chat, message: Json) -> None:
    parameters = call.mapping("reply_parameters")
    message_id = parameters.get("message_id") or call.get("reply_to_message_id")
    if not message_id:
        return
    if not isinstance(message_id, int):
        raise bad("message_id must be a number")
    entry = chat.entries.get(message_id)
    if entry is not None:
        quoted = {name: value for name, value in entry.message.items() if name != "reply_to_message"}
        message["reply_to_message"] = quoted
    elif not (parameters.get("allow_sending_without_reply") or call.get("allow_sending_without_reply")):
        raise bad("message to be replied not found")


def deliver(call: Call, chat: Chat, *messages: Json, markup: Json | None = None) -> list[Json]:
    """Send prepared messages, within the limits: number them, show their keyboard, keep them."""
    call.account.limits.take(chat.chat_id, len(messages))
    inline = inline_only(markup)
    if inline is not None:
        messages[-1]["reply_markup"] = inline
    show_keyboard(chat, markup)
    for message in messages:
        message["message_id"] = chat.next_id()
        chat.put(message, by_bot=True)
    return list(messages)
