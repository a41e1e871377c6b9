"""R4: another program holds the database for ten seconds. Lost 0, errors shown 0, the loop goes round."""

import asyncio
import time
from collections import Counter

from bot.ports import Records
from bot.rules.people import Mandate, Role
from bot.texts import Texts
from tests.bench.telegram import free_port
from tests.faults.announced import TEXT, Announced, copies, sent
from tests.faults.figures import Row, allowed, at_most, none, share
from tests.faults.invitations import effects, tap
from tests.faults.stage import Process, Stage, environment, now, person_id, stage, until

SECONDS = 10.0
READERS, TAPS = 300, 20
STALL_MS = 200
#: The page for machines is asked for so often; of a hundred answers the slowest is the machine's.
EVERY = 0.02
OF_ALL = 0.99
HOLD = (
    "import sqlite3, sys, time; file = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30); "
    "file.execute('BEGIN IMMEDIATE'); print(time.time(), flush=True); "
    "time.sleep(float(sys.argv[2])); file.rollback()"
)
SORRY = Texts.load().speaker("fr")("error.ours")


async def run(size: str, seed: int) -> Row:
    """In the middle of an announcement, while coordinators tap."""
    announced, port = Announced(), free_port()
    async with stage(READERS, lambda records: _seed(records, announced), health_port=str(port)) as on:
        bot = await on.start_bot()
        await until(lambda: sent(on, READERS // 10))
        file = on.settings["CIGOGNE_DATABASE_URL"].removeprefix("sqlite:///")
        holder = await Process.start("-c", HOLD, file, str(SECONDS), env=environment(), log=None)
        since = float(await holder.line())
        stall, _ = await asyncio.gather(_stall(on, port), _speak(on))
        await holder.ended()
        done = await until(lambda: _over(on, announced))
        await bot.terminate()
        held = [at for at in await on.moments(TEXT) if since < at < since + SECONDS]
        arrived, made = Counter(await copies(on)), await effects(on)
        sorry = sum(SORRY in call["params"].get("text", "") for call in await on.history("sendMessage"))
        aside, failed = on.set_aside(), on.log().count("handler failed")
    return Row(
        "R4",
        f"locked {SECONDS:g} s, {READERS} readers, {TAPS} taps",
        seed,
        (
            none("lost: readers without their copy", READERS - len(arrived)),
            none("lost: taps without their effect", sum(not made[person_id(i)] for i in range(TAPS))),
            none("twice: copies and effects", arrived.total() - len(arrived) + made.total() - len(made)),
            none("errors shown, updates set aside", sorry + aside + failed),
            at_most("copies that left while nothing could be written", len(held), 4),
            at_most("the loop stood still, ms", stall, allowed(STALL_MS, size)),
            none("not finished in time", 0 if done else 1),
        ),
    )


def _seed(records: Records, announced: Announced) -> None:
    announced.seed(records, READERS)
    for i in range(1, TAPS):
        records.people.grant(person_id(i), Mandate(role=Role.COORDINATOR), at=now())


async def _speak(on: Stage) -> None:
    for i in range(TAPS):
        await on.inject(tap(i))
        await asyncio.sleep(SECONDS / 2 / TAPS)


async def _stall(on: Stage, port: int) -> float:
    """Milliseconds that the page for machines takes to come while the lock is held."""
    took = []
    end = time.monotonic() + SECONDS - 1
    while time.monotonic() < end:
        before = time.monotonic()
        async with on.http.get(f"http://127.0.0.1:{port}/health") as answer:
            await answer.read()
        took.append(1_000 * (time.monotonic() - before))
        await asyncio.sleep(EVERY)
    return share(took, OF_ALL)


async def _over(on: Stage, announced: Announced) -> bool:
    return await announced.finished(on) and len(await effects(on)) >= TAPS
