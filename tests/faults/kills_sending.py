"""R1: kill -9 during an announcement. Lost 0, twice at most what was in flight, silent unknowns 0."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import replace

from bot.courier import courier
from tests.faults.announced import TEXT, Announced, sent
from tests.faults.figures import Row, at_most, none
from tests.faults.stage import PATIENCE, Stage, chat_id, stage, until

SIZES = {"full": (200, 5_000), "small": (20, 500)}
IN_FLIGHT = 4
STANDBY_READERS = 1_000


async def run(size: str, seed: int) -> Row:
    """Kill the bot at moments of chance while it sends, then let it finish and count."""
    kills, readers = SIZES[size]
    chance, announced, begun = random.Random(seed), Announced(), list[int]()
    async with stage(readers, lambda records: announced.seed(records, readers)) as on:
        for _ in range(kills):
            begun.append(await _live_and_die(on, readers, kills, chance))
        bot = await on.start_bot()
        begun.append(await _count(on))
        done = await until(lambda: announced.finished(on), PATIENCE + readers / 10, every=0.5)
        await bot.terminate()
        row = await _checked(on, announced, begun, kills=kills, readers=readers, done=done, seed=seed)
    if size == "small":  # half a second is between the figure and its goal: not where others work too
        return row
    return replace(
        row, parts=(*row.parts, at_most("a standby sends after a kill, seconds", await _standby(), 5))
    )


async def _standby() -> float:
    """Seconds from the kill of the one that leads to the first copy by the one that waited."""
    announced = Announced()
    lease = str(courier.LEASE_SECONDS)
    async with stage(
        STANDBY_READERS, lambda records: announced.seed(records, STANDBY_READERS), courier_lease_seconds=lease
    ) as on:
        leader = await on.start_bot()
        await until(lambda: sent(on, 1))
        await on.start_bot()
        await asyncio.sleep(2 * courier.LEASE_SECONDS)
        await leader.kill()
        killed = time.time()  # noqa: TID251 – the history tells wall time
        await until(lambda: _sent_since(on, killed))
        return next(at for at in await on.moments(TEXT) if at > killed) - killed


async def _sent_since(on: Stage, moment: float) -> bool:
    return any(at > moment for at in await on.moments(TEXT))


async def _live_and_die(on: Stage, readers: int, kills: int, chance: random.Random) -> int:
    """Where it began in the history."""
    bot = await on.start_bot()
    before = await _count(on)
    share = readers / kills
    wanted = before + max(1, round(chance.uniform(0.2, 1.4) * share))
    await until(lambda: _sent(on, wanted), share / 10 + 10, every=0.01)
    await asyncio.sleep(chance.uniform(0, 0.05))
    await bot.kill()
    return before


async def _count(on: Stage) -> int:
    last = await on.history("sendMessage", after=0)
    return int(last[-1]["n"]) if last else 0


async def _sent(on: Stage, number: int) -> bool:
    return bool(await on.history("sendMessage", after=number - 1))


async def _checked(
    on: Stage, announced: Announced, begun: list[int], *, kills: int, readers: int, done: bool, seed: int
) -> Row:
    """Read what reached whom from the sandbox's history alone; the database only says what it admits."""
    arrived = [
        call
        for call in await on.history("sendMessage")
        if call["status"] == 200 and "crèche ferme" in call["params"]["text"]
    ]
    copies = Counter(call["chat_id"] for call in arrived)
    progress, listed = await announced.progress(on), await announced.listed(on)
    missing = {chat_id(i) for i in range(readers)} - copies.keys()
    per_life = Counter(_life(begun, first) for first in _repeated(arrived))
    return Row(
        "R1",
        f"{kills} kills, {readers} readers",
        seed,
        (
            none("lost: readers who never got it", len(missing)),
            none("silent: neither delivered nor listed", len(missing - listed.keys()) + progress.waiting),
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
