"""People come, groups are made, the clock moves, faults are planned."""

from datetime import datetime
from typing import Any

from bot.sandbox.api.groups import bot_member
from bot.sandbox.chats import Chat, Json
from bot.sandbox.clock import later
from bot.sandbox.errors import SideError
from bot.sandbox.side.ask import Ask
from bot.sandbox.world import Account


async def people(ask: Ask) -> list[Json]:
    """The people to be."""
    if not ask.account().updates.heard:
        raise SideError(503, "The bot does not handle updates yet.")
    return [person.as_card() for person in ask.world.persons.by_id.values() if person.listed]


async def newcomer(ask: Ask) -> Json:
    """Somebody new."""
    name, language = ask.body.get("first_name"), ask.body.get("language_code", "fr")
    if not isinstance(name, str) or not name.strip():
        raise SideError(400, "Somebody new has a first_name.")
    if not isinstance(language, str) or not language:
        raise SideError(400, "language_code is a string such as fr.")
    return {"user_id": ask.world.persons.newcomer(name.strip(), language).user_id}


async def block(ask: Ask) -> Json:
    """A person blocks the bot; a group puts it out."""
    return _set_blocked(ask, blocked=True)


async def unblock(ask: Ask) -> Json:
    """A person unblocks the bot; a group takes it back."""
    return _set_blocked(ask, blocked=False)


def _set_blocked(ask: Ask, *, blocked: bool) -> Json:
    account, chat = ask.chat()
    if chat.blocked == blocked:
        return {"update_ids": []}
    before = bot_member(account.user, chat)
    chat.blocked = blocked
    if not blocked:
        chat.started = True
    actor = ask.integer("from", next(iter(sorted(chat.members)), 0)) or 0
    return {"update_ids": _tell_membership(account, chat, actor, before)}


def _tell_membership(account: Account, chat: Chat, actor: int, before: Json) -> list[int]:
    person = account.world.persons.by_id.get(actor)
    change = {
        "chat": chat.info,
        "from": person.as_user() if person else account.user,
        "date": account.world.clock.stamp(),
        "old_chat_member": before,
        "new_chat_member": bot_member(account.user, chat),
    }
    return account.updates.add("my_chat_member", change, chat.chat_id, ("member", chat.chat_id))


async def clock(ask: Ask) -> Json:
    """The time everybody lives in."""
    return {"now": ask.world.clock.now().isoformat()}


async def move_clock(ask: Ask) -> Json:
    """Jump forward; answers when all that had become due is done."""
    async with ask.world.moving:
        now = ask.world.clock.now()
        try:
            ask.world.clock.move_to(_target(ask.body, now))
        except (ValueError, OverflowError) as error:
            raise SideError(400, f"The clock stays: {error}.") from error
        if ask.world.on_advance is not None:
            await ask.world.on_advance(ask.world.clock.now())
        return await clock(ask)


def _target(body: dict[str, Any], now: datetime) -> datetime:
    advance, to = body.get("advance"), body.get("to")
    if isinstance(advance, str) and to is None:
        return later(now, advance)
    if not isinstance(to, str) or advance is not None:
        raise ValueError("give either advance (P1D) or to (2027-01-05T09:00:00+01:00)")
    target = datetime.fromisoformat(to)
    if target.tzinfo is None:
        raise ValueError("the moment to go to needs an offset, such as +01:00")
    return target


async def faults(ask: Ask) -> list[Json]:
    """The faults that still wait for a call."""
    return [fault.as_json() for fault in ask.account().faults.live]


async def add_fault(ask: Ask) -> Json:
    """Plan a fault."""
    return ask.account().faults.add(ask.body).as_json()


async def clear_faults(ask: Ask) -> list[Json]:
    """No more faults."""
    ask.account().faults.live.clear()
    return []


async def new_group(ask: Ask) -> Json:
    """A group with the bot as administrator; a forum is a supergroup from the start."""
    title, members = ask.body.get("title"), ask.body.get("members", [])
    if not isinstance(title, str) or not title.strip():
        raise SideError(400, "A group has a title.")
    people = ask.world.persons.by_id
    if not isinstance(members, list) or not all(type(one) is int and one in people for one in members):
        raise SideError(404, "The members of a group are ids of people.")
    forum = bool(ask.body.get("is_forum"))
    account = ask.account()
    chat = _make_group(account, title.strip(), set(members), forum=forum)
    left = {"user": account.user, "status": "left"}
    _tell_membership(account, chat, members[0] if members else 0, left)
    return {"chat_id": chat.chat_id}


def _make_group(account: Account, title: str, members: set[int], *, forum: bool, grown: bool = False) -> Chat:
    supergroup = forum or grown
    chat_id = account.world.next_group_id(supergroup=supergroup)
    info: Json = {"id": chat_id, "title": title, "type": "supergroup" if supergroup else "group"}
    if forum:
        info["is_forum"] = True
    # Message 1 of a forum is its making: as a thread, that number means the General topic.
    chat = account.chats[chat_id] = Chat(info=info, members=members, last_id=1 if forum else 0)
    return chat


async def migrate(ask: Ask) -> Json:
    """A group becomes a supergroup with another id."""
    account, old = ask.chat()
    if old.info["type"] != "group":
        raise SideError(409, "Only a basic group becomes a supergroup.")
    new = _make_group(account, old.info["title"], set(old.members), forum=False, grown=True)
    _tell_migration(account, old, {"migrate_to_chat_id": new.chat_id})
    old.migrated_to = new.chat_id
    _tell_migration(account, new, {"migrate_from_chat_id": old.chat_id})
    return {"chat_id": new.chat_id}


def _tell_migration(account: Account, chat: Chat, content: Json) -> None:
    person = account.world.persons.by_id.get(next(iter(sorted(chat.members)), 0))
    message = {
        "message_id": chat.next_id(),
        "from": person.as_user() if person else account.user,
        "chat": chat.info,
        "date": account.world.clock.stamp(),
        **content,
    }
    chat.put(message, by_bot=False)
    account.updates.add("message", message, chat.chat_id, ("chat", chat.chat_id))
