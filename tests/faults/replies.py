"""R6: people speak during an announcement, five a second. Answered within two seconds, 95 of 100 times."""

import asyncio
import time
from typing import Any

from bot.ports import Records
from bot.sandbox.server import DEFAULT_TOKEN
from tests.bench.telegram import message
from tests.faults.announced import TEXT, Announced, sent
from tests.faults.figures import Part, Row, allowed, at_most, every, none, share, told
from tests.faults.stage import PATIENCE, Process, Stage, chat_id, environment, stage, until

READERS = {"full": 5_000, "small": 300}
A_SECOND = 5
SECONDS = 2.0
#: Telegram keeps its own pace here.
PACED = ("bot.sandbox",)
PEERS = {"aiogram_busy": "aiogram's gather", "telegram_busy": "python-telegram-bot and its limiter"}
TOO_FAST = 429

#: Seconds until each was answered; how many were not; how many calls were refused for haste.
Answers = tuple[list[float], int, int]


async def run(size: str, seed: int) -> Row:
    """In full size the usual loops after ours, each on a stage of its own."""
    readers = READERS[size]
    ours = await _ours(readers, allowed(SECONDS, size))
    beside = [part for name in PEERS for part in await _peer(name, readers)] if size == "full" else []
    return Row("R6", f"{readers} readers, {A_SECOND} people a second", seed, (*ours, *beside))


async def _ours(readers: int, seconds: float) -> tuple[Part, ...]:
    announced = Announced()
    async with stage(readers, lambda records: announced.seed(records, readers), telegram=PACED) as on:
        bot = await on.start_bot()
        waits, unanswered, refused = await _spoken_to(on, readers)
        done = await until(lambda: announced.finished(on))
        await bot.terminate()
        delivered = (await announced.progress(on)).delivered
    return (
        at_most("an answer, seconds, 95 of 100", share(waits, 0.95), seconds),
        none("people without an answer", unanswered),
        every("copies delivered, %", delivered, readers),
        none("refused for haste (429)", refused),
        none("not finished in time", 0 if done else 1),
    )


async def _peer(name: str, readers: int) -> tuple[Part, ...]:
    async with stage(readers, _nobody, telegram=PACED) as on:
        asked = (DEFAULT_TOKEN, on.url, TEXT, str(chat_id(0)), str(readers))
        bot = await Process.start("-m", f"tests.bench.peers.{name}", *asked, env=environment(), log=None)
        try:
            waits, unanswered, refused = await _spoken_to(on, readers, 2 * SECONDS)  # they may never answer
        finally:
            await bot.kill()
    return (
        told(f"{PEERS[name]}: an answer, seconds, 95 of 100", share(waits, 0.95)),
        told(f"{PEERS[name]}: people without an answer", unanswered),
        told(f"{PEERS[name]}: refused for haste (429)", refused),
    )


def _nobody(_: Records) -> None:
    """These remember nothing."""


async def _spoken_to(on: Stage, readers: int, patience: float = PATIENCE) -> Answers:
    """People speak from the first copy on, until as many have as the announcement lasts."""
    await until(lambda: sent(on, 1))
    begun: dict[int, float] = {}
    for i in range(readers * A_SECOND // 30):
        begun[chat_id(i)] = time.time()  # noqa: TID251 – the history tells wall time
        await on.inject(message(chat_id(i), i + 1, "bonjour"))
        await asyncio.sleep(1 / A_SECOND)
    await until(lambda: _all_answered(on, begun), patience)
    calls = await on.history("sendMessage")
    waits = _waits(calls, begun)
    refused = sum(call["status"] == TOO_FAST for call in calls)
    return list(waits.values()), len(begun) - len(waits), refused


async def _all_answered(on: Stage, begun: dict[int, float]) -> bool:
    return len(_waits(await on.history("sendMessage"), begun)) == len(begun)


def _waits(calls: list[dict[str, Any]], begun: dict[int, float]) -> dict[int, float]:
    """Seconds until each was answered."""
    waits: dict[int, float] = {}
    for call in calls:
        chat, at = call["chat_id"], call["at"]
        answers = call["status"] == 200 and TEXT not in call["params"]["text"]
        if answers and at >= begun.get(chat, at + 1):
            waits.setdefault(chat, at - begun[chat])
    return waits
