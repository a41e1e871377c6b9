"""Methods about a chat: what it is, who is in it, pins, reactions, leaving."""

from bot.sandbox.api.call import Call
from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import bad
from bot.sandbox.words import words

_RIGHTS = words(
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
    "can_edit_stories can_delete_stories can_pin_messages can_manage_topics can_send_welcome_messages"
)
_REFUSED = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(call: Call) -> Json:
    """All about a chat."""
    chat = call.known_chat()
    full: Json = {
        **chat.info,
        "accent_color_id": chat.chat_id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned and (entry := chat.entries.get(chat.pinned[-1])) is not None:
        full["pinned_message"] = entry.message
    return full


def as_member(call: Call, chat: Chat, user_id: int) -> Json:
    """A person or the bot as a member of a chat; 400 for somebody nobody knows."""
    if user_id == call.account.bot_id:
        return bot_member(call.account.user, chat)
    person = call.world.persons.by_id.get(user_id)
    if person is None:
        raise bad("PARTICIPANT_ID_INVALID")
    status = "member" if user_id in chat.members else "left"
    return {"user": person.as_user(), "status": status}


def bot_member(user: Json, chat: Chat) -> Json:
    """The bot as a member: an administrator in groups, plain in private, banned where it was put out."""
    if chat.blocked:
        return {"user": user, "status": "kicked", "until_date": 0}
    if chat.private:
        return {"user": user, "status": "member"}
    rights = {name: name not in _REFUSED for name in _RIGHTS}
    return {"user": user, "status": "administrator", **rights}


def get_chat_member(call: Call) -> Json:
    """One member of a chat."""
    return as_member(call, call.known_chat(), call.number("user_id"))


def get_chat_administrators(call: Call) -> list[Json]:
    """Those who run a group: in the sandbox, the bot."""
    chat = call.known_chat()
    if chat.private:
        raise bad("there are no administrators in the private chat")
    return [bot_member(call.account.user, chat)]


def get_chat_member_count(call: Call) -> int:
    """How many are in a chat, the bot among them."""
    return len(call.known_chat().members) + 1


def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat()
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.blocked = True
    return True


def pin_chat_message(call: Call) -> bool:
    """Pin a message; a word about it appears in the chat."""
    chat = call.chat()
    entry = chat.entries.get(call.get("message_id", 0))
    if entry is None:
        raise bad("message to pin not found")
    number = entry.message["message_id"]
    chat.pinned = [pinned for pinned in chat.pinned if pinned != number] + [number]
    notice = {"pinned_message": entry.message}
    service_message(call, chat, notice)
    return True


def service_message(call: Call, chat: Chat, content: Json) -> Json:
    """A line in the chat that says what the bot did; it is not paced."""
    message = {
        "message_id": chat.next_id(),
        "from": call.account.user,
        "chat": chat.info,
        "date": call.world.clock.stamp(),
        **content,
    }
    return chat.put(message, by_bot=True)


def unpin_chat_message(call: Call) -> bool:
    """Take a pin away, the last one when none is named."""
    chat = call.chat()
    if not chat.pinned:
        return True
    number = call.number("message_id", chat.pinned[-1])
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """Take all pins away."""
    call.chat().pinned.clear()
    return True


def set_message_reaction(call: Call) -> bool:
    """A reaction to a message: accepted where the message is there, not shown."""
    if call.get("message_id") not in call.chat().entries:
        raise bad("message to react not found")
    call.items("reaction")
    return True


def get_user_profile_photos(call: Call) -> Json:
    """Nobody here has a portrait."""
    if call.number("user_id") not in call.world.persons.by_id:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}


METHODS = {
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "getchatmembercount": get_chat_member_count,
    "leavechat": leave_chat,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
    "unpinallchatmessages": unpin_all_chat_messages,
    "setmessagereaction": set_message_reaction,
    "getuserprofilephotos": get_user_profile_photos,
}
