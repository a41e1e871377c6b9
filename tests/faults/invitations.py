"""An update with an effect that can be counted: a coordinator's tap that makes one invitation."""

from collections import Counter
from typing import Any

from bot.ports import Records
from bot.rules.people import Role
from handlers.invitations import Invite
from tests.faults.stage import Stage, add_people, chat_id, person_id

WORD = Invite(role=Role.COORDINATOR).pack()


def seed(records: Records, count: int) -> None:
    add_people(records, count, (Role.COORDINATOR,))


def tap(index: int) -> dict[str, Any]:
    """That coordinator taps "invite a coordinator"."""
    who = {"id": chat_id(index), "is_bot": False, "first_name": f"Person {index}", "language_code": "fr"}
    chat = {"id": chat_id(index), "type": "private", "first_name": who["first_name"]}
    message = {"message_id": 1, "date": 1_800_000_000, "chat": chat, "text": "?"}
    query = {"id": str(index + 1), "from": who, "message": message, "chat_instance": "1", "data": WORD}
    return {"callback_query": query}


async def effects(on: Stage) -> Counter[str]:
    """How many invitations each coordinator made, as the trace of staff's doings has it."""
    notes = await on.storage.look(lambda records: records.trace.of(f"{Role.COORDINATOR}:"))
    return Counter(str(note["who"]) for note in notes)


async def answered(on: Stage) -> set[int]:
    """The chats in which the bot has said something."""
    calls = await on.history("sendMessage")
    return {call["chat_id"] for call in calls if call["status"] == 200}


async def all_done(on: Stage, count: int) -> bool:
    """Every tap had its effect and its answer."""
    everybody = {chat_id(i) for i in range(count)}
    return len(await effects(on)) >= count and everybody <= await answered(on)


async def tallies(on: Stage, count: int) -> tuple[int, int, int]:
    """Effects that are missing, effects that are too many, people without an answer."""
    done, told = await effects(on), await answered(on)
    missing = sum(1 for i in range(count) if not done[person_id(i)])
    unanswered = sum(1 for i in range(count) if chat_id(i) not in told)
    return missing, done.total() - len(done), unanswered
