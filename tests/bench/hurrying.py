"""P3: an announcement at the paid pace, a thousand messages a second, Telegram 50 ms away, one core to send.

Each sender has one core, the pretend Telegram the other; ours and the bare loop take turns. Ours is the whole
program, and what it has written down is read after it was killed.
"""

import asyncio
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import aiohttp
import psutil

from bot.policy import DEFAULT_FILE
from tests.bench.far_telegram import PER_SECOND
from tests.bench.figures import Part, Row, at_least, at_most, beside
from tests.bench.machine import machine
from tests.bench.programs import Program, furnished, house
from tests.bench.telegram import TOKEN
from tests.faults.announced import TEXT, announce
from tests.faults.stage import chat_id

READERS = 3_000
ROUNDS = 3
#: So many are enough for the one that takes minutes.
FEWER = 500
GOAL = 0.95
#: A message may cost so much, on a machine like the one on which that was set.
MILLISECONDS = 0.8
#: A side is over once everybody has it, or nothing came for so long.
QUIET_SECONDS = 15.0
LOOK_SECONDS = 0.05
_WRITTEN = "SELECT count(*) FROM notice WHERE announcement_id > '' AND state = 'sent' AND messages > ''"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Messages a second, milliseconds of computing for each, and how many went wrong."""

    pace: float
    cpu: float
    refused: float
    missed: float
    twice: float
    unwritten: int = 0


def run() -> Row:
    with machine() as here:
        sent = asyncio.run(_sent())
    return Row("P3", (*_parts(*sent, slower=here.slower), here.part))


#: Ours and the bare loop, which took turns; aiogram; python-telegram-bot.
Sides = tuple[list[Sent], list[Sent], Sent, Sent]


async def _sent() -> Sides:
    ours, bare = list[Sent](), list[Sent]()
    for _ in range(ROUNDS):
        ours.append(await _ours())
        bare.append(await _peer("bare_loop"))
    return ours, bare, await _peer("aiogram_gather"), await _peer("telegram_gather", FEWER)


def _parts(
    ours: list[Sent], bare: list[Sent], aiogram: Sent, library: Sent, *, slower: float
) -> tuple[Part, ...]:
    pace, loop = median(one.pace for one in ours), median(one.pace for one in bare)
    what = f"pace to {READERS:,} people, against a bare aiohttp loop"
    return (
        at_least(what, "messages/s", pace, min(PER_SECOND, loop), GOAL),
        at_most("refused for haste (429)", "", [sum(one.refused for one in ours)], 0),
        at_most("people it did not reach", "", [sum(one.missed for one in ours)], 0),
        at_most("people who got it twice", "", [sum(one.twice for one in ours)], 0),
        at_most("copies not written down as sent", "", [sum(one.unwritten for one in ours)], 0),
        at_most("computing for a message", "ms CPU", [one.cpu for one in ours], MILLISECONDS, slower=slower),
        _beside("computing for a message, against a bare aiohttp loop", "ms CPU", "cpu", ours, bare),
        *_against("aiogram's gather", ours, [aiogram]),
        *_against("python-telegram-bot and its limiter", ours, [library]),
    )


def _against(name: str, ours: Sequence[Sent], peer: Sequence[Sent]) -> tuple[Part, ...]:
    return (
        _beside(f"pace, against {name}", "messages/s", "pace", ours, peer),
        _beside(f"refused, against {name}", "", "refused", ours, peer),
        _beside(f"not reached, against {name}", "", "missed", ours, peer),
        _beside(f"computing for a message, against {name}", "ms CPU", "cpu", ours, peer),
    )


def _beside(what: str, unit: str, figure: str, ours: Sequence[Sent], peer: Sequence[Sent]) -> Part:
    return beside(what, unit, [getattr(one, figure) for one in ours], [getattr(one, figure) for one in peer])


async def _ours() -> Sent:
    """The whole program, as `cigogne run` starts it."""
    with TemporaryDirectory(prefix="cigogne-bench-") as name:
        file, policy = Path(name) / "cigogne.sqlite3", Path(name) / "policy.toml"
        policy.write_text(_paid(DEFAULT_FILE.read_text("utf-8")), "utf-8")
        url = furnished(f"sqlite:///{file}", lambda records: announce(records, READERS))

        async def begin(api: str) -> Program:
            return await Program.begin("-m", "bot", "run", **house(url, api, policy_file=str(policy)))

        sent = await _measured(begin, READERS, lambda: written(file) == READERS)
        return replace(sent, unwritten=READERS - written(file))


def _paid(policy: str) -> str:
    """The cooperative's own numbers, but the pace that is paid for."""
    return re.sub(r"(?m)^messages_per_second = .*$", f"messages_per_second = {PER_SECOND}", policy)


async def _peer(name: str, readers: int = READERS) -> Sent:
    async def begin(api: str) -> Program:
        asked = (TOKEN, api, TEXT, str(chat_id(0)), str(readers))
        return await Program.begin("-m", f"tests.bench.peers.{name}", *asked)

    return await _measured(begin, readers)


def _at_once() -> bool:
    """Whoever writes nothing down has nothing left to do."""
    return True


async def _measured(
    begin: Callable[[str], Awaitable[Program]], readers: int, settled: Callable[[], bool] = _at_once
) -> Sent:
    """Let it send, and kill it when it is over: what arrived, and what it cost."""
    telegram = await Program.begin("-m", "tests.bench.far_telegram")
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(telegram.pid, cores[-1:])
    try:
        api = await telegram.line()
        program = await begin(api)
        os.sched_setaffinity(program.pid, cores[:1])
        try:
            arrived, cpu = await _watched(api, program, readers)
            await _patiently(settled)
        finally:
            await program.kill()
    finally:
        await telegram.kill()
    return Sent(
        pace=(arrived["arrived"] - 1) / arrived["seconds"],
        cpu=1_000 * cpu,
        refused=arrived["refused"],
        missed=readers - arrived["arrived"],
        twice=arrived["twice"],
    )


def written(file: Path) -> int:
    """How many copies stand as sent, with the messages that they became."""
    with closing(sqlite3.connect(file)) as database:
        (count,) = database.execute(_WRITTEN).fetchone()
        return int(count)


async def _patiently(settled: Callable[[], bool]) -> None:
    """Wait for the last to be written down, as long as for the next to arrive."""
    waited = 0.0
    while not settled() and waited < QUIET_SECONDS:
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS


async def _watched(api: str, program: Program, readers: int) -> tuple[dict[str, float], float]:
    """What had arrived when it was over, and seconds of computing for each that came under our eyes.

    Few may come all at once: then for each since the look before.
    """
    looks: list[tuple[dict[str, float], float]] = []
    none_yet = 0.0
    async with aiohttp.ClientSession() as http:
        quiet = 0.0
        while quiet < QUIET_SECONDS and not (looks and looks[-1][0]["arrived"] == readers):
            await asyncio.sleep(LOOK_SECONDS)
            seen = await _figures(http, api)
            with suppress(psutil.NoSuchProcess):  # a sender that is done goes home
                cpu = program.cpu()
            if seen["arrived"]:
                quiet = quiet + LOOK_SECONDS if looks and looks[-1][0] == seen else 0.0
                looks.append((seen, cpu))
            else:
                none_yet = cpu
        await asyncio.sleep(1.0)  # for the last answers, and what is written down of them
        with suppress(psutil.NoSuchProcess):
            cpu = program.cpu()
    (first, before), (last, _) = looks[0], looks[-1]
    if first["arrived"] == last["arrived"]:
        return last, (cpu - none_yet) / last["arrived"]
    return last, (cpu - before) / (last["arrived"] - first["arrived"])


async def _figures(http: aiohttp.ClientSession, api: str) -> dict[str, float]:
    async with http.get(f"{api}/figures") as answer:
        found: dict[str, float] = await answer.json()
        return found
