"""P7: how long until somebody is answered, and how much memory it takes.

Both sides start at the same moment, so that a machine that is busy is as busy for the one as for the other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from statistics import median

from bot.commands.servers import WITHOUT_DOCSTRINGS
from bot.ports import Records
from tests.bench.figures import Part, Row, at_most, beside
from tests.bench.machine import machine
from tests.bench.programs import RUNS, Program, cpu_of, house, sqlite
from tests.bench.telegram import TOKEN, Telegram, message, telegram
from tests.faults.announced import announce
from tests.faults.stage import chat_id

STRANGER = 600_000_001
COORDINATOR = chat_id(0)
PATIENCE_SECONDS = 180
COURIER = ("-m", "tests.bench.courier_alone")
#: A start of the interpreter is short: so many together are one measurement.
TOGETHER = 10

Start = Callable[[Telegram], Awaitable[Program]]
#: Seconds of computing and megabytes.
Cost = tuple[float, float]


def run() -> Row:
    with machine() as here:
        costs = asyncio.run(_first_answers())
        screens = _first_screens()
    return Row("P7", (*_parts(*costs, slower=here.slower), *screens, here.part))


async def _first_answers() -> tuple[list[Cost], list[Cost], list[Cost], float]:
    """Ours and the echo, which took turns; the courier alone; megabytes of everything in one process."""
    await asyncio.gather(_ours(), _echo())  # whatever is compiled or cached once
    both = [await asyncio.gather(_ours(), _echo()) for _ in range(RUNS)]
    ours, echo = [one for one, _ in both], [other for _, other in both]
    courier = [await _courier() for _ in range(RUNS)]
    return ours, echo, courier, await _everything()


def _parts(
    ours: list[Cost], echo: list[Cost], courier: list[Cost], everything: float, *, slower: float
) -> tuple[Part, ...]:
    alone = "courier alone, start to first notice"
    return (
        beside("start to first answer, against a bare aiogram echo", "s CPU", *_cpu(ours, echo), most=1.3),
        beside("memory at the first answer, against the same", "MB", *_megabytes(ours, echo)),
        at_most("memory with answers, notices and clock in one process", "MB", [everything], 260),
        at_most(alone, "s CPU", _cpu(courier)[0], 1.6, slower=slower),
        beside(f"{alone}, against a bare aiogram echo", "s CPU", *_cpu(courier, echo)),
        at_most("courier alone, memory", "MB", _megabytes(courier)[0], 90),
    )


def _first_screens() -> tuple[Part, ...]:
    """`cigogne --help` is what an operator types first."""
    help_, bare = [], []
    for _ in range(RUNS):
        help_.append(_several("-m", "bot", "--help"))
        bare.append(_several("-c", ""))
    return (beside("cigogne --help, against a bare interpreter", "s CPU", help_, bare, most=8),)


def _several(*arguments: str) -> float:
    return median(cpu_of(*arguments) for _ in range(TOGETHER))


async def _ours() -> Cost:
    with sqlite(lambda _: None) as database:
        return await _cost(lambda api: _house(database, api), STRANGER)


async def _echo() -> Cost:
    program = "tests.bench.peers.aiogram_echo"
    return await _cost(lambda api: Program.begin("-m", program, TOKEN, api.url), STRANGER)


async def _courier() -> Cost:
    with sqlite(queue_notice) as database:
        return await _cost(lambda api: Program.begin(*COURIER, **courier(database, api.url)), COORDINATOR)


async def _everything() -> float:
    """Megabytes once it has answered and delivered."""
    with sqlite(queue_notice) as database:
        _, megabytes = await _cost(lambda api: _house(database, api), STRANGER, COORDINATOR)
    return megabytes


async def _house(database: str, api: Telegram) -> Program:
    return await Program.begin("-m", "bot", "run", **house(database, api.url))


async def _cost(start: Start, *whom: int) -> Cost:
    """What it had cost when all of them had heard of it."""
    async with telegram() as api:
        api.say(message(STRANGER, 1, "/start"))
        heard = asyncio.gather(*map(api.expect, whom))
        program = await start(api)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await heard
            return program.cpu(), program.megabytes()
        finally:
            await program.kill()


def courier(database: str, api: str) -> dict[str, str]:
    """The variables of a courier in a process of its own, as its unit sets them."""
    return house(database, api) | WITHOUT_DOCSTRINGS


def queue_notice(records: Records) -> None:
    """One notice that is due: an announcement to its own author."""
    announce(records, 1)


def _cpu(*costs: list[Cost]) -> list[list[float]]:
    return [[cpu for cpu, _ in one] for one in costs]


def _megabytes(*costs: list[Cost]) -> list[list[float]]:
    return [[megabytes for _, megabytes in one] for one in costs]
