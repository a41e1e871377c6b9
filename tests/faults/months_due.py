"""R14: the months of 2026 to 2032, due on any day of a month at any hour: each told once, when it is due."""

from dataclasses import replace
from itertools import product
from random import Random

from bot.actions.summaries import due_at
from bot.rules.calendar import Month
from bot.rules.policy import Policy
from bot.timetable import Timetable
from storage import Storage
from tests.cast import POLICY
from tests.faults import months
from tests.faults.figures import Row, every, none
from tests.faults.months import MINUTE, Clock

MONTHS = [Month(2026, 1).plus(ahead) for ahead in range(84)]
EVERY = list(product(range(1, 32), range(24)))
#: In the test command: last days, the hours at which clocks change, and one by chance.
ALWAYS = [(31, 2), (29, 3), (1, 0), (5, 9), (30, 23)]


async def run(size: str, chance_seed: int) -> Row:
    """Each day and hour is a policy of its own, and a database."""
    some = EVERY if size == "full" else [*ALWAYS, Random(chance_seed).choice(EVERY)]
    right = early = late = 0
    for day, hour in some:
        policy = replace(POLICY, summary_day=day, summary_hour=hour)
        async with months.furnished(MONTHS[0]) as storage:
            await _live(storage, policy)
            right += await storage.look(months.told_once, MONTHS)
            for month in MONTHS:
                made, due = await storage.look(months.made_at, month), due_at(month, policy)
                early += made is not None and made < due
                late += made is None or made >= due + MINUTE
    parts = (
        every("months told exactly once to every contact, %", right, len(some) * len(MONTHS)),
        none("told before they were due", early),
        none("told a minute late or more", late),
    )
    return Row("R14", f"{len(some)} days and hours, 84 months each", chance_seed, parts)


async def _live(storage: Storage, policy: Policy) -> None:
    """Seven years of the job as the timetable runs it, fired as its timer fires about each of them."""
    clock = Clock(due_at(MONTHS[0], policy))
    timer = Timetable(storage, storage.inbox, policy=policy, clock=clock)
    for month in MONTHS:
        due = due_at(month, policy)
        for clock.now in (*months.wakes(due - 2 * MINUTE, 4), *months.wakes(due + 9000 * MINUTE, 1)):
            await timer._run(months.JOB)
