"""S4: updates changed at random. Each is handled or set aside, and nobody is written to but who sent it."""

import asyncio
import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from bot.ports import Records
from bot.rules.people import Role
from tests.bench.telegram import message
from tests.faults.address import free_ports, listening, post
from tests.faults.figures import Row, none
from tests.faults.invitations import WORD
from tests.faults.stage import PATIENCE, Stage, add_people, chat_id, stage, until

UPDATES = {"full": 10_000, "small": 500}
#: Known people, staff among them, who never speak; their numbers are planted wherever a number may stand.
BYSTANDERS = 20
SPEAKERS = 50
AT_ONCE = 20
#: What an update may be set aside for.
UNDECODABLE = "Undecodable"

_WORDS = ("/start", "/status", "/start co-abc", "menu", "oui", "01/02/2027", "0470 12 34 56", "😀" * 40)
_TAPS = ("menu", WORD, "of:yes:x", "lang:nl", "su:", "an:send:1", "li:page:9999", ":" * 60, "")


async def run(size: str, seed: int) -> Row:
    """So many updates, each changed in up to four places."""
    count, chance = UPDATES[size], Random(seed)
    people = BYSTANDERS + SPEAKERS
    async with stage(people, _furnish) as on:
        (port,) = free_ports(1)
        bot = await listening(on, port)
        refused = await _tell(on, port, [_fuzzed(number, chance) for number in range(1, count + 1)])
        done = await until(lambda: _at_rest(on), PATIENCE + count / 10, every=0.2)
        await bot.terminate()
        written = {call["chat_id"] for call in await on.history() if call["chat_id"]}
        aside, failed = on.reasons(), on.log().count("handler failed")
    unhandled = sum(times for why, times in aside.items() if why != UNDECODABLE)
    return Row(
        "S4",
        f"{count} updates, {aside.get(UNDECODABLE, 0)} of them of no known shape",
        seed,
        (
            none("unhandled: exceptions that nobody foresaw", unhandled + failed),
            none("webhooks not taken", refused),
            none("written to people who had not spoken", len(written & set(map(chat_id, range(BYSTANDERS))))),
            none("nobody written to at all", 0 if written else 1),
            none("not finished in time", 0 if done else 1),
        ),
    )


def _furnish(records: Records) -> None:
    add_people(records, BYSTANDERS + SPEAKERS, (Role.COORDINATOR,))


async def _tell(on: Stage, port: int, updates: list[dict[str, Any]]) -> int:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(update: dict[str, Any]) -> int:
        async with turn:
            return await post(on, port, update)

    return sum(status != 200 for status in await asyncio.gather(*map(one, updates)))


async def _at_rest(on: Stage) -> bool:
    return not on.in_hand()


def _fuzzed(number: int, chance: Random) -> dict[str, Any]:
    update = copy.deepcopy(chance.choice(_KINDS)(chance))
    for _ in range(chance.randint(0, 4)):
        _change(update, chance)
    return {**update, "update_id": number}


def _change(update: dict[str, Any], chance: Random) -> None:
    """Take a value out, or put another in its place or beside it; who sends it and where stays."""
    places = list(_places(update))
    if not places:
        return
    holder, key = chance.choice(places)
    how = chance.randrange(4)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, dict):
        holder[chance.choice(_NAMES)] = chance.choice((*_JUNK, *_somebody(chance)))
    else:  # a whole message by somebody else would be theirs
        holder[key] = chance.choice(_JUNK if key in _MESSAGES else (*_JUNK, *_somebody(chance)))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value; not the ids of the sender and of the chat."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, inner in pairs:
        whose = key in _WHOSE
        if not whose:
            yield value, key
        if isinstance(inner, dict | list):
            yield from (place for place in _places(inner) if not (whose and place[1] == "id"))


def _somebody(chance: Random) -> tuple[Any, ...]:
    """A bystander, in every shape in which an update names people."""
    number = chat_id(chance.randrange(BYSTANDERS))
    known = {"id": number, "is_bot": False, "first_name": "X", "type": "private"}
    said = {"message_id": 1, "chat": known, "from": known, "date": 1}
    return number, str(number), known, said, {"user_id": number, "phone_number": "+32470", "first_name": "X"}


_WHOSE = {"from", "chat"}
_MESSAGES = {"message", "edited_message"}
_NUMBERS = (None, True, -1, 0, 2**63, 10**30, 1.5)
_JUNK: tuple[Any, ...] = (*_NUMBERS, "", "x" * 5_000, "\u202e\x00\ud7ff", [], {}, [[]])
_NAMES = ("text", "data", "contact", "photo", "reply_to_message", "forward_origin", "caption", "entities")


def _speaker(chance: Random) -> int:
    return chat_id(BYSTANDERS + chance.randrange(SPEAKERS))


def _said(chance: Random) -> dict[str, Any]:
    return message(_speaker(chance), 1, chance.choice(_WORDS))


def _tapped(chance: Random) -> dict[str, Any]:
    said = _said(chance)["message"]
    query = {"id": "1", "from": said["from"], "message": said, "chat_instance": "1"}
    return {"callback_query": {**query, "data": chance.choice(_TAPS)}}


def _edited(chance: Random) -> dict[str, Any]:
    return {"edited_message": _said(chance)["message"] | {"edit_date": 2}}


def _shared(chance: Random) -> dict[str, Any]:
    said = _said(chance)["message"]
    del said["text"]
    own = {"user_id": said["from"]["id"], "phone_number": "+32470123456", "first_name": "X"}
    photo = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
    return {"message": said | chance.choice([{"contact": own}, {"photo": photo}, {"sticker": {}}])}


def _blocked(chance: Random) -> dict[str, Any]:
    said = _said(chance)["message"]
    bot = {"id": 7000000001, "is_bot": True, "first_name": "Bot"}
    old, new = chance.sample(
        [{"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}], 2
    )
    both = {"old_chat_member": old, "new_chat_member": new}
    return {"my_chat_member": {"chat": said["chat"], "from": said["from"], "date": 1, **both}}


_KINDS = (_said, _said, _tapped, _tapped, _edited, _shared, _blocked)
