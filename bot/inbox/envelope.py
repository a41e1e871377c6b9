"""The outside of a raw update: its number and its chat. Nothing here trusts a shape."""

import hashlib
import json
import re
from typing import Any

from bot.ports import Received

#: Named in every call: Telegram remembers the previous list, and blocks come as `my_chat_member`.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
_LARGEST = 2**63 - 1
_NUMBER = re.compile(rb'"update_id"\s*:\s*(\d{1,19})\b')


def parse(body: bytes) -> Any:
    """JSON as it came; ValueError for anything that is none, however deep or long its nonsense."""
    try:
        return json.loads(body)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def seal(update: Any) -> Received:
    """One update of a batch, put back into bytes."""
    body = json.dumps(update, separators=(",", ":")).encode()
    return Received(update_id=_update_id(update, body), chat_id=chat_of(update), body=body)


def open_(body: bytes) -> Received:
    """One update as bytes, readable or not."""
    try:
        update = parse(body)
    except ValueError:
        return unreadable(body)
    return Received(update_id=_update_id(update, body), chat_id=chat_of(update), body=body)


def unreadable(body: bytes) -> Received:
    """Bytes that are no JSON, under the number they seem to carry."""
    found = _NUMBER.search(body)
    number = _whole(int(found[1])) if found else None
    return Received(update_id=number or _synthetic(body), chat_id=None, body=body)


def chat_of(update: Any) -> int | None:
    """The chat whose order an update keeps; None where there is none to be found."""
    for kind in update.values() if isinstance(update, dict) else ():
        if isinstance(kind, dict):
            chat = _id(kind, "message", "chat") or _id(kind, "chat") or _id(kind, "from")
            if chat is not None:
                return chat
    return None


def _id(thing: Any, *path: str) -> int | None:
    for name in (*path, "id"):
        thing = thing.get(name) if isinstance(thing, dict) else None
    return _whole(thing)


def _whole(value: Any) -> int | None:
    """A number that fits a column: neither true, nor 1.0, nor longer than 63 bits; zero is nobody."""
    return value if type(value) is int and 0 < abs(value) <= _LARGEST else None


def _update_id(update: Any, body: bytes) -> int:
    number = _whole(update.get("update_id")) if isinstance(update, dict) else None
    return number if number is not None and number > 0 else _synthetic(body)


def _synthetic(body: bytes) -> int:
    """A negative number of its own for an update without one; the same bytes get the same."""
    return -1 - int.from_bytes(hashlib.sha256(body).digest()[:7])
