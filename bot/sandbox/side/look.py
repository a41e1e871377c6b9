"""What people and tests see: chats, messages, files, the history."""

import asyncio
import time
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.api.profile import commands_shown
from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import SideError
from bot.sandbox.side.ask import Ask
from bot.sandbox.words import words
from bot.sandbox.world import Account

STEP = 0.02
LONGEST_WAIT = 600.0
SHOWN = frozenset(words("application/pdf image/png image/jpeg image/gif image/webp text/plain"))
NO_GUESSING = {"X-Content-Type-Options": "nosniff"}


async def chats(ask: Ask) -> list[Json]:
    """Every chat of the bot in which something happened."""
    account = ask.account()
    return [
        {"chat": chat.info, "seq": chat.seq, "blocked": chat.blocked}
        for chat in account.chats.values()
        if chat.migrated_to is None and (chat.seq or not chat.private)
    ]


async def chat(ask: Ask) -> Json:
    """All that a messenger shows around a chat."""
    account, found = ask.chat()
    viewer = int(ask.number("from", found.chat_id if found.private else 0))
    person = ask.world.persons.by_id.get(viewer)
    language = person.language_code if person else ""
    return {
        "chat": found.info,
        "bot": account.user,
        "commands": commands_shown(account, found, viewer, language),
        "blocked": found.blocked,
        "typing": found.typing,
        "reply_keyboard": found.keyboard,
        "topics": [topic.as_json() for topic in found.topics.values()],
        "members": sorted(found.members),
    }


async def messages(ask: Ask) -> Json:
    """What changed in a chat, at once or when the bot has settled."""
    account, found = ask.chat()
    after, wait = int(ask.number("after")), ask.number("wait")
    if wait > 0:
        quiet = await _settled(account, found, after, min(wait, LONGEST_WAIT))
    else:
        quiet = await _quiet(account, found)
    changed, deleted = found.since(max(after, 0), everyone=ask.query.get("all") == "1")
    return {"seq": found.seq, "messages": changed, "deleted": deleted, "quiet": quiet}


async def _settled(account: Account, found: Chat, after: int, wait: float) -> bool:
    until = time.monotonic() + wait
    while time.monotonic() < until:
        if found.seq > after and await _quiet(account, found):
            return True
        await asyncio.sleep(STEP)
    return found.seq > after and await _quiet(account, found)


async def _quiet(account: Account, found: Chat) -> bool:
    """Whether every update of a chat is handled and nothing changed in it for a moment."""
    if account.updates.per_chat[found.chat_id] or time.monotonic() - found.changed_at < account.world.still:
        return False
    seq = found.seq
    busy = account.world.is_busy if account is account.world.main else None
    if busy is not None and await busy(found.chat_id):
        return False
    return seq == found.seq


async def file(ask: Ask) -> web.Response:
    """The bytes of a file."""
    stored = ask.world.files.by_id.get(ask.path[0])
    if stored is None:
        raise SideError(404, "There is no such file.")
    if stored.mime_type in SHOWN:
        charset = "utf-8" if stored.mime_type == "text/plain" else None
        return web.Response(
            body=stored.data, content_type=stored.mime_type, charset=charset, headers=NO_GUESSING
        )
    # Anything else could run as a page of this server: a browser saves it and never opens it.
    save = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"}
    return web.Response(body=stored.data, content_type="application/octet-stream", headers=NO_GUESSING | save)


async def history(ask: Ask) -> list[Json]:
    """The Bot API calls of a bot."""
    return ask.account().history.since(int(ask.number("after")), ask.query.get("method"))
