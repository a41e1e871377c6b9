"""R16: two replicas whose timers fire together: each month is made by one of them, on both databases."""

import asyncio
from random import Random

from bot.actions.summaries import due_at, ensure_summaries
from bot.rules.calendar import Month
from storage import Storage, migrate, open_storage
from tests.cast import POLICY
from tests.faults import months
from tests.faults.figures import Part, Row, every, none
from tests.faults.last_place import DATABASES, KEY

PERIODS = {"full": 1000, "small": 100}


async def run(size: str, chance_seed: int) -> Row:
    """A thousand months are a firm's eighty years."""
    periods = [Month(2026, 1).plus(ahead) for ahead in range(PERIODS[size])]
    parts: list[Part] = []
    for database, opened in DATABASES.items():
        with opened() as url:
            migrate(url)
            made, told = await _together(url, periods, Random(chance_seed))
        parts += (
            every(f"{database}: months made by one replica, %", made.count(1), len(periods)),
            none(f"{database}: made by both", made.count(2)),
            every(f"{database}: told exactly once to every contact, %", told, len(periods)),
        )
    return Row("R16", f"{len(periods)} periods a database", chance_seed, tuple(parts))


async def _together(url: str, periods: list[Month], chance: Random) -> tuple[list[int], int]:
    """How many replicas made each month, and how many months were told exactly once."""
    with open_storage(url, key=KEY) as one, open_storage(url, key=KEY) as other:
        with one.transaction() as records:
            months.furnish(records, periods[0])
        made = [
            sum(await asyncio.gather(*(_fires(replica, month, chance) for replica in (one, other))))
            for month in periods
        ]
        return made, await one.look(months.told_once, periods)


async def _fires(replica: Storage, month: Month, chance: Random) -> int:
    await asyncio.sleep(chance.random() / 1000)
    made: int = await replica.do(ensure_summaries, now=due_at(month, POLICY), policy=POLICY)
    return made
