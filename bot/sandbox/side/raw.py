"""An update of any shape, to see what it does to a bot."""

import re

from bot.sandbox.chats import Json
from bot.sandbox.errors import SideError
from bot.sandbox.side.ask import Ask
from bot.sandbox.updates import Verbatim

_NUMBER = re.compile(r'"update_id"\s*:\s*(\d{1,18})\b')


async def add_update(ask: Ask) -> Json:
    """Queue what is given as it is: a string is the text on the wire, JSON or not."""
    if "raw" not in ask.body:
        raise SideError(400, "Give the update as raw: any JSON, or a string that goes out as it is.")
    raw, updates = ask.body["raw"], ask.account().updates
    if isinstance(raw, str):
        found = _NUMBER.search(raw)
        return {"update_ids": updates.add_raw(Verbatim(raw), int(found[1]) if found else None)}
    if isinstance(raw, dict) and "update_id" not in raw:
        raw = {"update_id": updates.next_id, **raw}
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return {"update_ids": updates.add_raw(raw, number if type(number) is int else None)}
