"""People tap buttons: under a message, on the keyboard below it, or forged."""

import asyncio

from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import SideError
from bot.sandbox.keyboards import find_button
from bot.sandbox.persons import SandboxPerson
from bot.sandbox.side.ask import Ask
from bot.sandbox.side.talk import check_open, utter, words_of
from bot.sandbox.world import Account

ANSWER_WAIT = 10.0  # seconds for the bot to answer a tap
MOST_TAPS = 10_000


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
    check_open(chat)
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
    content: Json = words_of(key["text"])
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
