"""P2: an announcement to three thousand people at Telegram's own pace, thirty messages a second.

Each side has a pretend Telegram of its own, in another process, that keeps Telegram's limits and notes every
call. All of them work at the same time, so that a machine that is busy is as busy for each. Ours shows its
author how far it is meanwhile; what Telegram refused for haste (429) is counted over every call.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bot.sandbox.limits import PER_BOT
from bot.sandbox.server import DEFAULT_TOKEN
from tests.bench.figures import Part, Row, at_least, at_most, beside
from tests.bench.programs import Program, furnished, house
from tests.faults.announced import TEXT, announce
from tests.faults.stage import chat_id

READERS = 3_000
GOAL = 0.99
#: A side is over once everybody has it, or nothing was sent for so long.
QUIET_SECONDS = 10
LOOK_SECONDS = 1.0
TOO_FAST = 429


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a side did: messages a second, refusals for haste, people who got none, people who got two."""

    pace: float
    refused: int
    missed: int
    twice: int


def run() -> Row:
    with TemporaryDirectory(prefix="cigogne-bench-") as folder:
        return Row("P2", asyncio.run(_parts(Path(folder))))


async def _parts(folder: Path) -> tuple[Part, ...]:
    people = folder / "people.json"
    listed = [{"user_id": chat_id(i), "name": f"Person {i}"} for i in range(READERS)]
    people.write_text(json.dumps(listed), encoding="utf-8")
    ours, aiogram, library = await asyncio.gather(
        _ours(folder, people), _peer("aiogram_loop", people), _peer("telegram_loop", people)
    )
    name, loop = "messages/s", "aiogram's loop with naps of 0.05 s"
    limiter = "python-telegram-bot and its limiter"
    return (
        at_least(
            f"pace to {READERS:,} people, against the {PER_BOT} allowed", name, ours.pace, PER_BOT, GOAL
        ),
        at_most("refused for haste (429)", "", [ours.refused], 0),
        at_most("people it did not reach", "", [ours.missed], 0),
        at_most("people who got it twice", "", [ours.twice], 0),
        beside(f"pace, against {loop}", name, [ours.pace], [aiogram.pace]),
        beside(f"refused, against {loop}", "", [ours.refused], [aiogram.refused]),
        beside(f"pace, against {limiter}", name, [ours.pace], [library.pace]),
        beside(f"refused, against {limiter}", "", [ours.refused], [library.refused]),
        beside(f"not reached, against {limiter}", "", [ours.missed], [library.missed]),
    )


async def _ours(folder: Path, people: Path) -> Sent:
    """The whole program, as `cigogne run` starts it."""
    database = f"sqlite:///{folder / 'cigogne.sqlite3'}"
    async with _telegram(people) as api, aiohttp.ClientSession() as http:
        shown = {"chat_id": chat_id(0), "text": "…"}
        async with http.post(f"{api}/bot{DEFAULT_TOKEN}/sendMessage", json=shown) as answer:
            screen = (await answer.json())["result"]["message_id"]
        furnished(database, lambda records: announce(records, READERS, screen))
        variables = house(database, api, token=DEFAULT_TOKEN)
        return await _watched(http, api, await Program.begin("-m", "bot", "run", **variables))


async def _peer(name: str, people: Path) -> Sent:
    async with _telegram(people) as api, aiohttp.ClientSession() as http:
        asked = (DEFAULT_TOKEN, api, TEXT, str(chat_id(0)), str(READERS))
        return await _watched(http, api, await Program.begin("-m", f"tests.bench.peers.{name}", *asked))


@asynccontextmanager
async def _telegram(people: Path) -> AsyncIterator[str]:
    """The address of a sandbox with these people."""
    program = await Program.begin("-m", "bot.sandbox", "--people", str(people))
    try:
        yield await program.line()
    finally:
        await program.kill()


async def _watched(http: aiohttp.ClientSession, api: str, program: Program) -> Sent:
    """Let it send until it is over, and read what came of it."""
    calls: list[dict[str, Any]] = []
    try:
        quiet = 0.0
        while quiet < QUIET_SECONDS and len({call["chat_id"] for call in _arrived(calls)}) < READERS:
            await asyncio.sleep(LOOK_SECONDS)
            after = {"after": str(calls[-1]["n"] if calls else 0)}
            async with http.get(f"{api}/sandbox/history", params=after) as answer:
                fresh = await answer.json()
            calls += fresh
            quiet = 0.0 if _arrived(fresh) or not _arrived(calls) else quiet + LOOK_SECONDS
    finally:
        await program.kill()
    return _sent(calls)


def _sent(calls: list[dict[str, Any]]) -> Sent:
    arrived = _arrived(calls)
    reached = {call["chat_id"] for call in arrived}
    return Sent(
        pace=(len(arrived) - 1) / (arrived[-1]["at"] - arrived[0]["at"]),
        refused=sum(call["status"] == TOO_FAST for call in calls),
        missed=READERS - len(reached),
        twice=len(arrived) - len(reached),
    )


def _arrived(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The copies that Telegram took."""
    return [
        call
        for call in calls
        if call["method"] == "sendMessage" and call["status"] == 200 and TEXT in call["params"]["text"]
    ]
