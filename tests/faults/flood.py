"""S9: one account floods the bot. Others are answered within two seconds, and its memory stays as it was."""

import asyncio
import time

import psutil

from bot.ports import Records
from tests.bench.telegram import message
from tests.faults.address import free_ports, listening, post
from tests.faults.figures import Row, allowed, at_most, none, share
from tests.faults.stage import Stage, add_people, chat_id, stage, until

SECONDS = {"full": 600, "small": 20}
A_SECOND = 100
#: Of the others somebody speaks so often.
EVERY = 0.5
ANSWERED_SECONDS = 2.0
GROWTH_MB = 50
FLOODER = 0
#: Numbers of updates: those of the flood, and those of the others far behind them.
_OTHERS = 10**6


async def run(size: str, seed: int) -> Row:
    """It floods by webhook, as fast as Telegram hands over."""
    seconds, goal = SECONDS[size], allowed(ANSWERED_SECONDS, size)
    others = int(seconds / EVERY)
    async with stage(others + 1, lambda records: _furnish(records, others + 1)) as on:
        (port,) = free_ports(1)
        bot = await listening(on, port)
        await post(on, port, _says(1, others))  # whatever is loaded once
        await until(lambda: _answered(on, others))
        before = _megabytes(bot.number)
        flood = asyncio.create_task(_flood(on, port, seconds))
        begun = await _others(on, port, others)
        told = await flood
        waits = await _waits(on, begun)
        growth = _megabytes(bot.number) - before
        await bot.terminate()
    return Row(
        "S9",
        f"{told} updates of one account in {seconds} s, {others} other people",
        seed,
        (
            at_most("the others' answers, seconds, 95 of 100", share(waits, 0.95), goal),
            none("others without an answer", others - len(waits)),
            at_most("memory grown by, MB", growth, GROWTH_MB),
        ),
    )


def _furnish(records: Records, people: int) -> None:
    add_people(records, people)


def _says(number: int, who: int) -> dict[str, object]:
    return {"update_id": number, **message(chat_id(who), number, "bonjour")}


async def _flood(on: Stage, port: int, seconds: int) -> int:
    """A hundred a second, not waiting for anything; how many."""
    posts = []
    for number in range(2, 2 + seconds * A_SECOND):
        posts.append(asyncio.create_task(post(on, port, _says(number, FLOODER))))
        await asyncio.sleep(1 / A_SECOND)
    await asyncio.gather(*posts)
    return len(posts)


async def _others(on: Stage, port: int, count: int) -> dict[int, float]:
    """When each of them spoke."""
    begun: dict[int, float] = {}
    for who in range(1, count + 1):
        begun[chat_id(who)] = time.time()  # noqa: TID251 – the history tells wall time
        await post(on, port, _says(_OTHERS + who, who))
        await asyncio.sleep(EVERY)
    return begun


async def _waits(on: Stage, begun: dict[int, float]) -> list[float]:
    """How long each waited for the first answer; those without one after a while are left out."""
    await until(lambda: _all_answered(on, begun), every=0.5)
    found: dict[int, float] = {}
    for call in await on.history("sendMessage"):
        chat, at = call["chat_id"], call["at"]
        if call["status"] == 200 and at >= begun.get(chat, at + 1):
            found.setdefault(chat, at - begun[chat])
    return list(found.values())


async def _all_answered(on: Stage, begun: dict[int, float]) -> bool:
    return len({call["chat_id"] for call in await on.history("sendMessage")} & set(begun)) == len(begun)


async def _answered(on: Stage, who: int) -> bool:
    return any(call["chat_id"] == chat_id(who) for call in await on.history("sendMessage"))


def _megabytes(number: int) -> float:
    return float(psutil.Process(number).memory_info().rss) / 1024**2
