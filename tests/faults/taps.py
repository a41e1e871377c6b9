"""R19: twenty taps a second. Each is answered (`answerCallbackQuery`) within a second and a half."""

import asyncio
import time

from tests.faults.figures import Row, allowed, at_most, none, share
from tests.faults.invitations import all_done, seed, tap
from tests.faults.stage import stage, until

SECONDS = {"full": 60, "small": 8}
A_SECOND = 20
ANSWERED_SECONDS = 1.5


async def run(size: str, chance_seed: int) -> Row:
    """Every coordinator taps once, whether the ones before were answered or not."""
    count = SECONDS[size] * A_SECOND
    async with stage(count, lambda records: seed(records, count)) as on:
        bot = await on.start_bot()
        await on.inject(tap(0))
        await until(lambda: all_done(on, 1))
        begun: dict[str, float] = {}
        start = time.monotonic()
        for i in range(1, count):
            begun[str(i + 1)] = time.time()  # noqa: TID251 – the history tells wall time
            await on.inject(tap(i))
            await asyncio.sleep(max(0.0, start + i / A_SECOND - time.monotonic()))
        done = await until(lambda: all_done(on, count))
        await bot.terminate()
        answers = {
            call["params"]["callback_query_id"]: call["at"]
            for call in await on.history("answerCallbackQuery")
        }
    waits = [answers[number] - moment for number, moment in begun.items() if number in answers]
    return Row(
        "R19",
        f"{count} taps, {A_SECOND} a second",
        chance_seed,
        (
            at_most(
                "a tap answered, seconds, 99 of 100", share(waits, 0.99), allowed(ANSWERED_SECONDS, size)
            ),
            none("taps without an answer", len(begun) - len(waits)),
            none("taps without their effect", 0 if done else 1),
        ),
    )
