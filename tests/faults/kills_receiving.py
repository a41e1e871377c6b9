"""R7: kill -9 while updates come in. Lost 0, effects twice 0."""

import asyncio
import random

from tests.faults.figures import Row, none
from tests.faults.invitations import all_done, answered, seed, tallies, tap
from tests.faults.stage import Stage, stage, until

SIZES = {"full": (50, 2_000), "small": (10, 400)}


async def run(size: str, chance_seed: int) -> Row:
    """Taps come in without a pause; the bot is killed at moments of chance, then may finish."""
    kills, taps = SIZES[size]
    chance = random.Random(chance_seed)
    async with stage(taps, lambda records: seed(records, taps)) as on:
        speaking = asyncio.create_task(_speak(on, taps))
        for kill in range(1, kills + 1):
            bot = await on.start_bot()
            await until(lambda share=kill: _reached(on, taps * share // (kills + 1)), 20, every=0.02)  # type: ignore[misc]  # bound now
            await asyncio.sleep(chance.uniform(0, 0.05))
            await bot.kill()
        await speaking
        bot = await on.start_bot()
        done = await until(lambda: all_done(on, taps))
        await bot.terminate()
        missing, twice, unanswered = await tallies(on, taps)
        left = len(await on.storage.inbox.waiting())
    return Row(
        "R7",
        f"{kills} kills, {taps} updates",
        chance_seed,
        (
            none("lost: updates without their effect", missing),
            none("effects twice", twice),
            none("people who tapped and got no answer", unanswered),
            none("updates neither handled nor set aside", left),
            none("not finished in time", 0 if done else 1),
        ),
    )


async def _speak(on: Stage, taps: int) -> None:
    for i in range(taps):
        await on.inject(tap(i))


async def _reached(on: Stage, count: int) -> bool:
    return len(await answered(on)) >= count
