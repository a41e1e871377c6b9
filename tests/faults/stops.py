"""R8: SIGTERM with twenty updates in hand. Lost 0, effects twice 0, gone within ten seconds."""

import asyncio

from tests.faults.figures import Row, allowed, at_most, none
from tests.faults.invitations import all_done, effects, seed, tallies, tap
from tests.faults.stage import Stage, stage, until

SIZES = {"full": 50, "small": 5}
IN_HAND = 20
#: Every answer is told to wait: every other time longer than a stop may take.
SHORT, LONG = 2, 30


async def run(size: str, chance_seed: int) -> Row:
    """Restart again and again while twenty answers are on their way."""
    restarts = SIZES[size]
    taps = restarts * IN_HAND
    slowest, in_hand = 0.0, IN_HAND
    async with stage(taps, lambda records: seed(records, taps)) as on:
        for restart in range(restarts):
            seconds, held = await _stop_in_the_middle(on, restart)
            slowest, in_hand = max(slowest, seconds), min(in_hand, held)
        await on.clear_faults()
        bot = await on.start_bot()
        done = await until(lambda: all_done(on, taps))
        await bot.terminate()
        missing, twice, unanswered = await tallies(on, taps)
    return Row(
        "R8",
        f"{restarts} restarts, {IN_HAND} in hand",
        chance_seed,
        (
            none("lost: updates without their effect", missing),
            none("effects twice", twice),
            none("people who tapped and got no answer", unanswered),
            at_most("slowest stop, seconds", slowest, allowed(10, size)),
            none("fewer in hand than asked for", IN_HAND - in_hand),
            none("not finished in time", 0 if done else 1),
        ),
    )


async def _stop_in_the_middle(on: Stage, restart: int) -> tuple[float, int]:
    """Seconds until it was gone, and how many answers were on their way when it was told to go."""
    bot = await on.start_bot()
    before = len(await effects(on))
    await on.clear_faults()
    await on.fault("sendMessage", "429", times=IN_HAND, retry_after=LONG if restart % 2 else SHORT)
    for i in range(restart * IN_HAND, (restart + 1) * IN_HAND):
        await on.inject(tap(i))
    await until(lambda: _taken_up(on, before), every=0.02)
    await asyncio.sleep(0.1)
    held = len(await effects(on)) - before
    return await bot.terminate(), held


async def _taken_up(on: Stage, before: int) -> bool:
    return len(await effects(on)) >= before + IN_HAND
