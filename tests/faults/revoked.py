"""S6: a right that is taken back is gone with the next update and the next notice, mid-announcement too."""

import asyncio
from collections.abc import Iterable

from bot.ports import Records
from bot.rules.notices import InvitationTaken
from bot.rules.people import Mandate, Role
from tests.faults.announced import Announced, sent
from tests.faults.figures import Row, every, none
from tests.faults.invitations import effects, tap
from tests.faults.stage import Stage, chat_id, now, person_id, stage, until

#: Coordinators who lose their right; as many keep it.
REVOKED = {"full": 200, "small": 20}
COORDINATOR = Mandate(role=Role.COORDINATOR)
#: The rest of the readers, and how many are told a second: it lasts longer than the taking back.
OTHERS = 200
PACE = {"full": 30, "small": 8}
NAME = "Zénobie"


async def run(size: str, seed: int) -> Row:
    """In the middle of an announcement: each one's right is taken back, then each one taps."""
    count, announced = REVOKED[size], Announced()
    losers, keepers = range(1, count + 1), range(count + 1, 2 * count + 1)
    readers = 2 * count + OTHERS
    coordinators = [*losers, *keepers]
    async with stage(
        readers, lambda records: _seed(records, announced, readers, coordinators), pace=PACE[size]
    ) as on:
        bot = await on.start_bot()
        await until(lambda: sent(on, 10))
        for loser, keeper in zip(losers, keepers, strict=True):
            await on.storage.do(_take_back, loser, keeper)
            for person in (loser, keeper):
                await on.inject(tap(person))
        under_way = not await announced.finished(on)
        taps = {str(person + 1) for person in (*losers, *keepers)}
        await until(lambda: _all_answered(on, taps))
        done = await until(lambda: announced.finished(on))
        await asyncio.sleep(1)
        await bot.terminate()
        made, told, answered = await effects(on), await _told(on), await _answered(on)
    return Row(
        "S6",
        f"{count} of {2 * count} coordinators",
        seed,
        (
            none("acted after their right was taken back", sum(made[person_id(who)] for who in losers)),
            none("were told after it was taken back", _among(told, losers)),
            every("taps answered all the same, %", len(taps & answered), len(taps)),
            every("the others could act, %", sum(made[person_id(who)] == 1 for who in keepers), count),
            every("the others were told, %", _among(told, keepers), count),
            none("the announcement was over before", 0 if under_way and done else 1),
        ),
    )


def _seed(records: Records, announced: Announced, readers: int, coordinators: Iterable[int]) -> None:
    announced.seed(records, readers)
    for who in coordinators:
        records.people.grant(person_id(who), COORDINATOR, at=now())


def _take_back(records: Records, loser: int, keeper: int) -> None:
    """Both are about to be told a name that only a coordinator may know."""
    for who in (loser, keeper):
        notice = InvitationTaken(to=person_id(who), invitation_id="i" * 32, name=NAME, role=Role.COORDINATOR)
        records.notices.queue(notice, at=now())
    records.people.revoke(person_id(loser), COORDINATOR)


async def _told(on: Stage) -> set[int]:
    """The chats that heard the name."""
    return {call["chat_id"] for call in await on.history("sendMessage") if NAME in call["params"]["text"]}


async def _answered(on: Stage) -> set[str]:
    return {call["params"]["callback_query_id"] for call in await on.history("answerCallbackQuery")}


async def _all_answered(on: Stage, taps: set[str]) -> bool:
    return taps <= await _answered(on)


def _among(chats: set[int], people: Iterable[int]) -> int:
    return sum(chat_id(who) in chats for who in people)
