"""People speak, edit and tap."""

import asyncio
from typing import Any

from bot.sandbox.api.media import shown
from bot.sandbox.api.send import TEXT_UNITS
from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import ApiError, SideError
from bot.sandbox.keyboards import find_button
from bot.sandbox.markup import tidy, utf16_length
from bot.sandbox.persons import SandboxPerson
from bot.sandbox.side.ask import Ask, read_upload
from bot.sandbox.world import Account

ANSWER_WAIT = 10.0  # seconds for the bot to answer a tap
MOST_TAPS = 10_000


async def say(ask: Ask) -> Json:
    """A person says or sends something."""
    account, chat = ask.chat()
    person = ask.speaker(chat)
    content = _content(ask, person)
    return utter(account, chat, person, {**_thread(ask, chat), **_reply(ask, chat), **content})


def utter(account: Account, chat: Chat, person: SandboxPerson, content: Json) -> Json:
    """Put a person's message into the chat and tell the bot."""
    _check_open(chat)
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


def _check_open(chat: Chat) -> None:
    if chat.blocked:
        raise SideError(409, "The bot is blocked here: unblock it first.")


def _content(ask: Ask, person: SandboxPerson) -> Json:
    given = [name for name in ("text", "contact", "location", "photo", "document") if ask.body.get(name)]
    if len(given) != 1:
        raise SideError(400, "Give exactly one of text, contact, location, photo and document.")
    name = given[0]
    value = ask.body[name]
    if name == "text":
        return _words(value)
    if name == "contact":
        return {"contact": _contact(value, person)}
    if name == "location":
        return {"location": _location(value)}
    return _file(ask, name)


def _words(text: Any) -> Json:
    if not isinstance(text, str):
        raise SideError(400, "text is a string.")
    words = tidy(text, [])
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
        content = shown(ask.world.files.add(kind, upload))
    except ApiError as error:
        raise SideError(400, f"Telegram would refuse this file: {error.description}.") from error
    if ask.body.get("caption"):
        tidy(str(ask.body["caption"]), []).into(content, "caption")
    return content


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
    _check_open(chat)
    entry = chat.entries.get(_number(ask.path[1]))
    if entry is None or entry.by_bot or entry.message["from"]["id"] != person.user_id:
        raise SideError(404, "There is no such message of this person.")
    kept = {k: v for k, v in entry.message.items() if k not in ("text", "entities")}
    message = {**kept, **_words(ask.body.get("text")), "edit_date": account.world.clock.stamp()}
    chat.put(message, by_bot=False)
    lane = ("chat", chat.chat_id)
    update_ids = account.updates.add("edited_message", message, chat.chat_id, lane)
    return {"message_id": message["message_id"], "update_ids": update_ids}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


async def tap(ask: Ask) -> Json:
    """A person taps a button, by its label, or sends forged callback data."""
    account, chat = ask.chat()
    person = ask.speaker(chat)
    button = ask.body.get("button")
    repeat = ask.integer("repeat", 1)
    if not isinstance(button, str) or not button:
        raise SideError(400, "button is the label of a button, or raw callback data.")
    if repeat is None or not 1 <= repeat <= MOST_TAPS:
        raise SideError(400, f"repeat is a whole number from 1 to {MOST_TAPS}.")
    _check_open(chat)
    message = _tapped(ask, chat)
    found = find_button((message or {}).get("reply_markup"), button)
    if found is None and (key := find_button(chat.keyboard, button)) is not None:
        return _press_key(account, chat, person, key, repeat)
    if message is None:
        raise SideError(404, "There is no such message of the bot.")
    if found is not None and "callback_data" not in found:
        return _elsewhere(found)
    data = found["callback_data"] if found is not None else button
    return await _query(account, chat, person, (message, data), repeat)


def _tapped(ask: Ask, chat: Chat) -> Json | None:
    entry = chat.entries.get(ask.integer("message_id") or 0)
    return entry.message if entry is not None and entry.by_bot else None


def _press_key(account: Account, chat: Chat, person: SandboxPerson, key: Json, repeat: int) -> Json:
    content: Json = _words(key["text"])
    if key.get("request_contact"):
        first = person.as_user()["first_name"]
        phone = f"+3247{person.user_id % 10_000_000:07d}"
        content = {"contact": {"phone_number": phone, "first_name": first, "user_id": person.user_id}}
    elif key.get("request_location"):
        content = {"location": {"latitude": 50.41, "longitude": 4.44}}
    said = [utter(account, chat, person, content) for _ in range(repeat)]
    return {"update_ids": [number for one in said for number in one["update_ids"]], "answer": None}


def _elsewhere(button: Json) -> Json:
    """A button that leads out of the chat: the bot hears nothing of it."""
    url = button.get("url") or (button.get("web_app") or button.get("login_url") or {}).get("url")
    return {"update_ids": [], "answer": None, **({"url": url} if url else {})}


async def _query(
    account: Account, chat: Chat, person: SandboxPerson, tapped: tuple[Json, str], repeat: int
) -> Json:
    message, data = tapped
    update_ids: list[int] = []
    answers: list[asyncio.Future[Json]] = []
    for _ in range(repeat):
        tap_id, waiting = account.new_tap(person.user_id, chat, message["message_id"])
        query = {
            "id": tap_id,
            "from": person.as_user(),
            "message": message,
            "chat_instance": str(abs(chat.chat_id * 7_919 + account.bot_id)),
            "data": data,
        }
        update_ids += account.updates.add("callback_query", query, chat.chat_id, ("tap", person.user_id))
        answers.append(waiting.answered)
    # A bot that did not ask for taps will not answer this one either.
    done, _ = await asyncio.wait(answers, timeout=ANSWER_WAIT if update_ids else 0)
    first = next((answer for answer in answers if answer in done), None)
    return {"update_ids": update_ids, "answer": first.result() if first is not None else None}
