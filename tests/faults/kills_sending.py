"""R1: kill -9 during an announcement. Lost 0, twice at most what was in flight, silent unknowns 0."""

import asyncio
import random
from collections import Counter

from bot.actions import announcements
from bot.ports import Records
from bot.rules.announcements import Audience, Progress
from bot.rules.people import Mandate, Role
from tests.faults.figures import Row, at_most, none
from tests.faults.stage import Stage, add_people, chat_id, now, person_id, stage, until

SIZES = {"full": (200, 5_000), "small": (20, 500)}
IN_FLIGHT = 4
RESEND_SECONDS = 30


class Announced:
    """The announcement that is being sent, and where each life of the bot began in the history."""

    def __init__(self) -> None:
        self.id = ""
        self.begun: list[int] = []

    def seed(self, records: Records, readers: int) -> None:
        add_people(records, readers)
        author = person_id(0)
        records.people.grant(author, Mandate(role=Role.COORDINATOR), at=now())
        draft = announcements.begin(records, author, focus="", now=now()).announcement
        announcements.write(records, author, "La crèche ferme lundi à 16 heures.")
        announcements.aim(records, author, draft.id, Audience())
        announcements.send(records, author, draft.id, screen=None, now=now())
        self.id = draft.id


async def run(size: str, seed: int) -> Row:
    """Kill the bot at moments of chance while it sends, then let it finish and count."""
    kills, readers = SIZES[size]
    chance, announced = random.Random(seed), Announced()
    async with stage(readers, lambda records: announced.seed(records, readers)) as on:
        for _ in range(kills):
            await _live_and_die(on, announced, readers, kills, chance)
        bot = await on.start_bot()
        announced.begun.append(await _count(on))
        done = await until(lambda: _finished(on, announced.id), RESEND_SECONDS * 4 + readers / 10)
        await bot.terminate()
        return await _checked(on, announced, kills=kills, readers=readers, done=done, seed=seed)


async def _live_and_die(
    on: Stage, announced: Announced, readers: int, kills: int, chance: random.Random
) -> None:
    bot = await on.start_bot()
    before = await _count(on)
    announced.begun.append(before)
    share = readers / kills
    wanted = before + max(1, round(chance.uniform(0.2, 1.4) * share))
    await until(lambda: _sent(on, wanted), share / 10 + 10, every=0.01)
    await asyncio.sleep(chance.uniform(0, 0.05))
    await bot.kill()


async def _count(on: Stage) -> int:
    last = await on.history("sendMessage", after=0)
    return int(last[-1]["n"]) if last else 0


async def _sent(on: Stage, number: int) -> bool:
    return bool(await on.history("sendMessage", after=number - 1))


async def _finished(on: Stage, announcement_id: str) -> bool:
    await asyncio.sleep(0.5)
    return (await _progress(on, announcement_id)).waiting == 0


async def _progress(on: Stage, announcement_id: str) -> Progress:
    return await on.storage.look(lambda records: records.announcements.progress(announcement_id))


async def _checked(
    on: Stage, announced: Announced, *, kills: int, readers: int, done: bool, seed: int
) -> Row:
    """Read what reached whom from the sandbox's history alone; the database only says what it admits."""
    arrived = [
        call
        for call in await on.history("sendMessage")
        if call["status"] == 200 and "crèche ferme" in call["params"]["text"]
    ]
    copies = Counter(call["chat_id"] for call in arrived)
    progress = await _progress(on, announced.id)
    listed = await on.storage.look(lambda records: records.announcements.unreached(announced.id))
    missing = {chat_id(i) for i in range(readers)} - copies.keys()
    admitted = {person.chat_id for person, _ in listed}
    per_life = Counter(_life(announced.begun, first) for first in _repeated(arrived))
    return Row(
        "R1",
        f"{kills} kills, {readers} readers",
        seed,
        (
            none("lost: readers who never got it", len(missing)),
            none("silent: neither delivered nor listed", len(missing - admitted) + progress.waiting),
            at_most("most told twice by one kill", max(per_life.values(), default=0), IN_FLIGHT),
            at_most("told twice in all", sum(copies.values()) - len(copies), IN_FLIGHT * kills),
            none("told three times", sum(1 for count in copies.values() if count > 2)),
            none("not finished in time", 0 if done else progress.waiting),
        ),
    )


def _repeated(arrived: list[dict[str, int]]) -> list[int]:
    """The numbers of the first copies that another one followed."""
    last: dict[int, int] = {}
    found = []
    for call in arrived:
        if call["chat_id"] in last:
            found.append(last[call["chat_id"]])
        last[call["chat_id"]] = call["n"]
    return found


def _life(begun: list[int], number: int) -> int:
    return sum(1 for start in begun if start < number)
