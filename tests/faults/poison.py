"""R9: updates that nobody can decode. The rest are handled within five seconds, the bad ones set aside."""

import asyncio
import time
from typing import Any

from tests.faults.figures import Row, allowed, at_most, every, none
from tests.faults.invitations import all_done, seed, tallies, tap
from tests.faults.stage import Stage, stage, until

GOOD = 11
SECONDS = 5.0

_CHAT = {"id": 5, "type": "private"}
_MESSAGE = {"message_id": 1, "date": 1, "chat": _CHAT}

#: Twenty shapes: of the wire, of JSON, of Telegram's schema. A string goes out as its very text.
SHAPES: tuple[Any, ...] = (
    '{"update_id": %d, "message": {"message_id": 1, "text": "cut off',
    '{"update_id": %d, "message": {"text": "' + "\\ud8" + '"}}',
    '{"update_id": %d, "deep": ' + "[" * 50_000 + "}",
    '{"update_id": %d, "message": NaN, }',
    '{"update_id": %d, "message": ' + "9" * 5_000 + "}",
    {"message": True},
    {"message": []},
    {"message": "text"},
    {"message": {}},
    {"message": {**_MESSAGE, "date": "yesterday"}},
    {"message": {**_MESSAGE, "chat": {"id": "five", "type": "private"}}},
    {"message": {**_MESSAGE, "message_id": "one"}},
    {"message": {**_MESSAGE, "entities": [{"type": "bold"}]}},
    {"message": {**_MESSAGE, "forward_origin": {"type": "legacy", "date": 1}}},
    {"message": {**_MESSAGE, "reply_markup": {"inline_keyboard": [[{"text": 7}]]}}},
    {"callback_query": {"id": "1"}},
    {"callback_query": {"id": "1", "from": 5, "chat_instance": "1", "data": "menu"}},
    {"my_chat_member": {"chat": _CHAT, "date": 1, "new_chat_member": {"status": "promoted to owner"}}},
    {"edited_message": {**_MESSAGE, "from": {"id": 5}}},
    {"message": {**_MESSAGE, "chat": {"type": "private"}, "text": "no id"}},
)


async def run(size: str, chance_seed: int) -> Row:
    """Each shape among good updates that came before and after it."""
    slowest, handled = 0.0, 0
    taps = len(SHAPES) * GOOD
    async with stage(taps, lambda records: seed(records, taps)) as on:
        bot = await on.start_bot()
        await until(lambda: _listening(on))
        in_time = allowed(SECONDS, size)
        for number in range(len(SHAPES)):
            seconds = await _among_good_ones(on, number)
            slowest = max(slowest, seconds)
            handled += GOOD * (seconds <= in_time)
        await bot.terminate()
        missing, twice, _ = await tallies(on, taps)
        aside, reported = on.set_aside(), on.log().count("set aside")
    return Row(
        "R9",
        f"{len(SHAPES)} shapes, {GOOD} good updates around each",
        chance_seed,
        (
            every("good updates handled in time, %", handled, taps),
            at_most("slowest, seconds", slowest, in_time),
            none("lost: good updates without their effect", missing),
            none("effects twice", twice),
            every("undecodable updates set aside, %", aside, len(SHAPES)),
            every("undecodable updates reported in the log, %", reported, len(SHAPES)),
        ),
    )


async def _listening(on: Stage) -> bool:
    return bool(await on.history("deleteWebhook"))


async def _among_good_ones(on: Stage, number: int) -> float:
    """Seconds until every good update around this shape had its effect and its answer."""
    shape, first = SHAPES[number], number * GOOD
    before = time.monotonic()
    for i in range(first, first + GOOD // 2):
        await on.inject(tap(i))
    await on.inject(shape % (900_000_000 + 1_000 * number) if isinstance(shape, str) else shape)
    for i in range(first + GOOD // 2, first + GOOD):
        await on.inject(tap(i))
    await until(lambda: all_done(on, first + GOOD), every=0.02)
    await asyncio.sleep(0)
    return time.monotonic() - before
