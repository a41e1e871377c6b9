"""People speak, and edit what they said."""

from typing import Any

from bot.sandbox.api.media import shown
from bot.sandbox.api.send import TEXT_UNITS
from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import ApiError, SideError
from bot.sandbox.markup import Formatted, formatted, utf16_length
from bot.sandbox.persons import SandboxPerson
from bot.sandbox.side.ask import Ask, read_upload
from bot.sandbox.side.recorded import sticker, voice
from bot.sandbox.world import Account

#: What a message holds, each of its own kind.
KINDS = ("text", "contact", "location", "photo", "document", "sticker", "voice")


async def say(ask: Ask) -> Json:
    """A person says or sends something."""
    account, chat = ask.chat()
    person = ask.speaker(chat)
    content = _content(ask, person)
    return utter(account, chat, person, {**_thread(ask, chat), **_reply(ask, chat), **content})


def utter(account: Account, chat: Chat, person: SandboxPerson, content: Json) -> Json:
    """Put a person's message into the chat and tell the bot."""
    check_open(chat)
    chat.started = True
    message = {
        "message_id": chat.next_id(),
        "from": person.as_user(),
        "chat": chat.info,
        "date": account.world.clock.stamp(),
        **content,
    }
    chat.put(message, by_bot=False)
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    update_ids = account.updates.add("message", message, chat.chat_id, ("chat", chat.chat_id))
    return {"message_id": message["message_id"], "update_ids": update_ids}


def check_open(chat: Chat) -> None:
    """Refuse with 409 where the bot is blocked."""
    if chat.blocked:
        raise SideError(409, "The bot is blocked here: unblock it first.")


def _content(ask: Ask, person: SandboxPerson) -> Json:
    given = [name for name in KINDS if ask.body.get(name)]
    if len(given) != 1:
        raise SideError(400, f"Give exactly one of {', '.join(KINDS[:-1])} and {KINDS[-1]}.")
    name = given[0]
    value = ask.body[name]
    if name == "text":
        return words_of(value, ask.body.get("entities"))
    if name == "contact":
        return {"contact": _contact(value, person)}
    if name == "location":
        return {"location": _location(value)}
    if name == "sticker":
        return {"sticker": sticker(ask.world.files, value)}
    if name == "voice":
        return {"voice": voice(ask.world.files, value), **_caption(ask)}
    album = {"media_group_id": str(ask.body["media_group_id"])} if ask.body.get("media_group_id") else {}
    return {**_file(ask, name), **_caption(ask), **album}


def words_of(text: Any, entities: Any = None) -> Json:
    """A person's words, formatted or not, as a message's content; 400 when Telegram would not take them."""
    if not isinstance(text, str):
        raise SideError(400, "text is a string.")
    words = _formatted(text, entities)
    if not 1 <= utf16_length(words.text) <= TEXT_UNITS:
        raise SideError(400, f"A text has 1 to {TEXT_UNITS} characters.")
    content: Json = {}
    words.into(content)
    return content


def _contact(given: Any, person: SandboxPerson) -> Json:
    if not isinstance(given, dict) or not given.get("phone_number"):
        raise SideError(400, "A contact is an object with at least a phone_number.")
    contact = {"phone_number": str(given["phone_number"])}
    contact["first_name"] = str(given.get("first_name") or person.as_user()["first_name"])
    kept = {name: given[name] for name in ("last_name", "user_id", "vcard") if given.get(name)}
    return {**contact, **kept}


def _location(given: Any) -> Json:
    place = given if isinstance(given, dict) else {}
    if not all(isinstance(place.get(name), (int, float)) for name in ("latitude", "longitude")):
        raise SideError(400, "A location is an object with latitude and longitude.")
    return {name: place[name] for name in ("latitude", "longitude")}


def _file(ask: Ask, kind: str) -> Json:
    upload = read_upload(ask.body[kind])
    try:
        return shown(ask.world.files.add(kind, upload))
    except ApiError as error:
        raise SideError(400, f"Telegram would refuse this file: {error.description}.") from error


def _caption(ask: Ask) -> Json:
    content: Json = {}
    if ask.body.get("caption"):
        words = _formatted(str(ask.body["caption"]), ask.body.get("caption_entities"))
        words.into(content, "caption")
    return content


def _formatted(text: str, entities: Any) -> Formatted:
    try:
        return formatted({"text": text, "entities": entities})
    except ApiError as error:
        raise SideError(400, f"Telegram would refuse this: {error.description}.") from error


def _thread(ask: Ask, chat: Chat) -> Json:
    thread_id = ask.integer("message_thread_id")
    if thread_id is None:
        return {}
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise SideError(404, "There is no such topic.")
    if topic.closed:
        raise SideError(409, "This topic is closed.")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def _reply(ask: Ask, chat: Chat) -> Json:
    number = ask.integer("reply_to_message_id")
    if number is None:
        return {}
    entry = chat.entries.get(number)
    if entry is None:
        raise SideError(404, "There is no message to reply to.")
    return {"reply_to_message": {k: v for k, v in entry.message.items() if k != "reply_to_message"}}


async def edit(ask: Ask) -> Json:
    """A person edits what they said."""
    account, chat = ask.chat()
    person = ask.speaker(chat)
    check_open(chat)
    entry = chat.entries.get(_number(ask.path[1]))
    if entry is None or entry.by_bot or entry.message["from"]["id"] != person.user_id:
        raise SideError(404, "There is no such message of this person.")
    kept = {k: v for k, v in entry.message.items() if k not in ("text", "entities")}
    message = {**kept, **words_of(ask.body.get("text")), "edit_date": account.world.clock.stamp()}
    chat.put(message, by_bot=False)
    lane = ("chat", chat.chat_id)
    update_ids = account.updates.add("edited_message", message, chat.chat_id, lane)
    return {"message_id": message["message_id"], "update_ids": update_ids}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
