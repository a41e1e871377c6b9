"""R10: updates told twice, in any order, with numbers that begin anew. Each effect once, none dropped."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from tests.faults.address import free_ports, listening, post
from tests.faults.figures import Row, none
from tests.faults.invitations import effects, seed, tap
from tests.faults.stage import PATIENCE, Stage, chat_id, now, person_id, stage, until

UPDATES = {"full": 10_000, "small": 400}
#: Telegram knocks so often at the same time, if it is not told otherwise.
AT_ONCE = 40
REPEATED = 0.1
_NUMBERS = range(1, 2**30)


async def run(size: str, chance_seed: int) -> Row:
    """Everybody taps twice; between the two lies a quiet week, after which the numbers are the same again."""
    people, chance = UPDATES[size] // 2, Random(chance_seed)
    numbers = chance.sample(_NUMBERS, people)
    async with stage(people, lambda records: seed(records, people)) as on:
        (port,) = free_ports(1)
        bot = await listening(on, port)
        refused = await _tell(on, port, numbers, chance)
        done = await until(lambda: _done(on, people), PATIENCE + people / 20, every=0.2)
        await on.storage.inbox.purge(before=now() + timedelta(days=1))  # what a quiet week leaves: nothing
        refused += await _tell(on, port, numbers[::-1], chance)
        done = done and await until(lambda: _done(on, 2 * people), PATIENCE + people / 20, every=0.2)
        await bot.terminate()
        made = await effects(on)
        calls = await on.history("sendMessage")
    counts = [made[person_id(who)] for who in range(people)]
    answered = {call["chat_id"] for call in calls if call["status"] == 200}
    unanswered = sum(chat_id(who) not in answered for who in range(people))
    return Row(
        "R10",
        f"{2 * people} updates, {REPEATED:.0%} of them told twice",
        chance_seed,
        (
            none("dropped: updates without their effect", sum(max(0, 2 - count) for count in counts)),
            none("effects twice", sum(max(0, count - 2) for count in counts)),
            none("people who tapped and got no answer", unanswered),
            none("webhooks not taken", refused),
            none("not finished in time", 0 if done else 1),
        ),
    )


async def _tell(on: Stage, port: int, numbers: Sequence[int], chance: Random) -> int:
    """All of them in an order of chance, some told twice; how many were not taken."""
    updates = [{"update_id": number, **tap(who)} for who, number in enumerate(numbers)]
    told = [*updates, *chance.sample(updates, int(len(updates) * REPEATED))]
    chance.shuffle(told)
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(update: dict[str, Any]) -> int:
        async with turn:
            return await post(on, port, update)

    return sum(status != 200 for status in await asyncio.gather(*map(one, told)))


async def _done(on: Stage, count: int) -> bool:
    """Every tap had its effect, and nothing is in hand any more."""
    return (await effects(on)).total() >= count and not on.in_hand()
