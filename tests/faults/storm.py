"""R5: Telegram takes 25 a second where 30 were said, and asks for silence. Delivered all, called early 0."""

import asyncio
import contextlib

import aiohttp

from tests.faults.announced import TEXT, Announced
from tests.faults.figures import Part, Row, at_most, every, none, told
from tests.faults.stage import Process, chat_id, environment, stage, until

#: Sends, and the longest silence in seconds.
SIZES = {"full": (3_000, 120), "small": (300, 3)}
CAP = 25
MOST_REFUSED = 2.0
PEERS = {"aiogram_gather": "aiogram's gather", "telegram_loop": "python-telegram-bot and its limiter"}

Figures = dict[str, int]


async def run(size: str, seed: int) -> Row:
    """Ours; in full size the usual loops beside it, each before a Telegram of its own."""
    readers, longest = SIZES[size]
    stormy = ("tests.faults.stormy", str(CAP), str(longest), str(seed))
    peers = PEERS if size == "full" else {}
    ours, *others = await asyncio.gather(
        _ours(stormy, readers), *(_peer(name, stormy, readers) for name in peers)
    )
    calls = ours["arrived"] + ours["twice"] + ours["refused"]
    return Row(
        "R5",
        f"{readers} sends, {CAP} a second, silences up to {longest} s",
        seed,
        (
            every("delivered, %", ours["arrived"], readers),
            none("told twice", ours["twice"]),
            none("calls before a silence was over", ours["early"]),
            at_most("refused (429), % of all calls", 100 * ours["refused"] / calls, MOST_REFUSED),
            told("silences that it asked for", ours["storms"]),
            *(
                part
                for name, found in zip(peers.values(), others, strict=True)
                for part in _beside(name, found, readers)
            ),
        ),
    )


def _beside(name: str, found: Figures, readers: int) -> tuple[Part, ...]:
    return (
        told(f"{name}: delivered, %", 100 * found["arrived"] / readers),
        told(f"{name}: refused", found["refused"]),
        told(f"{name}: calls before a silence was over", found["early"]),
    )


async def _ours(stormy: tuple[str, ...], readers: int) -> Figures:
    announced = Announced()
    async with stage(0, lambda records: announced.seed(records, readers), telegram=stormy) as on:
        bot = await on.start_bot()
        await until(lambda: announced.finished(on), 3_600, every=0.5)
        await bot.terminate()
        return await _figures(on.http, on.url)


async def _peer(name: str, stormy: tuple[str, ...], readers: int) -> Figures:
    telegram = await Process.start("-m", *stormy, env=environment(), log=None)
    url = await telegram.line()
    asked = ("7000000001:AAbench", url, TEXT, str(chat_id(0)), str(readers))
    loop = await Process.start("-m", f"tests.bench.peers.{name}", *asked, env=environment(), log=None)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(loop.ended(), 3_600)
        async with aiohttp.ClientSession() as http:
            return await _figures(http, url)
    finally:
        await loop.kill()
        await telegram.kill()


async def _figures(http: aiohttp.ClientSession, url: str) -> Figures:
    async with http.get(f"{url}/figures") as answer:
        found: Figures = await answer.json()
        return found
