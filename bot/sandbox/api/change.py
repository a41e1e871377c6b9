"""Methods that change or delete what was sent, and that answer taps."""

import time
from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.api.media import media_content
from bot.sandbox.api.send import caption, message_text, preview
from bot.sandbox.chats import Chat, Entry, Json
from bot.sandbox.errors import bad
from bot.sandbox.keyboards import inline_only
from bot.sandbox.markup import Formatted, utf16_length

DELETABLE = 48 * 3600  # seconds of the sandbox's clock
ANSWER_UNITS = 200
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
STAMPS = ("edit_date", "reply_markup")


def _own(call: Call) -> tuple[Chat, Entry]:
    if call.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = call.chat()
    entry = chat.entries.get(call.get("message_id", 0))
    if entry is None:
        raise bad("message to edit not found")
    if not entry.by_bot:
        raise bad("message can't be edited")
    return chat, entry


def _edit(call: Call, chat: Chat, entry: Entry, content: Json) -> Json:
    """Replace the content (all but numbers and stamps), or refuse when nothing would change."""
    markup = inline_only(call.markup())
    bare = {name: value for name, value in entry.message.items() if name not in STAMPS}
    edited = {name: value for name, value in content.items() if name not in STAMPS}
    if edited == bare and markup == entry.message.get("reply_markup"):
        raise bad(NOT_MODIFIED)
    edited["edit_date"] = call.world.clock.stamp()
    if markup is not None:
        edited["reply_markup"] = markup
    return chat.put(edited, by_bot=True)


def _with_text(message: Json, name: str, text: Formatted) -> Json:
    gone = {name, "entities" if name == "text" else "caption_entities"}
    content = {key: value for key, value in message.items() if key not in gone}
    if text.text:
        text.into(content, name)
    return content


def edit_message_text(call: Call) -> Json:
    """Another text, and another keyboard or none."""
    chat, entry = _own(call)
    text = message_text(call)
    if "text" not in entry.message:
        raise bad("there is no text in the message to edit")
    content = _with_text(entry.message, "text", text)
    content.pop("link_preview_options", None)
    return _edit(call, chat, entry, content | preview(call))


def edit_message_caption(call: Call) -> Json:
    """Another caption, or none."""
    chat, entry = _own(call)
    if not {"photo", "document"} & entry.message.keys():
        raise bad("there is no caption in the message to edit")
    return _edit(call, chat, entry, _with_text(entry.message, "caption", caption(call.params)))


def edit_message_media(call: Call) -> Json:
    """Another picture or document."""
    chat, entry = _own(call)
    media = call.mapping("media")
    gone = {"text", "entities", "photo", "document", "caption", "caption_entities"}
    content = {key: value for key, value in entry.message.items() if key not in gone}
    return _edit(call, chat, entry, content | media_content(call, media))


def edit_message_reply_markup(call: Call) -> Json:
    """Another keyboard, or none."""
    chat, entry = _own(call)
    return _edit(call, chat, entry, entry.message)


def _deletable(call: Call, chat: Chat, message_id: Any) -> Entry:
    entry = chat.entries.get(message_id)
    if entry is None:
        raise bad("message to delete not found")
    if call.world.clock.stamp() - entry.message["date"] > DELETABLE:
        raise bad("message can't be deleted for everyone")
    return entry


def delete_message(call: Call) -> bool:
    """A message taken away, within 48 hours."""
    chat = call.known_chat()
    _deletable(call, chat, call.get("message_id"))
    chat.remove(call.number("message_id"))
    return True


def delete_messages(call: Call) -> bool:
    """Several at once; those that are gone are skipped."""
    chat, numbers = call.known_chat(), call.numbers("message_ids")
    if not 1 <= len(numbers) <= 100:
        raise bad("there must be from 1 to 100 message identifiers")
    found = [number for number in dict.fromkeys(numbers) if number in chat.entries]
    for number in found:
        _deletable(call, chat, number)
    for number in found:
        chat.remove(number)
    return True


def answer_callback_query(call: Call) -> bool:
    """A word to whoever tapped; refused when the tap is too old."""
    tap = call.account.taps.get(call.text("callback_query_id"))
    if tap is None or tap.dies_at < time.monotonic():
        raise bad(TOO_OLD)
    if utf16_length(call.text("text")) > ANSWER_UNITS:
        raise bad("MESSAGE_TOO_LONG")
    answer: Json = {"text": call.text("text"), "show_alert": bool(call.get("show_alert"))}
    if call.text("url"):
        answer["url"] = call.text("url")
    tap.chat.touch(0)  # a change that leaves every message as it is
    if not tap.answered.done():
        tap.answered.set_result(answer)
    return True


METHODS = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
}
