"""Methods that send words, contacts and places, and that copy and forward."""

from typing import Any

from bot.sandbox.api.call import Call, deliver, draft
from bot.sandbox.chats import Entry, Json
from bot.sandbox.errors import bad
from bot.sandbox.markup import Formatted, formatted, utf16_length
from bot.sandbox.words import words

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
ACTIONS = frozenset(
    words(
        "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
        "choose_sticker find_location record_video_note upload_video_note"
    )
)
PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
CONTENT = ("text", "entities", "photo", "document", "caption", "caption_entities", "contact", "location")


def message_text(call: Call) -> Formatted:
    """The text of a call after its entities, 1-4096 units long."""
    if not call.text("text"):
        raise bad("message text is empty")
    text = formatted(call.params)
    if not text.text:
        raise bad("text must be non-empty")
    if utf16_length(text.text) > TEXT_UNITS:
        raise bad("message is too long")
    return text


def caption(params: Json) -> Formatted:
    """The caption of a call after its entities, 0-1024 units long."""
    text = formatted(params, "caption")
    if utf16_length(text.text) > CAPTION_UNITS:
        raise bad("message caption is too long")
    return text


def send_message(call: Call) -> Json:
    """A text to a chat."""
    chat, markup, text = call.chat(), call.markup(), message_text(call)
    message = draft(call, chat)
    text.into(message)
    return deliver(call, chat, message | preview(call), markup=markup)[0]


def preview(call: Call) -> Json:
    """How links of a text are previewed, if the call says so."""
    asked = call.mapping("link_preview_options")
    if not asked and call.get("disable_web_page_preview"):
        asked = {"is_disabled": True}
    known = {name: asked[name] for name in PREVIEW if name in asked}
    return {"link_preview_options": known} if known else {}


def send_contact(call: Call) -> Json:
    """A phone number with a name."""
    chat, markup = call.chat(), call.markup()
    if not call.text("phone_number"):
        raise bad("phone_number is empty")
    if not call.text("first_name"):
        raise bad("first_name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.text(name) for name in names if call.text(name)}
    return deliver(call, chat, draft(call, chat) | {"contact": contact}, markup=markup)[0]


def send_location(call: Call) -> Json:
    """A place on the map."""
    chat, markup = call.chat(), call.markup()
    location = {name: _degrees(call, name) for name in ("latitude", "longitude")}
    return deliver(call, chat, draft(call, chat) | {"location": location}, markup=markup)[0]


def _degrees(call: Call, name: str) -> float:
    try:
        return float(call.get(name, ""))
    except (TypeError, ValueError) as error:
        raise bad(f"{name} is empty") from error


def send_chat_action(call: Call) -> bool:
    """Show "typing" for a few seconds."""
    chat = call.chat()
    if call.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.show_typing()
    return True


def copied(source: Json) -> Json:
    """The content of a message, without what belonged to its first sending."""
    content = {name: source[name] for name in CONTENT if name in source}
    if not content:
        raise bad("message can't be copied")
    return content


def _source(call: Call, message_id: Any, what: str) -> Entry:
    entry = call.known_chat("from_chat_id").entries.get(message_id)
    if entry is None:
        raise bad(f"message to {what} not found")
    return entry


def copy_message(call: Call) -> Json:
    """The content of a message once more, without its author; answers the new number."""
    chat, markup = call.chat(), call.markup()
    source = _source(call, call.get("message_id"), "copy").message
    message = draft(call, chat) | copied(source)
    if call.get("caption") is not None and not source.get("text"):
        message.pop("caption_entities", None)
        caption(call.params).into(message, "caption")
    sent = deliver(call, chat, message, markup=markup)[0]
    return {"message_id": sent["message_id"]}


def forward_message(call: Call) -> Json:
    """A message handed on with its author's name."""
    chat = call.chat()
    return deliver(call, chat, _forwarded(call, chat, call.get("message_id")))[0]


def _forwarded(call: Call, chat: Any, message_id: Any) -> Json:
    source = _source(call, message_id, "forward").message
    if source.get("has_protected_content"):
        raise bad("message can't be forwarded")
    origin = {"type": "user", "sender_user": source["from"], "date": source["date"]}
    return draft(call, chat) | {"forward_origin": origin} | copied(source)


def copy_messages(call: Call) -> list[Json]:
    """Several messages copied; those that are gone are skipped."""
    chat = call.chat()
    entries = call.known_chat("from_chat_id").entries
    found = [entries[number].message for number in call.numbers("message_ids") if number in entries]
    if not found:
        raise bad("there are no messages to copy")
    sent = deliver(call, chat, *(draft(call, chat) | copied(source) for source in found))
    return [{"message_id": message["message_id"]} for message in sent]


def forward_messages(call: Call) -> list[Json]:
    """Several messages forwarded; those that are gone are skipped."""
    chat = call.chat()
    entries = call.known_chat("from_chat_id").entries
    found = [number for number in call.numbers("message_ids") if number in entries]
    if not found:
        raise bad("there are no messages to forward")
    sent = deliver(call, chat, *(_forwarded(call, chat, number) for number in found))
    return [{"message_id": message["message_id"]} for message in sent]


METHODS = {
    "sendmessage": send_message,
    "sendcontact": send_contact,
    "sendlocation": send_location,
    "sendchataction": send_chat_action,
    "copymessage": copy_message,
    "copymessages": copy_messages,
    "forwardmessage": forward_message,
    "forwardmessages": forward_messages,
}
