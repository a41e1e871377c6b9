"""Methods about the topics of a forum."""

from bot.sandbox.api.call import Call
from bot.sandbox.api.groups import service_message
from bot.sandbox.chats import Chat, Json, Topic
from bot.sandbox.errors import bad

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(call: Call) -> Chat:
    chat = call.chat()
    if not chat.info.get("is_forum"):
        raise bad("the chat is not a forum")
    return chat


def _topic(call: Call, chat: Chat) -> Topic:
    topic = chat.topics.get(call.number("message_thread_id"))
    if topic is None:
        raise bad("message thread not found")
    return topic


def _say(call: Call, chat: Chat, topic: Topic, content: Json) -> None:
    place = {"message_thread_id": topic.thread_id, "is_topic_message": True}
    service_message(call, chat, {**place, **content})


def _name(call: Call) -> str:
    name = call.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return name


def create_forum_topic(call: Call) -> Json:
    """A new topic; its thread carries the number of the line that announces it."""
    chat, name = _forum(call), _name(call)
    colour = call.number("icon_color", COLOURS[len(chat.topics) % len(COLOURS)])
    if colour not in COLOURS:
        raise bad("invalid forum topic icon color specified")
    topic = Topic(thread_id=chat.last_id + 1, name=name, icon_color=colour)
    chat.topics[topic.thread_id] = topic
    created = {"name": name, "icon_color": colour}
    _say(call, chat, topic, {"forum_topic_created": created})
    return {"message_thread_id": topic.thread_id, **created}


def edit_forum_topic(call: Call) -> bool:
    """Another name."""
    chat = _forum(call)
    topic = _topic(call, chat)
    if call.get("name") is not None and (name := _name(call)) != topic.name:
        topic.name = name
        _say(call, chat, topic, {"forum_topic_edited": {"name": name}})
        return True
    raise bad("TOPIC_NOT_MODIFIED")


def close_forum_topic(call: Call) -> bool:
    """Nobody but administrators writes in it any more."""
    return _set_closed(call, "forum_topic_closed", closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Everybody writes in it again."""
    return _set_closed(call, "forum_topic_reopened", closed=False)


def _set_closed(call: Call, what: str, *, closed: bool) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(call, chat, topic, {what: {}})
    return True


def delete_forum_topic(call: Call) -> bool:
    """The topic and everything in it."""
    chat = _forum(call)
    topic = _topic(call, chat)
    del chat.topics[topic.thread_id]
    for number, entry in list(chat.entries.items()):
        if entry.message.get("message_thread_id") == topic.thread_id:
            chat.remove(number)
    return True


METHODS = {
    "createforumtopic": create_forum_topic,
    "editforumtopic": edit_forum_topic,
    "closeforumtopic": close_forum_topic,
    "reopenforumtopic": reopen_forum_topic,
    "deleteforumtopic": delete_forum_topic,
}
